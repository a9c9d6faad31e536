"""Gaps and proposals over HTTP."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from tests.schedule.bridging.gaps import NO_MINSTAND
from tests.schedule.callers import Caller, a_caller
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.payments.runs import DECISION, FEBRUARY, Office


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


async def test_the_gap_of_a_household_and_what_would_close_it(office: Office, anna: Caller) -> None:
    household_id = await office.register("Z-1", *PAPERS, B12, DECISION, NO_MINSTAND)
    told = (await anna.get(f"/households/{household_id}/bridging-proposals")).json()
    assert told["neededOn"] == "2026-02-20"
    (minstand,) = told["items"]
    assert (minstand["means"], minstand["amount"], minstand["foreseen"], minstand["beyondPolicy"]) == (
        "minstand", 75400, 140000, False,
    )  # fmt: skip
    assert minstand["articles"] == ["Participatiewet art. 56a", "Participatiewet art. 48"]
    assert minstand["sentence"]["nl"].startswith("Als de budgetrekening uiterlijk vanaf vrijdag 20 februari 2026")


async def test_without_facts_for_a_plan_there_are_no_proposals(office: Office, anna: Caller) -> None:
    registered = await anna.post("/households", {"reference": "Z-1", "municipality": "GM0518"})
    answer = await anna.get(f"/households/{registered.json()['householdId']}/bridging-proposals")
    assert answer.status_code == 404


async def test_households_with_a_gap_are_listed_page_by_page_the_soonest_first(office: Office, anna: Caller) -> None:
    later = {"kind": "azc_departure", "on": "2026-02-17"}
    papers = [later if one["kind"] == "azc_departure" else one for one in PAPERS]
    second = await office.register("Z-2", *papers, B12, NO_MINSTAND)
    await office.register("Z-3", *PAPERS, B12)
    first = await office.register("Z-1", *PAPERS, B12, NO_MINSTAND)
    page = (await anna.get("/bridging-gaps", limit=1)).json()
    assert [(one["householdId"], one["kinds"], one["neededOn"], one["decideBy"]) for one in page["items"]] == [
        (str(first), ["below_minstand_cap"], "2026-02-10", "2026-01-27")
    ]
    rest = (await anna.get("/bridging-gaps", limit=1, cursor=page["nextCursor"])).json()
    assert [one["householdId"] for one in rest["items"]] == [str(second)]
    assert rest["nextCursor"] is None


async def test_only_households_of_ones_own_municipalities_are_listed(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    await office.register("Z-1", *PAPERS, B12, NO_MINSTAND)
    elsewhere = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=["GM0502"])
    assert (await elsewhere.get("/bridging-gaps")).json()["items"] == []
