"""Exceptions over HTTP: listed by their day, explained once by another person; and what came back, paid once more."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.schedule.callers import Caller, a_caller
from tests.schedule.matching.reports import of, report
from tests.schedule.matching.treasury import Treasury
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import Line

WHY = "The municipality moved the benefit of March to this account."


@pytest.fixture
def els(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.APPROVER], subject="els")


@pytest.fixture
def piet(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")


async def test_exceptions_are_listed_the_soonest_due_first_with_the_payment_that_they_name(
    treasury: Treasury, els: Caller
) -> None:
    rent = treasury.payment("rent")
    await treasury.says(Line(7_00), rent.line(-1))
    page = (await els.get("/bank-exceptions", limit=1)).json()
    (first,) = page["items"]
    assert (first["oddity"], first["endToEndId"], first["sum"]["amount"], first["direction"]) == (
        "amount_differs",
        rent.end_to_end_id,
        1,
        "debit",
    )
    assert first["householdId"] is not None
    (second,) = (await els.get("/bank-exceptions", limit=1, cursor=page["nextCursor"])).json()["items"]
    assert (second["oddity"], second["householdId"]) == ("unknown_credit", None)


async def test_a_report_against_a_statement_is_explained_once_and_leaves_the_list(
    treasury: Treasury, els: Caller, piet: Caller, admin_url: str
) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line())
    (file,) = treasury.rows("select message_id from schedule.payment_file")
    rejects = report(file["message_id"], of(rent.end_to_end_id, "RJCT"))
    assert (await piet.hand_in("/status-reports", rejects, "application/xml")).json()["odd"] == 1
    (odd,) = (await els.get("/bank-exceptions")).json()["items"]
    path, body = f"/statements/{odd['statementId']}/exceptions/_explain", {"entry": 1, "part": 1, "why": WHY}
    answer = await els.post(path, body)
    assert (answer.status_code, answer.json()["closedBy"]) == (200, "els")
    assert (await els.get("/bank-exceptions")).json()["items"] == []
    before = everything(admin_url)
    assert (await els.post(path, body)).json()["type"].endswith(":explained-before")
    assert changed(before, everything(admin_url)) == []
    assert WHY not in str(treasury.rows("select * from schedule.bank_exception"))


async def test_what_stands_on_suspense_is_explained_by_no_word_and_stays_on_the_list(
    treasury: Treasury, els: Caller, admin_url: str
) -> None:
    await treasury.says(Line(7_00))
    (odd,) = (await els.get("/bank-exceptions")).json()["items"]
    before = everything(admin_url)
    path, body = f"/statements/{odd['statementId']}/exceptions/_explain", {"entry": 1, "part": 1, "why": WHY}
    assert (await els.post(path, body)).json()["type"].endswith(":stands-on-suspense")
    assert (await els.post(path, {**body, "entry": 9})).json()["type"].endswith(":nothing-is-odd")
    assert changed(before, everything(admin_url)) == []


async def test_a_case_manager_explains_nothing_and_nobody_sees_what_is_of_another_organisation(
    treasury: Treasury, anna: Caller, stranger: Caller
) -> None:
    await treasury.says(Line(7_00))
    (row,) = treasury.rows("select statement_id from schedule.bank_exception")
    path = f"/statements/{row['statement_id']}/exceptions/_explain"
    assert (await anna.get("/bank-exceptions")).status_code == 403
    assert (await anna.post(path, {"entry": 1, "part": 1, "why": WHY})).status_code == 403
    assert (await stranger.get("/bank-exceptions")).json()["items"] == []
    assert (await stranger.post(path, {"entry": 1, "part": 1, "why": WHY})).status_code == 404


async def test_what_came_back_is_paid_to_the_same_account_again_only_when_somebody_decides_so(
    treasury: Treasury, piet: Caller
) -> None:
    await treasury.says(*[one.line() for one in treasury.payments()])
    rent = treasury.payment("rent")
    await treasury.says(rent.line(rent.amount, return_code="MS03"))
    (held,) = (await piet.get("/held-payments")).json()["items"]
    assert (held["reason"], held["detail"]) == ("came_back", "MS03")
    path = f"/households/{held['householdId']}/held-payments/_repeat"
    body = {"purpose": "rent", "occasion": "2026-03", "why": WHY}
    answer = await piet.post(path, body)
    assert (answer.status_code, answer.json()["decidedBy"], answer.json()["times"]) == (200, "piet", 1)
    assert treasury.rows("select outcome from schedule.task where kind = 'money_came_back'") == [{"outcome": "done"}]
    assert (await piet.post(path, body)).json()["type"].endswith(":decided-before")
    await treasury.files_another()
    again = [one for one in treasury.payments("purpose = 'rent'") if one.state == "submitted"]
    assert [one.amount for one in again] == [rent.amount]


async def test_what_did_not_come_back_cannot_be_repeated(treasury: Treasury, piet: Caller) -> None:
    (row,) = treasury.rows("select id from schedule.household order by id limit 1")
    answer = await piet.post(
        f"/households/{row['id']}/held-payments/_repeat", {"purpose": "rent", "occasion": "2026-03", "why": WHY}
    )
    assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[-1]) == (409, "nothing-came-back")


async def test_a_status_report_is_handed_in_and_says_what_it_rejected(treasury: Treasury, piet: Caller) -> None:
    (file,) = treasury.rows("select message_id from schedule.payment_file")
    content = report(file["message_id"], of(treasury.payment("rent").end_to_end_id, "RJCT"))
    answer = await piet.hand_in("/status-reports?fileName=report.xml", content, "application/xml")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["format"], told["rejected"], told["advised"], told["odd"]) == ("pain.002", 1, 0, 0)
    assert (await piet.get(answer.headers["Location"].removeprefix("/v1"))).json()["name"] == "report.xml"
    other = await piet.hand_in("/status-reports", report("SOMEBODY-1"), "application/xml")
    assert (other.status_code, other.json()["type"].rsplit(":", 1)[-1]) == (422, "not-our-file")
    statement = await piet.hand_in("/statement-files", content, "application/xml")
    assert statement.status_code == 422
