"""Allocations over HTTP: which payments suppliers are asked about, and what they say."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.many_households import MOST_OF_EACH, ListOfHousehold, lists_told
from services.months import Month, month_of
from services.openapi import problems
from services.schedule.allocations import booking_link_service
from services.schedule.allocations.answering import AnswerTo, take_answers
from services.schedule.allocations.booking_link import NothingAsked
from services.schedule.allocations.repository import (
    MONTHS_BACK,
    AllocationWish,
    Place,
    allocations_of,
    page_of_allocations,
)
from services.schedule.allocations.schemas import (
    AllocationAnswersTaken,
    AllocationFilter,
    BookingLink,
    NewAllocationAnswers,
    NewBookingLink,
    PaymentAllocation,
    PaymentAllocationSearch,
)
from services.schedule.dependencies import Sight, Writer
from services.schedule.households import queries
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.payments import paging
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page

router = APIRouter(prefix="/payment-allocations", tags=["allocations"])


@router.get("", dependencies=[requires("mandates:read")])
async def list_payment_allocations(
    session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[AllocationFilter, Query()]
) -> Page[PaymentAllocation]:
    """Every payment to a supplier that the bank executed, and whether he booked it, of the households that the caller
    works for: those of the oldest run first."""
    after, today = paging.after(asked, "payment-allocations", UUID, UUID, str, str), clock.today()
    given = asked.model_dump(exclude={"cursor", "limit", "since"})
    wish = AllocationWish(since=_since(asked.since, today), **given)
    found = await page_of_allocations(session, today, wish, Place(*after) if after else Place(), asked.limit + 1, sees)
    return Page.cut(
        [PaymentAllocation.of(one, today) for one in found],
        asked.limit,
        lambda one: ("payment-allocations", one.run_id, one.household_id, one.cost.value, one.occasion),
    )


@router.post("/_search", dependencies=[requires("mandates:read")])
async def search_payment_allocations(
    body: PaymentAllocationSearch, session: Reading, sees: Sight, clock: ClockDep
) -> Page[ListOfHousehold[PaymentAllocation]]:
    """The payments to suppliers of each of these households that the bank executed, and whether he booked them, those
    of the oldest run first: the first 50."""
    ids, today = await queries.seen(session, sees, body.household_ids), clock.today()
    found = await allocations_of(session, ids, _since(body.since, today), body.state, MOST_OF_EACH + 1, sees)
    return lists_told(ids, found, lambda one: PaymentAllocation.of(one, today))


def _since(asked: Month | None, today: date) -> Month:
    return month_of(today) - MONTHS_BACK if asked is None else asked


@router.post(
    "/_answer",
    response_model=AllocationAnswersTaken,
    dependencies=[requires("mandates:write")],
    responses=problems(HouseholdIsChanging, KeyInFlight, KeyUsedBefore),
)
async def answer_payment_allocations(
    body: NewAllocationAnswers, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Note whether suppliers booked what we paid, of one payment or of a whole list: all of it, or with every fault
    nothing. What was not booked as it was paid is somebody's task at once."""

    async def effect() -> Answer:
        answers = [AnswerTo(one.end_to_end_id, one.said()) for one in body.answers]
        paid_to = None if body.paid_to is None else frozenset(body.paid_to)
        taken = await take_answers(session, hand, answers, paid_to)
        return Answer.of(200, AllocationAnswersTaken(**taken._asdict()))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/_link",
    response_model=BookingLink,
    dependencies=[requires("mandates:write")],
    responses=problems(NothingAsked, KeyInFlight, KeyUsedBefore),
)
async def make_booking_link(
    body: NewBookingLink, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Make a link by which the supplier says whether it booked a payment; its token is shown in this answer only.

    Sent again with the same key, the answer comes without it: what we do not keep we cannot tell twice.
    """
    shown: list[BookingLink] = []

    async def effect() -> Answer:
        made = await booking_link_service.make_link(session, hand, body.end_to_end_id)
        shown.append(BookingLink.of(made, with_token=True))
        return Answer.of(200, BookingLink.of(made, with_token=False))

    kept = await answer_once(session, command, effect, clock.now())
    return Answer.of(200, shown[0]).as_response() if shown else kept
