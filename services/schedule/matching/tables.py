"""The rows of matching: what each booking said and whose it is, what the bank did with a payment, what came back, what
does not fit, and what is remembered of payers.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary
from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.events import ComeBackCure, Oddity
from services.schedule.matching.submitted import Outcome
from services.schedule.matching.verdict import ExceptionEnd, ExceptionStep, Meaning, Rule
from services.schedule.statements.statement import Direction
from services.schedule.tables import ScheduleRow


class OutcomeRow(ScheduleRow, table=True):
    """What the bank told of a payment, the `number`-th time: on which day, why, and by which booking.

    `subject` is under what the ledger holds it. One that `takes_back` another was written because that was wrong; what
    stands is asked of the view `payment_told`.
    """

    __tablename__ = "payment_outcome"

    organisation_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    end_to_end_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    outcome: Outcome = Field(sa_type=by_value(Outcome))
    told_on: date
    reason_code: str | None = None
    subject: str
    statement_id: UUID | None = None
    entry: int | None = None
    part: int | None = None
    at: datetime = Field(sa_type=Instant)
    takes_back: int | None = None


class CameBackRow(ScheduleRow, table=True):
    """A payment that came back, by its key: how often, from which account, why, and what is to be done about it."""

    __tablename__ = "payment_came_back"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    month: int = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    occasion: str = Field(primary_key=True)
    times: int
    run_id: UUID
    account_id: UUID | None = None
    reason_code: str | None = None
    cure: ComeBackCure = Field(sa_type=by_value(ComeBackCure))
    since: date
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    why_sealed: bytes | None = None


class MatchRow(ScheduleRow, table=True):
    """A booking that was matched: by which rule, with how many payments of which run (or, of no run, with how many
    shares), and what it says of them. What `mirrors` another booking takes that back.
    """

    __tablename__ = "bank_match"

    organisation_id: UUID = Field(primary_key=True)
    statement_id: UUID = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    rule: Rule = Field(sa_type=by_value(Rule))
    outcome: Meaning = Field(sa_type=by_value(Meaning))
    run_id: UUID | None = None
    payments: int
    amount: int = Field(sa_type=WholeCents)
    mirrors_statement_id: UUID | None = None
    mirrors_entry: int | None = None
    mirrors_part: int | None = None


class MatchingRow(ScheduleRow, table=True):
    """How far an account's statements were matched: all before `place`, and of that one up to this entry and part."""

    __tablename__ = "statement_matching"

    organisation_id: UUID = Field(primary_key=True)
    account: str = Field(primary_key=True)
    place: int = Field(sa_type=WholeCents)
    entry: int
    part: int


class ExceptionRow(ScheduleRow, table=True):
    """A booking that no rule explains, and how that ended; cents. What became of it before is in its steps.

    `household_id` is whose it seems to be, `owner` who looks after it. One from before bookings without an explanation
    were in the ledger is not `in_suspense`.
    """

    __tablename__ = "bank_exception"

    organisation_id: UUID = Field(primary_key=True)
    statement_id: UUID = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    oddity: Oddity = Field(sa_type=by_value(Oddity))
    amount: int = Field(sa_type=WholeCents)
    direction: Direction = Field(sa_type=by_value(Direction))
    booked_on: date
    household_id: UUID | None = None
    run_id: UUID | None = None
    end_to_end_id: str | None = None
    raised_at: datetime = Field(sa_type=Instant)
    due_on: date
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_by: str | None = None
    ended_as: ExceptionEnd | None = Field(default=None, sa_type=by_value(ExceptionEnd))
    in_suspense: bool = False
    owner: str | None = None


class ExceptionStepRow(ScheduleRow, table=True):
    """A step of an exception, with a person's reason (sealed) and what was odd about it then; or who was given it."""

    __tablename__ = "bank_exception_step"

    organisation_id: UUID = Field(primary_key=True)
    statement_id: UUID = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    step: ExceptionStep = Field(sa_type=by_value(ExceptionStep))
    oddity: Oddity = Field(sa_type=by_value(Oddity))
    at: datetime = Field(sa_type=Instant)
    by: str
    why_sealed: bytes | None = None
    owner: str | None = None


class ShareRow(ScheduleRow, table=True):
    """What of a booking is a household's, for what; cents. Of a credit `subject` is that of the expectation it fulfils.

    The ledger has it under `ledger_subject`. One that `takes_back` another was written because that was wrong.
    """

    __tablename__ = "bank_share"

    organisation_id: UUID = Field(primary_key=True)
    statement_id: UUID = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    household_id: UUID
    month: int
    subject: str
    ledger_subject: str
    amount: int = Field(sa_type=WholeCents)
    takes_back: int | None = None
    by: str
    at: datetime = Field(sa_type=Instant)


class RememberedRow(ScheduleRow, table=True):
    """What a person confirmed of a payer (`remembered.Remembered`), until somebody said that it is so no longer."""

    __tablename__ = "remembered_payer"

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    direction: Direction = Field(sa_type=by_value(Direction))
    counterparty: bytes
    words: list[bytes] = Field(sa_type=ARRAY(LargeBinary))
    kind: str
    household_id: UUID | None = None
    amount: int | None = Field(default=None, sa_type=WholeCents)
    remembered_by: str
    remembered_at: datetime = Field(sa_type=Instant)
    forgotten_by: str | None = None
    forgotten_at: datetime | None = Field(default=None, sa_type=Instant)
