"""The rows of what payees say: one for each answer. What is asked follows from the payments and has no row."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.schedule.allocations.allocation import AllocationWord, NotBookedReason, Teller
from services.schedule.tables import ScheduleRow


class AllocationAnswerRow(ScheduleRow, table=True):
    """The `number`-th answer about a payment (`allocation.Said`); cents. Of two of one day the later number stands."""

    __tablename__ = "allocation_answer"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    occasion: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    word: AllocationWord = Field(sa_type=by_value(AllocationWord))
    told_on: date
    told_by: Teller = Field(sa_type=by_value(Teller))
    booked_on: date | None = None
    amount: int | None = Field(default=None, sa_type=WholeCents)
    on_another_contract: bool = False
    reason: NotBookedReason | None = Field(default=None, sa_type=by_value(NotBookedReason))
    by: str
    at: datetime = Field(sa_type=Instant)
