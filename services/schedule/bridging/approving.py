"""The task of the second person: there while a decision waits for one, and gone when that is done."""

from datetime import date

from sqlalchemy import text

from services.database import Session
from services.schedule.bridging.tables import BridgingRow
from services.schedule.hand import Hand
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.tasks_of_others import change_tasks

_OPEN = text(
    """
    select id, due_on from task where household_id = :household_id and kind = 'bridging_to_approve' and about = :about
    and outcome is null
    """
)


async def ask_second(session: Session, hand: Hand, row: BridgingRow, due_on: date) -> None:
    """Ask for a second person before a day; the sum that it is about stands in the task."""
    changes = TaskChanges(opened=[KeptTask(hand.new_id(), _task(row, due_on))])
    await change_tasks(session, hand, {row.household_id: changes})


async def second_is_done(session: Session, hand: Hand, row: BridgingRow) -> None:
    """The second person decided, or need not any more."""
    asked = {"household_id": row.household_id, "about": str(row.number)}
    found = (await session.execute(_OPEN, asked)).all()
    ended = [KeptTask(one.id, _task(row, one.due_on), TaskOutcome.DONE) for one in found]
    await change_tasks(session, hand, {row.household_id: TaskChanges(ended=ended)})


def _task(row: BridgingRow, due_on: date) -> Task:
    return Task(TaskKind.BRIDGING_TO_APPROVE, str(row.number), due_on, done=False, amount=row.amount)
