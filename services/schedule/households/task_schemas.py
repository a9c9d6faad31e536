"""Tasks on the wire."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.auth import Role
from services.many_households import HouseholdsAsked
from services.schedule.households.end_of_relief import Proposal
from services.schedule.households.fields import Cents, Day, SignedCents
from services.schedule.households.schemas import Reason
from services.schedule.households.task_queries import TaskLine, TaskWish
from services.schedule.households.tasks import TaskKind, TaskOutcome, TaskState
from services.wire import Instant, PageRequest, Wire

_OWNERS = {TaskKind.CAN_BE_PAID: Role.PROPOSER, TaskKind.BRIDGING_TO_APPROVE: Role.APPROVER}
"""Whoever is not named here knows the household."""


class Task(Wire):
    """Something to be done about a household before a day.

    `owner` is the role of whoever is to do it. `costPerDay` is what each day that it is late costs the household,
    `costSoFar` what that has come to by today; `amount` is what it is about, a minus where it is owed. `proposal`
    is what the look at self-reliance proposes to whoever decides about the end. `closedByFact` names the kind of fact
    that closes it, `closesByHand` says whether a person may.
    """

    id: UUID
    household_id: UUID
    reference: str
    municipality: str
    kind: TaskKind
    about: str
    owner: Role
    due_on: Day
    state: TaskState
    currency: Literal["EUR"] = "EUR"
    cost_per_day: Cents | None
    cost_so_far: Cents | None
    amount: SignedCents | None
    proposal: Proposal | None
    opened_at: Instant
    closed_by_fact: str | None
    closes_by_hand: bool
    outcome: TaskOutcome | None
    closed_at: Instant | None
    closed_by: str | None
    reason: str | None

    @classmethod
    def of(cls, line: TaskLine, today: date) -> "Task":
        """The task as it stands today."""
        late = max((today - line.due_on).days, 0) if line.outcome is None else 0
        return cls(
            **line._asdict(),
            owner=_OWNERS.get(line.kind, Role.CASE_MANAGER),
            state=line.state(today),
            cost_so_far=None if line.cost_per_day is None else late * line.cost_per_day,
            closed_by_fact=line.kind.closed_by_fact,
            closes_by_hand=line.kind.closes_by_hand,
        )


class TaskFilter(PageRequest):
    """Which tasks of the caseload."""

    household_id: Annotated[UUID | None, Field(description="Those of this household")] = None
    municipality: Annotated[str | None, Field(description="Those of households of this municipality")] = None
    kind: Annotated[TaskKind | None, Field(description="Those of this kind")] = None
    state: Annotated[TaskState | None, Field(description="Those in this state; all of them without")] = None
    due_until: Annotated[date | None, Field(description="Those that are due on or before this day")] = None

    def wish(self) -> TaskWish:
        """What is asked."""
        return TaskWish(self.household_id, self.municipality, self.kind, self.due_until, self.state)


class TaskSearch(HouseholdsAsked):
    """Whose tasks, and which of them."""

    kind: Annotated[TaskKind | None, Field(description="Those of this kind")] = None
    state: Annotated[TaskState | None, Field(description="Those in this state; all of them without")] = None
    due_until: Annotated[date | None, Field(description="Those that are due on or before this day")] = None

    def wish(self) -> TaskWish:
        """What is asked."""
        return TaskWish(kind=self.kind, due_until=self.due_until, state=self.state)


class NewClosure(Wire):
    """Why a task is closed that no fact closes."""

    reason: Reason
