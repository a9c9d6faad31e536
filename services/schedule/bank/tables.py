"""The rows of bank files: their record, and their bytes, sealed, for there are names and accounts in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from services.database import Instant, WholeCents
from services.schedule.tables import ScheduleRow


class BankFileRow(ScheduleRow, table=True):
    """A file that was kept, as its export record says it; never changed."""

    __tablename__ = "bank_file"

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    message_id: str = Field(primary_key=True)
    name: str
    bytes: int = Field(sa_type=WholeCents)
    items: int
    amount: int = Field(sa_type=WholeCents)
    sha1: str
    sha256: str
    kept_at: datetime = Field(sa_type=Instant)


class BankFileChunkRow(ScheduleRow, table=True):
    """The next bytes of a file, compressed and then sealed for this place in it."""

    __tablename__ = "bank_file_chunk"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "message_id"], ["schedule.bank_file.organisation_id", "schedule.bank_file.message_id"]
        ),
    )

    organisation_id: UUID = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    content: bytes
