"""One exception in full, on the wire: its history, and what it may be."""

from datetime import date
from typing import Self
from uuid import UUID

from services.events import Oddity
from services.schedule.exceptions.candidates import Candidate, CandidateDoubt, CandidateKind, Likeness
from services.schedule.exceptions.schemas import Position
from services.schedule.matching.exception_steps import reason_place
from services.schedule.matching.repository import ExceptionLine
from services.schedule.matching.schemas import BankException, Owner
from services.schedule.matching.tables import ExceptionStepRow
from services.schedule.matching.verdict import ExceptionStep
from services.sealing import Keyring
from services.wire import Instant, Money, Wire


class NewOwner(Wire):
    """Who looks after the exception at a booking from now on."""

    entry: Position
    part: Position
    owner: Owner


class NoOwner(Wire):
    """Which exception nobody looks after from now on."""

    entry: Position
    part: Position


class BankExceptionStep(Wire):
    """Something that became of an exception: what was odd about it then, who did it and why, or who was given it."""

    number: int
    step: ExceptionStep
    oddity: Oddity
    at: Instant
    by: str
    owner: str | None
    why: str | None

    @classmethod
    def opened(cls, row: ExceptionStepRow, keyring: Keyring) -> Self:
        """The step with its reason unsealed."""
        why = None if row.why_sealed is None else keyring.unseal(row.why_sealed, reason_place(row))
        told = row.model_dump(include={"number", "step", "oddity", "at", "by", "owner"})
        return cls(**told, why=why)


class CandidateBooking(Wire):
    """Another booking that nobody could explain."""

    statement_id: UUID
    entry: int
    part: int


class BankExceptionCandidate(Wire):
    """Something that an exception may be: by what it is `like` its booking, and the `doubts` for which no rule took it.

    `subject` says what it is for (`rent/2026-03`), `on` its day.
    """

    kind: CandidateKind
    like: Likeness
    doubts: list[CandidateDoubt]
    sum: Money | None
    on: date | None
    household_id: UUID | None
    subject: str | None
    end_to_end_id: str | None
    booking: CandidateBooking | None

    @classmethod
    def of(cls, one: Candidate) -> Self:
        """The candidate as it is told."""
        return cls(
            kind=one.kind,
            like=one.like,
            doubts=list(one.doubts),
            sum=None if one.amount is None else Money(amount=one.amount),
            on=one.on,
            household_id=one.household_id,
            subject=one.subject,
            end_to_end_id=one.end_to_end_id,
            booking=None if one.place is None else CandidateBooking(**one.place._asdict()),
        )


class BankExceptionInFull(BankException):
    """An exception with its history, and what it may be, the likeliest first; nothing of one that has ended."""

    history: list[BankExceptionStep]
    candidates: list[BankExceptionCandidate]

    @classmethod
    def opened(
        cls, line: ExceptionLine, today: date, history: list[BankExceptionStep], may_be: list[Candidate]
    ) -> Self:
        """The exception as it is told to who decides about it."""
        told = BankException.of(line, today).model_dump()
        return cls(**told, history=history, candidates=[BankExceptionCandidate.of(one) for one in may_be])
