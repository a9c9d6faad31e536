"""What is a person's to do about a recall: the bank declined, or is past its day."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services import banking_days
from services.database import Session
from services.schedule.hand import Hand
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.tasks_of_others import change_tasks
from services.schedule.recalls.tables import RecallRow

_TASKS = text(
    """
    select household_id, id, about, due_on, outcome from task
    where kind = 'recall_not_met' and household_id = any(:ids)
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))


async def open_tasks(session: Session, hand: Hand, recalls: Collection[RecallRow]) -> None:
    """A task for each of these, due the next bank day; what a person closed stays closed. The caller holds the
    households."""
    known = await _known(session, recalls)
    changes = {one.household_id: TaskChanges() for one in recalls}
    for one in recalls:
        if (one.household_id, about(one)) not in known:
            due_on = banking_days.bank_days_later(hand.today, 1)
            task = Task(TaskKind.RECALL_NOT_MET, about(one), due_on, done=False)
            changes[one.household_id].opened.append(KeptTask(hand.new_id(), task))
    await change_tasks(session, hand, changes)


async def end_tasks(session: Session, hand: Hand, recalls: Collection[RecallRow]) -> None:
    """Those that stand about these recalls are done."""
    known = await _known(session, recalls)
    changes = {one.household_id: TaskChanges() for one in recalls}
    for one in recalls:
        kept = known.get((one.household_id, about(one)))
        if kept is not None and kept.outcome is None:
            changes[one.household_id].ended.append(kept._replace(outcome=TaskOutcome.DONE))
    await change_tasks(session, hand, changes)


def about(recall: RecallRow) -> str:
    """What its task is about: the payment, and which recall of it."""
    return f"{recall.subject}/{recall.id}"


async def _known(session: Session, recalls: Collection[RecallRow]) -> dict[tuple[UUID, str], KeptTask]:
    rows = await session.execute(_TASKS, {"ids": sorted({one.household_id for one in recalls})})
    return {
        (row.household_id, row.about): KeptTask(
            row.id,
            Task(TaskKind.RECALL_NOT_MET, row.about, row.due_on, done=False),
            None if row.outcome is None else TaskOutcome(row.outcome),
        )
        for row in rows
    }
