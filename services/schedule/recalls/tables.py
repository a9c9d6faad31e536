"""The rows of recalls, and of what became of each."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, by_value
from services.events import RecallState
from services.schedule.recalls.recall import RecallReason
from services.schedule.tables import ScheduleRow


class RecallRow(ScheduleRow, table=True):
    """A recall of a payment; of one payment the next has the next number. The file of it, once sent, is sealed."""

    __tablename__ = "payment_recall"

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    run_id: UUID
    end_to_end_id: str
    household_id: UUID
    subject: str
    municipality: str
    execute_on: date
    reason: RecallReason = Field(sa_type=by_value(RecallReason))
    why_sealed: bytes
    state: RecallState = Field(sa_type=by_value(RecallState))
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
    approved_by: str | None = None
    answer_due_on: date | None = None
    answer_code: str | None = None
    file_sealed: bytes | None = None


class RecallStepRow(ScheduleRow, table=True):
    """A state that a recall came into; `by` is a person, or what read the bank's answer."""

    __tablename__ = "payment_recall_step"

    organisation_id: UUID = Field(primary_key=True)
    recall_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    state: RecallState = Field(sa_type=by_value(RecallState))
    by: str
    at: datetime = Field(sa_type=Instant)
