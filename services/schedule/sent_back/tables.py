"""The rows of what was sent back, what the bank did with it, and what our own bank was asked for."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.schedule.matching.submitted import Outcome
from services.schedule.sent_back.refund import Ground
from services.schedule.tables import ScheduleRow


class SentBackRow(ScheduleRow, table=True):
    """Money of a booking that was filed to go back to where it came from, for the `number`-th time; cents.

    It is the one payment of the file with this MsgId, and goes from our `account`. `decision_id` says who asked and who
    approved.
    """

    __tablename__ = "sent_back"

    organisation_id: UUID = Field(primary_key=True)
    statement_id: UUID = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    decision_id: UUID
    end_to_end_id: str
    message_id: str
    account: str
    amount: int = Field(sa_type=WholeCents)
    execute_on: date
    filed_at: datetime = Field(sa_type=Instant)


class SentBackOutcomeRow(ScheduleRow, table=True):
    """What the bank told of a payment back, the `number`-th time: on which day, why, and by which booking."""

    __tablename__ = "sent_back_outcome"

    organisation_id: UUID = Field(primary_key=True)
    end_to_end_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    outcome: Outcome = Field(sa_type=by_value(Outcome))
    told_on: date
    reason_code: str | None = None
    statement_id: UUID | None = None
    entry: int | None = None
    part: int | None = None
    at: datetime = Field(sa_type=Instant)


class AskedBackRow(ScheduleRow, table=True):
    """A collection that our own bank was asked to give back, on a ground; `last_day` is the last on which it can be."""

    __tablename__ = "asked_back"

    organisation_id: UUID = Field(primary_key=True)
    statement_id: UUID = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    ground: Ground = Field(primary_key=True, sa_type=by_value(Ground))
    decision_id: UUID
    asked_on: date
    last_day: date
    answer_by: date
