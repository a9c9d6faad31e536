"""What there is to tell a household around a day, as its plan and the runs have it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.mandates.schemas import Reason, Waits
from services.schedule.households.cost_calendar import Cost
from services.schedule.outlooks.outlook import Known, bill_of
from services.schedule.payments.run import RunKey
from tests.schedule.callers import Caller
from tests.schedule.households.builders import B12, PAPERS, Raw
from tests.schedule.payments.runs import DECISION, FEBRUARY, MARCH_RUN, Office

ARRIVED: Raw = {
    "kind": "toeslag_arrived", "toeslag": "zorgtoeslag", "on": "2026-02-18", "amount": 12_300,
    "firstMonth": "2026-02", "lastMonth": "2026-02", "account": "client",
}  # fmt: skip


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


async def outlook(caller: Caller, household_id: UUID, on: date = date(2026, 2, 20)) -> dict[str, Any]:
    answer = await caller.post("/outlooks/_search", {"householdIds": [str(household_id)], "on": str(on)})
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["items"]
    return dict(found)


def march(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The bills of March: which, on which day, how much, by us or not."""
    costs = [one for one in found["costs"] if one["month"] == "2026-03"]
    return [(one["cost"], one["dueOn"], one["amount"], one["paidByUs"]) for one in costs]


def held(found: dict[str, Any]) -> set[str]:
    """The bills of March that nobody pays yet."""
    return {one["cost"] for one in found["costs"] if one["month"] == "2026-03" and one["waits"]}


def leefgeld(found: dict[str, Any]) -> dict[str, str]:
    return {one["occasion"]: one["state"] for one in found["leefgeld"]}


async def test_it_says_when_the_relief_is_what_is_paid_and_what_is_missing(office: Office, anna: Caller) -> None:
    household_id = await office.register("Z-1", *PAPERS, DECISION)
    later = await outlook(anna, household_id, date(2026, 4, 10))
    assert {one["month"] for one in later["costs"] if not one["part"]} == {"2026-03", "2026-04", "2026-05", "2026-06"}
    found = await outlook(anna, household_id)
    assert (found["beginsOn"], found["endsOn"], found["fault"]) == ("2026-02-08", "2026-08-07", None)
    assert len(march(found)) == 4
    assert {paid for *_, paid in march(found)} == {True}
    assert set(leefgeld(found).values()) == {"planned"}
    assert found["b12DueOn"] is not None
    assert found["approvedMonths"] == []


async def test_leefgeld_is_on_its_way_once_its_run_is_frozen(office: Office, anna: Caller) -> None:
    household_id = await office.register("Z-1", *PAPERS, DECISION)
    run = await office.propose()
    assert leefgeld(await outlook(anna, household_id))["2026-03-01"] == "planned"
    await office.advance(await office.approve(await office.advance(run)))
    found = await outlook(anna, household_id)
    assert leefgeld(found)["2026-03-01"] in ("on_its_way", "held")
    assert found["approvedMonths"] == ["2026-03"]


async def test_what_the_frozen_run_holds_is_told_to_be_held_until_a_later_one_pays_it(
    office: Office, anna: Caller
) -> None:
    household_id = await office.register("Z-1", *PAPERS, B12, DECISION)
    office.registry.refuses = {"rent": Waits(Reason.NOT_TAKEN_OVER, None)}
    run = await office.propose()
    await office.advance(await office.approve(await office.advance(run)))
    assert held(await outlook(anna, household_id)) == {"rent"}
    office.registry.refuses = {}
    later = await office.propose(RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1))
    assert held(await outlook(anna, household_id)) == {"rent"}
    await office.advance(await office.approve(await office.advance(later)))
    assert held(await outlook(anna, household_id)) == set()


def test_what_a_frozen_run_pays_is_ours_also_where_the_plan_hands_it_back_since() -> None:
    planned = Cost("rent", 2026 * 12 + 2, False, date(2026, 3, 1), 650_00, paid_by_us=False)
    known = Known({}, {("rent", planned.month)}, {planned.month}, {})
    assert (bill_of(planned, known).paid_by_us, bill_of(planned, known).waits) == (True, False)
    assert not bill_of(planned, known._replace(bills=())).paid_by_us


async def test_who_came_after_the_run_was_frozen_is_told_that_his_bills_wait(office: Office, anna: Caller) -> None:
    await office.register("Z-1", *PAPERS, B12, DECISION)
    run = await office.propose()
    await office.advance(await office.approve(await office.advance(run)))
    found = await outlook(anna, await office.register("Z-2", *PAPERS, B12, DECISION))
    assert held(found) == {name for name, *_ in march(found)} != set()


async def test_what_is_paid_of_the_part_of_a_month_is_told_apart(office: Office, anna: Caller) -> None:
    household_id = await office.register("Z-1", *PAPERS, B12, DECISION)
    costs = (await outlook(anna, household_id))["costs"]
    assert {(one["month"], one["waits"]) for one in costs if one["part"]} == {("2026-02", False)}
    assert len({(one["cost"], one["month"], one["part"]) for one in costs}) == len(costs)
    office.registry.refuses = {one["cost"]: Waits(Reason.NOT_TAKEN_OVER, None) for one in costs}
    run = await office.propose()
    await office.advance(await office.approve(await office.advance(run)))
    parts = [one for one in (await outlook(anna, household_id))["costs"] if one["part"]]
    assert {one["waits"] for one in parts} == {True}


async def test_what_somebody_else_paid_before_us_is_not_told_to_be_ours(office: Office, anna: Caller) -> None:
    client = {"kind": "paid_before_us", "cost": "rent", "until": "2026-03-01"}
    assert {name for name, *_, ours in march(await outlook(anna, await office.register("Z-1", *PAPERS, client)))
            if not ours} == {"rent"}  # fmt: skip
    all_of_it = {"kind": "paid_before_us", "until": "2026-03-01"}
    found = await outlook(anna, await office.register("Z-2", *PAPERS, all_of_it))
    assert min(on for _, on, *_ in march(found)) > "2026-03-01"
    assert min(one["on"] for one in found["leefgeld"]) > "2026-03-01"


async def test_who_works_for_another_organisation_is_told_nothing(office: Office, stranger: Caller) -> None:
    household_id = await office.register("Z-1", *PAPERS, DECISION)
    answer = await stranger.post("/outlooks/_search", {"householdIds": [str(household_id)], "on": "2026-02-20"})
    assert answer.json()["items"] == []
