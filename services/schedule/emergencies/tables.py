"""The row of an emergency payment: what was asked for whom, in which form and why; its run says what became of it."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.schedule.emergencies.emergency import EmergencyForm, EmergencyReason
from services.schedule.tables import ScheduleRow


class EmergencyRow(ScheduleRow, table=True):
    """An emergency payment by its key, which another run than `run_id` never has."""

    __tablename__ = "emergency_payment"

    organisation_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    run_id: UUID
    form: EmergencyForm = Field(sa_type=by_value(EmergencyForm))
    amount: int = Field(sa_type=WholeCents)
    reason: EmergencyReason = Field(sa_type=by_value(EmergencyReason))
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
