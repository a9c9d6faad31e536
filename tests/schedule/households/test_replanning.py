"""New norms, another policy or another release of the rules: everybody is planned again by itself, once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.jobs import Worker
from services.months import month_of
from services.schedule.hand import Hand
from services.schedule.households import replanning, service
from services.schedule.households.replanning import REPLAN, Replanning, plan_next_again
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.service import NewHousehold
from services.schedule.norms import norm_book
from services.schedule.norms.coa import coa_rates
from services.schedule.payments.candidates import Period
from services.schedule.payments.papers import papers_of
from services.schedule.planning.norms import NormBook
from services.schedule.policies.loading import shipped
from services.storing import connection_of
from tests.conftest import SessionOf
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING, PAPERS, RULES, content
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser

JULY = date(2026, 7, 1)


def with_norms_of_july() -> Rulebook:
    """Every norm of 1 July 2026 a tenner a month more."""
    newest = norm_book().sets[-1]
    raised = replace(newest, starts_on=JULY, norms={kind: cents + 1000 for kind, cents in newest.norms.items()})
    return Rulebook.of(shipped(), NormBook([*norm_book().sets, raised]), coa_rates())


@pytest.fixture
async def households(session: SessionOf, organisation: UUID, clock: MovableClock, municipalities: None) -> list[UUID]:
    """Three with a plan, and one of which nothing is known."""
    async with session(organisation) as work:
        hand = Hand.of(work, "anna", clock.now(), RULES, KEYRING)
        contents = [content(raw) for raw in PAPERS]
        new = [NewHousehold(f"Z-{number}", "GM0518", contents) for number in (1, 2, 3)]
        found = [(await service.register(work, hand, one)).household_id for one in new]
        await service.register(work, hand, NewHousehold("Z-bare", "GM0518"))
    return found


def asked(admin_url: str, query: str) -> list[Any]:
    with as_superuser(admin_url, "schedule") as connection:
        return connection.execute(query.encode()).fetchall()


VERSIONS = "select version, count(*) from plan_version group by 1 order by 1"


async def ring(database: Database, clock: MovableClock, rules: Rulebook) -> int:
    """A worker of a release with these rules starts, rings its alarms and does what there is to do."""
    again = Replanning(database, clock, rules, KEYRING)
    async with Worker(database, {REPLAN: again.plan_all_again}, alarms=[again.wake]) as worker:
        await worker.ring()
        return await worker.drain()


async def test_new_norms_plan_everybody_again_once(
    database: Database, clock: MovableClock, households: list[UUID], admin_url: str
) -> None:
    asked(admin_url, "delete from procrastinate_jobs returning 1")
    assert await ring(database, clock, with_norms_of_july()) == 1
    assert asked(admin_url, VERSIONS) == [(1, 3), (2, 3)]
    before = everything(admin_url)
    assert await ring(database, clock, with_norms_of_july()) == 0
    assert changed(before, everything(admin_url)) == []


async def test_by_the_same_rules_nobody_is_planned_again(
    database: Database, clock: MovableClock, households: list[UUID], admin_url: str
) -> None:
    asked(admin_url, "delete from procrastinate_jobs returning 1")
    before = everything(admin_url)
    assert await ring(database, clock, RULES) == 0
    assert changed(before, everything(admin_url)) == []


async def test_another_release_makes_a_version_only_where_the_plan_is_another(
    database: Database, clock: MovableClock, households: list[UUID], admin_url: str
) -> None:
    """The plans of one were made by a release that wrote them otherwise; the marks of norms and policy are the same."""
    asked(admin_url, "delete from procrastinate_jobs returning 1")
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute("alter table plan_version disable trigger user")
        connection.execute("update plan_version set document = '{}' where household_id = %s", [households[0]])
    release = replace(RULES, whole_mark="the next release")
    assert await ring(database, clock, release) == 1
    assert asked(admin_url, "select household_id from plan_version where version = 2") == [(households[0],)]
    assert asked(admin_url, "select distinct planned_under from household where plan_version is not null") == [
        ("the next release",)
    ]


async def test_it_is_told_how_many_are_left_and_a_job_that_died_is_taken_up_where_it_was(
    session: SessionOf,
    database: Database,
    organisation: UUID,
    clock: MovableClock,
    households: list[UUID],
    anna: Caller,
    admin_url: str,
) -> None:
    async with session(organisation) as work:
        hand = Hand.of(work, "ontzorg", clock.now(), with_norms_of_july(), KEYRING)
        assert await plan_next_again(work, hand, None, most=2) == sorted(households)[1]
    async with session(organisation) as work:
        assert await replanning.progress(work, with_norms_of_july()) == (1, 3)
    assert (await anna.get("/plan-rules")).json() == {
        "mark": RULES.whole_mark,
        "normsMark": RULES.norms_mark,
        "households": 3,
        "left": 2,
    }
    asked(admin_url, "delete from procrastinate_jobs returning 1")
    assert await ring(database, clock, with_norms_of_july()) == 1
    assert asked(admin_url, VERSIONS) == [(1, 3), (2, 3)]


async def test_whoever_is_being_changed_is_left_and_planned_the_next_time(
    database: Database, organisation: UUID, clock: MovableClock, households: list[UUID], admin_url: str
) -> None:
    again = Replanning(database, clock, with_norms_of_july(), KEYRING)
    with as_superuser(admin_url, "schedule") as somebody:
        somebody.execute("select from household where id = %s for update", [households[1]])
        await again.plan_all_again(str(organisation))
        assert asked(admin_url, VERSIONS) == [(1, 3), (2, 2)]
    await again.plan_all_again(str(organisation))
    assert asked(admin_url, VERSIONS) == [(1, 3), (2, 3)]


async def test_whom_the_new_rules_cannot_plan_keeps_his_plan_and_stops_nobody(
    database: Database, organisation: UUID, clock: MovableClock, households: list[UUID], admin_url: str
) -> None:
    """The policy that carries one of them is no longer there."""
    policies = {name: policy for name, policy in shipped().items() if name != "den-haag"}
    rules = Rulebook.of(policies, norm_book(), coa_rates())
    asked(admin_url, "update municipality set policy = 'capelle' where code = 'GM0518' returning 1")
    chosen = '{"kind": "policy_chosen", "from": "2026-02-03", "policy": "den-haag"}'
    columns = "household_id, 99, id, 'policy_chosen', '', holds_from"
    insert = f"insert into fact select organisation_id, {columns}, '{chosen}', recorded_at, recorded_by"
    asked(admin_url, f"{insert} from fact where household_id = '{households[0]}' and sequence = 1 returning 1")
    await Replanning(database, clock, rules, KEYRING).plan_all_again(str(organisation))
    assert asked(admin_url, VERSIONS) == [(1, 3), (2, 2)]
    assert asked(admin_url, "select household_id from plan_version where version = 2 order by 1") == [
        (one,) for one in sorted(households) if one != households[0]
    ]


async def test_a_worker_looks_every_day_until_nobody_is_left_and_then_the_next_day(
    database: Database, clock: MovableClock, households: list[UUID], admin_url: str
) -> None:
    asked(admin_url, "delete from procrastinate_jobs returning 1")
    again = Replanning(database, clock, RULES, KEYRING)
    assert await again.wake() == 0
    asked(admin_url, "update household set planned_under = 'an older release' returning 1")
    assert await again.wake() == 0
    clock.move_to(clock.now() + timedelta(days=1))
    assert (await again.wake(), await again.wake()) == (1, 0)


async def test_a_run_reads_the_sheet_of_whom_another_release_was_found_to_plan_the_same(
    database: Database, organisation: UUID, clock: MovableClock, households: list[UUID], admin_url: str
) -> None:
    """Two sheets are of an older release; of one of these somebody looked whether ours says the same."""
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute("alter table plan_version disable trigger user")
        connection.execute("update plan_version set wanted_mark = 'old' where household_id <> %s", [households[0]])
        connection.execute("update household set planned_under = 'old' where id = %s", [households[2]])
    async with database.transaction(organisation) as session:
        period = Period(month_of(date(2026, 3, 1)), date(2026, 2, 20))
        found = await papers_of(await connection_of(session), households, period, organisation, RULES)
    assert {one.household_id: one.wanted is not None for one in found} == {
        households[0]: True,
        households[1]: True,
        households[2]: False,
    }
