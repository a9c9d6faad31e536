"""The open exception at a booking, held for whoever decides about it."""

from typing import NamedTuple

from sqlalchemy import text

from services.database import ReadSession, Session
from services.errors import Conflict, Refused
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.bookings import bookings_at
from services.schedule.matching.repository import exception_at
from services.schedule.matching.tables import ExceptionRow
from services.schedule.matching.taking_turns import take_turn

_ASKED = text(
    """
    select exists (
        select from booking_decision
        where statement_id = :statement_id and entry = :entry and part = :part and ended_at is null
    )
    """
)


class ExceptionHasEnded(Conflict):
    """This exception has ended; if that was wrong, take it back first."""


class MovedNoMoney(Refused):
    """This is what a report says, and no money moved by it; explain it instead."""


class SomethingIsAsked(Conflict):
    """Somebody asked another to decide about this booking; approve, refuse or withdraw that first."""


class Standing(NamedTuple):
    """An open exception, held, with its booking and the sealed words of that."""

    row: ExceptionRow
    booked: Booked
    content: bytes | None


async def standing_at(session: Session, place: Place) -> Standing:
    """The open exception at a booking, with nobody else at work on bookings.

    `NoSuchStatement`, `NothingIsOdd`, `MovedNoMoney`, `ExceptionHasEnded`.
    """
    await take_turn(session)
    row = await exception_at(session, *place)
    if not row.in_suspense:
        raise MovedNoMoney
    if row.closed_at is not None:
        raise ExceptionHasEnded
    (booked,), contents = await bookings_at(session, [place])
    return Standing(row, booked, contents.get(place))


async def standing_unasked(session: Session, place: Place) -> Standing:
    """The same where nobody has asked another to decide: `SomethingIsAsked` too."""
    found = await standing_at(session, place)
    if await is_asked(session, place):
        raise SomethingIsAsked
    return found


async def is_asked(session: ReadSession, place: Place) -> bool:
    """Whether a decision about the booking waits for a second person."""
    return bool((await session.execute(_ASKED, place._asdict())).scalar_one())
