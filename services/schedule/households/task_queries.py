"""Tasks as they are asked for: over the caseload by deadline, of some households, or one."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Text, Uuid

from services.database import ReadSession
from services.errors import NotFound
from services.schedule.hand import Municipalities
from services.schedule.households.end_of_relief import Proposal
from services.schedule.households.tasks import TaskKind, TaskOutcome, TaskState, state_of

_SEEN = "(cast(:municipalities as text[]) is null or household.municipality = any(:municipalities))"
_SEES = bindparam("municipalities", type_=ARRAY(Text))
_TASK = """
    select task.id, task.household_id, reference, municipality, kind, about, due_on, cost_per_day, amount, proposal,
        opened_at, outcome, closed_at, closed_by, reason
    from task join household
    on household.organisation_id = task.organisation_id and household.id = task.household_id
"""
_WISHED = """
    (cast(:kind as text) is null or kind = :kind)
    and (cast(:due_until as date) is null or due_on <= :due_until)
    and case cast(:state as text)
        when 'open' then outcome is null and due_on >= :today
        when 'overdue' then outcome is null and due_on < :today
        when 'done' then outcome is not null
        else true end
"""
_WISHES = bindparam("kind", type_=Text), bindparam("due_until", type_=Date), bindparam("state", type_=Text)
_TASKS = text(
    f"""
    {_TASK}
    where {_SEEN} and {_WISHED} and (cast(:household_id as uuid) is null or task.household_id = :household_id)
    and (cast(:municipality as text) is null or municipality = :municipality)
    and (cast(:after_day as date) is null or (due_on, task.id) > (:after_day, :after_id))
    order by due_on, task.id limit :limit
    """
).bindparams(
    _SEES,
    *_WISHES,
    bindparam("household_id", type_=Uuid),
    bindparam("municipality", type_=Text),
    bindparam("after_day", type_=Date),
    bindparam("after_id", type_=Uuid),
)
_TASKS_OF = text(
    f"""
    select kept.* from unnest(:ids) as asked (id) cross join lateral (
        {_TASK} where task.household_id = asked.id and {_WISHED} order by due_on, task.id limit :limit
    ) as kept order by due_on, id
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)), *_WISHES)
_ONE_TASK = text(f"{_TASK} where {_SEEN} and task.household_id = :household_id and task.id = :task_id").bindparams(
    _SEES
)


class NoSuchTask(NotFound):
    """There is no such task here."""


class TaskLine(NamedTuple):
    """A task as a list shows it, with the household that it is about."""

    id: UUID
    household_id: UUID
    reference: str
    municipality: str
    kind: TaskKind
    about: str
    due_on: date
    cost_per_day: int | None
    amount: int | None
    proposal: Proposal | None
    opened_at: datetime
    outcome: TaskOutcome | None
    closed_at: datetime | None
    closed_by: str | None
    reason: str | None

    def state(self, today: date) -> TaskState:
        """Where it stands today."""
        return state_of(self.due_on, self.outcome, today)


class TaskWish(NamedTuple):
    """Which tasks somebody wants to see; None leaves a choice open."""

    household_id: UUID | None = None
    municipality: str | None = None
    kind: TaskKind | None = None
    due_until: date | None = None
    state: TaskState | None = None


async def tasks(
    session: ReadSession,
    sees: Municipalities,
    wish: TaskWish,
    today: date,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[TaskLine]:
    """So many tasks after the one with that deadline and id, by deadline."""
    after_day, after_id = after or (None, None)
    asked = {
        "municipalities": None if sees is None else sorted(sees),
        **_wished(wish),
        "household_id": wish.household_id,
        "municipality": wish.municipality,
        "today": today,
        "after_day": after_day,
        "after_id": after_id,
        "limit": limit,
    }
    return [_task(row) for row in await session.execute(_TASKS, asked)]


async def task(session: ReadSession, sees: Municipalities, household_id: UUID, task_id: UUID) -> TaskLine:
    """One task of a household; `NoSuchTask` where none may be seen."""
    asked = {"municipalities": None if sees is None else sorted(sees), "household_id": household_id, "task_id": task_id}
    row = (await session.execute(_ONE_TASK, asked)).one_or_none()
    if row is None:
        raise NoSuchTask
    return _task(row)


async def tasks_of(
    session: ReadSession, household_ids: Collection[UUID], wish: TaskWish, today: date, limit: int
) -> Mapping[UUID, list[TaskLine]]:
    """So many tasks of each of these households, by deadline."""
    asked = {**_wished(wish), "ids": list(household_ids), "today": today, "limit": limit}
    found: dict[UUID, list[TaskLine]] = defaultdict(list)
    for row in await session.execute(_TASKS_OF, asked):
        found[row.household_id].append(_task(row))
    return found


def _wished(wish: TaskWish) -> dict[str, Any]:
    return {
        "kind": wish.kind and str(wish.kind),
        "due_until": wish.due_until,
        "state": wish.state and str(wish.state),
    }


def _task(row: Row[Any]) -> TaskLine:
    outcome = None if row.outcome is None else TaskOutcome(row.outcome)
    values: tuple[Any, ...] = tuple(row)
    proposal = None if row.proposal is None else Proposal(row.proposal)
    return TaskLine(*values)._replace(kind=TaskKind(row.kind), outcome=outcome, proposal=proposal)
