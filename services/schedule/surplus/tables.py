"""The rows of surplus: what each month's look at a household found, and what it came to."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.months import Month
from services.schedule.surplus.surplus import SurplusEnd
from services.schedule.tables import ScheduleRow


class SurplusRow(ScheduleRow, table=True):
    """What was found in a month: cents that are `here` and needed for nothing, the `lowest` that they come to until the
    relief ends, the `buffer` of the policy, and the `amount` that goes to the client on a day, if any does."""

    __tablename__ = "surplus"

    organisation_id: UUID = Field(primary_key=True)
    month: Month = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    looked_on: date
    here: int = Field(sa_type=WholeCents)
    lowest: int = Field(sa_type=WholeCents)
    buffer: int = Field(sa_type=WholeCents)
    amount: int = Field(sa_type=WholeCents)
    pays_on: date
    ended_as: SurplusEnd = Field(sa_type=by_value(SurplusEnd))
    looked_at: datetime = Field(sa_type=Instant)
