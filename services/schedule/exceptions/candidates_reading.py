"""Looking up all that an exception may be about, so that telling its candidates is pure."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from services.database import ReadSession
from services.schedule.exceptions.candidates import Alike, Candidate, candidates
from services.schedule.exceptions.said import INCOME
from services.schedule.matching.awaited import Awaited
from services.schedule.matching.awaited_reading import awaited_of, awaiting
from services.schedule.matching.booked import Booked, Days, Place
from services.schedule.matching.bookings import bookings_at
from services.schedule.matching.looking_up import marked, with_words
from services.schedule.matching.payments import payments_by_mandate, payments_like, payments_named
from services.schedule.matching.remembering import remembered_of
from services.schedule.matching.submitted import Submitted
from services.sealing import Keyring

_AROUND = timedelta(days=62)
_OTHERS = text(
    """
    select statement_id, entry, part from bank_exception
    where closed_at is null and in_suspense and amount = :amount and direction <> :direction
    order by booked_on, statement_id, entry, part limit 20
    """
)


async def candidates_of(
    session: ReadSession, keyring: Keyring, place: Place, household_id: UUID | None
) -> list[Candidate]:
    """What the booking of an exception may be, the likeliest first; `household_id` is whose it seems to be. What a
    report says is no booking, and may be nothing."""
    found, contents = await bookings_at(session, [place])
    if not found:
        return []
    (booked,) = await with_words(session, keyring, found, contents)
    alike = Alike(
        payments=await _payments(session, keyring, booked),
        awaited=await _awaited(session, booked, household_id),
        remembered=await remembered_of(session, keyring, [booked]),
        others=await _others(session, booked),
    )
    return candidates(booked, alike)


def _days(booked: Booked) -> Days:
    return Days(booked.booked_on - _AROUND, booked.booked_on + _AROUND)


async def _payments(session: ReadSession, keyring: Keyring, booked: Booked) -> Sequence[Submitted]:
    like = await payments_like(session, booked.amount, _days(booked))
    by_mandate = await payments_by_mandate(session, [booked.mandate] if booked.mandate else [], _days(booked))
    every = [*(await marked(session, keyring, like)), *by_mandate, *(await payments_named(session, [booked])).values()]
    return list({one.end_to_end_id: one for one in reversed(every)}.values())


async def _awaited(session: ReadSession, booked: Booked, household_id: UUID | None) -> Sequence[Awaited]:
    if booked.is_debit:
        return ()
    known = {one for one in (booked.names, household_id) if one is not None}
    days = Days(booked.booked_on, booked.booked_on)
    return await awaited_of(session, known | await awaiting(session, {booked.amount}, INCOME, days), days)


async def _others(session: ReadSession, booked: Booked) -> Sequence[Booked]:
    asked = {"amount": booked.amount, "direction": booked.direction.value}
    places = [Place(*one) for one in await session.execute(_OTHERS, asked)]
    return (await bookings_at(session, places))[0] if places else ()
