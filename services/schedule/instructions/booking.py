"""What an answer of the benefit system books in a household's book. Pure.

What it withheld was spoken for as a payment of ours and never comes to the bank: it is executed, and goes off clearing
again against the benefit that it was withheld from. Of what was withheld in part the reserve is released, and the part
is an attempt of its own.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.months import Month
from services.schedule.instructions.answer_file import Given
from services.schedule.instructions.instruction import Outcome
from services.schedule.ledger.attempts import next_attempt
from services.schedule.ledger.entry import Entry, Movement, Stage


class Reserve(NamedTuple):
    """What the ledger holds for a line, in cents: pending under this subject."""

    household_id: UUID
    month: Month
    subject: str
    amount: int

    def entry(self, on: date) -> Entry:
        """The pending entry as it was booked, to be resolved."""
        return Entry(self.household_id, self.month, self.subject, Movement.BUDGET_PAYS, self.amount, on, Stage.PENDING)


class Booking(NamedTuple):
    """Entries to be booked, and those that follow on them and so come after."""

    first: tuple[Entry, ...]
    then: tuple[Entry, ...] = ()


def book(reserve: Reserve, given: Given, on: date) -> Booking:
    """What is booked for a line on the day of its answer."""
    if given.outcome is Outcome.WITHHELD:
        return Booking((reserve.entry(on).executed(on), _withheld(reserve, on)))
    released = reserve.entry(on).released(on)
    if given.outcome is Outcome.REFUSED:
        return Booking((released,))
    part = reserve._replace(subject=next_attempt(reserve.subject), amount=given.withheld)
    return Booking((released, part.entry(on)), (part.entry(on).executed(on), _withheld(part, on)))


def _withheld(reserve: Reserve, on: date) -> Entry:
    subject = f"{reserve.subject}/withheld"
    return Entry(reserve.household_id, reserve.month, subject, Movement.BENEFIT_IS_WITHHELD, reserve.amount, on)
