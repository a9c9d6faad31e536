"""The payments of a household over all runs, the last due first, for whoever may see its money."""

from datetime import UTC, datetime
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
from tests.schedule.callers import a_caller
from tests.schedule.conftest import CAPELLE
from tests.schedule.payments.runs import FEBRUARY, MARCH_RUN, Office

APRIL_RUN = RunKey(MARCH_RUN.month + 1, RunKind.MONTHLY, 1)


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


async def test_the_payments_of_all_runs_are_told_page_by_page_to_who_sees_no_run(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    household, _ = await office.register("Z-1"), await office.register("Z-2")
    march = await office.approve(await office.propose())
    office.clock.move_to(datetime(2026, 3, 20, 8, tzinfo=UTC))
    april = await office.propose(APRIL_RUN)
    anna = a_caller(app, issuer, organisation, [Role.CASE_MANAGER])
    path = f"/households/{household}/payments"
    whole = (await anna.get(path, limit=200)).json()["items"]
    assert {one["householdId"] for one in whole} == {str(household)}
    assert {(one["runId"], one["state"]) for one in whole if one["purpose"] == "rent"} == {
        (str(april.id), "proposed"),
        (str(march.id), "submitted"),
    }
    days = [one["dueOn"] for one in whole]
    assert days == sorted(days, reverse=True)
    pages: list[Any] = []
    page = (await anna.get(path, limit=2)).json()
    while page["nextCursor"] is not None:
        pages += page["items"]
        page = (await anna.get(path, limit=2, cursor=page["nextCursor"])).json()
    assert [*pages, *page["items"]] == whole
    elsewhere = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=[CAPELLE])
    assert (await elsewhere.get(path)).status_code == 404
