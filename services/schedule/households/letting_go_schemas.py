"""Letting go on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.schedule.households.contents import SelfReliance
from services.schedule.households.end_of_relief import Proposal
from services.schedule.households.fields import Day, SignedCents
from services.schedule.households.letting_go import LettingGo as Found
from services.schedule.households.letting_go import Need, Step
from services.schedule.households.tasks import TaskKind, TaskState
from services.wire import Wire


class LettingGoNeed(Wire):
    """Something that has to be there before a step, and whether it is."""

    what: Need
    is_there: bool


class LettingGoStep(Wire):
    """A step of letting go. `dueOn` is its last day, `inForceOn` the day on which it must have its effect.

    `taskId` is the task that asks for it; none where it was done before anybody had to ask. `amount` is in cents.
    """

    kind: TaskKind
    about: Annotated[str, Field(description="The toeslag, the cost, the last day of the relief, or the month after it")]
    due_on: Day
    in_force_on: Day | None
    state: TaskState
    currency: Literal["EUR"] = "EUR"
    amount: SignedCents | None
    proposal: Annotated[Proposal | None, Field(description="What the look at self-reliance proposes")]
    needs: list[LettingGoNeed]
    task_id: UUID | None

    @classmethod
    def of(cls, step: Step) -> "LettingGoStep":
        """The step as it is told."""
        return cls(
            kind=step.task.kind,
            about=step.task.about,
            due_on=step.task.due_on,
            in_force_on=step.in_force_on,
            state=step.state,
            amount=step.task.amount,
            proposal=step.task.proposal,
            needs=[LettingGoNeed(what=one.what, is_there=one.is_there) for one in step.needs],
            task_id=step.task_id,
        )


class LettingGoExtension(Wire):
    """On which article the relief can go on after its end, and for how many months at once."""

    article: str
    months: int


class SelfRelianceLook(Wire):
    """The newest look at self-reliance that counts for the end; without a level a person has to decide on it."""

    on: Day
    level: SelfReliance | None


class LettingGo(Wire):
    """How a household is let go of, counted backwards from the last day of its relief; nothing without a plan."""

    household_id: UUID
    relief_ends_on: Day | None
    extension: LettingGoExtension | None
    self_reliance: SelfRelianceLook | None
    steps: Annotated[list[LettingGoStep], Field(description="By their last day; all of them, for a plan has an end")]

    @classmethod
    def of(cls, household_id: UUID, found: Found | None) -> "LettingGo":
        """The way as it is told."""
        if found is None:
            return cls(household_id=household_id, relief_ends_on=None, extension=None, self_reliance=None, steps=[])
        extension = found.extension and LettingGoExtension(
            article=found.extension.article, months=found.extension.months
        )
        return cls(
            household_id=household_id,
            relief_ends_on=found.relief_ends_on,
            extension=extension,
            self_reliance=found.check and SelfRelianceLook(on=found.check.on, level=found.check.found),
            steps=[LettingGoStep.of(one) for one in found.steps],
        )
