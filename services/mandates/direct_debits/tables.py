"""The rows of direct debit mandates."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.mandate_events import DirectDebitState
from services.mandates.costs import Cost
from services.mandates.direct_debits.direct_debit import OnAccount, Scheme, Sequence, SuspendedFor
from services.mandates.tables import MandateRow


class DirectDebitRow(MandateRow, table=True):
    """One mandate; its terms stay as they are, its state is the newest of its transitions."""

    __tablename__ = "direct_debit"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "household_id"], ["mandates.household.organisation_id", "mandates.household.id"]
        ),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    household_id: UUID
    cost: Cost = Field(sa_type=by_value(Cost))
    supplier_id: UUID
    on_account: OnAccount = Field(sa_type=by_value(OnAccount))
    umr: str
    creditor_id: str
    scheme: Scheme = Field(sa_type=by_value(Scheme))
    sequence: Sequence = Field(sa_type=by_value(Sequence))
    state: DirectDebitState = Field(sa_type=by_value(DirectDebitState))
    changes: int
    evidence: bytes | None = None
    signed_on: date | None = None
    valid_from: date
    valid_until: date | None = None
    most_a_collection: int | None = Field(default=None, sa_type=WholeCents)
    most_a_month: int | None = Field(default=None, sa_type=WholeCents)
    last_used_on: date | None = None
    suspended_for: SuspendedFor | None = Field(default=None, sa_type=by_value(SuspendedFor))
    replaced_by: UUID | None = None
    made_at: datetime = Field(sa_type=Instant)
    made_by: str
