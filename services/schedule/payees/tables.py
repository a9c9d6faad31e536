"""The rows of payees: sealed accounts, and which of them gets the money for which cost of a household."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Computed, ForeignKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field

from services.database import Instant, by_value
from services.payment_reference import ReferenceKind
from services.schedule.payees.payee import PayeeKind
from services.schedule.tables import ScheduleRow

_HOUSEHOLD = (
    ["organisation_id", "household_id"],
    ["schedule.household.organisation_id", "schedule.household.id"],
)


_BILL = "case when cost = 'leefgeld' then '' else lower(replace(coalesce(reference_text, ''), ' ', '')) end"


class PayeeRow(ScheduleRow, table=True):
    """An account and its holder, sealed; `lookup` finds the same payee again, `iban_lookup` all with that account."""

    __tablename__ = "payee"
    __table_args__ = (UniqueConstraint("organisation_id", "lookup"), ForeignKeyConstraint(*_HOUSEHOLD))

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    id: UUID = Field(primary_key=True)
    kind: PayeeKind = Field(sa_type=by_value(PayeeKind))
    household_id: UUID | None = None
    name_sealed: bytes
    iban_sealed: bytes
    lookup: bytes
    iban_lookup: bytes
    registered_at: datetime = Field(sa_type=Instant)
    registered_by: str


class CostPayeeRow(ScheduleRow, table=True):
    """From a day on, the payee of a cost of a household; of two from the same day the newer holds.

    `bill` is what the reference comes to however it was typed, and empty for all that goes to the client.
    """

    __tablename__ = "cost_payee"
    __table_args__ = (
        ForeignKeyConstraint(*_HOUSEHOLD),
        ForeignKeyConstraint(["organisation_id", "payee_id"], ["schedule.payee.organisation_id", "schedule.payee.id"]),
    )

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    cost: str
    payee_id: UUID
    valid_from: date
    reference_kind: ReferenceKind | None = Field(default=None, sa_type=by_value(ReferenceKind))
    reference_text: str | None = None
    bill: str | None = Field(default=None, sa_column=Column(Text, Computed(_BILL)))
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str
