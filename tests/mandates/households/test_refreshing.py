"""The registry keeps what the schedule service has of households, whatever comes twice, late, or in another order."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from services.asking import DoesNotAnswer
from services.clock import MovableClock, stopwatch
from services.events import HouseholdRegistered
from services.ids import SeededIds
from services.mandate_events import RegistryChanged
from services.mandates.households.repository import NoSuchHousehold, household
from services.mandates.households.staleness import mark_unplanned
from tests.mandates.households.neighbours import PAPERS, Neighbours, neighbours
from tests.schedule.households.builders import B12, RENT, Raw
from tests.schedule.payments.processes import killed
from tests.schedule.payments.runs import rewrite_case

KNOWN = [
    ("energy", "2026-03", "2026-03-15", 11000, True),
    ("energy", "2026-04", "2026-04-15", 11000, True),
    ("rent", "2026-03", "2026-03-01", 62000, True),
    ("rent", "2026-04", "2026-04-01", 62000, True),
]
DEARER: Raw = {"kind": "cost_amount", "cost": "rent", "from": "2026-04", "amount": 65000}


@pytest.fixture
async def both(admin_url: str, organisation: UUID, clock: MovableClock) -> AsyncIterator[Neighbours]:
    async with neighbours(admin_url, organisation, clock) as opened:
        yield opened


async def told_versions(both: Neighbours) -> list[tuple[object, ...]]:
    return both.rows(f"select subject, data ->> 'version' from mandates.outbox where type = '{RegistryChanged.type}'")


async def test_a_household_that_was_announced_is_asked_for_and_known(both: Neighbours) -> None:
    household_id = await both.register("Z-1")
    await both.tell_of(household_id)
    assert both.households() == [("", 0, True, 1)]
    assert await both.work() == 1
    assert both.households() == [("Z-1", 1, False, 2)]
    assert both.costs() == KNOWN
    assert both.rows("select municipality, policy, grounds from mandates.household") == [
        ("GM0518", "den-haag", [{"article": "56a", "from": "2026-02-08", "until": "2026-08-07"}])
    ]


async def test_nobody_sees_it_before_it_was_asked_for(both: Neighbours) -> None:
    household_id = await both.register("Z-1")
    await both.tell_of(household_id)
    async with both.registry.reading(both.organisation) as session:
        with pytest.raises(NoSuchHousehold):
            await household(session, household_id, None)
    await both.work()
    async with both.registry.reading(both.organisation) as session:
        assert (await household(session, household_id, None)).reference == "Z-1"


async def test_news_that_comes_twice_or_in_another_order_changes_nothing(both: Neighbours) -> None:
    household_id = await both.register("Z-1")
    registered = HouseholdRegistered(organisation_id=both.organisation, household_id=household_id)
    await both.tell_of(household_id)
    await both.work()
    await both.tell(registered, registered)
    await both.tell_of(household_id)
    await both.work()
    assert both.households() == [("Z-1", 1, False, 2)]
    assert await told_versions(both) == [(str(household_id), "2")]


async def test_what_changed_is_kept_and_counted_and_what_did_not_is_not(both: Neighbours) -> None:
    first, second = await both.register("Z-1"), await both.register("Z-2")
    await both.tell_of(first, second)
    await both.work()
    await both.office.record(first, DEARER)
    await both.tell_of(first, second)
    await both.work()
    assert both.households() == [("Z-1", 2, False, 3), ("Z-2", 1, False, 2)]
    assert both.costs()[3] == ("rent", "2026-04", "2026-04-01", 65000, True)
    assert both.costs()[4:] == KNOWN


async def test_a_plan_that_ends_sooner_takes_its_months_away(both: Neighbours) -> None:
    household_id = await both.register("Z-1")
    await both.tell_of(household_id)
    await both.work()
    await both.office.correct(household_id, {"kind": "relief_ends", "on": "2026-03-31"})
    await both.tell_of(household_id)
    await both.work()
    assert both.costs() == [KNOWN[0], KNOWN[2]]


async def test_the_days_of_leefgeld_and_of_the_b12_are_kept(both: Neighbours) -> None:
    household_id = await both.register("Z-1")
    await both.tell_of(household_id)
    await both.work()
    kept = "select leefgeld_days, b12_received_on from mandates.household"
    leefgeld = [date(2026, 2, 10), date(2026, 3, 1), date(2026, 4, 1)]
    assert both.rows(kept) == [(leefgeld, None)]
    await both.office.record(household_id, B12)
    await both.tell_of(household_id)
    await both.work()
    assert both.rows(kept) == [(leefgeld, date(2026, 2, 15))]


async def test_a_month_that_is_paid_by_another_than_when_it_was_looked_at_is_to_be_looked_at_again(
    both: Neighbours,
) -> None:
    household_id = await both.register("Z-1")
    await both.tell_of(household_id)
    await both.work()
    assert len(both.rows("update mandates.cost_month set seen_at = '2026-05-01T06:00Z' returning cost")) == 4
    await both.office.record(household_id, {"kind": "paid_before_us", "until": "2026-03-15", "cost": "energy"}, DEARER)
    await both.tell_of(household_id)
    await both.work()
    unseen = both.rows("select cost, due_on, paid_by_us from mandates.cost_month where seen_at is null")
    assert unseen == [("energy", date(2026, 3, 15), False)]


async def test_however_many_there_are_they_are_asked_for_in_pages(both: Neighbours) -> None:
    ids = SeededIds("unknown")
    await both.tell_of(*(ids.new_id(both.clock.now()) for _ in range(1203)))
    await both.refresh()
    assert both.asked == [500, 500, 203]


async def test_one_that_the_schedule_does_not_have_is_not_asked_for_again(both: Neighbours) -> None:
    await both.tell_of(UUID(int=7))
    await both.refresh()
    assert both.households() == [("", 0, False, 1)]


async def test_one_that_cannot_be_planned_keeps_what_is_known_and_nobody_from_the_others(
    both: Neighbours, admin_url: str
) -> None:
    broken, sound = await both.register("Z-1"), await both.register("Z-2")
    await both.tell_of(broken)
    await both.work()
    rewrite_case(admin_url, broken, "{fixedCosts,0,dueDay}", '"first"')
    await both.tell_of(broken, sound)
    await both.work()
    assert both.households() == [("Z-1", 1, True, 2), ("Z-2", 1, False, 2)]
    assert both.costs() == [*KNOWN, *KNOWN]


async def test_one_that_cannot_be_planned_is_asked_for_again_each_hour_and_at_once_when_news_of_it_comes(
    both: Neighbours, clock: MovableClock, admin_url: str
) -> None:
    broken = await both.register("Z-1")
    rewrite_case(admin_url, broken, "{fixedCosts,0,dueDay}", '"first"')
    await both.tell_of(broken)
    await both.work()
    both.asked.clear()
    clock.move_to(clock.now() + timedelta(minutes=59))
    assert (await both.refreshing.wake(), await both.work(), both.asked) == (0, 0, [])
    clock.move_to(clock.now() + timedelta(minutes=1))
    assert (await both.refreshing.wake(), await both.work(), both.asked) == (1, 1, [1])

    rewrite_case(admin_url, broken, "{fixedCosts,0,dueDay}", "1")
    await both.tell_of(broken)
    await both.work()
    assert (both.asked, both.costs()) == ([1, 1], KNOWN)
    assert both.rows("select ask_again_at from mandates.household") == [(None,)]


async def test_while_the_schedule_does_not_answer_nothing_is_lost(both: Neighbours) -> None:
    await both.tell_of(await both.register("Z-1"))
    both.is_away = True
    with pytest.raises(DoesNotAnswer):
        await both.refresh()
    assert both.households() == [("", 0, True, 1)]
    both.is_away = False
    await both.refresh()
    assert both.costs() == KNOWN


async def test_what_has_no_job_is_found_by_the_alarm_and_once(both: Neighbours) -> None:
    await both.tell_of(await both.register("Z-1"))
    await both.work()
    both.rows("update mandates.household set stale = true returning id")
    both.rows("delete from mandates.cost_month returning cost")
    assert [await both.refreshing.wake(), await both.refreshing.wake()] == [1, 0]
    assert await both.work() == 1
    assert both.costs() == KNOWN
    assert await both.refreshing.wake() == 0


async def test_news_while_it_is_being_asked_for_is_asked_for_again(both: Neighbours) -> None:
    """Two jobs at once, while plans are made: what is known in the end is the newest plan."""
    household_id = await both.register("Z-1")
    await both.tell_of(household_id)

    async def plan_on() -> None:
        for day in range(10, 20):
            gift: Raw = {"kind": "other_flow", "on": f"2026-03-{day}", "account": "budget", "flow": "gift"}
            await both.office.record(household_id, {**gift, "amount": 1000})
            await both.tell_of(household_id)

    await asyncio.gather(plan_on(), both.refresh(), both.refresh())
    await both.work()
    assert both.households()[0][:3] == ("Z-1", 11, False)


async def refreshes(url: str, organisation: UUID, now: datetime) -> None:
    await Neighbours(url, organisation, MovableClock(now)).refresh()


async def test_who_dies_while_keeping_a_page_leaves_it_to_the_next(both: Neighbours, admin_url: str) -> None:
    await both.tell_of(await both.register("Z-1"))
    killed(refreshes, admin_url, both.organisation, both.clock.now(), at="mandates.calendars-kept")
    assert (both.households(), both.costs()) == ([("", 0, True, 1)], [])
    await both.work()
    assert (both.households(), both.costs()) == ([("Z-1", 1, False, 2)], KNOWN)


async def test_everything_can_be_asked_for_anew_also_what_nobody_told_of(both: Neighbours) -> None:
    household_id = await both.register("Z-1")
    await both.tell_of(household_id)
    await both.work()
    both.rows("delete from mandates.cost_month returning cost")
    await both.register("Z-2")
    await both.refreshing.rebuild(str(both.organisation))
    await both.work()
    assert [row[:3] for row in both.households()] == [("Z-1", 1, False), ("Z-2", 1, False)]
    assert both.costs() == [*KNOWN, *KNOWN]


async def test_a_household_without_a_plan_is_looked_at_again_for_facts_alone_are_not_told(both: Neighbours) -> None:
    household_id = await both.register("Z-1", RENT)
    await both.tell_of(household_id)
    await both.work()
    await both.office.record(household_id, {"kind": "policy_chosen", "from": "2026-02-03", "policy": "capelle"})
    async with both.registry.transaction(both.organisation) as session:
        assert await mark_unplanned(session) == 1
    await both.work()
    assert both.rows("select policy, plan_version, stale from mandates.household") == [("capelle", 0, False)]
    assert both.costs() == []


async def test_another_organisation_keeps_nothing_of_it(both: Neighbours, another_organisation: UUID) -> None:
    """Told of an id of ours by mistake, its registry asks for it and is told of no such household."""
    household_id = await both.register("Z-1")
    both.organisation = another_organisation
    await both.tell_of(household_id)
    await both.refresh()
    assert both.costs() == []
    assert both.households() == [("", 0, False, 1)]


async def test_a_caseload_is_taken_in_at_hundreds_of_households_a_second(both: Neighbours) -> None:
    ids = [await both.register(f"Z-{number}", *PAPERS) for number in range(60)]
    await both.tell_of(*ids)
    lasted = stopwatch()
    await both.refresh()
    assert len(both.costs()) == 60 * len(KNOWN)
    assert lasted() < 3
