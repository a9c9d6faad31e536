"""The rows of whom a household's costs are paid to, as far as they have to be known again: keyed, and nobody's name."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from services.database import Instant
from services.schedule.tables import ScheduleRow


class ToldPayeeRow(ScheduleRow, table=True):
    """From a day on, whom a cost of a household is paid to: keyed lookups of the account, and of the bill there."""

    __tablename__ = "cost_payee"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "household_id"],
            ["schedule.household.organisation_id", "schedule.household.id"],
        ),
    )

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    cost: str
    valid_from: date
    account_lookup: bytes
    bill_lookup: bytes | None = None
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str
