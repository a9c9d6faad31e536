"""Looking again at open exceptions that something new may explain: what a person matched, remembered or forgot.

Each action on an exception asks for it in its own transaction, and a job does it: batch by batch, in the order of
booking, each batch one transaction. What is explained now ends as if a rule had found it at once; what is odd in
another way now says so; all else stays as it is. What a person took back no rule matches again, and what somebody asked
another to decide about waits for that.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.clock import Clock
from services.database import Database, ReadSession, Session, organisation_of
from services.failpoints import failpoint
from services.jobs import defer_once
from services.schedule.exceptions.settling import Settled, settle
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.bookings import bookings_at, lines_told
from services.schedule.matching.deciding import decide
from services.schedule.matching.exception_steps import write_step
from services.schedule.matching.looking_up import look_up
from services.schedule.matching.matching import BY
from services.schedule.matching.remembered import words_of
from services.schedule.matching.remembering import remembered_as
from services.schedule.matching.repository import exception_at
from services.schedule.matching.tables import ExceptionRow
from services.schedule.matching.taking_turns import take_turn
from services.schedule.matching.verdict import ExceptionEnd, ExceptionStep, Explained, Odd, Shared, WentBack
from services.sealing import Keyring

LOOK_AGAIN: Final = "look_at_exceptions_again"
"""The job: look again at what the booking at this place, or this payer, may have taught us about others."""

AT_ONCE = 200
"""Exceptions of a batch."""

_CONCERNED = text(
    """
    with touched as (
        select household_id, null as end_to_end_id from bank_share
        where statement_id = :statement_id and entry = :entry and part = :part
        union
        select payment.household_id, payment.end_to_end_id
        from payment_outcome as told join payment using (organisation_id, run_id, end_to_end_id)
        where told.statement_id = :statement_id and told.entry = :entry and told.part = :part
    )
    select array_agg(distinct household_id) as households, array_agg(distinct end_to_end_id) as ids from touched
    """
)
_STANDING = text(
    """
    select odd.booked_on, odd.statement_id, odd.entry, odd.part,
        coalesce(odd.household_id = any(:households) or odd.end_to_end_id = any(:ids), false) as is_theirs
    from bank_exception as odd
    join bank_booking as booking using (organisation_id, statement_id, entry, part)
    where odd.closed_at is null and odd.in_suspense and not exists (
        select from bank_exception_step as step where (step.statement_id, step.entry, step.part)
            = (odd.statement_id, odd.entry, odd.part) and step.step = 'taken_back'
    ) and not exists (
        select from booking_decision as asked where (asked.statement_id, asked.entry, asked.part)
            = (odd.statement_id, odd.entry, odd.part) and asked.ended_at is null
    ) and (
        odd.household_id = any(:households) or odd.end_to_end_id = any(:ids) or exists (
            select from remembered_payer as payer where payer.id = :payer_id
            and payer.counterparty = booking.counterparty and payer.direction = booking.direction
        )
    ) and (odd.booked_on, odd.statement_id, odd.entry, odd.part) > (:day, :statement_id, :entry, :part)
    order by odd.booked_on, odd.statement_id, odd.entry, odd.part limit :most
    """
).bindparams(bindparam("households", type_=ARRAY(Uuid)), bindparam("ids", type_=ARRAY(Text)))


class Learned(NamedTuple):
    """What is new: whose money moved by the booking at a place, which payments it told of, what is said of a payer."""

    households: Sequence[UUID] = ()
    end_to_end_ids: Sequence[str] = ()
    payer_id: UUID | None = None


class Reached(NamedTuple):
    """How far the open exceptions were looked at."""

    day: date = date.min
    place: Place = Place(UUID(int=0), 0, 0)


async def look_again_later(session: Session, place: Place | None, payer_id: UUID | None = None) -> None:
    """Have a worker look again once this transaction is committed."""
    await defer_once(
        session,
        LOOK_AGAIN,
        organisation_id=str(organisation_of(session)),
        place=None if place is None else [str(place.statement_id), place.entry, place.part],
        payer_id=None if payer_id is None else str(payer_id),
    )


async def learned_at(session: ReadSession, place: Place | None, payer_id: UUID | None) -> Learned:
    """Whom the booking at a place was about."""
    if place is None:
        return Learned(payer_id=payer_id)
    row = (await session.execute(_CONCERNED, place._asdict())).one()
    return Learned(row.households or (), [one for one in row.ids or () if one is not None], payer_id)


async def look_again(
    session: Session, hand: Hand, learned: Learned, after: Reached, most: int = AT_ONCE
) -> Reached | None:
    """Look at the next open exceptions that this may explain; None behind the last. A payer may have hundreds of them,
    so those without the words that are remembered of him are only passed.
    """
    await take_turn(session)
    asked = {
        "households": list(learned.households),
        "ids": list(learned.end_to_end_ids),
        "payer_id": learned.payer_id,
        "day": after.day,
        **after.place._asdict(),
        "most": most,
    }
    rows = (await session.execute(_STANDING, asked)).all()
    if not rows:
        return None
    places = [Place(row.statement_id, row.entry, row.part) for row in rows]
    booked, contents = await bookings_at(session, places)
    theirs = {place for place, row in zip(places, rows, strict=True) if row.is_theirs}
    if learned.payer_id is not None:
        payer = await remembered_as(session, learned.payer_id)
        theirs |= {one.place for one in booked if payer.fits(_with_words(session, hand.keyring, one, contents))}
    await _look_at(session, hand, [one for one in booked if one.place in theirs], contents)
    failpoint("exceptions.looked-again")
    return Reached(rows[-1].booked_on, places[-1])


def _with_words(session: Session, keyring: Keyring, one: Booked, contents: Mapping[Place, bytes]) -> Booked:
    said = words_of(lines_told(keyring, organisation_of(session), one.place, contents.get(one.place)))
    return one._replace(words=frozenset(keyring.lookup(word) for word in said))


async def _look_at(session: Session, hand: Hand, booked: Sequence[Booked], contents: Mapping[Place, bytes]) -> None:
    if not booked:
        return
    batch = await look_up(session, hand.keyring, booked, contents)
    settled: list[Settled] = []
    for one in batch.booked:
        verdict = decide(one, batch.known)
        row = await exception_at(session, *one.place)
        if isinstance(verdict, Explained | Shared | WentBack):
            batch.known.note(one, verdict)
            settled.append(Settled(row, one, verdict))
        elif isinstance(verdict, Odd):
            await _say_what_is_odd(session, hand, row, verdict)
    await settle(session, hand, settled, ExceptionEnd.MATCHED)


async def _say_what_is_odd(session: Session, hand: Hand, row: ExceptionRow, odd: Odd) -> None:
    """What is known of whose it seems to be is not forgotten where nothing else is known now."""
    whose = odd.whose or row.household_id
    if (row.oddity, row.household_id) == (odd.oddity, whose):
        return
    row.oddity, row.household_id = odd.oddity, whose
    if odd.payment is not None:
        row.run_id, row.end_to_end_id = odd.payment.run_id, odd.payment.end_to_end_id
    await write_step(session, hand, row, ExceptionStep.FOUND_OTHERWISE)


class LookingAgain:
    """What looks again at exceptions of all organisations."""

    def __init__(self, database: Database, clock: Clock, rules: Rulebook, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring

    async def look(
        self, organisation_id: str, place: tuple[str, int, int] | None = None, payer_id: str | None = None
    ) -> None:
        """The job: batch by batch, from the first to the last."""
        at = None if place is None else Place(UUID(place[0]), place[1], place[2])
        payer = None if payer_id is None else UUID(payer_id)
        reached: Reached | None = Reached()
        while reached is not None:
            async with self._database.transaction(UUID(organisation_id)) as session:
                hand = Hand.of(session, BY, self._clock.now(), self._rules, self._keyring)
                reached = await look_again(session, hand, await learned_at(session, at, payer), reached)
