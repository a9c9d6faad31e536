"""The rows of proceedings: what was asked, where each step is, and what became of it."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, by_value
from services.events import ProceedingEvent, ProceedingKind, ProceedingState
from services.schedule.proceedings.proceeding import StepState, Whom
from services.schedule.tables import ScheduleRow


class ProceedingRow(ScheduleRow, table=True):
    """A proceeding of a household; `about` is the cost that it is of, if it is of one. Its steps are sealed.

    `attempt` counts how often a person took it up again, and `look_at` is when a job looks at it next; None once that
    is nobody's by itself.
    """

    __tablename__ = "proceeding"

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    household_id: UUID
    kind: ProceedingKind = Field(sa_type=by_value(ProceedingKind))
    about: str
    state: ProceedingState = Field(sa_type=by_value(ProceedingState))
    attempt: int
    look_at: datetime | None = Field(default=None, sa_type=Instant)
    steps_sealed: bytes
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)


class ProceedingStepRow(ScheduleRow, table=True):
    """Where a step of a proceeding is, in the order in which they are tried; why it was refused is sealed."""

    __tablename__ = "proceeding_step"

    organisation_id: UUID = Field(primary_key=True)
    proceeding_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    key: str
    state: StepState = Field(sa_type=by_value(StepState))
    waits_for: Whom | None = Field(default=None, sa_type=by_value(Whom))
    waits_until: date | None = None
    has_task: bool = True
    handshake_id: UUID | None = None
    refusal_sealed: bytes | None = None
    changed_at: datetime = Field(sa_type=Instant)


class ProceedingTurnRow(ScheduleRow, table=True):
    """Something that happened to a proceeding: `step` is the key of the step that was done or refused."""

    __tablename__ = "proceeding_turn"

    organisation_id: UUID = Field(primary_key=True)
    proceeding_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    happened: ProceedingEvent = Field(sa_type=by_value(ProceedingEvent))
    step: str | None = None
    state: ProceedingState = Field(sa_type=by_value(ProceedingState))
    by: str
    at: datetime = Field(sa_type=Instant)
