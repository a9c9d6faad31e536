"""How a household is let go of: the steps before its relief ends and after, by the last day of each."""

from datetime import date
from typing import Self
from uuid import UUID

import strawberry

from gateway.described import described
from gateway.scalars import Cents
from services.schedule import schemas

TaskKind = strawberry.enum(schemas.TaskKind, name="TaskKind", description="What is to be done.")
TaskState = strawberry.enum(schemas.TaskState, name="TaskState", description="Where a task stands today.")
Proposal = strawberry.enum(schemas.Proposal, name="Proposal", description="What is proposed about the end of relief.")
Need = strawberry.enum(schemas.Need, name="LettingGoNeedKind", description="What has to be there before a step.")


@described
class LettingGoNeed:
    """Something that has to be there before a step, and whether it is."""

    what: schemas.Need
    is_there: bool


@described
class LettingGoStep:
    """A step of letting go, by the last day on which it can be done in time."""

    kind: schemas.TaskKind
    about: str = strawberry.field(description="The toeslag, the cost, the last day of the relief, or the month after")
    due_on: date
    in_force_on: date | None = strawberry.field(description="The day on which it must have its effect")
    state: schemas.TaskState
    amount: Cents | None = strawberry.field(description="What it is about, a minus where it is owed")
    proposal: schemas.Proposal | None = strawberry.field(description="What the look at self-reliance proposes")
    needs: list[LettingGoNeed]
    task_id: UUID | None = strawberry.field(description="The task that asks for it, where somebody had to")

    @classmethod
    def of(cls, told: schemas.LettingGoStep) -> Self:
        """The step as the service told it."""
        return cls(
            kind=told.kind,
            about=told.about,
            due_on=told.due_on,
            in_force_on=told.in_force_on,
            state=told.state,
            amount=None if told.amount is None else Cents(told.amount),
            proposal=told.proposal,
            needs=[LettingGoNeed(what=one.what, is_there=one.is_there) for one in told.needs],
            task_id=told.task_id,
        )
