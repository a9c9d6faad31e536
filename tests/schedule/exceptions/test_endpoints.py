"""Exceptions over HTTP: matched, split and identified by who may, and what is remembered without a name or account."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.schedule.callers import Caller, a_caller
from tests.schedule.exceptions.desk import WHY, Desk
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import Line

AT = {"entry": 1, "part": 1, "why": WHY}


@pytest.fixture
def els(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.APPROVER], subject="els")


async def test_a_match_ends_the_exception_and_is_remembered_without_an_account_or_a_word(
    desk: Desk, els: Caller
) -> None:
    await desk.says(Line(150_00, text="Alimentatie kind 7781"))
    (place,), household = desk.places(), str(desk.households()[0])
    path = f"/statements/{place.statement_id}/exceptions/_match"
    money = {"householdId": household, "kind": "other", "month": "2026-03"}
    body = {**AT, "moneyOf": money, "rememberBy": {"words": ["7781"], "amount": 15000}}
    answer = await els.post(path, body)
    assert (answer.status_code, answer.json()["endedAs"], answer.json()["closedBy"]) == (200, "matched", "els")
    (payer,) = (await els.get("/remembered-payers")).json()["items"]
    assert (payer["kind"], payer["householdId"], payer["sum"]["amount"], payer["words"]) == (
        "other",
        household,
        15000,
        1,
    )
    assert "7781" not in str(payer)
    forgotten = await els.post(f"/remembered-payers/{payer['id']}/_forget", None)
    assert (forgotten.status_code, forgotten.json()["forgottenBy"]) == (200, "els")
    assert (await els.get("/remembered-payers")).json()["items"] == []
    assert WHY not in str(desk.rows("select * from schedule.bank_exception_step"))


async def test_a_split_and_a_payment_of_ours_end_theirs(desk: Desk, els: Caller) -> None:
    rent = desk.payment("rent")
    await desk.says(Line(300_00), rent.line()._replace(end_to_end_id="202603" + "f" * 24))
    first, second = desk.places()
    parts = [
        {"householdId": str(one), "kind": "grant", "month": "2026-03", "amount": 15000} for one in desk.households()
    ]
    path = f"/statements/{first.statement_id}/exceptions"
    assert (await els.post(f"{path}/_split", {**AT, "parts": parts})).json()["endedAs"] == "split"
    identified = {**AT, "entry": second.entry, "endToEndId": rent.end_to_end_id}
    assert (await els.post(f"{path}/_identify", identified)).json()["endedAs"] == "matched"
    assert (await els.get("/bank-exceptions")).json()["items"] == []


@pytest.mark.parametrize("role", [Role.PROPOSER, Role.CASE_MANAGER, Role.AUDITOR])
async def test_who_approves_nothing_ends_no_exception(
    role: Role, desk: Desk, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    await desk.says(Line(5_00))
    caller = a_caller(app, issuer, organisation, [role])
    money = {"householdId": str(desk.households()[0]), "kind": "other", "month": "2026-03"}
    before = everything(admin_url)
    path = f"/statements/{desk.places()[0].statement_id}/exceptions/_match"
    assert (await caller.post(path, {**AT, "moneyOf": money})).status_code == 403
    assert changed(before, everything(admin_url)) == []


async def test_who_works_for_one_municipality_decides_about_no_account(
    desk: Desk, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    await desk.says(Line(5_00))
    caller = a_caller(app, issuer, organisation, [Role.APPROVER], municipalities=["GM0518"])
    money = {"householdId": str(desk.households()[0]), "kind": "other", "month": "2026-03"}
    path = f"/statements/{desk.places()[0].statement_id}/exceptions/_match"
    before = everything(admin_url)
    answer = await caller.post(path, {**AT, "moneyOf": money})
    assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[-1]) == (403, "not-all-municipalities")
    assert changed(before, everything(admin_url)) == []


async def test_what_takes_two_is_asked_by_one_and_approved_by_another_who_reads_why(
    desk: Desk, els: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    await desk.says(Line(7_00))
    (place,) = desk.places()
    path = f"/statements/{place.statement_id}/booking-decisions"
    asked = await els.post(path, {**AT, "what": "write_off"})
    assert (asked.status_code, asked.json()["endedAs"], asked.json()["alone"]) == (201, None, False)
    decision = asked.headers["Location"].removeprefix("/v1")
    own = await els.post(f"{decision}/_approve", None)
    assert (own.status_code, own.json()["type"].rsplit(":", 1)[-1]) == (422, "asked-by-you")
    (listed,) = (await els.get("/booking-decisions")).json()["items"]
    assert "why" not in listed
    roos = a_caller(app, issuer, organisation, [Role.APPROVER], subject="roos")
    assert (await roos.get(decision)).json()["why"] == WHY
    done = await roos.post(f"{decision}/_approve", None)
    assert (done.status_code, done.json()["endedAs"], done.json()["endedBy"]) == (200, "approved", "roos")
    assert (await els.get("/booking-decisions")).json()["items"] == []
    back = await els.post(path, {**AT, "what": "take_back"})
    refused = await roos.post(f"/booking-decisions/{back.json()['id']}/_refuse", {"why": WHY})
    assert (
        refused.json()["endedAs"],
        (await roos.get(f"/booking-decisions/{back.json()['id']}")).json()["endWhy"],
    ) == (
        "refused",
        WHY,
    )
