"""What happens to a payment run, and what is to be done before a day that brings it further."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events.event import Event, Month


class RunKind(StrEnum):
    """Which payment run: the month's own, one for who came later in it and for what was held, or living money today."""

    MONTHLY = "monthly"
    SUPPLEMENTARY = "supplementary"
    EMERGENCY = "emergency"


class NextStep(StrEnum):
    """What brings a run further, and is somebody's task until it is done."""

    PROPOSE = "propose"
    APPROVE = "approve"
    FILE = "file"


class RunTaskState(StrEnum):
    """What became of a task of a run: it was opened, its day passed, or it is over."""

    OPEN = "open"
    ESCALATED = "escalated"
    CLOSED = "closed"


class RunTaskChanged(Event):
    """A run of a month is to be proposed, approved or filed before a day, its day has passed, or that is over.

    The run that is to be proposed is not there yet, so it is told by its month, kind and number.
    """

    type = "nl.ontzorg.schedule.run-task.changed"
    about = "month"
    month: Month
    kind: RunKind
    number: int
    step: NextStep
    state: RunTaskState
    due_on: date


class RunProposed(Event):
    """The payments of a month were put together, for another person to look at; runs of a kind count from 1 a month."""

    type = "nl.ontzorg.schedule.run.proposed"
    about = "run_id"
    run_id: UUID
    month: Month
    kind: RunKind
    number: int


class RunApproved(Event):
    """Somebody other than its proposer approved a run."""

    type = "nl.ontzorg.schedule.run.approved"
    about = "run_id"
    run_id: UUID


class RunFrozen(Event):
    """The lines of a run stand for good."""

    type = "nl.ontzorg.schedule.run.frozen"
    about = "run_id"
    run_id: UUID


class RunFiled(Event):
    """The bank files of a run were written; every later download gives the same bytes."""

    type = "nl.ontzorg.schedule.run.filed"
    about = "run_id"
    run_id: UUID
    files: int
