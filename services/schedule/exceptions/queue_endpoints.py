"""The queue of exceptions, over HTTP: one of them in full, and who looks after it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.dependencies import FOR_ALL, Keys, NotAllMunicipalities, Sight, Writer
from services.schedule.exceptions.candidates_reading import candidates_of
from services.schedule.exceptions.owning import give_to
from services.schedule.exceptions.queue_schemas import BankExceptionInFull, BankExceptionStep, NewOwner, NoOwner
from services.schedule.exceptions.standing import ExceptionHasEnded
from services.schedule.matching.booked import Place
from services.schedule.matching.exception_steps import steps_at
from services.schedule.matching.repository import NothingIsOdd, exception_line
from services.schedule.matching.schemas import BankException
from services.schedule.statements.repository import NoSuchStatement
from services.sessions import Reading, Writing
from services.web import ClockDep

router = APIRouter(tags=["exceptions"])

_DECIDES = [requires("statements:approve")]
_OF_COMMAND = (KeyInFlight, KeyUsedBefore, NotAllMunicipalities, NoSuchStatement, NothingIsOdd, ExceptionHasEnded)

WrittenPlace = Annotated[
    str, Path(pattern=r"^[1-9]\d{0,8}\.[1-9]\d{0,8}$", description="Entry and part of the booking", examples=["3.1"])
]


@router.get("/statements/{statement_id}/exceptions/{place}", dependencies=_DECIDES)
async def get_bank_exception(
    statement_id: UUID,
    place: WrittenPlace,
    session: Reading,
    sees: Sight,
    keyring: Keys,
    clock: ClockDep,
) -> BankExceptionInFull:
    """One exception, open or ended, with all that became of it and why; and what it may be, for a person to choose."""
    entry, part = place.split(".")
    at = Place(statement_id, int(entry), int(part))
    line = await exception_line(session, *at, sees)
    history = [BankExceptionStep.opened(one, keyring) for one in await steps_at(session, at)]
    may_be = [] if line.closed_at else await candidates_of(session, keyring, at, line.household_id)
    return BankExceptionInFull.opened(line, clock.today(), history, may_be)


@router.post(
    "/statements/{statement_id}/exceptions/_assign",
    response_model=BankException,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=problems(*_OF_COMMAND),
)
async def assign_bank_exception(
    statement_id: UUID,
    body: NewOwner,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Let somebody look after an exception: yourself, or another."""
    return await _give(statement_id, body, body.owner, command, session, hand, clock)


@router.post(
    "/statements/{statement_id}/exceptions/_unassign",
    response_model=BankException,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=problems(*_OF_COMMAND),
)
async def unassign_bank_exception(
    statement_id: UUID,
    body: NoOwner,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Let nobody look after an exception any more."""
    return await _give(statement_id, body, None, command, session, hand, clock)


async def _give(
    statement_id: UUID,
    body: NewOwner | NoOwner,
    owner: str | None,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    place = Place(statement_id, body.entry, body.part)

    async def effect() -> Answer:
        await give_to(session, hand, place, owner)
        return Answer.of(200, BankException.of(await exception_line(session, *place, None), hand.today))

    return await answer_once(session, command, effect, clock.now())
