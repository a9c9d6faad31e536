"""The rows of instructions: files with their lines, what was answered, who downloaded them. All are only added."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.schedule.instructions.instruction import Outcome
from services.schedule.tables import ScheduleRow


class InstructionFileRow(ScheduleRow, table=True):
    """The instruction file of a municipality of a run, numbered over all of them.

    `size` is that of the file in bytes; `content` holds them compressed and sealed.
    """

    __tablename__ = "instruction_file"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    municipality: str
    name: str
    size: int = Field(sa_type=WholeCents)
    items: int
    amount: int = Field(sa_type=WholeCents)
    sha256: str
    content: bytes
    written_at: datetime = Field(sa_type=Instant)


class InstructionLineRow(ScheduleRow, table=True):
    """A payment of the run as the benefit system was instructed of it; without an answer it is open."""

    __tablename__ = "instruction_line"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    end_to_end_id: str = Field(primary_key=True)
    household_id: UUID
    month: int
    purpose: str
    occasion: str
    amount: int = Field(sa_type=WholeCents)
    due_on: date


class AnswerFileRow(ScheduleRow, table=True):
    """An answer that was handed in and had news in it: of so many lines."""

    __tablename__ = "instruction_answer_file"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    sha256: str
    items: int
    taken_at: datetime = Field(sa_type=Instant)
    taken_by: str


class AnswerRow(ScheduleRow, table=True):
    """What was answered of a line, once: how many cents were withheld, and why not all of them (sealed)."""

    __tablename__ = "instruction_answer"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    end_to_end_id: str = Field(primary_key=True)
    sequence: int
    outcome: Outcome = Field(sa_type=by_value(Outcome))
    withheld: int = Field(sa_type=WholeCents)
    reason_sealed: bytes | None = None


class DownloadRow(ScheduleRow, table=True):
    """A download of an instruction file: when, and by whom."""

    __tablename__ = "instruction_download"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    by: str


class AlarmRow(ScheduleRow, table=True):
    """Somebody was told that lines of a file that are due on a day were not answered by the day before."""

    __tablename__ = "instruction_alarm"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    due_on: date = Field(primary_key=True)
    lines: int
    raised_at: datetime = Field(sa_type=Instant)
