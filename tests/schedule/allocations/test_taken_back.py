"""What was said of an execution that was taken back says nothing of the one that came after it."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.events import AllocationState
from services.schedule.exceptions.tables import BookingMeasure
from tests.schedule.allocations.test_answering import NINTH, kept, listed, looked, not_booked, said, tasks
from tests.schedule.exceptions.desk import Desk
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.statements.files import Line


@pytest.fixture
def desk(database: Database, organisation: UUID, clock: MovableClock, admin_url: str) -> Desk:
    clock.move_to(FEBRUARY)
    return Desk(database, organisation, clock, admin_url)


async def test_who_is_asked_about_a_payment_that_never_went_is_asked_anew_when_it_does(desk: Desk) -> None:
    rent = desk.payment("rent")
    desk.clock.move_to(datetime(2026, 3, 4, 9, tzinfo=UTC))
    await desk.says(Line(-rent.amount, "202603" + "f" * 24, rent.execute_on, iban="NL44RABO0123456789"))
    (place,) = desk.places()
    await desk.identifies(place, rent.end_to_end_id)
    await said(desk, (rent, not_booked()))
    assert tasks(desk) == [("paid_not_booked", "rent/2026-03", rent.amount, None)]
    await desk.asks(place, BookingMeasure.TAKE_BACK)
    assert (desk.payment("rent").state, await listed(desk), desk.broken()) == ("submitted", [], {})
    assert await looked(desk, NINTH) == 0
    assert tasks(desk) == [("paid_not_booked", "rent/2026-03", rent.amount, "done")]
    desk.clock.move_to(datetime(2026, 3, 11, 9, tzinfo=UTC))
    await desk.says(rent.line()._replace(booked_on=date(2026, 3, 11)))
    (one,) = await listed(desk)
    assert (one.state, one.executed_on, one.answer) == (AllocationState.ASKED, date(2026, 3, 11), None)
    assert [word for _, word, _ in kept(desk)] == ["not_booked"]
    assert desk.broken() == {}
