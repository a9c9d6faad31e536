"""The fixed costs of many households by month, in one question: what the registry of the mandates service goes by."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock, stopwatch
from services.database import Database
from services.ids import SeededIds
from services.schedule.households import service as households
from services.schedule.households.facts import Statement
from services.schedule.households.repository import facts_of
from services.schedule.households.service import NewHousehold
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import CAPELLE, DEN_HAAG
from tests.schedule.households.builders import B12, DEPARTURE, ENERGY, NEEDED, PAPERS, PREMIUM, RENT, Raw, content
from tests.schedule.payments.runs import DECISION, FEBRUARY, Office, rewrite_case

RELIEF: Raw = {"kind": "relief_ends", "on": "2026-05-31"}


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


async def register(office: Office, reference: str, municipality: str, *facts: Raw) -> UUID:
    async with office.database.transaction(office.organisation) as session:
        new = NewHousehold(reference, municipality, [content(raw) for raw in facts])
        return (await households.register(session, office.hand(session, "anna"), new)).household_id


async def calendar(anna: Caller, household_id: UUID) -> dict[str, Any]:
    answer = await anna.post("/cost-calendars/_search", {"householdIds": [str(household_id)]})
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["items"]
    return dict(found)


def of_cost(found: dict[str, Any], cost: str) -> list[tuple[Any, ...]]:
    """What is said of a cost: month, whether that is a part, due day, cents, whether we pay."""
    names = ("month", "part", "dueOn", "amount", "paidByUs")
    return [tuple(one[name] for name in names) for one in found["costMonths"] if one["cost"] == cost]


async def test_a_calendar_has_every_cost_by_month_and_the_grounds_of_paying_it(office: Office, anna: Caller) -> None:
    household_id = await register(office, "Z-1", DEN_HAAG, *PAPERS, DECISION, RELIEF)
    found = await calendar(anna, household_id)
    told = {
        name: found[name] for name in ("householdId", "reference", "municipality", "policy", "planVersion", "fault")
    }
    assert told == {
        "householdId": str(household_id),
        "reference": "Z-1",
        "municipality": DEN_HAAG,
        "policy": "den-haag",
        "planVersion": 1,
        "fault": None,
    }
    assert found["grounds"] == [{"article": "56a", "from": "2026-02-08", "until": "2026-08-07"}]
    assert {one["cost"] for one in found["costMonths"]} == {"rent", "energy", "water", "health_premium"}
    assert of_cost(found, "rent") == [
        ("2026-03", False, "2026-03-01", 62000, True),
        ("2026-04", False, "2026-04-01", 62000, True),
        ("2026-05", False, "2026-05-01", 62000, True),
    ]
    assert found["costMonths"][0]["currency"] == "EUR"


async def test_a_part_month_is_the_month_before_the_first_whole_one(office: Office, anna: Caller) -> None:
    household_id = await register(office, "Z-1", DEN_HAAG, *NEEDED, PREMIUM, RELIEF)
    assert of_cost(await calendar(anna, household_id), "health_premium")[:2] == [
        ("2026-02", True, "2026-03-01", 14764, True),
        ("2026-03", False, "2026-03-01", 15900, True),
    ]


async def test_what_was_handed_back_is_the_clients_from_then_on(office: Office, anna: Caller) -> None:
    household_id = await register(office, "Z-1", DEN_HAAG, *PAPERS, DECISION, RELIEF)
    await office.record(household_id, {"kind": "cost_handed_back", "cost": "energy", "from": "2026-05"})
    found = await calendar(anna, household_id)
    assert found["planVersion"] == 2
    assert [one[4] for one in of_cost(found, "energy")] == [True, True, False]
    assert [one[4] for one in of_cost(found, "rent")] == [True, True, True]


async def test_what_the_client_paid_before_us_is_his_until_then(office: Office, anna: Caller) -> None:
    household_id = await register(office, "Z-1", DEN_HAAG, *PAPERS, DECISION, RELIEF)
    await office.record(household_id, {"kind": "paid_before_us", "until": "2026-04-14", "cost": "energy"})
    found = await calendar(anna, household_id)
    assert [(one[2], one[4]) for one in of_cost(found, "energy")] == [
        ("2026-03-15", False),
        ("2026-04-15", True),
        ("2026-05-15", True),
    ]
    assert [one[4] for one in of_cost(found, "rent")] == [True, True, True]


async def test_what_another_system_paid_before_us_is_in_no_calendar(office: Office, anna: Caller) -> None:
    household_id = await register(office, "Z-1", DEN_HAAG, *PAPERS, DECISION, RELIEF)
    await office.record(household_id, {"kind": "paid_before_us", "until": "2026-04-01"})
    found = await calendar(anna, household_id)
    assert of_cost(found, "rent") == [("2026-05", False, "2026-05-01", 62000, True)]
    assert [one[0] for one in of_cost(found, "energy")] == ["2026-04", "2026-05"]


async def test_the_days_of_leefgeld_are_told_with_the_advance_and_without_what_another_system_paid(
    office: Office, anna: Caller
) -> None:
    """The right begins on the 8th and the first payment is that of March, so an advance bridges to it."""
    household_id = await register(office, "Z-1", DEN_HAAG, *PAPERS, DECISION, RELIEF)
    found = await calendar(anna, household_id)
    assert found["leefgeldDays"] == ["2026-02-10", "2026-03-01", "2026-04-01", "2026-05-01"]
    await office.record(household_id, {"kind": "paid_before_us", "until": "2026-03-01"})
    assert (await calendar(anna, household_id))["leefgeldDays"] == ["2026-04-01", "2026-05-01"]


async def test_leefgeld_that_is_meant_for_a_day_before_anything_can_be_paid_is_told_on_the_day_of_its_payment(
    office: Office, anna: Caller
) -> None:
    """Weekly on Friday, and the right begins on Friday 13 February: the first can be paid on Monday."""
    policy: Raw = {"kind": "policy_chosen", "from": "2026-02-03", "policy": "hendrik-ido-ambacht"}
    papers = [{**raw, "on": "2026-02-08"} if raw == DEPARTURE else raw for raw in PAPERS]
    found = await calendar(anna, await register(office, "Z-1", DEN_HAAG, policy, *papers, DECISION, RELIEF))
    assert found["leefgeldDays"][:3] == ["2026-02-16", "2026-02-20", "2026-02-27"]


async def test_where_the_benefit_system_pays_what_is_left_we_pay_no_leefgeld(office: Office, anna: Caller) -> None:
    household_id = await register(office, "Z-1", CAPELLE, *PAPERS, DECISION, RELIEF)
    assert (await calendar(anna, household_id))["leefgeldDays"] == []


async def test_that_the_b12_came_is_told_until_it_is_said_never_to_have_come(office: Office, anna: Caller) -> None:
    household_id = await register(office, "Z-1", DEN_HAAG, *PAPERS, DECISION, RELIEF)

    async def told() -> Any:
        return (await calendar(anna, household_id))["b12ReceivedOn"]

    assert await told() is None
    await office.record(household_id, B12)
    assert await told() == "2026-02-15"
    await office.correct(household_id, {**B12, "on": "2026-02-17"})
    assert await told() == "2026-02-17"
    async with office.database.transaction(office.organisation) as session:
        (fact,) = [one for one in (await facts_of(session, [household_id]))[household_id] if one.corrects is not None]
        never = Statement(None, fact.id, "it was somebody else's")
        await households.record(session, office.hand(session, "anna"), household_id, [never])
    assert await told() is None


async def test_what_is_never_paid_for_a_client_is_his(office: Office, anna: Caller) -> None:
    household_id = await register(office, "Z-1", CAPELLE, *PAPERS, DECISION, RELIEF)
    found = await calendar(anna, household_id)
    assert {(one["cost"], one["paidByUs"]) for one in found["costMonths"]} == {
        ("rent", True),
        ("energy", False),
        ("water", False),
        ("health_premium", False),
    }


async def test_what_did_not_fit_in_the_benefit_is_the_clients(office: Office, anna: Caller) -> None:
    """Lansingerland withholds energy where it fits; the first payout is of half a month."""
    policy: Raw = {"kind": "policy_chosen", "from": "2026-02-03", "policy": "lansingerland"}
    first, second = [
        await register(
            office, f"Z-{rent}", DEN_HAAG, policy, *NEEDED, {**RENT, "amount": rent}, ENERGY, DECISION, RELIEF
        )
        for rent in (30000, 60000)
    ]
    paid = [[one[4] for one in of_cost(await calendar(anna, each), "energy")] for each in (first, second)]
    assert paid == [[False, True, True], [False, False, False]]


async def test_without_a_plan_there_are_no_costs_yet(office: Office, anna: Caller) -> None:
    found = await calendar(anna, await register(office, "Z-1", DEN_HAAG, RENT))
    assert (found["planVersion"], found["costMonths"], found["grounds"], found["fault"]) == (None, [], [], None)


async def test_a_decision_that_was_retracted_is_no_ground(office: Office, anna: Caller) -> None:
    household_id = await register(office, "Z-1", DEN_HAAG, *PAPERS, DECISION, RELIEF)
    await office.correct(household_id, {**DECISION, "until": "2026-09-07"})
    found = await calendar(anna, household_id)
    assert found["grounds"] == [{"article": "56a", "from": "2026-02-08", "until": "2026-09-07"}]


async def test_one_that_cannot_be_planned_says_so_and_keeps_nobody_from_the_others(
    office: Office, anna: Caller, admin_url: str
) -> None:
    broken = await register(office, "Z-1", DEN_HAAG, *PAPERS, DECISION, RELIEF)
    sound = await register(office, "Z-2", DEN_HAAG, *PAPERS, DECISION, RELIEF)
    rewrite_case(admin_url, broken, "{fixedCosts,0,dueDay}", '"first"')
    answer = await anna.post("/cost-calendars/_search", {"householdIds": [str(broken), str(sound)]})
    told = [(one["fault"], len(one["costMonths"])) for one in answer.json()["items"]]
    assert told == [("not_computable", 0), (None, 13)]


async def test_only_what_the_caller_may_see_is_answered(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, office: Office, anna: Caller, stranger: Caller
) -> None:
    here = await register(office, "Z-1", DEN_HAAG, *PAPERS)
    there = await register(office, "Z-2", CAPELLE, *PAPERS)
    asked = {"householdIds": [str(there), str(here), str(UUID(int=7)), str(here)]}
    of_capelle = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=[CAPELLE])
    seen = [
        [one["householdId"] for one in (await caller.post("/cost-calendars/_search", asked)).json()["items"]]
        for caller in (anna, of_capelle, stranger)
    ]
    assert seen == [[str(here), str(there)], [str(there)], []]


@pytest.mark.parametrize("many", [0, 501])
async def test_a_question_is_about_one_to_five_hundred_households(anna: Caller, ids: SeededIds, many: int) -> None:
    asked = {"householdIds": [str(UUID(int=number)) for number in range(many)]}
    answer = await anna.post("/cost-calendars/_search", asked)
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (400, "householdIds")


async def test_a_page_of_five_hundred_is_answered_within_seconds(office: Office, anna: Caller) -> None:
    """About a second on a machine with nothing else to do."""
    ids = [str(await register(office, f"Z-{n}", CAPELLE if n % 2 else DEN_HAAG, *PAPERS, DECISION)) for n in range(50)]
    lasted = stopwatch()
    for _ in range(10):
        assert len((await anna.post("/cost-calendars/_search", {"householdIds": ids})).json()["items"]) == 50
    assert lasted() < 5
