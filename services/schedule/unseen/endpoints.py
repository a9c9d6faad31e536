"""What the bank did not show, over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.auth import requires
from services.schedule.dependencies import Sight
from services.schedule.payments import paging
from services.schedule.unseen.repository import Place, page_of_unseen
from services.schedule.unseen.schemas import UnseenBooking
from services.sessions import Reading
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["unseen bookings"])


@router.get("/unseen-bookings", dependencies=[requires("ledger:read")])
async def list_unseen_bookings(
    session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[PageRequest, Query()]
) -> Page[UnseenBooking]:
    """All that the bank's statements should have shown by now and do not, of the households that the caller works for:
    payments in our files, what suppliers were to collect, money that plans expect. The oldest first. Each is a task."""
    after = paging.after(asked, "unseen-bookings", date.fromisoformat, UUID, str, str)
    place = Place(after[0], after[1], after[2], after[3]) if after else Place()
    found = await page_of_unseen(session, clock.today(), place, asked.limit + 1, sees)
    return Page.cut(
        [UnseenBooking.of(one) for one in found],
        asked.limit,
        lambda one: ("unseen-bookings", one.expected_on, one.household_id, one.what, one.subject),
    )
