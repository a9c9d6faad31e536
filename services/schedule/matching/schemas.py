"""Exceptions, and what came back, on the wire."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from services.clock import civil_date
from services.events import ComeBackCure, Oddity
from services.schedule.matching import read_schemas
from services.schedule.matching.reporting import ReportTaken
from services.schedule.matching.repository import ExceptionLine, Wanted
from services.schedule.matching.tables import CameBackRow, ExceptionRow
from services.schedule.matching.verdict import ExceptionEnd
from services.schedule.payments.held_schemas import Name
from services.schedule.sent_back.refund import Ground, last_day
from services.schedule.statements.schemas import StatementFile
from services.schedule.statements.statement import Direction
from services.schedule.why import Why
from services.wire import Instant, Money, PageRequest, Wire

Owner = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""Who looks after something: the issuer's own word for a person, as in a token's `sub`."""


class BankException(read_schemas.BankException):
    """A booking of the bank that no rule explains: what is odd about it, who looks after it, and by which day.

    Household, run and EndToEndId are those of the payment that it names, if it names one of ours. What was drawn can be
    asked of our own bank until a day, by its ground. Of one that has ended the days count until then.
    """

    run_id: UUID | None
    closed_by: str | None

    @classmethod
    def of(cls, line: ExceptionLine, today: date) -> Self:
        """The exception as it is told today."""
        told = line._asdict()
        amount = told.pop("amount")
        until = today if line.closed_at is None else civil_date(line.closed_at)
        drawn = line.direction == Direction.DEBIT and line.end_to_end_id is None
        return cls(
            **told,
            sum=Money(amount=amount),
            days_open=(until - line.booked_on).days,
            days_overdue=max((until - line.due_on).days, 0),
            authorised_refund_until=last_day(Ground.AUTHORISED, line.booked_on) if drawn else None,
            unauthorised_refund_until=last_day(Ground.UNAUTHORISED, line.booked_on) if drawn else None,
        )


class BankExceptionFilter(PageRequest):
    """Which exceptions."""

    state: Annotated[Literal["open", "ended"], Field(description="Those that wait, or those that have ended")] = "open"
    owner: Annotated[Owner | None, Field(description="Those that this person looks after")] = None
    unassigned: Annotated[bool, Field(description="Those that nobody looks after")] = False
    oddity: Annotated[Oddity | None, Field(description="Those that are odd in this way")] = None
    overdue: Annotated[bool, Field(description="Those whose day has passed")] = False
    household_id: Annotated[UUID | None, Field(description="Those of this household")] = None

    def wanted(self, today: date) -> Wanted:
        """As they are asked for."""
        return Wanted(
            ended=self.state == "ended",
            owner=self.owner,
            of_nobody=self.unassigned,
            oddity=self.oddity,
            due_before=today if self.overdue else None,
            household_id=self.household_id,
        )


class BookingExplanation(Wire):
    """What a booking of the statement is after all."""

    entry: Annotated[int, Field(ge=1, le=2**31 - 1)]
    part: Annotated[int, Field(ge=1, le=2**31 - 1)]
    why: Annotated[Why, Field(examples=["The benefit of March for all households, transferred by the municipality."])]


class EndedException(Wire):
    """A booking of the bank that is an exception no more, and how that ended."""

    statement_id: UUID
    entry: int
    part: int
    oddity: Oddity
    ended_as: ExceptionEnd
    closed_at: Instant
    closed_by: str

    @classmethod
    def of(cls, row: ExceptionRow) -> Self:
        """The exception as it is told when it has ended."""
        assert row.closed_at is not None, "it is told when it has ended"
        assert row.closed_by is not None, "and by whom"
        assert row.ended_as is not None, "and how"
        return cls(
            statement_id=row.statement_id,
            entry=row.entry,
            part=row.part,
            oddity=row.oddity,
            ended_as=row.ended_as,
            closed_at=row.closed_at,
            closed_by=row.closed_by,
        )


class PayAgain(Wire):
    """Which payment that came back is paid to the same account once more, and why."""

    purpose: Annotated[Name, Field(examples=["rent"])]
    occasion: Annotated[Name, Field(examples=["2026-03"])]
    why: Annotated[Why, Field(examples=["The bank of the landlord had closed the account by mistake."])]


class PaidAgain(Wire):
    """A payment that came back `times` times; the next run pays it again."""

    household_id: UUID
    purpose: str
    occasion: str
    times: int
    reason_code: str | None
    cure: ComeBackCure
    since: date
    decided_by: str
    decided_at: Instant

    @classmethod
    def of(cls, row: CameBackRow) -> Self:
        """What came back as it is told when somebody has decided."""
        told = row.model_dump(exclude={"organisation_id", "month", "run_id", "account_id", "why_sealed"})
        return cls(**told)


class StatusReport(StatementFile):
    """A report of the bank on a file of ours: how many payments it rejected, on how many it says something else, which
    changes nothing, and how many of its rejections do not fit. Of one that was known before all three are 0."""

    rejected: int
    advised: int
    odd: int
    known_before: bool

    @classmethod
    def taken(cls, report: ReportTaken) -> Self:
        """The report as it is told when it was taken in."""
        told = StatementFile.of(report.file).model_dump()
        return cls(
            **told,
            rejected=report.rejected,
            advised=report.advised,
            odd=report.odd,
            known_before=report.known_before,
        )
