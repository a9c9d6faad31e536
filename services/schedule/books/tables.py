"""The rows of the books: what was exported to a general ledger, and the codes that it is exported by. Only added."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.schedule.ledger.entry import AccountKind
from services.schedule.tables import ScheduleRow


class JournalAccountRow(ScheduleRow, table=True):
    """The code that an organisation gave to an account of the books; the highest number counts."""

    __tablename__ = "journal_account"

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    account: AccountKind = Field(primary_key=True, sa_type=by_value(AccountKind))
    number: int = Field(primary_key=True)
    code: str
    name: str
    set_by: str
    set_at: datetime = Field(sa_type=Instant)


class JournalExportRow(ScheduleRow, table=True):
    """An export of some days, each day in one: so many postings that come to `amount` cents, in `size` bytes."""

    __tablename__ = "journal_export"

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    number: int = Field(primary_key=True)
    from_day: date
    through_day: date
    entries: int = Field(sa_type=WholeCents)
    amount: int = Field(sa_type=WholeCents)
    size: int = Field(sa_type=WholeCents)
    sha256: str
    made_at: datetime = Field(sa_type=Instant)
    made_by: str


class JournalChunkRow(ScheduleRow, table=True):
    """The next whole lines of an export."""

    __tablename__ = "journal_export_chunk"

    organisation_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    content: bytes
