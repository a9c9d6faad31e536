"""Exceptions as others read them; what the endpoints tell beside it is in `schemas.py`, which knows rows."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.events import Oddity
from services.many_households import HouseholdsAsked
from services.schedule.matching.verdict import ExceptionEnd
from services.schedule.statements.statement import Direction
from services.wire import Instant, Money, Wire


class BankException(Wire):
    """A booking of the bank that no rule explains: what is odd about it, who looks after it and by which day, and how
    it ended."""

    statement_id: UUID
    entry: int
    part: int
    oddity: Oddity
    sum: Money
    direction: Direction
    booked_on: date
    household_id: UUID | None
    end_to_end_id: str | None
    raised_at: Instant
    due_on: date
    days_open: int
    days_overdue: int
    owner: str | None
    authorised_refund_until: date | None
    unauthorised_refund_until: date | None
    asked_back_on: date | None
    ended_as: ExceptionEnd | None
    closed_at: Instant | None


class BankExceptionsAsked(Wire):
    """Which exceptions are asked for: open ones or those that have ended, and only some of them."""

    state: Literal["open", "ended"] = "open"
    owner: str | None = None
    unassigned: bool = False
    oddity: Oddity | None = None
    overdue: bool = False
    household_id: UUID | None = None


class BankExceptionSearch(HouseholdsAsked):
    """Whose exceptions."""

    state: Annotated[Literal["open", "ended"], Field(description="Those that wait, or those that have ended")] = "open"


class BankExceptions(Wire):
    """A page of them, the soonest due first."""

    items: list[BankException]
    next_cursor: str | None
