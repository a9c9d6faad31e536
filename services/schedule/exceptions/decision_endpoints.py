"""What takes two people, over HTTP: asked for by one, approved or refused by another, withdrawn by who asked."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.dependencies import FOR_ALL, Keys, NotAllMunicipalities, Writer
from services.schedule.exceptions.deciding import (
    AskedByYou,
    DecisionHasEnded,
    NotAskedByYou,
    approve,
    ask,
    decision,
    open_decisions,
    refuse,
    withdraw,
)
from services.schedule.exceptions.schemas import (
    BookingDecision,
    BookingDecisionInFull,
    BookingDecisionReason,
    BookingDecisionRequest,
)
from services.schedule.exceptions.sending_back import AskedBackBefore, NobodyCollected, TooLateToAsk
from services.schedule.exceptions.standing import ExceptionHasEnded, MovedNoMoney, SomethingIsAsked
from services.schedule.exceptions.taking_back import NothingToTakeBack, WasSentBack
from services.schedule.exceptions.taking_back_payment import (
    CameBackSince,
    IsAPayment,
    MoneyWasSpent,
    WasPaidAnew,
    WasRecalled,
)
from services.schedule.matching.repository import NothingIsOdd
from services.schedule.payments import paging
from services.schedule.sent_back.filing import NobodyToSendBackTo
from services.schedule.statements.repository import NoSuchStatement
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["exceptions"])

_DECIDES = [requires("statements:approve")]
_OF_COMMAND = (KeyInFlight, KeyUsedBefore, NotAllMunicipalities)
_OF_BOOKING = (
    NothingIsOdd,
    MovedNoMoney,
    ExceptionHasEnded,
    NothingToTakeBack,
    IsAPayment,
    CameBackSince,
    WasRecalled,
    WasPaidAnew,
    WasSentBack,
    MoneyWasSpent,
    NobodyToSendBackTo,
    NobodyCollected,
    TooLateToAsk,
    AskedBackBefore,
)


@router.post(
    "/statements/{statement_id}/booking-decisions",
    status_code=201,
    response_model=BookingDecision,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=problems(*_OF_COMMAND, *_OF_BOOKING, NoSuchStatement, SomethingIsAsked),
)
async def ask_booking_decision(
    statement_id: UUID,
    body: BookingDecisionRequest,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Ask to write off an exception, to send its money back, or to take back what a booking was matched as.

    The last is done at once if no money of the household went out since: then it tells `endedAs`.
    """

    async def effect() -> Answer:
        row = await ask(session, hand, body.place(statement_id), body.what, body.why, body.ground)
        return Answer.of(201, BookingDecision.of(row), f"/v1/booking-decisions/{row.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("/booking-decisions", dependencies=[*_DECIDES, FOR_ALL], responses=problems(NotAllMunicipalities))
async def list_booking_decisions(session: Reading, asked: Annotated[PageRequest, Query()]) -> Page[BookingDecision]:
    """What waits for a second person, the longest first."""
    after = paging.after(asked, "booking-decisions", UUID)
    found = await open_decisions(session, after[0] if after else None, asked.limit + 1)
    return Page.cut([BookingDecision.of(one) for one in found], asked.limit, lambda one: ("booking-decisions", one.id))


@router.get(
    "/booking-decisions/{decision_id}", dependencies=[*_DECIDES, FOR_ALL], responses=problems(NotAllMunicipalities)
)
async def get_booking_decision(decision_id: UUID, session: Reading, keyring: Keys) -> BookingDecisionInFull:
    """What was asked about a booking, why, and what became of it."""
    return BookingDecisionInFull.opened(await decision(session, decision_id), keyring)


@router.post(
    "/booking-decisions/{decision_id}/_approve",
    response_model=BookingDecision,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=problems(*_OF_COMMAND, *_OF_BOOKING, DecisionHasEnded, AskedByYou),
)
async def approve_booking_decision(
    decision_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Do it, as another person than who asked for it."""

    async def effect() -> Answer:
        return Answer.of(200, BookingDecision.of(await approve(session, hand, decision_id)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/booking-decisions/{decision_id}/_refuse",
    response_model=BookingDecision,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=problems(*_OF_COMMAND, DecisionHasEnded, AskedByYou),
)
async def refuse_booking_decision(
    decision_id: UUID,
    body: BookingDecisionReason,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Do not do it, as another person than who asked for it, with a reason."""

    async def effect() -> Answer:
        return Answer.of(200, BookingDecision.of(await refuse(session, hand, decision_id, body.why)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/booking-decisions/{decision_id}/_withdraw",
    response_model=BookingDecision,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=problems(*_OF_COMMAND, DecisionHasEnded, NotAskedByYou),
)
async def withdraw_booking_decision(
    decision_id: UUID,
    body: BookingDecisionReason,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Think better of it, as who asked for it, with a reason."""

    async def effect() -> Answer:
        return Answer.of(200, BookingDecision.of(await withdraw(session, hand, decision_id, body.why)))

    return await answer_once(session, command, effect, clock.now())
