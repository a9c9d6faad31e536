"""Files of the bank over HTTP: who may hand in, see and decide, and what is answered to what cannot be taken in."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.schedule.callers import Caller, a_caller
from tests.schedule.rows import changed, everything
from tests.schedule.statements.bank_desk import REASON, BankDesk
from tests.schedule.statements.files import SUPPLIER, Line, camt, stmt

XML = "application/xml"
RENT = Line(-620_00, "202603" + "a" * 24)


@pytest.fixture
def piet(desk: BankDesk, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")


@pytest.fixture
def els(desk: BankDesk, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.APPROVER], subject="els")


async def test_a_file_is_handed_in_and_says_what_became_of_each_statement(piet: Caller) -> None:
    answer = await piet.hand_in("/statement-files?fileName=3-march.xml", camt(stmt(RENT), stmt(RENT, number=9)), XML)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["name"], told["format"], told["knownBefore"]) == ("3-march.xml", "camt.053", False)
    first, second = told["statements"]
    assert (first["state"], first["proof"], first["closing"]["amount"]) == ("taken", "closes", 380_00)
    assert first["account"] == "NL91**********4300"
    assert (second["state"], second["knownBefore"]) == ("waits", False)
    assert second["why"].startswith("it does not begin with what the account stood at")
    assert (await piet.get(answer.headers["Location"].removeprefix("/v1"))).json()["sha256"] == told["sha256"]


async def test_the_bookings_are_told_in_pages_with_who_is_on_the_other_side(piet: Caller) -> None:
    answer = await piet.hand_in("/statement-files", camt(stmt(RENT, Line(322_00, text="voorschot"))), XML)
    statement_id = answer.json()["statements"][0]["id"]
    page = (await piet.get(f"/statements/{statement_id}/bookings", limit=1)).json()
    (booking,) = page["items"]
    assert (booking["sum"]["amount"], booking["direction"], booking["endToEndId"]) == (
        620_00,
        "debit",
        RENT.end_to_end_id,
    )
    assert (booking["counterparty"]["name"], booking["counterparty"]["iban"]) == (RENT.name, SUPPLIER)
    rest = (await piet.get(f"/statements/{statement_id}/bookings", limit=1, cursor=page["nextCursor"])).json()
    assert [one["remittance"] for one in rest["items"]] == ["voorschot"]


async def test_a_file_that_cannot_be_read_is_refused_with_every_fault_and_leaves_nothing(
    piet: Caller, admin_url: str
) -> None:
    before = everything(admin_url)
    broken = camt(stmt(RENT)).replace(b"<CdtDbtInd>DBIT</CdtDbtInd><Sts>", b"<Sts>").replace(b"620.00", b"620.001")
    answer = await piet.hand_in("/statement-files", broken, XML)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:problem-type:ontzorg:unreadable-bank-file")
    assert len(answer.json()["errors"]) >= 2
    assert changed(before, everything(admin_url)) == []


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"<html></html>", XML, 422),
        (b"\x89PNG\r\n", "application/octet-stream", 422),
        (b"", XML, 400),
        (b"x", "image/png", 400),
    ],
)
async def test_what_is_no_file_of_a_bank_is_refused(
    piet: Caller, content: bytes, media_type: str, status: int, admin_url: str
) -> None:
    before = everything(admin_url)
    answer = await piet.hand_in("/statement-files", content, media_type)
    assert answer.status_code == status
    assert changed(before, everything(admin_url)) == []


async def test_another_person_lets_in_what_was_stopped_and_gives_a_reason(piet: Caller, els: Caller) -> None:
    answer = await piet.hand_in("/statement-files", camt(stmt(RENT, closing=1)), XML)
    (stopped,) = answer.json()["statements"]
    place = f"/statements/{stopped['id']}"
    assert (stopped["state"], stopped["difference"]["amount"]) == ("stopped", 1 - 380_00)
    assert (await piet.post(f"{place}/_admit", {"reason": REASON})).status_code == 403
    assert (await els.post(f"{place}/_admit", {"reason": "short"})).status_code == 400
    let_in = await els.post(f"{place}/_admit", {"reason": REASON})
    assert (let_in.status_code, let_in.json()["state"], let_in.json()["letInBy"]) == (200, "taken", "els")
    history = (await els.get(place)).json()["history"]
    assert [(one["state"], one["by"], one["reason"]) for one in history] == [
        ("stopped", "piet", None),
        ("taken", "els", REASON),
    ]
    assert (await els.post(f"{place}/_discard", {"reason": REASON})).json()[
        "type"
    ] == "urn:problem-type:ontzorg:statement-is-done"


async def test_statements_are_listed_by_day_and_by_state(piet: Caller) -> None:
    await piet.hand_in("/statement-files", camt(stmt(RENT), stmt(RENT, number=9)), XML)
    assert len((await piet.get("/statements")).json()["items"]) == 2
    (waits,) = (await piet.get("/statements", state="waits")).json()["items"]
    assert waits["statementId"] == "2026-9"


async def test_a_case_manager_sees_no_statement_and_hands_none_in(piet: Caller, anna: Caller) -> None:
    await piet.hand_in("/statement-files", camt(stmt(RENT)), XML)
    assert (await anna.get("/statements")).status_code == 403
    assert (await anna.hand_in("/statement-files", camt(stmt(RENT)), XML)).status_code == 403


async def test_another_organisation_sees_nothing(piet: Caller, stranger: Caller) -> None:
    answer = await piet.hand_in("/statement-files", camt(stmt(RENT)), XML)
    statement_id = answer.json()["statements"][0]["id"]
    assert (await stranger.get("/statements")).json()["items"] == []
    assert (await stranger.get(f"/statements/{statement_id}")).status_code == 404
    assert (await stranger.get(f"/statement-files/{answer.json()['id']}")).status_code == 404


async def test_whoever_works_for_one_municipality_sees_the_statements_of_its_account(
    piet: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    answer = await piet.hand_in("/statement-files", camt(stmt(RENT)), XML)
    statement_id = answer.json()["statements"][0]["id"]
    kees = a_caller(app, issuer, organisation, [Role.PROPOSER], subject="kees", municipalities=["GM0502"])
    nobody = a_caller(app, issuer, organisation, [Role.PROPOSER], subject="nobody", municipalities=["GM9999"])
    assert (await kees.get(f"/statements/{statement_id}")).status_code == 200
    assert (await nobody.get(f"/statements/{statement_id}")).status_code == 404
    assert (await nobody.get("/statements")).json()["items"] == []
