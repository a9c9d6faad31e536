"""What a proceeding asks of a case manager: it was refused something, or waits for what no other task asks for."""

from datetime import date
from uuid import UUID

from sqlalchemy import text

from services.banking_days import bank_days_later
from services.database import Session
from services.schedule.hand import Hand
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.tasks_of_others import change_tasks, open_tasks
from services.schedule.proceedings.proceeding import StandingStep, StepState, unasked_until
from services.schedule.proceedings.tables import ProceedingRow

_STANDS = text(
    """
    select id, due_on from task
    where household_id = :household_id and kind = 'proceeding' and about = :about and outcome is null
    """
)


def due_on(steps: list[StandingStep], today: date) -> date | None:
    """By when a case manager is to see to it; None while nothing is asked of anybody in this way."""
    if any(one.state is StepState.REFUSED for one in steps):
        return bank_days_later(today, 1)
    return unasked_until(steps)


def about(row: ProceedingRow) -> str:
    """What its task is about."""
    return f"{row.kind}/{row.id}"


async def follow(session: Session, hand: Hand, row: ProceedingRow, wanted_by: date | None) -> None:
    """Let there be such a task, or none any more. The caller holds the household."""
    if wanted_by is not None:
        task = Task(TaskKind.PROCEEDING, about(row), wanted_by, done=False)
        await open_tasks(session, hand, [(row.household_id, task)])
        return
    stands = (await session.execute(_STANDS, {"household_id": row.household_id, "about": about(row)})).one_or_none()
    if stands is not None:
        task = Task(TaskKind.PROCEEDING, about(row), stands.due_on, done=True)
        ended = TaskChanges(ended=[KeptTask(stands.id, task, TaskOutcome.DONE)])
        await change_tasks(session, hand, {row.household_id: ended})


async def stands(session: Session, household_id: UUID, what: str) -> bool:
    """Whether such a task waits for somebody."""
    return (await session.execute(_STANDS, {"household_id": household_id, "about": what})).first() is not None
