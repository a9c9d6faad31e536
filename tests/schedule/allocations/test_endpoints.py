"""What suppliers say over HTTP: by who may, once for a key, page by page, and nothing of anybody's name."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.schedule.callers import a_caller
from tests.schedule.matching.treasury import Paid, Treasury

NINTH = datetime(2026, 3, 9, 9, tzinfo=UTC)
PATH = "/payment-allocations"


@pytest.fixture
async def rents(treasury: Treasury) -> list[Paid]:
    """The rents of both households, in a statement."""
    rents = treasury.payments("purpose = 'rent'")
    treasury.clock.move_to(NINTH)
    await treasury.says(*[one.line() for one in rents])
    return rents


def answer(one: Paid, **other: object) -> dict[str, object]:
    told = {"word": "booked", "toldOn": "2026-03-09", "toldBy": "supplier", "bookedOn": "2026-03-03", **other}
    return {"endToEndId": one.end_to_end_id} | {name: value for name, value in told.items() if value is not None}


async def test_the_supplier_desk_lists_what_is_asked_and_notes_what_is_said(
    rents: list[Paid], app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    desk = a_caller(app, issuer, organisation, [Role.SUPPLIER_DESK])
    first, second = rents
    page = (await desk.get(PATH, limit=1)).json()
    rest = (await desk.get(PATH, limit=1, cursor=page["nextCursor"])).json()
    assert rest["nextCursor"] is None
    told = {one["endToEndId"]: one for one in (*page["items"], *rest["items"])}
    assert told.keys() == {first.end_to_end_id, second.end_to_end_id}
    one = told[first.end_to_end_id]
    assert (one["cost"], one["month"], one["sum"]["amount"], one["state"]) == ("rent", "2026-03", first.amount, "asked")
    assert (one["executedOn"], one["answerBy"], one["isOverdue"]) == (str(first.execute_on), "2026-03-23", False)
    body = {"answers": [answer(first), answer(second, word="not_booked", bookedOn=None, reason="client_unknown")]}
    taken = await desk.post(f"{PATH}/_answer", body, key="a list")
    assert (taken.status_code, taken.json()) == (200, {"new": 2, "knownBefore": 0, "astray": 1})
    assert (await desk.post(f"{PATH}/_answer", body, key="a list")).json() == taken.json()
    assert (await desk.post(f"{PATH}/_answer", body)).json() == {"new": 0, "knownBefore": 2, "astray": 1}
    (astray,) = (await desk.get(PATH, state="not_booked")).json()["items"]
    assert (astray["endToEndId"], astray["answer"]["reason"]) == (second.end_to_end_id, "client_unknown")
    assert (await desk.get(PATH, overdue=True)).json()["items"] == []


async def test_every_fault_of_a_list_is_told_with_its_place(
    rents: list[Paid], app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    anna = a_caller(app, issuer, organisation)
    first, second = rents
    body = {"answers": [answer(first, bookedOn=None), answer(second, amount=5)], "paidTo": [str(organisation)]}
    refused = await anna.post(f"{PATH}/_answer", body)
    assert refused.status_code == 400
    assert [one["where"] for one in refused.json()["errors"]] == [
        "answers[0].bookedOn",
        "answers[0].endToEndId",
        "answers[1].amount",
        "answers[1].endToEndId",
    ]
    assert (await anna.get(PATH, state="booked")).json()["items"] == []


async def test_of_another_municipality_nothing_is_seen_or_said(
    rents: list[Paid], app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    capelle = a_caller(app, issuer, organisation, municipalities=["GM0502"])
    assert (await capelle.get(PATH)).json()["items"] == []
    refused = await capelle.post(f"{PATH}/_answer", {"answers": [answer(rents[0])]})
    assert refused.json()["errors"][0]["what"] == "is no payment of ours that you may see"


async def test_the_way_of_a_euro_ends_at_the_supplier(
    rents: list[Paid], treasury: Treasury, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    anna = a_caller(app, issuer, organisation)
    otherwise = answer(rents[0], word="booked_otherwise", amount=1_00, toldOn="2026-03-08")
    for one in (answer(rents[0]), otherwise):
        assert (await anna.post(f"{PATH}/_answer", {"answers": [one]})).status_code == 200
    (trace,) = (await anna.get("/traces", endToEndId=rents[0].end_to_end_id)).json()["items"]
    (payment,) = trace["payments"]
    said = [
        (one["word"], one["toldOn"], one["sum"] and one["sum"]["amount"], one["by"]) for one in payment["allocations"]
    ]
    assert said == [("booked_otherwise", "2026-03-08", 1_00, "anna"), ("booked", "2026-03-09", None, "anna")]
    assert treasury.broken() == {}
