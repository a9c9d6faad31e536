"""Looking, once a day and after every answer, at what payees did not book or do not tell: each is somebody's task."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import Session
from services.schedule.allocations.repository import to_follow
from services.schedule.allocations.tasks import Key, Known, Wanted, compare, wanted_tasks
from services.schedule.hand import Hand
from services.schedule.households.reconciliation import KeptTask
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.tasks_of_others import change_tasks
from services.schedule.matching.coming_back import hold_households

BY = "ontzorg"

_TASKS = text(
    """
    select household_id, id, kind, about, due_on, amount, outcome, closed_at from task
    where kind in ('paid_not_booked', 'booking_not_told') and (
        outcome is null and (cast(:households as uuid[]) is null or household_id = any(:households))
        or (household_id, kind, about) in (select * from unnest(:owners, :kinds, :abouts))
    )
    """
).bindparams(
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("owners", type_=ARRAY(Uuid)),
    bindparam("kinds", type_=ARRAY(Text)),
    bindparam("abouts", type_=ARRAY(Text)),
)


async def look(session: Session, hand: Hand) -> int:
    """Open a task for all that is astray or silent, and end those of what is neither; how many there should be.

    `HouseholdIsChanging` if somebody opens one at the same moment.
    """
    await hold_households(session, {one.household_id for one in await to_follow(session, hand.today)})
    return await follow(session, hand)


async def follow(session: Session, hand: Hand, households: Collection[UUID] | None = None) -> int:
    """The same for these households, which the caller holds."""
    wanted = wanted_tasks(await to_follow(session, hand.today, households), hand.today)
    known = await _known(session, wanted, households)
    await change_tasks(session, hand, compare(wanted, known, hand.new_id))
    return len(wanted)


async def _known(session: Session, wanted: dict[Key, Wanted], households: Collection[UUID] | None) -> dict[Key, Known]:
    asked = {
        "households": None if households is None else list(households),
        "owners": [owner for owner, _, _ in wanted],
        "kinds": [kind.value for _, kind, _ in wanted],
        "abouts": [about for _, _, about in wanted],
    }
    known = {}
    for row in await session.execute(_TASKS, asked):
        task = Task(TaskKind(row.kind), row.about, row.due_on, done=False, amount=row.amount)
        kept = KeptTask(row.id, task, None if row.outcome is None else TaskOutcome(row.outcome))
        known[row.household_id, task.kind, task.about] = Known(kept, row.closed_at)
    return known
