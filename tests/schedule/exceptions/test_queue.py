"""The queue of exceptions: whose they are, which are asked for, and one in full with what it may be."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.schedule.exceptions.owning import give_to
from services.schedule.exceptions.standing import ExceptionHasEnded
from services.schedule.exceptions.tables import BookingMeasure
from tests.schedule.callers import Caller, a_caller
from tests.schedule.exceptions.desk import WHY, Desk
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import Line


@pytest.fixture
def els(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.APPROVER], subject="els")


async def listed(els: Caller, **asked: str) -> list[int]:
    """Cents of the exceptions that are asked for, in their order."""
    return [one["sum"]["amount"] for one in (await els.get("/bank-exceptions", **asked)).json()["items"]]


async def test_an_exception_is_given_to_somebody_to_another_and_to_nobody_and_says_so(desk: Desk, els: Caller) -> None:
    await desk.says(Line(5_00))
    (place,) = desk.places()
    path, at = f"/statements/{place.statement_id}/exceptions", {"entry": 1, "part": 1}
    assert (await els.post(f"{path}/_assign", {**at, "owner": "els"})).json()["owner"] == "els"
    assert (await els.post(f"{path}/_assign", {**at, "owner": "els"})).json()["owner"] == "els"
    assert (await els.post(f"{path}/_assign", {**at, "owner": "piet"})).json()["owner"] == "piet"
    assert (await els.post(f"{path}/_unassign", at)).json()["owner"] is None
    told = (await els.get(f"{path}/1.1")).json()["history"]
    assert [(one["step"], one["by"], one["owner"]) for one in told] == [
        ("assigned", "els", "els"),
        ("assigned", "els", "piet"),
        ("unassigned", "els", None),
    ]
    assert desk.broken() == {}


async def test_what_has_ended_is_given_to_nobody_and_keeps_its_owner(desk: Desk, els: Caller, admin_url: str) -> None:
    await desk.says(Line(5_00))
    (place,) = desk.places()
    await desk.does_by(lambda session, hand: give_to(session, hand, place, "roos"))
    await desk.approves(await desk.asks(place, BookingMeasure.WRITE_OFF))
    before = everything(admin_url)
    with pytest.raises(ExceptionHasEnded):
        await desk.does_by(lambda session, hand: give_to(session, hand, place, "piet"))
    assert changed(before, everything(admin_url)) == []
    one = (await els.get(f"/statements/{place.statement_id}/exceptions/1.1")).json()
    assert (one["owner"], one["endedAs"], one["closedBy"], one["candidates"]) == ("roos", "written_off", "piet", [])
    assert [(step["step"], step["why"]) for step in one["history"]] == [("assigned", None), ("written_off", WHY)]
    assert desk.broken() == {}


async def test_the_list_is_asked_for_by_owner_oddity_household_and_what_is_late(desk: Desk, els: Caller) -> None:
    rent = desk.payment("rent")
    await desk.says(Line(5_00), Line(-6_00), Line(7_00), rent.line(-1))
    first, _, third, _ = desk.places()
    await desk.does_by(lambda session, hand: give_to(session, hand, first, "els"))
    await desk.approves(await desk.asks(third, BookingMeasure.WRITE_OFF))
    (named,) = desk.rows("select household_id from schedule.bank_exception where oddity = 'amount_differs'")
    assert await listed(els) == [1, 5_00, 6_00]
    assert await listed(els, owner="els") == [5_00]
    assert await listed(els, unassigned="true") == [1, 6_00]
    assert await listed(els, oddity="unknown_debit") == [6_00]
    assert await listed(els, householdId=str(named["household_id"])) == [1]
    assert await listed(els, state="ended") == [7_00]
    assert await listed(els, overdue="true") == []
    desk.clock.move_to(desk.clock.now().replace(month=4))
    assert await listed(els, overdue="true") == [1, 5_00, 6_00]
    late = (await els.get("/bank-exceptions")).json()["items"][1]
    assert (late["dueOn"], late["daysOverdue"]) == ("2026-02-24", 55)
    assert (late["authorisedRefundUntil"], late["unauthorisedRefundUntil"]) == (None, None)


async def test_one_in_full_says_what_it_may_be(desk: Desk, els: Caller) -> None:
    rents = [one for one in desk.payments() if one.purpose == "rent"]
    await desk.says(Line(-rents[0].amount, iban="NL02ABNA0123456789", booked_on=rents[0].execute_on))
    (place,) = desk.places()
    one = (await els.get(f"/statements/{place.statement_id}/exceptions/1.1")).json()
    assert one["authorisedRefundUntil"] == "2026-04-24"
    assert {(may["kind"], may["subject"], may["endToEndId"]) for may in one["candidates"]} == {
        ("payment", "rent/2026-03", rent.end_to_end_id) for rent in rents
    }
    assert (await els.get(f"/statements/{place.statement_id}/exceptions/1.2")).status_code == 404
