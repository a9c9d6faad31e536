"""The rows of the ledger. They are written set by set, in SQL of their own; declared here to be asked about."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from services.database import WholeCents, by_value
from services.schedule.ledger.entry import AccountKind, Stage
from services.schedule.tables import ScheduleRow


class LedgerAccountRow(ScheduleRow, table=True):
    """An account of a book, with what its entries add up to; `cap` is the approved minstand, on that account alone.

    `book_id` is the household's id, or the organisation's for its own book, which has no household.
    """

    __tablename__ = "ledger_account"

    organisation_id: UUID = Field(primary_key=True)
    book_id: UUID = Field(primary_key=True)
    kind: AccountKind = Field(primary_key=True, sa_type=by_value(AccountKind))
    household_id: UUID | None = None
    debits_pending: int = Field(sa_type=WholeCents)
    credits_pending: int = Field(sa_type=WholeCents)
    debits_posted: int = Field(sa_type=WholeCents)
    credits_posted: int = Field(sa_type=WholeCents)
    cap: int | None = Field(default=None, sa_type=WholeCents)


class LedgerEntryRow(ScheduleRow, table=True):
    """An entry. `month` counts as `services.months` does; `resolves` says whether it ends a pending one."""

    __tablename__ = "ledger_entry"
    __table_args__ = (Index("ledger_entry_booked_on", "organisation_id", "booked_on", postgresql_using="brin"),)

    organisation_id: UUID = Field(primary_key=True)
    month: int = Field(primary_key=True)
    book_id: UUID = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    resolves: bool = Field(primary_key=True)
    booked_on: date
    amount: int = Field(sa_type=WholeCents)
    stage: Stage = Field(sa_type=by_value(Stage))
    debit: AccountKind = Field(sa_type=by_value(AccountKind))
    credit: AccountKind = Field(sa_type=by_value(AccountKind))
    corrects: str | None = None


class LedgerLimitRow(ScheduleRow, table=True):
    """How deep a household's minstand was approved to go, by which decision; the highest number counts."""

    __tablename__ = "ledger_limit"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "household_id"],
            ["schedule.household.organisation_id", "schedule.household.id"],
        ),
    )

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    cap: int = Field(sa_type=WholeCents)
    approved_on: date
    decision: str
