"""Exceptions over HTTP, and what people decide about them and about what came back."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.dependencies import Sight, Writer
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.matching import repository
from services.schedule.matching.deciding_by_hand import DecidedBefore, ExplainedBefore, explain, pay_again
from services.schedule.matching.repository import NothingCameBack, NothingIsOdd, Place
from services.schedule.matching.schemas import (
    BankException,
    BookingExplanation,
    ExplainedException,
    PaidAgain,
    PayAgain,
)
from services.schedule.payments import paging
from services.schedule.payments.endpoints import NotAllMunicipalities
from services.schedule.statements.repository import NoSuchStatement
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["exceptions"])


@router.get("/bank-exceptions", dependencies=[requires("statements:read")])
async def list_bank_exceptions(
    session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[PageRequest, Query()]
) -> Page[BankException]:
    """Every booking of the bank that no rule explains and nobody has explained, the soonest due first."""
    after = paging.after(asked, "bank-exceptions", date.fromisoformat, UUID, int, int)
    place = Place(after[0], after[1], after[2], after[3]) if after else Place()
    found = await repository.open_exceptions(session, place, asked.limit + 1, sees)
    today = clock.today()
    return Page.cut(
        [BankException.of(one, today) for one in found],
        asked.limit,
        lambda one: ("bank-exceptions", one.due_on, one.statement_id, one.entry, one.part),
    )


@router.post(
    "/statements/{statement_id}/exceptions/_explain",
    response_model=ExplainedException,
    dependencies=[requires("statements:approve")],
    responses=problems(
        KeyInFlight, KeyUsedBefore, NoSuchStatement, NothingIsOdd, ExplainedBefore, NotAllMunicipalities
    ),
)
async def explain_bank_exception(
    statement_id: UUID,
    body: BookingExplanation,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    sees: Sight,
    clock: ClockDep,
) -> Response:
    """Say what an odd booking is after all; it leaves the queue, and nothing is booked by this."""
    if sees is not None:
        raise NotAllMunicipalities

    async def effect() -> Answer:
        row = await explain(session, hand, statement_id, body.entry, body.part, body.why)
        return Answer.of(200, ExplainedException.of(row))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/households/{household_id}/held-payments/_repeat",
    response_model=PaidAgain,
    dependencies=[requires("runs:propose")],
    responses=problems(NothingCameBack, DecidedBefore, HouseholdIsChanging, KeyInFlight, KeyUsedBefore),
)
async def pay_what_came_back_again(
    household_id: UUID,
    body: PayAgain,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Let a payment that came back go to the same account once more: the next run proposes it."""

    async def effect() -> Answer:
        return Answer.of(
            200, PaidAgain.of(await pay_again(session, hand, household_id, body.purpose, body.occasion, body.why))
        )

    return await answer_once(session, command, effect, clock.now())
