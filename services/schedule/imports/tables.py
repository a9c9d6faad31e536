"""The rows of imports: which file came in when, and what it changed; the file itself is not kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.database import Instant
from services.schedule.tables import ScheduleRow


class CaseloadImportRow(ScheduleRow, table=True):
    """A file that was taken in; `digest` is its SHA-256, by which the same file is known again."""

    __tablename__ = "caseload_import"
    __table_args__ = (UniqueConstraint("organisation_id", "digest"),)

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    id: UUID = Field(primary_key=True)
    digest: bytes
    encoding: str
    rows: int
    registered: int
    changed: int
    unchanged: int
    facts: int
    plans: int
    imported_at: datetime = Field(sa_type=Instant)
    imported_by: str
