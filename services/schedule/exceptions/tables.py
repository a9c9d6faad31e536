"""The row of what is asked of a second person."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, by_value
from services.schedule.sent_back.refund import Ground
from services.schedule.tables import ScheduleRow


class BookingMeasure(StrEnum):
    """What is to be done about a booking: taken back what it was matched as, or written off; or its money sent back to
    where it came from, which of what a supplier drew means that our bank is asked for it."""

    TAKE_BACK = "take_back"
    WRITE_OFF = "write_off"
    SEND_BACK = "send_back"


class DecisionEnd(StrEnum):
    """What became of what was asked: it was done, a second person would not, or who asked thought better of it; or its
    exception ended otherwise before anybody decided."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"


class DecisionRow(ScheduleRow, table=True):
    """What somebody asked a second person to decide about a booking, and what became of that; reasons are sealed.

    What nobody else had to say was decided `alone`. What was drawn is asked back on a `ground`.
    """

    __tablename__ = "booking_decision"

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    statement_id: UUID
    entry: int
    part: int
    what: BookingMeasure = Field(sa_type=by_value(BookingMeasure))
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
    why_sealed: bytes
    alone: bool
    ground: Ground | None = Field(default=None, sa_type=by_value(Ground))
    ended_as: DecisionEnd | None = Field(default=None, sa_type=by_value(DecisionEnd))
    ended_by: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    end_why_sealed: bytes | None = None
