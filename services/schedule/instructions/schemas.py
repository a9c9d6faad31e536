"""Instruction files on the wire."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.clock import civil_date
from services.schedule.instructions.alarm import is_late
from services.schedule.instructions.answering import Taken, reason_place
from services.schedule.instructions.difference import Difference
from services.schedule.instructions.instruction import InstructionState, Outcome
from services.schedule.instructions.repository import Line, Progress
from services.schedule.instructions.tables import InstructionFileRow
from services.sealing import Keyring
from services.wire import Instant, Money, Wire


class InstructionPeriod(Wire):
    """What a file instructs for one period: a month, or `first` for the part of a month before a cost's first one."""

    period: Annotated[str, Field(examples=["2026-03"])]
    items: int
    sum: Money


class InstructionProgress(Wire):
    """How many lines of a file are in a state, their sum, and what of it was withheld."""

    state: InstructionState
    items: int
    sum: Money
    withheld: Money

    @classmethod
    def of(cls, one: Progress) -> "InstructionProgress":
        """The part as it is told."""
        sums = {"sum": Money(amount=one.amount), "withheld": Money(amount=one.withheld)}
        return cls(state=InstructionState(one.state), items=one.items, **sums)


class InstructionFile(Wire):
    """An instruction file with its figures, how often it was downloaded, and how far it was answered."""

    number: int
    name: str
    municipality: str
    bytes: int
    items: int
    sum: Money
    sha256: str
    written_at: Instant
    downloads: int
    periods: list[InstructionPeriod]
    progress: list[InstructionProgress]

    @classmethod
    def of(
        cls,
        file: InstructionFileRow,
        periods: list[tuple[str, int, int]],
        progress: list[Progress],
        downloads: int,
    ) -> "InstructionFile":
        """The file as it is told."""
        return cls(
            number=file.number,
            name=file.name,
            municipality=file.municipality,
            bytes=file.size,
            items=file.items,
            sum=Money(amount=file.amount),
            sha256=file.sha256,
            written_at=file.written_at,
            downloads=downloads,
            periods=[InstructionPeriod(period=one, items=n, sum=Money(amount=cents)) for one, n, cents in periods],
            progress=[InstructionProgress.of(one) for one in progress],
        )


class InstructionDifference(Wire):
    """A column of a line that the benefit system answered otherwise than it was instructed.

    What is personal is masked in both values, so that two that differ may look alike.
    """

    field: Annotated[str, Field(description="The column of the instruction file", examples=["iban"])]
    instructed: Annotated[str, Field(examples=["NL02**********6789"])]
    answered: Annotated[str, Field(examples=["NL91**********4300"])]

    @classmethod
    def of(cls, one: Difference) -> "InstructionDifference":
        """The difference as it is told."""
        return cls(field=one.field, instructed=one.instructed, answered=one.answered)


class InstructionLine(Wire):
    """One line of an instruction file and what was answered of it; `reason` as the benefit system wrote it.

    `differences` are the columns that came back otherwise: the household's task `instruction_differs` is about them.
    """

    run_id: UUID
    file_number: int
    end_to_end_id: str
    household_id: UUID
    municipality: str
    purpose: str
    occasion: str
    sum: Money
    due_on: date
    state: InstructionState
    withheld: Money | None
    reason: str | None
    answered_at: Instant | None
    answered_by: str | None
    differences: list[InstructionDifference]

    @classmethod
    def of(
        cls, line: Line, keyring: Keyring, organisation_id: UUID, differs: Sequence[Difference]
    ) -> "InstructionLine":
        """The line as it is told."""
        place = reason_place(organisation_id, line.run_id, line.end_to_end_id)
        return cls(
            run_id=line.run_id,
            file_number=line.number,
            end_to_end_id=line.end_to_end_id,
            household_id=line.household_id,
            municipality=line.municipality,
            purpose=line.purpose,
            occasion=line.occasion,
            sum=Money(amount=line.amount),
            due_on=line.due_on,
            state=InstructionState(line.state),
            withheld=None if line.withheld is None else Money(amount=line.withheld),
            reason=keyring.unseal(line.reason_sealed, place) if line.reason_sealed else None,
            answered_at=line.taken_at,
            answered_by=line.taken_by,
            differences=[InstructionDifference.of(one) for one in differs],
        )


class UnansweredInstruction(Wire):
    """A line that the benefit system has not answered. It is `late` from the bank day before its due day on: then
    somebody asks, or pays it in another way."""

    run_id: UUID
    file_number: int
    end_to_end_id: str
    household_id: UUID
    municipality: str
    purpose: str
    occasion: str
    sum: Money
    due_on: date
    days_waiting: int
    late: bool

    @classmethod
    def of(cls, line: Line, today: date) -> "UnansweredInstruction":
        """The line as it is told today."""
        return cls(
            run_id=line.run_id,
            file_number=line.number,
            end_to_end_id=line.end_to_end_id,
            household_id=line.household_id,
            municipality=line.municipality,
            purpose=line.purpose,
            occasion=line.occasion,
            sum=Money(amount=line.amount),
            due_on=line.due_on,
            days_waiting=(today - civil_date(line.written_at)).days,
            late=is_late(line.due_on, today),
        )


class AnswerTaken(Wire):
    """What an answer came to: lines that were answered by it, by outcome, lines of the file that still are not, and
    lines in which it newly differs from what was instructed, each of which is somebody's task."""

    withheld: int
    withheld_partly: int
    refused: int
    unanswered: int
    differing: int

    @classmethod
    def of(cls, taken: Taken) -> "AnswerTaken":
        """The answer as it is told."""
        return cls(
            withheld=taken.news.get(Outcome.WITHHELD, 0),
            withheld_partly=taken.news.get(Outcome.WITHHELD_PARTLY, 0),
            refused=taken.news.get(Outcome.REFUSED, 0),
            unanswered=taken.open,
            differing=taken.differing,
        )
