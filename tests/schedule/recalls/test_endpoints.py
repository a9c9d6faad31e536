"""Recalls over HTTP: each by who may, the file to the byte, and the reason to nobody but its reader."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.schedule.callers import Caller, a_caller
from tests.schedule.matching.treasury import Treasury
from tests.schedule.recalls.answers import answer, of

WHY = "The landlord was paid twice."


@pytest.fixture
def els(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, subject="els")


async def test_a_recall_goes_from_one_to_another_and_to_the_bank_and_its_answer_comes_back(
    treasury: Treasury, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, els: Caller
) -> None:
    piet = a_caller(app, issuer, organisation, subject="piet")
    rent = treasury.payment("rent")
    wish = {"endToEndId": rent.end_to_end_id, "reason": "DUPL", "why": WHY}
    asked = (await piet.post("/payment-recalls", wish)).json()
    path = f"/payment-recalls/{asked['id']}"
    assert (asked["state"], asked["reason"], asked["subject"]) == ("asked", "DUPL", "rent/2026-03")
    assert (await piet.get(f"{path}/file")).status_code == 404
    assert (await piet.post(f"{path}/_approve", None)).json()["type"].endswith("recall-asked-by-you")
    assert (await els.post(f"{path}/_approve", None)).json()["state"] == "sent"
    file = await els.get(f"{path}/file")
    assert file.headers["content-type"].startswith("application/xml")
    assert rent.end_to_end_id in file.text
    assert (await els.get(f"{path}/file")).content == file.content
    handed = await els.hand_in("/recall-answers", answer(of(rent.end_to_end_id, "RJCR", "NOAS")), "application/xml")
    assert (handed.status_code, handed.json()["changed"]) == (201, 1)
    full = (await els.get(path)).json()
    assert (full["why"], full["answerCode"]) == (WHY, "NOAS")
    assert [(one["state"], one["by"]) for one in full["steps"]] == [
        ("asked", "piet"),
        ("sent", "els"),
        ("declined", "els"),
    ]
    (listed,) = (await els.get("/payment-recalls", state="declined")).json()["items"]
    assert listed["id"] == asked["id"]
    assert WHY not in str(treasury.rows("select * from schedule.payment_recall"))


async def test_who_works_for_another_municipality_sees_no_recall(
    treasury: Treasury, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, els: Caller
) -> None:
    wish = {"endToEndId": treasury.payment("rent").end_to_end_id, "reason": "CUST", "why": WHY}
    asked = (await els.post("/payment-recalls", wish)).json()
    capelle = a_caller(app, issuer, organisation, [Role.APPROVER], municipalities=["GM0502"])
    assert (await capelle.get("/payment-recalls")).json()["items"] == []
    assert (await capelle.get(f"/payment-recalls/{asked['id']}")).status_code == 404
    assert (await capelle.post(f"/payment-recalls/{asked['id']}/_approve", None)).status_code == 404
