"""The steps of an exception: its row, a row of its history and the news, in one transaction; history only grows."""

from sqlalchemy import text
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.events import BankExceptionClosed, BankExceptionRaised, BookingDecisionChanged, BookingDecisionState
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.matching.booked import Place
from services.schedule.matching.deadline import due_on
from services.schedule.matching.tables import ExceptionRow, ExceptionStepRow
from services.schedule.matching.verdict import ExceptionEnd, ExceptionStep

_STEPS = text(
    """
    select count(*)::integer from bank_exception_step
    where statement_id = :statement_id and entry = :entry and part = :part
    """
)


_OVERTAKE = text(
    """
    update booking_decision set ended_as = 'overtaken', ended_by = :by, ended_at = :now
    where statement_id = :statement_id and entry = :entry and part = :part and ended_at is null returning id
    """
)


async def end(session: Session, hand: Hand, row: ExceptionRow, how: ExceptionEnd, why: str | None = None) -> int:
    """It leaves the queue, and with it what still waits for a second person; the number of the step.

    Without a reason it was the house that ended it.
    """
    row.closed_at, row.closed_by, row.ended_as = hand.now, hand.by, how
    number = await write_step(session, hand, row, ExceptionStep(how.value), why)
    event = BankExceptionClosed(
        organisation_id=row.organisation_id,
        statement_id=row.statement_id,
        entry=row.entry,
        part=row.part,
        oddity=row.oddity,
    )
    await announce(session, event, now=hand.now)
    await _overtake(session, hand, place_of_row(row))
    return number


async def _overtake(session: Session, hand: Hand, place: Place) -> None:
    """What one asked and nobody decided is about nothing any more."""
    asked = {**place._asdict(), "by": hand.by, "now": hand.now}
    for decision_id in (await session.execute(_OVERTAKE, asked)).scalars():
        event = BookingDecisionChanged(
            organisation_id=organisation_of(session),
            decision_id=decision_id,
            **place._asdict(),
            state=BookingDecisionState.OVERTAKEN,
        )
        await announce(session, event, now=hand.now)


async def open_again(
    session: Session, hand: Hand, row: ExceptionRow, step: ExceptionStep, why: str | None = None
) -> None:
    """It is in the queue again, or comes into it now, with a day that counts from today."""
    row.closed_at = row.closed_by = row.ended_as = None
    row.due_on = due_on(row.oddity, hand.today)
    session.add(row)
    await session.flush()
    await write_step(session, hand, row, step, why)
    event = BankExceptionRaised(
        organisation_id=row.organisation_id,
        statement_id=row.statement_id,
        entry=row.entry,
        part=row.part,
        oddity=row.oddity,
        due_on=row.due_on,
    )
    await announce(session, event, now=hand.now)


async def write_step(
    session: Session, hand: Hand, row: ExceptionRow, step: ExceptionStep, why: str | None = None
) -> int:
    """Write a step behind those of before, with the row as it is now; its number."""
    number = await next_number(session, place_of_row(row))
    sealed = None if why is None else hand.keyring.seal(why, reason_place(row))
    session.add(row)
    session.add(
        ExceptionStepRow(
            organisation_id=row.organisation_id,
            statement_id=row.statement_id,
            entry=row.entry,
            part=row.part,
            number=number,
            step=step,
            oddity=row.oddity,
            at=hand.now,
            by=hand.by,
            why_sealed=sealed,
            owner=row.owner if step is ExceptionStep.ASSIGNED else None,
        )
    )
    await session.flush()
    return number


async def next_number(session: ReadSession, place: Place) -> int:
    """The number that the next step of the exception at this place will have."""
    return int((await session.execute(_STEPS, place._asdict())).scalar_one()) + 1


async def steps_at(session: ReadSession, place: Place) -> list[ExceptionStepRow]:
    """All that became of the exception at a place, in order."""
    step = ExceptionStepRow
    query = select(step).where(
        step.organisation_id == organisation_of(session),
        step.statement_id == place.statement_id,
        step.entry == place.entry,
        step.part == place.part,
    )
    return list((await session.execute(query.order_by(col(step.number)))).scalars())


def subject_of(place: Place, step: int) -> str:
    """Under what the organisation's own book has the step of an exception with this number."""
    return f"odd/{place.statement_id}/{place.entry}.{place.part}/{step}"


def place_of_row(row: ExceptionRow) -> Place:
    """Where the booking of an exception stands."""
    return Place(row.statement_id, row.entry, row.part)


def reason_place(row: ExceptionRow | ExceptionStepRow) -> bytes:
    """Where the reasons of an exception's steps are sealed for."""
    return row.organisation_id.bytes + row.statement_id.bytes + f"bank_exception/{row.entry}/{row.part}".encode()
