"""What takes two people: one asks, with a reason, and another approves or refuses; who asked may withdraw.

What is asked of an exception that ends meanwhile ends with it. Taking back a match is said by one alone, if no money of
the household went out since. All that is looked at when it is asked is looked at once more when it is approved.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput, NotFound, Refused
from services.events import BookingDecisionChanged, BookingDecisionState
from services.failpoints import failpoint
from services.outbox import announce
from services.schedule.exceptions import sending_back, taking_back
from services.schedule.exceptions.again import look_again_later
from services.schedule.exceptions.standing import SomethingIsAsked, is_asked, standing_at
from services.schedule.exceptions.tables import BookingMeasure, DecisionEnd, DecisionRow
from services.schedule.exceptions.writing_off import write_off
from services.schedule.hand import Hand
from services.schedule.matching.booked import Place
from services.schedule.matching.taking_turns import take_turn
from services.schedule.sent_back.refund import Ground
from services.sealing import place_of


class NoSuchDecision(NotFound):
    """Nothing was asked about a booking under this id."""


class DecisionHasEnded(Conflict):
    """This was approved, refused or withdrawn before, or the exception that it is about has ended."""


class AskedByYou(Refused):
    """Whoever asked for it does not approve or refuse it; another person does, or you withdraw it."""


class NotAskedByYou(Refused):
    """Only who asked for it withdraws it; refuse it instead."""


async def ask(
    session: Session, hand: Hand, place: Place, what: BookingMeasure, why: str, ground: Ground | None = None
) -> DecisionRow:
    """Ask for it; done at once where nobody else has to say so. What was drawn is asked back on a ground.

    Of an exception what `standing_unasked` refuses, of a match what `taking_back.find` does, and what
    `sending_back.check` does.
    """
    await take_turn(session)
    if ground is not None and what is not BookingMeasure.SEND_BACK:
        raise InvalidInput([Fault("ground", "is of what is sent back", "leave it out")])
    alone = not await _needs_another(session, hand, place, what, ground)
    if await is_asked(session, place):
        raise SomethingIsAsked
    row = DecisionRow(
        organisation_id=organisation_of(session),
        id=hand.new_id(),
        **place._asdict(),
        what=what,
        asked_by=hand.by,
        asked_at=hand.now,
        why_sealed=b"",
        alone=alone,
        ground=ground,
    )
    row.why_sealed = hand.keyring.seal(why, reason_of(row, "why"))
    if alone:
        await _do(session, hand, row, why)
        row.ended_as, row.ended_by, row.ended_at = DecisionEnd.APPROVED, hand.by, hand.now
    session.add(row)
    await session.flush()
    await _tell(session, hand, row)
    failpoint("exceptions.asked")
    return row


async def approve(session: Session, hand: Hand, decision_id: UUID) -> DecisionRow:
    """Do it, as the second person. `NoSuchDecision`, `DecisionHasEnded`, `AskedByYou`, and what `ask` refuses."""
    row = await _open(session, decision_id)
    if row.asked_by == hand.by:
        raise AskedByYou
    why = hand.keyring.unseal(row.why_sealed, reason_of(row, "why"))
    await _end(session, hand, row, DecisionEnd.APPROVED)  # before what it does, which ends what waits about the booking
    await _do(session, hand, row, why)
    return row


async def refuse(session: Session, hand: Hand, decision_id: UUID, why: str) -> DecisionRow:
    """Do not do it, as the second person. `NoSuchDecision`, `DecisionHasEnded`, `AskedByYou`."""
    row = await _open(session, decision_id)
    if row.asked_by == hand.by:
        raise AskedByYou
    return await _end(session, hand, row, DecisionEnd.REFUSED, why)


async def withdraw(session: Session, hand: Hand, decision_id: UUID, why: str) -> DecisionRow:
    """Think better of it, as who asked. `NoSuchDecision`, `DecisionHasEnded`, `NotAskedByYou`."""
    row = await _open(session, decision_id)
    if row.asked_by != hand.by:
        raise NotAskedByYou
    return await _end(session, hand, row, DecisionEnd.WITHDRAWN, why)


async def decision(session: ReadSession, decision_id: UUID) -> DecisionRow:
    """What was asked; `NoSuchDecision`."""
    row = await session.get(DecisionRow, (organisation_of(session), decision_id))
    if row is None:
        raise NoSuchDecision
    return row


async def open_decisions(session: ReadSession, after: UUID | None, limit: int) -> Sequence[DecisionRow]:
    """What waits for a second person, the longest first."""
    row = DecisionRow
    query = select(row).where(
        row.organisation_id == organisation_of(session),
        col(row.ended_at).is_(None),
        col(row.id) > (after or UUID(int=0)),
    )
    return (await session.execute(query.order_by(col(row.id)).limit(limit))).scalars().all()


def reason_of(row: DecisionRow, column: str) -> bytes:
    """Where a reason of it is sealed for."""
    return place_of(row.organisation_id, row.id, column)


async def _needs_another(
    session: Session, hand: Hand, place: Place, what: BookingMeasure, ground: Ground | None
) -> bool:
    if what is not BookingMeasure.TAKE_BACK:
        found = await standing_at(session, place)
        if what is BookingMeasure.SEND_BACK:
            await sending_back.check(session, hand, found, ground)
        return True
    return await taking_back.needs_another(session, await taking_back.find(session, place))


async def _do(session: Session, hand: Hand, row: DecisionRow, why: str) -> None:
    place = Place(row.statement_id, row.entry, row.part)
    if row.what is BookingMeasure.WRITE_OFF:
        await write_off(session, hand, place, why)
    elif row.what is BookingMeasure.SEND_BACK:
        await sending_back.send_back(session, hand, await standing_at(session, place), row, why)
    else:
        await taking_back.take_back(session, hand, place, why)
    await look_again_later(session, place)


async def _open(session: Session, decision_id: UUID) -> DecisionRow:
    await take_turn(session)
    key = (organisation_of(session), decision_id)
    row = await session.get(DecisionRow, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoSuchDecision
    if row.ended_at is not None:
        raise DecisionHasEnded
    return row


async def _end(session: Session, hand: Hand, row: DecisionRow, how: DecisionEnd, why: str | None = None) -> DecisionRow:
    row.ended_as, row.ended_by, row.ended_at = how, hand.by, hand.now
    if why is not None:
        row.end_why_sealed = hand.keyring.seal(why, reason_of(row, "end_why"))
    session.add(row)
    await session.flush()
    await _tell(session, hand, row)
    failpoint("exceptions.decided")
    return row


async def _tell(session: Session, hand: Hand, row: DecisionRow) -> None:
    event = BookingDecisionChanged(
        organisation_id=row.organisation_id,
        decision_id=row.id,
        statement_id=row.statement_id,
        entry=row.entry,
        part=row.part,
        state=BookingDecisionState.ASKED if row.ended_as is None else BookingDecisionState(row.ended_as.value),
    )
    await announce(session, event, now=hand.now)
