"""Who looks after an exception: somebody takes it, gives it to another, or gives it back; its history says so."""

from services.database import Session
from services.failpoints import failpoint
from services.schedule.exceptions.standing import ExceptionHasEnded
from services.schedule.hand import Hand
from services.schedule.matching.booked import Place
from services.schedule.matching.exception_steps import write_step
from services.schedule.matching.repository import exception_at
from services.schedule.matching.tables import ExceptionRow
from services.schedule.matching.verdict import ExceptionStep


async def give_to(session: Session, hand: Hand, place: Place, owner: str | None) -> ExceptionRow:
    """Let somebody look after it, or nobody; to whom it is already, nothing happens.

    `NoSuchStatement`, `NothingIsOdd`, `ExceptionHasEnded`.
    """
    row = await exception_at(session, *place)
    if row.closed_at is not None:
        raise ExceptionHasEnded
    if row.owner == owner:
        return row
    row.owner = owner
    step = ExceptionStep.UNASSIGNED if owner is None else ExceptionStep.ASSIGNED
    await write_step(session, hand, row, step)
    failpoint("exceptions.given")
    return row
