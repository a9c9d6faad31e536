"""What is to be done about households, as others read it."""

from datetime import date
from typing import Literal
from uuid import UUID

from services.auth import Role
from services.many_households import HouseholdsAsked
from services.schedule.households.end_of_relief import Proposal
from services.schedule.households.tasks import TaskKind, TaskOutcome, TaskState
from services.wire import Instant, Wire


class Task(Wire):
    """Something to be done about a household before a day; `about` says of which bill, payment or toeslag."""

    id: UUID
    household_id: UUID
    reference: str
    municipality: str
    kind: TaskKind
    about: str
    owner: Role
    due_on: date
    state: TaskState
    currency: Literal["EUR"]
    cost_per_day: int | None
    cost_so_far: int | None
    amount: int | None
    proposal: Proposal | None
    opened_at: Instant
    closed_by_fact: str | None
    closes_by_hand: bool
    outcome: TaskOutcome | None
    closed_at: Instant | None
    closed_by: str | None
    reason: str | None


class Tasks(Wire):
    """A page of them, by deadline."""

    items: list[Task]
    next_cursor: str | None


class TaskSearch(HouseholdsAsked):
    """Whose tasks are asked for, and which of them."""

    kind: TaskKind | None = None
    state: TaskState | None = None
    due_until: date | None = None


class TasksAsked(Wire):
    """Which tasks of the caseload are asked for."""

    kind: TaskKind | None = None
    state: TaskState | None = None
    due_until: date | None = None
