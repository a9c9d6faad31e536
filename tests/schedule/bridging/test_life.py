"""From the gap to the day on which the lump has cleared it, through the runs: ledger and plan agree to the cent."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.schedule.payments.run import RunKey
from tests.schedule.bridging.gaps import DEAR, NO_LOAN, NO_MINSTAND
from tests.schedule.bridging.test_deciding import LOAN, MINSTAND, decides
from tests.schedule.callers import Caller, a_caller
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.payments.runs import DECISION, FEBRUARY, MARCH_RUN, Office

MARCH = MARCH_RUN.month


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


@pytest.fixture
def roos(office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.APPROVER], subject="roos")


async def run(office: Office, month: int) -> None:
    """The run of a month, on the 20th of the month before."""
    office.clock.move_to(FEBRUARY.replace(month=month - MARCH + 2))
    await office.approve(await office.propose(RunKey(month, RunKind.MONTHLY, 1)))


async def told(by: Caller, household_id: UUID) -> dict[str, Any]:
    answer = await by.get(f"/households/{household_id}/bridgings")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def figures(of: dict[str, Any]) -> tuple[int, int, int]:
    return of["drawn"]["amount"], of["repaid"]["amount"], of["open"]["amount"]


def position(found: dict[str, Any], account: str) -> dict[str, Any]:
    one: dict[str, Any]
    (one,) = [each for each in found["positions"] if each["account"] == account]
    assert one["agrees"], one
    return one


async def test_the_minstand_is_drawn_by_the_run_and_repaid_by_the_lump(office: Office, anna: Caller) -> None:
    household_id = await office.register("Z-1", *DEAR, B12, DECISION, NO_MINSTAND)
    home = f"/households/{household_id}"
    await decides(anna, home, MINSTAND, amount=170000)
    seen = []
    for month in (MARCH, MARCH + 1, MARCH + 2):
        await run(office, month)
        found = await told(anna, household_id)
        one = position(found, "minstand")
        assert figures(one["ledger"]) == figures(one["plan"])
        seen.append((figures(one["ledger"]), found["decisions"][0]["life"]))
    assert seen == [((0, 0, 0), "decided"), ((15423, 0, 15423), "paid"), ((15423, 15423, 0), "cleared")]
    totals = (await anna.get("/bridging-totals")).json()["items"]
    assert [(one["account"], one["households"], figures(one["figures"])) for one in totals] == [
        ("minstand", 0, (15423, 15423, 0)),
        ("loans", 0, (0, 0, 0)),
        ("grants", 0, (0, 0, 0)),
    ]


async def test_a_loan_goes_back_out_of_the_first_toeslagen_in_ledger_and_plan(
    office: Office, anna: Caller, roos: Caller
) -> None:
    household_id = await office.register("Z-1", *DEAR, B12, DECISION, NO_LOAN)
    home = f"/households/{household_id}"
    await decides(anna, home, LOAN, amount=50000, on="2026-03-02")
    assert (await told(anna, household_id))["decisions"][0]["life"] == "proposed"
    assert (await roos.post(f"{home}/bridging-decisions/1/_approve", None)).status_code == 200
    seen = []
    for month in (MARCH, MARCH + 1, MARCH + 2):
        await run(office, month)
        found = await told(anna, household_id)
        seen.append((figures(position(found, "loans")["ledger"]), found["decisions"][0]["life"]))
    assert seen == [((50000, 0, 50000), "paid"), ((50000, 0, 50000), "paid"), ((50000, 50000, 0), "cleared")]
    assert figures(found["decisions"][0]["figures"]) == (50000, 50000, 0)


async def test_a_lump_that_arrived_says_what_it_cleared(
    office: Office, anna: Caller, roos: Caller, clock: MovableClock
) -> None:
    """On the client's own account it clears no minstand, and the loan that waits for it is asked back from there."""
    household_id = await office.register("Z-1", *DEAR, B12, DECISION, NO_MINSTAND)
    await decides(anna, f"/households/{household_id}", MINSTAND, amount=170000)
    clock.move_to(FEBRUARY.replace(month=5))
    arrival = {"amount": 149600, "on": "2026-05-20"}
    answer = await anna.post(f"/households/{household_id}/toeslagen/huurtoeslag/arrivals", arrival)
    assert answer.status_code == 201, answer.text
    (one,) = (await told(anna, household_id))["clearings"]
    assert (one["arrived"]["amount"], one["parts"], one["stays"]["amount"]) == (149600, [], 149600)
    assert one["sentence"]["en"] == "On Wednesday 20 May 2026 €1,496.00 arrived: €1,496.00 stays."


async def test_what_is_open_of_a_loan_is_given_and_the_ledger_owes_nothing_any_more(
    office: Office, anna: Caller, roos: Caller
) -> None:
    household_id = await office.register("Z-1", *PAPERS, B12, DECISION)
    home = f"/households/{household_id}"
    loan = LOAN | {"amount": 50000, "repay": {"mode": "none"}}
    await decides(anna, home, loan)
    assert (await roos.post(f"{home}/bridging-decisions/1/_approve", None)).status_code == 200
    for month in (MARCH, MARCH + 1, MARCH + 2):
        await run(office, month)
    await decides(anna, home, loan | {"givenOn": "2026-06-15", "legalBasis": "article_35"})
    assert (await roos.post(f"{home}/bridging-decisions/2/_approve", None)).status_code == 200
    assert figures(position(await told(anna, household_id), "loans")["ledger"]) == (50000, 0, 50000)
    await run(office, MARCH + 3)
    found = await told(anna, household_id)
    assert figures(position(found, "loans")["ledger"]) == (50000, 50000, 0)
    assert figures(position(found, "grants")["ledger"]) == (50000, 0, 50000)
    assert [(one["number"], one["life"]) for one in found["decisions"]] == [(2, "cleared"), (1, "ended")]
