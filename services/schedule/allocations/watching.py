"""Looking, once a day and after every answer, at what payees did not book or do not tell: each is somebody's task."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import Session
from services.schedule.allocations.repository import concerned, to_follow
from services.schedule.allocations.tasks import Key, Known, compare, wanted_tasks
from services.schedule.hand import Hand
from services.schedule.households.reconciliation import KeptTask
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.tasks_of_others import change_tasks
from services.schedule.matching.coming_back import hold_households

BY = "ontzorg"

_TASKS = text(
    """
    select household_id, id, kind, about, due_on, amount, outcome, closed_at from task
    where kind in ('paid_not_booked', 'booking_not_told') and household_id = any(:households)
    """
).bindparams(bindparam("households", type_=ARRAY(Uuid)))


async def look(session: Session, hand: Hand) -> int:
    """Open a task for all that is astray or silent, and end those of what is neither; how many there should be.

    `HouseholdIsChanging` if somebody opens one at the same moment.
    """
    households = await concerned(session, hand.today)
    await hold_households(session, households)
    return await follow(session, hand, households)


async def follow(session: Session, hand: Hand, households: Collection[UUID]) -> int:
    """The same for these households, which the caller holds."""
    wanted = wanted_tasks(await to_follow(session, hand.today, households), hand.today)
    await change_tasks(session, hand, compare(wanted, await _known(session, households), hand.new_id))
    return len(wanted)


async def _known(session: Session, households: Collection[UUID]) -> dict[Key, Known]:
    known = {}
    for row in await session.execute(_TASKS, {"households": list(households)}):
        task = Task(TaskKind(row.kind), row.about, row.due_on, done=False, amount=row.amount)
        kept = KeptTask(row.id, task, None if row.outcome is None else TaskOutcome(row.outcome))
        known[row.household_id, task.kind, task.about] = Known(kept, row.closed_at)
    return known
