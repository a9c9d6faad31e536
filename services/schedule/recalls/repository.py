"""Recalls in the database, each with the steps that led to its state."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.events import PaymentRecallChanged, RecallState
from services.outbox import announce
from services.schedule.bank.identifiers import payment_information_id
from services.schedule.hand import Hand
from services.schedule.recalls.recall import OPEN, RECALL, Filed, RecallEvent
from services.schedule.recalls.tables import RecallRow, RecallStepRow

_PAYMENT = text(
    """
    select payment.end_to_end_id, payment.run_id, payment.household_id, payment.purpose, payment.occasion,
        payment.state, payment.municipality, payment.amount, payment.execute_on, payment.file_number, file.message_id,
        municipality.name as debtor_name, (
            select count(distinct execute_on) from payment_of_run as other
            where other.run_id = payment.run_id and other.file_number = payment.file_number
            and other.execute_on <= payment.execute_on
        ) as place
    from payment_of_run as payment join municipality on municipality.code = payment.municipality
    left join payment_file as file on file.run_id = payment.run_id and file.number = payment.file_number
    where payment.end_to_end_id = :end_to_end_id and payment.reason is null
    order by payment.run_id desc limit 1
    """
)


class NoSuchRecall(NotFound):
    """There is no recall with this id."""


async def payment_named(session: ReadSession, end_to_end_id: str) -> Any | None:
    """The payment of ours with this name, its file if it stands in one, and its place there; None if there is none."""
    return (await session.execute(_PAYMENT, {"end_to_end_id": end_to_end_id})).one_or_none()


def filed(row: Any) -> Filed:
    """How its bank knows a payment that stands in a file."""
    return Filed(
        end_to_end_id=row.end_to_end_id,
        message_id=row.message_id,
        payment_information_id=payment_information_id(row.message_id, row.place),
        amount=row.amount,
        execute_on=row.execute_on,
        debtor_name=row.debtor_name,
    )


async def recall_by_id(session: ReadSession, recall_id: UUID) -> RecallRow:
    """A recall; `NoSuchRecall`."""
    row = await session.get(RecallRow, (organisation_of(session), recall_id))
    if row is None:
        raise NoSuchRecall
    return row


async def held(session: Session, recall_id: UUID) -> RecallRow:
    """A recall, held until the end of this transaction; `NoSuchRecall`."""
    key = (organisation_of(session), recall_id)
    row = await session.get(RecallRow, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoSuchRecall
    return row


async def newest_of(session: Session, names: Collection[str]) -> dict[str, RecallRow]:
    """Of each of these payments its newest recall that was not given up, held until the end of this transaction."""
    row = RecallRow
    query = select(row).where(
        col(row.organisation_id) == organisation_of(session),
        col(row.end_to_end_id).in_(names),
        col(row.state).not_in([RecallState.REFUSED, RecallState.WITHDRAWN]),
    )
    found = await session.execute(query.order_by(col(row.id)).with_for_update())
    return {one.end_to_end_id: one for one in found.scalars()}


async def households_of(session: ReadSession, names: Collection[str]) -> set[UUID]:
    """Whose payments with these EndToEndIds were ever recalled."""
    row = RecallRow
    query = select(row.household_id).where(
        col(row.organisation_id) == organisation_of(session), col(row.end_to_end_id).in_(names)
    )
    return set((await session.execute(query)).scalars())


async def is_open(session: ReadSession, end_to_end_id: str) -> bool:
    """Whether this payment is being recalled."""
    row = RecallRow
    query = select(row.id).where(
        col(row.organisation_id) == organisation_of(session),
        col(row.end_to_end_id) == end_to_end_id,
        col(row.state).in_(OPEN),
    )
    return (await session.execute(query)).first() is not None


async def not_met(session: Session, today: date) -> Sequence[RecallRow]:
    """Those of which somebody has to hear: the bank declined, or is past its day and the money is not there."""
    row = RecallRow
    late = col(row.state).in_([RecallState.SENT, RecallState.PROMISED]) & (col(row.answer_due_on) < today)
    query = select(row).where(
        col(row.organisation_id) == organisation_of(session), late | (col(row.state) == RecallState.DECLINED)
    )
    return (await session.execute(query.order_by(col(row.id)))).scalars().all()


async def page_of_recalls(
    session: ReadSession,
    before: UUID | None,
    limit: int,
    state: RecallState | None,
    sees: Collection[str] | None,
) -> Sequence[RecallRow]:
    """So many recalls before that one, the newest first; in one state, of these municipalities."""
    row = RecallRow
    query = select(row).where(col(row.organisation_id) == organisation_of(session))
    if before is not None:
        query = query.where(col(row.id) < before)
    if state is not None:
        query = query.where(col(row.state) == state)
    if sees is not None:
        query = query.where(col(row.municipality).in_(sees))
    return (await session.execute(query.order_by(col(row.id).desc()).limit(limit))).scalars().all()


async def steps_of(session: ReadSession, recall_id: UUID) -> Sequence[RecallStepRow]:
    """What became of a recall, in order."""
    step = RecallStepRow
    query = select(step).where(col(step.organisation_id) == organisation_of(session), col(step.recall_id) == recall_id)
    return (await session.execute(query.order_by(col(step.number)))).scalars().all()


async def begin(session: Session, hand: Hand, row: RecallRow) -> None:
    """Keep a recall in the state that it begins in."""
    await _say(session, hand, row)


async def enter(session: Session, hand: Hand, row: RecallRow, event: RecallEvent) -> None:
    """Let something happen to a recall, which the caller holds; `CannotHappen` where it cannot."""
    row.state = RECALL.after(row.state, event)
    await _say(session, hand, row)


async def _say(session: Session, hand: Hand, row: RecallRow) -> None:
    session.add(row)
    await session.flush()
    step = RecallStepRow
    count = select(func.count()).where(col(step.organisation_id) == row.organisation_id, col(step.recall_id) == row.id)
    number = (await session.execute(count)).scalar_one() + 1
    mine = row.organisation_id
    session.add(step(organisation_id=mine, recall_id=row.id, number=number, state=row.state, by=hand.by, at=hand.now))
    await session.flush()
    changed = PaymentRecallChanged(
        organisation_id=mine, recall_id=row.id, household_id=row.household_id, state=row.state
    )
    await announce(session, changed, now=hand.now)
