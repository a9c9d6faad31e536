"""Taking back that one booking gives back another: both are exceptions again. They cancel out on suspense as they did,
so nothing is booked."""

from typing import NamedTuple

from sqlalchemy import text

from services.database import ReadSession, Session, organisation_of
from services.events import Oddity
from services.schedule.hand import Hand
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.bookings import bookings_at
from services.schedule.matching.deadline import due_on
from services.schedule.matching.exception_steps import open_again
from services.schedule.matching.repository import exception_at
from services.schedule.matching.tables import ExceptionRow
from services.schedule.matching.verdict import ExceptionStep

_PAIR = text(
    """
    select said.statement_id, said.entry, said.part, mirrors_statement_id, mirrors_entry, mirrors_part
    from bank_match as said where outcome = 'refunded' and (
        (said.statement_id, said.entry, said.part) = (:statement_id, :entry, :part)
        or (mirrors_statement_id, mirrors_entry, mirrors_part) = (:statement_id, :entry, :part)
    ) and not exists (
        select from bank_exception as odd
        where (odd.statement_id, odd.entry, odd.part) = (said.statement_id, said.entry, said.part)
    )
    """
)


class Pair(NamedTuple):
    """A booking that was taken for the refund of another one, which nobody could explain."""

    refund: Place
    odd: Place


async def pair_at(session: ReadSession, place: Place) -> Pair | None:
    """The pair that the booking at a place is half of, if it is one and nobody took it back."""
    row = (await session.execute(_PAIR, place._asdict())).one_or_none()
    return None if row is None else Pair(Place(*row[:3]), Place(*row[3:]))


async def take_pair_back(session: Session, hand: Hand, pair: Pair, place: Place, why: str) -> ExceptionRow:
    """Do it; the caller has the turn. The exception at the place that was named."""
    odd = await exception_at(session, *pair.odd)
    (booked,), _ = await bookings_at(session, [pair.refund])
    refund = matched_wrongly(session, hand, booked)
    for row in (odd, refund):
        await open_again(session, hand, row, ExceptionStep.TAKEN_BACK, why)
    return odd if place == pair.odd else refund


def matched_wrongly(session: ReadSession, hand: Hand, booked: Booked) -> ExceptionRow:
    """The exception that a booking becomes because a rule was wrong about it."""
    return ExceptionRow(
        organisation_id=organisation_of(session),
        **booked.place._asdict(),
        oddity=Oddity.MATCHED_WRONGLY,
        amount=booked.amount,
        direction=booked.direction,
        booked_on=booked.booked_on,
        raised_at=hand.now,
        due_on=due_on(Oddity.MATCHED_WRONGLY, hand.today),
        in_suspense=True,
    )
