"""Payment runs over HTTP."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from tests.schedule.callers import Caller, a_caller
from tests.schedule.payments.runs import FEBRUARY, Office
from tests.schedule.rows import changed, everything


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


@pytest.fixture
def piet(office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")


@pytest.fixture
def roos(office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.APPROVER], subject="roos")


async def proposed(office: Office, piet: Caller) -> str:
    await office.register("Z-1")
    answer = await piet.post("/payment-runs", {"month": "2026-03"})
    assert answer.status_code == 201, answer.text
    run_id = str(answer.json()["id"])
    await office.worker.advance(str(office.organisation), run_id)
    return run_id


async def test_a_run_from_proposal_to_file(office: Office, piet: Caller, roos: Caller) -> None:
    run_id = await proposed(office, piet)
    run = (await roos.get(f"/payment-runs/{run_id}")).json()
    assert (run["state"], run["proposedBy"], run["month"]) == ("proposed", "piet", "2026-03")
    assert run["totals"] == [
        {
            "state": "proposed",
            "reason": None,
            "count": 7,
            "sum": {"amount": 175164, "currency": "EUR"},
            "details": [],
        }
    ]
    approved = await roos.post(f"/payment-runs/{run_id}/_approve", {"contentHash": run["contentHash"]})
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    await office.worker.advance(str(office.organisation), run_id)
    (file,) = (await roos.get(f"/payment-runs/{run_id}/files")).json()
    assert (file["number"], file["items"], file["sum"]["amount"]) == (1, 7, 175164)
    assert file["sha1"].endswith(file["sha1LastFive"])
    downloads = [await piet.get(f"/payment-runs/{run_id}/files/1") for _ in range(2)]
    assert [one.status_code for one in downloads] == [200, 200]
    assert downloads[0].content == downloads[1].content
    assert len(downloads[0].content) == file["bytes"]
    history = (await roos.get(f"/payment-runs/{run_id}")).json()["history"]
    assert [(step["state"], step["by"]) for step in history] == [
        ("proposing", "piet"),
        ("proposed", "ontzorg"),
        ("approved", "roos"),
        ("frozen", "ontzorg"),
        ("filed", "ontzorg"),
    ]


async def test_who_proposed_is_told_to_ask_a_colleague(
    office: Office, piet: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    run_id = await proposed(office, piet)
    both = a_caller(app, issuer, organisation, [Role.PROPOSER, Role.APPROVER], subject="piet")
    content_hash = (await both.get(f"/payment-runs/{run_id}")).json()["contentHash"]
    before = everything(admin_url)
    refused = await both.post(f"/payment-runs/{run_id}/_approve", {"contentHash": content_hash})
    assert (refused.status_code, refused.json()["type"].rsplit(":", 1)[-1].rsplit("/", 1)[-1]) == (422, "same-person")
    assert changed(before, everything(admin_url)) == []


async def test_a_proposer_may_not_approve(office: Office, piet: Caller, admin_url: str) -> None:
    run_id = await proposed(office, piet)
    before = everything(admin_url)
    refused = await piet.post(f"/payment-runs/{run_id}/_approve", {"contentHash": "0" * 64})
    assert refused.status_code == 403
    assert changed(before, everything(admin_url)) == []


async def test_the_payments_of_a_run_come_in_pages(office: Office, piet: Caller) -> None:
    run_id = await proposed(office, piet)
    first = (await piet.get(f"/payment-runs/{run_id}/payments", limit=4)).json()
    second = (await piet.get(f"/payment-runs/{run_id}/payments", limit=4, cursor=first["nextCursor"])).json()
    found = [(one["purpose"], one["occasion"]) for one in [*first["items"], *second["items"]]]
    assert found == [
        ("energy", "2026-03"),
        ("health_premium", "2026-03"),
        ("health_premium", "first"),
        ("leefgeld", "2026-03-01"),
        ("leefgeld", "advance"),
        ("rent", "2026-03"),
        ("water", "2026-03"),
    ]
    assert second["nextCursor"] is None
    assert (await piet.get(f"/payment-runs/{run_id}/payments", state="held")).json()["items"] == []


async def test_the_difference_to_last_month_names_what_is_new(office: Office, piet: Caller) -> None:
    run_id = await proposed(office, piet)
    parts = (await piet.get(f"/payment-runs/{run_id}/difference")).json()["parts"]
    assert [(part["what"], part["purpose"], part["count"], part["now"]["amount"]) for part in parts] == [
        ("new", "energy", 1, 11000),
        ("new", "health_premium", 1, 30664),
        ("new", "leefgeld", 1, 70000),
        ("new", "rent", 1, 62000),
        ("new", "water", 1, 1500),
    ]
    lines = (await piet.get(f"/payment-runs/{run_id}/differences", limit=2)).json()
    assert [line["purpose"] for line in lines["items"]] == ["energy", "health_premium"]


async def test_who_works_for_one_municipality_cannot_run_for_all(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    local = a_caller(app, issuer, organisation, [Role.PROPOSER], municipalities=["GM0518"])
    before = everything(admin_url)
    assert (await local.post("/payment-runs", {"month": "2026-03"})).status_code == 403
    assert changed(before, everything(admin_url)) == []


async def test_every_fault_of_a_wanted_run_is_named(office: Office, piet: Caller) -> None:
    refused = await piet.post("/payment-runs", {"month": "2026-3", "number": 0, "kindd": "monthly"})
    assert refused.status_code == 400
    assert [error["where"] for error in refused.json()["errors"]] == ["month", "number", "kindd"]


async def test_the_runs_are_listed_newest_month_first(office: Office, piet: Caller) -> None:
    for month in ("2026-02", "2026-04", "2026-03"):
        assert (await piet.post("/payment-runs", {"month": month})).status_code == 201
    first = (await piet.get("/payment-runs", limit=2)).json()
    second = (await piet.get("/payment-runs", limit=2, cursor=first["nextCursor"])).json()
    assert [run["month"] for run in [*first["items"], *second["items"]]] == ["2026-04", "2026-03", "2026-02"]


async def test_runs_are_asked_for_by_month_and_by_state(office: Office, piet: Caller) -> None:
    run_id = await proposed(office, piet)
    for month in ("2026-02", "2026-04"):
        assert (await piet.post("/payment-runs", {"month": month})).status_code == 201

    async def months(**asked: str) -> list[str]:
        return [run["month"] for run in (await piet.get("/payment-runs", **asked)).json()["items"]]

    assert await months(month="2026-02") == ["2026-02"]
    assert await months(state="proposing") == ["2026-04", "2026-02"]
    assert await months(state="proposed") == ["2026-03"]
    assert await months(state="proposed", month="2026-04") == []
    assert (await piet.get("/payment-runs", state="proposed")).json()["items"][0]["id"] == run_id


async def test_a_cursor_of_another_list_is_refused_and_says_where_to_get_one(office: Office, piet: Caller) -> None:
    run_id = await proposed(office, piet)
    lists = [f"/payment-runs/{run_id}/payments", f"/payment-runs/{run_id}/differences"]
    cursors = [(await piet.get(one, limit=1)).json()["nextCursor"] for one in lists]
    for path, cursor in [*zip(lists, reversed(cursors), strict=True), ("/payment-runs", cursors[0])]:
        refused = await piet.get(path, cursor=cursor)
        assert refused.status_code == 400, path
        (error,) = refused.json()["errors"]
        assert (error["where"], error["cure"]) == ("cursor", "take nextCursor of the page before")


async def test_a_month_or_a_state_that_there_is_not_is_refused(office: Office, piet: Caller) -> None:
    refused = await piet.get("/payment-runs", month="2026-13", state="lost")
    assert refused.status_code == 400
    assert [error["where"] for error in refused.json()["errors"]] == ["month", "state"]
