"""Arrears: somebody tells of a letter about a bill, and what we know of that bill decides what follows. Pure.

Dunning letters came although the municipality had paid (seed 001, lines 1746-1749): then the supplier gets the proof
and the client hears that he need do nothing. A bill that we did not pay is an alarm: the next letter costs money.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.events import ArrearsState
from services.months import Month, month_text
from services.schedule.households.tasks import Task, TaskKind


class ArrearsStage(StrEnum):
    """How far it has come: a reminder, the last one, handed to a collector, or supply or lease is about to end."""

    REMINDER = "reminder"
    FINAL_NOTICE = "final_notice"
    COLLECTION = "collection"
    ENDING = "ending"


class ToldBy(StrEnum):
    """Who tells of the letter: the supplier itself, the client's supporter, who opens the post with him, or a case
    manager."""

    SUPPLIER = "supplier"
    SUPPORTER = "supporter"
    CASE_MANAGER = "case_manager"


class Letter(NamedTuple):
    """A letter of a supplier that the bill of a month is not paid, for a sum in cents, of the day `letter_on`."""

    household_id: UUID
    supplier_id: UUID
    cost: str
    month: Month
    sum: int
    stage: ArrearsStage
    letter_on: date
    told_by: ToldBy
    word_id: UUID | None = None

    @property
    def about(self) -> str:
        """Which bill, as `rent/2026-03`."""
        return f"{self.cost}/{month_text(self.month)}"


class Payment(NamedTuple):
    """What the bank executed of a bill: cents, the day, and the name by which it knows the payment."""

    end_to_end_id: str
    amount: int
    paid_on: date


class Arrears(NamedTuple):
    """A letter, and what we knew of its bill by then; `payment` is the last one that the bank executed of it."""

    id: UUID
    letter: Letter
    state: ArrearsState
    open: int
    payment: Payment | None
    at: datetime
    by: str


def weigh(letter: Letter, payments: list[Payment]) -> tuple[ArrearsState, int, Payment | None]:
    """Whether the bill was paid, how many cents of it are open, and the payment that shows it.

    A sum that is higher than what was paid leaves the difference open: that may be costs, or a bill that grew.
    """
    paid = sum(one.amount for one in payments)
    last = max(payments, key=lambda one: (one.paid_on, one.end_to_end_id), default=None)
    if paid >= letter.sum:
        return ArrearsState.REFUTED, 0, last
    return ArrearsState.OPEN, letter.sum - paid, last


def alarm(letter: Letter, still_open: int, today: date) -> Task:
    """The alarm of a bill that is open: today's, for a letter is late already."""
    return Task(TaskKind.ARREARS, letter.about, today, done=False, amount=still_open)
