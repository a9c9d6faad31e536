"""Facts, plan, tasks and news of a household stand together in the database, or not at all."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from services.clock import MovableClock
from services.database import Session
from services.errors import InvalidInput
from services.iban import Iban
from services.schedule.hand import Hand
from services.schedule.households import service
from services.schedule.households.change import PlanNeedsThis, changed
from services.schedule.households.facts import Statement
from services.schedule.households.repository import HouseholdIsChanging, NoSuchHousehold, lock
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.service import NewHousehold, Recorded
from services.schedule.households.writing import HouseholdIsKnown, write
from services.schedule.norms import norm_book
from services.schedule.norms.coa import coa_rates
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from services.schedule.planning.case_reading import read_case
from services.schedule.policies.loading import shipped
from tests.conftest import SessionOf
from tests.schedule.conftest import DEN_HAAG
from tests.schedule.households.builders import B12, KEYRING, NEEDED, PAPERS, RENT, RULES, Raw, content, statement
from tests.superuser import as_superuser

pytestmark = pytest.mark.usefixtures("municipalities")

TABLES = ("household", "fact", "plan_version", "task", "cost_payee", "outbox")


def anna(session: Session, clock: MovableClock, rules: Rulebook = RULES) -> Hand:
    return Hand.of(session, "anna", clock.now(), rules, KEYRING)


def a_new(*raws: Raw, reference: str = "Z-1", municipality: str = DEN_HAAG) -> NewHousehold:
    return NewHousehold(reference, municipality, [content(raw) for raw in raws])


async def rows(session: Session, question: str) -> list[Mapping[str, Any]]:
    return [dict(row._mapping) for row in await session.execute(text(question))]


async def counts(session: SessionOf, organisation: UUID) -> dict[str, int]:
    async with session(organisation) as work:
        return {table: (await rows(work, f"select count(*) as n from {table}"))[0]["n"] for table in TABLES}


async def registered(session: SessionOf, organisation: UUID, clock: MovableClock, *raws: Raw) -> Recorded:
    async with session(organisation) as work:
        return await service.register(work, anna(work, clock), a_new(*raws))


async def record(
    session: SessionOf, organisation: UUID, clock: MovableClock, household: UUID, *statements: Statement
) -> Recorded:
    async with session(organisation) as work:
        return await service.record(work, anna(work, clock), household, statements)


async def test_a_household_registered_whole_has_its_first_plan(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    told = await registered(session, organisation, clock, *PAPERS)
    assert (told.plan_version, told.missing, len(told.facts)) == (1, (), len(PAPERS))
    async with session(organisation) as work:
        (household,) = await rows(work, "select * from household")
        (plan,) = await rows(work, "select * from plan_version")
    assert (household["id"], household["reference"], household["municipality"]) == (told.household_id, "Z-1", DEN_HAAG)
    assert (household["policy"], household["plan_version"], household["registered_by"]) == ("den-haag", 1, "anna")
    assert (plan["version"], plan["fact_sequence"], plan["policy"]) == (1, len(PAPERS), "den-haag")
    assert (plan["policy_mark"], plan["norms_mark"]) == (RULES.policy_marks["den-haag"], RULES.norms_mark)


async def test_a_version_keeps_what_it_was_made_of_and_all_that_it_says(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    await registered(session, organisation, clock, *PAPERS, B12)
    async with session(organisation) as work:
        (plan,) = await rows(work, "select inputs, document, coa_debt, sustainable_leefgeld from plan_version")
    assert read_case(plan["inputs"], norm_book()).fixed_costs[0].kind == "rent"
    assert plan["document"]["coaDebt"] == {"days": 13, "amount": 13000}
    assert (plan["coa_debt"], plan["sustainable_leefgeld"]) == (13000, plan["document"]["sustainableLeefgeld"])


async def test_a_bare_household_has_no_plan_and_one_task(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    told = await registered(session, organisation, clock)
    assert told.plan_version is None
    assert [fault.where for fault in told.missing] == ["composition", "azc_departure", "benefit_norm"]
    async with session(organisation) as work:
        assert [task["kind"] for task in await rows(work, "select kind from task")] == ["facts_missing"]


async def test_when_nothing_is_missing_any_more_the_plan_and_its_tasks_are_there(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    bare = await registered(session, organisation, clock)
    told = await record(session, organisation, clock, bare.household_id, *map(statement, PAPERS))
    assert (told.plan_version, told.missing) == (1, ())
    async with session(organisation) as work:
        (missing,) = await rows(work, "select outcome from task where kind = 'facts_missing'")
        (b12,) = await rows(work, "select due_on, cost_per_day, outcome from task where kind = 'b12_expected'")
    assert missing["outcome"] == "not_needed"
    assert (str(b12["due_on"]), b12["cost_per_day"], b12["outcome"]) == ("2026-02-15", 1000, None)


async def test_every_new_fact_makes_a_new_version(session: SessionOf, organisation: UUID, clock: MovableClock) -> None:
    household = (await registered(session, organisation, clock, *PAPERS)).household_id
    told = await record(session, organisation, clock, household, statement(B12))
    assert told.plan_version == 2
    async with session(organisation) as work:
        versions = await rows(work, "select version, fact_sequence, coa_debt from plan_version order by version")
        (b12,) = await rows(work, "select outcome from task where kind = 'b12_expected'")
    assert [(one["version"], one["fact_sequence"]) for one in versions] == [(1, 12), (2, 13)]
    assert versions[1]["coa_debt"] == 13000 < versions[0]["coa_debt"]
    assert b12["outcome"] == "done"


async def test_a_retracted_fact_opens_its_task_again(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    household = (await registered(session, organisation, clock, *PAPERS)).household_id
    told = await record(session, organisation, clock, household, statement(B12))
    retraction = Statement(None, told.facts[0].id, "it was another household's")
    assert (await record(session, organisation, clock, household, retraction)).plan_version == 3
    async with session(organisation) as work:
        (b12,) = await rows(work, "select outcome, closed_at from task where kind = 'b12_expected'")
    assert b12 == {"outcome": None, "closed_at": None}


async def test_the_same_reference_twice_is_refused_and_changes_nothing(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    await registered(session, organisation, clock, *PAPERS)
    before = await counts(session, organisation)
    with pytest.raises(HouseholdIsKnown):
        await registered(session, organisation, clock)
    assert await counts(session, organisation) == before


async def test_another_organisation_may_use_the_same_reference(
    session: SessionOf, organisation: UUID, another_organisation: UUID, clock: MovableClock
) -> None:
    await registered(session, organisation, clock)
    async with session(another_organisation) as work:
        new = a_new(reference="Z-1", municipality="GM0637")
        assert (await service.register(work, anna(work, clock), new)).plan_version is None


@pytest.mark.parametrize("municipality", ["GM0637", "GM9999"], ids=["another organisation's", "nobody's"])
async def test_a_household_belongs_to_a_municipality_of_ours(
    session: SessionOf, organisation: UUID, clock: MovableClock, municipality: str
) -> None:
    with pytest.raises(InvalidInput, match="is no municipality that you work for \\(one of: GM0502, GM0518\\)"):
        async with session(organisation) as work:
            await service.register(work, anna(work, clock), a_new(municipality=municipality))
    assert (await counts(session, organisation))["household"] == 0


async def test_facts_that_cannot_all_be_true_are_refused_and_change_nothing(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    household = (await registered(session, organisation, clock, *PAPERS)).household_id
    before = await counts(session, organisation)
    with pytest.raises(InvalidInput, match="the right starts on 2026-02-01, before the departure on 2026-02-03"):
        await record(
            session, organisation, clock, household, statement({"kind": "right_to_bijstand", "from": "2026-02-01"})
        )
    assert await counts(session, organisation) == before


async def test_what_a_plan_cannot_do_without_is_corrected_and_not_retracted(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    told = await registered(session, organisation, clock, *PAPERS)
    departure = next(fact for fact in told.facts if fact.kind == "azc_departure")
    before = await counts(session, organisation)
    with pytest.raises(PlanNeedsThis):
        await record(session, organisation, clock, told.household_id, Statement(None, departure.id, "a slip"))
    assert await counts(session, organisation) == before


async def test_of_two_who_record_at_once_one_is_refused_and_may_ask_again(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    household = (await registered(session, organisation, clock, *PAPERS)).household_id
    async with session(organisation) as first:
        await service.record(first, anna(first, clock), household, [statement(B12)])
        with pytest.raises(HouseholdIsChanging):
            await record(
                session, organisation, clock, household, statement({"kind": "relief_ends", "on": "2026-08-01"})
            )
    told = await record(session, organisation, clock, household, statement({"kind": "relief_ends", "on": "2026-08-01"}))
    assert told.plan_version == 3


async def test_who_decided_on_an_older_state_is_refused_by_the_keys_themselves(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    household = (await registered(session, organisation, clock, *PAPERS)).household_id
    async with session(organisation) as work:
        stale = await lock(work, household, None)
    await record(session, organisation, clock, household, statement(B12))
    before = await counts(session, organisation)

    async def write_late() -> None:
        async with session(organisation) as work:
            hand = anna(work, clock)
            ends = statement({"kind": "relief_ends", "on": "2026-08-01"})
            await write(work, [changed(stale, [ends], hand)], hand)

    with pytest.raises(HouseholdIsChanging):
        await write_late()
    assert await counts(session, organisation) == before


async def test_there_is_no_fact_without_its_plan(
    session: SessionOf, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    household = (await registered(session, organisation, clock, *PAPERS)).household_id
    before = await counts(session, organisation)
    with as_superuser(admin_url) as connection:
        connection.execute("alter table schedule.plan_version add constraint enough check (version < 2)")
    with pytest.raises(psycopg.errors.CheckViolation):
        await record(session, organisation, clock, household, statement(B12))
    assert await counts(session, organisation) == before


async def test_new_rules_make_a_new_version_and_the_same_rules_none(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    household = (await registered(session, organisation, clock, *PAPERS)).household_id
    policies = dict(shipped())
    policies["den-haag"] = replace(policies["den-haag"], title="Another wording")
    async with session(organisation) as work:
        assert (await service.record(work, anna(work, clock), household, [])).plan_version == 1
    async with session(organisation) as work:
        hand = anna(work, clock, Rulebook.of(policies, norm_book(), coa_rates()))
        assert (await service.record(work, hand, household, [])).plan_version == 2
    async with session(organisation) as work:
        versions = await rows(work, "select fact_sequence, policy_mark from plan_version order by version")
    assert [one["fact_sequence"] for one in versions] == [12, 12]
    assert versions[0]["policy_mark"] != versions[1]["policy_mark"]


async def test_a_household_comes_with_its_payees_and_asks_for_the_others(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    landlord = PayeeDetails("Woonstede Verhuur", Iban.parse("NL91ABNA0417164300"))
    async with session(organisation) as work:
        new = a_new(*NEEDED, RENT)._replace(cost_payees=[WantedCostPayee("rent", landlord)])
        await service.register(work, anna(work, clock), new)
    async with session(organisation) as work:
        asked_for = await rows(work, "select about from task where kind = 'payee_missing'")
        (payee,) = await rows(work, "select cost, account_lookup from cost_payee")
    assert asked_for == [{"about": "leefgeld"}]
    assert payee["cost"] == "rent"
    assert b"ABNA" not in bytes(payee["account_lookup"])


async def test_a_payee_that_is_given_later_closes_its_task(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    household = (await registered(session, organisation, clock, *NEEDED)).household_id
    own = PayeeDetails("Y. Voorbeeld", Iban.parse("NL91ABNA0417164300"))
    async with session(organisation) as work:
        await service.assign_payees(work, anna(work, clock), household, [WantedCostPayee("leefgeld", own)])
    async with session(organisation) as work:
        assert await rows(work, "select about, outcome from task where kind = 'payee_missing'") == [
            {"about": "leefgeld", "outcome": "done"}
        ]
        assert await rows(work, "select version from plan_version") == [{"version": 1}]


async def test_another_organisations_household_does_not_exist(
    session: SessionOf, organisation: UUID, another_organisation: UUID, clock: MovableClock
) -> None:
    household = (await registered(session, organisation, clock, *PAPERS)).household_id
    before = await counts(session, organisation)
    with pytest.raises(NoSuchHousehold):
        await record(session, another_organisation, clock, household, statement(B12))
    assert await counts(session, organisation) == before


async def test_what_happened_is_announced_with_it(session: SessionOf, organisation: UUID, clock: MovableClock) -> None:
    household = (await registered(session, organisation, clock, *PAPERS)).household_id
    told = await record(session, organisation, clock, household, statement(B12))
    clock.move_to(clock.now() + timedelta(days=1))
    again = statement(B12 | {"on": "2026-02-16"}, told.facts[0], "misread")
    corrected = await record(session, organisation, clock, household, again)
    async with session(organisation) as work:
        news = await rows(work, "select type, data from outbox order by id")
    kinds = [one["type"].removeprefix("nl.ontzorg.schedule.") for one in news]
    assert kinds == [
        "household.registered",
        "plan.made",
        "fact.recorded",
        "plan.made",
        "task.opened",
        "task.closed",
        "task.closed",
        "task.closed",
        "fact.recorded",
        "plan.made",
    ]
    assert news[8]["data"]["correctsFactId"] == str(told.facts[0].id)
    assert news[8]["data"]["factId"] == str(corrected.facts[0].id)
    assert "Z-1" not in json.dumps([one["data"] for one in news])
