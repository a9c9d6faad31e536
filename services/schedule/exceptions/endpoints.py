"""What people decide about exceptions, over HTTP: matched, split, and what is remembered with it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.dependencies import FOR_ALL, NotAllMunicipalities, Sight, Writer
from services.schedule.exceptions.again import look_again_later
from services.schedule.exceptions.by_hand import (
    NoSuchPaymentOfOurs,
    PaymentDoesNotFit,
    match,
    match_payment,
    split,
)
from services.schedule.exceptions.learning import NobodyToRemember
from services.schedule.exceptions.said import BillIsKnown, MoneyIsShort, OnAnotherAccount
from services.schedule.exceptions.schemas import BookingMatch, BookingPayment, BookingSplit, RememberedPayer
from services.schedule.exceptions.standing import ExceptionHasEnded, MovedNoMoney, SomethingIsAsked
from services.schedule.households.repository import HouseholdIsChanging, NoSuchHousehold
from services.schedule.matching.remembering import ForgottenBefore, forget, remembered_payers
from services.schedule.matching.repository import NothingIsOdd
from services.schedule.matching.schemas import EndedException
from services.schedule.payments import paging
from services.schedule.statements.repository import NoSuchStatement
from services.schedule.toeslagen.claim_repository import NoSuchClaim
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["exceptions"])

_DECIDES = [requires("statements:approve")]
_OF_COMMAND = (KeyInFlight, KeyUsedBefore, NotAllMunicipalities)
_OF_EXCEPTION = (*_OF_COMMAND, NoSuchStatement, NothingIsOdd, MovedNoMoney, ExceptionHasEnded, SomethingIsAsked)
_OF_HOUSEHOLDS = (NoSuchHousehold, NoSuchClaim, HouseholdIsChanging, OnAnotherAccount, BillIsKnown, MoneyIsShort)


@router.post(
    "/statements/{statement_id}/exceptions/_match",
    response_model=EndedException,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=problems(*_OF_EXCEPTION, *_OF_HOUSEHOLDS, NobodyToRemember),
)
async def match_bank_exception(
    statement_id: UUID,
    body: BookingMatch,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Say whose money all of a booking is: it is booked as if a rule had found it.

    What is remembered with it explains the next; other exceptions that this explains are matched in a moment.
    """

    async def effect() -> Answer:
        remember = None if body.remember_by is None else body.remember_by.remember()
        row = await match(session, hand, body.place(statement_id), body.money_of.part(0), body.why, remember)
        return Answer.of(200, EndedException.of(row))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/statements/{statement_id}/exceptions/_split",
    response_model=EndedException,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=problems(*_OF_EXCEPTION, *_OF_HOUSEHOLDS),
)
async def split_bank_exception(
    statement_id: UUID,
    body: BookingSplit,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Say whose money the parts of a booking are; they come to it to the cent."""

    async def effect() -> Answer:
        parts = [one.part(one.amount) for one in body.parts]
        row = await split(session, hand, body.place(statement_id), parts, body.why)
        return Answer.of(200, EndedException.of(row))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/statements/{statement_id}/exceptions/_identify",
    response_model=EndedException,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=problems(*_OF_EXCEPTION, NoSuchPaymentOfOurs, PaymentDoesNotFit),
)
async def identify_bank_exception(
    statement_id: UUID,
    body: BookingPayment,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Say which payment of ours a booking is: it is executed, or came back, as if the bank had named it."""

    async def effect() -> Answer:
        row = await match_payment(session, hand, body.place(statement_id), body.end_to_end_id, body.why)
        return Answer.of(200, EndedException.of(row))

    return await answer_once(session, command, effect, clock.now())


@router.get("/remembered-payers", dependencies=[requires("statements:read")])
async def list_remembered_payers(
    session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[RememberedPayer]:
    """What people said of payers and collectors, in the order in which they did; no account and no word of a text."""
    after = paging.after(asked, "remembered-payers", UUID)
    found = await remembered_payers(session, after[0] if after else None, asked.limit + 1, sees)
    return Page.cut([RememberedPayer.of(one) for one in found], asked.limit, lambda one: ("remembered-payers", one.id))


@router.post(
    "/remembered-payers/{payer_id}/_forget",
    response_model=RememberedPayer,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=problems(*_OF_COMMAND, ForgottenBefore),
)
async def forget_remembered_payer(
    payer_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Explain no booking by this any more; what it explained stays as it is."""

    async def effect() -> Answer:
        row = await forget(session, hand, payer_id)
        await look_again_later(session, None, payer_id)
        return Answer.of(200, RememberedPayer.of(row))

    return await answer_once(session, command, effect, clock.now())
