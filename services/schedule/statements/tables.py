"""The rows of statements: files with their sealed bytes, statements and their history, accounts, bookings."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.events import StatementState
from services.schedule.statements.booking import BookingDoubt
from services.schedule.statements.formats.format import BankFileFormat
from services.schedule.statements.proving import Proof
from services.schedule.statements.statement import Direction, EntryStatus, StatementKind
from services.schedule.tables import ScheduleRow


class StatementFileRow(ScheduleRow, table=True):
    """A file as it was handed in; `size` in bytes."""

    __tablename__ = "statement_file"

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    id: UUID = Field(primary_key=True)
    name: str
    format: BankFileFormat = Field(sa_type=by_value(BankFileFormat))
    size: int = Field(sa_type=WholeCents)
    sha256: str
    handed_in_at: datetime = Field(sa_type=Instant)
    handed_in_by: str


class StatementFileChunkRow(ScheduleRow, table=True):
    """A piece of a file, compressed and sealed for its place in it."""

    __tablename__ = "statement_file_chunk"

    organisation_id: UUID = Field(primary_key=True)
    file_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    content: bytes


class StatementRow(ScheduleRow, table=True):
    """A statement of one account; amounts in cents. `place` counts those that were taken in of the account; one that
    `precedes` stands in its chain before all that were taken in until then.

    `as_of` is the day it tells of last: a number of a statement may come again another year.
    """

    __tablename__ = "statement"

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    file_id: UUID
    account: str
    kind: StatementKind = Field(sa_type=by_value(StatementKind))
    statement_id: str
    sequence: int | None = None
    page: int
    as_of: date
    from_day: date | None = None
    to_day: date | None = None
    opening: int | None = Field(default=None, sa_type=WholeCents)
    closing: int | None = Field(default=None, sa_type=WholeCents)
    came_in: int = Field(sa_type=WholeCents)
    went_out: int = Field(sa_type=WholeCents)
    entries: int
    booked: int
    bookings: int
    proof: Proof = Field(sa_type=by_value(Proof))
    difference: int = Field(sa_type=WholeCents)
    doubts: list[str] = Field(sa_type=ARRAY(Text))
    content_hash: bytes
    state: StatementState = Field(sa_type=by_value(StatementState))
    place: int | None = Field(default=None, sa_type=WholeCents)
    handed_in_by: str
    let_in_by: str | None = None
    precedes: bool = False

    def says_the_same(self, other: "StatementRow") -> bool:
        """Whether both have the same bookings and balances."""
        mine, others = ((row.content_hash, row.opening, row.closing) for row in (self, other))
        return mine == others


class StatementHistoryRow(ScheduleRow, table=True):
    """A state that a statement came into: when, by whom, and a person's reason (sealed)."""

    __tablename__ = "statement_history"

    organisation_id: UUID = Field(primary_key=True)
    statement_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    state: StatementState = Field(sa_type=by_value(StatementState))
    at: datetime = Field(sa_type=Instant)
    by: str
    reason_sealed: bytes | None = None


class StatementAccountRow(ScheduleRow, table=True):
    """How far an account was taken in (`chain.Reached`), and how many statements of it."""

    __tablename__ = "statement_account"

    organisation_id: UUID = Field(primary_key=True)
    account: str = Field(primary_key=True)
    closing: int | None = Field(default=None, sa_type=WholeCents)
    moved_since: int = Field(sa_type=WholeCents)
    sequence: int | None = None
    taken: int = Field(sa_type=WholeCents)
    begins: int | None = Field(default=None, sa_type=WholeCents)
    begins_on: date | None = None


class BookingRow(ScheduleRow, table=True):
    """A booking (`booking.Booking`). `counterparty`, `mandate` and `reference` are keyed, `content` is sealed."""

    __tablename__ = "bank_booking"

    organisation_id: UUID = Field(primary_key=True)
    statement_id: UUID = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    amount: int = Field(sa_type=WholeCents)
    entry_amount: int = Field(sa_type=WholeCents)
    direction: Direction = Field(sa_type=by_value(Direction))
    status: EntryStatus = Field(sa_type=by_value(EntryStatus))
    booked_on: date | None = None
    value_on: date | None = None
    is_reversal: bool
    our_id: str | None = None
    payment_information_id: str | None = None
    servicer_reference: str | None = None
    code: str | None = None
    return_code: str | None = None
    creditor_id: str | None = None
    counterparty: bytes | None = None
    mandate: bytes | None = None
    reference: bytes | None = None
    doubt: BookingDoubt | None = Field(default=None, sa_type=by_value(BookingDoubt))
    content: bytes | None = None
