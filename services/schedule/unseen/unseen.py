"""When something that the bank was to show is missing, and who has to hear of it by when. Pure.

A statement is evidence of what it does not show too: once those of an account reach five bank days past the day of a
payment, a collection or an income, and it is in none of them, it did not happen. Before that nobody knows, and where no
statements come nobody is told a thing by their absence.
"""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from services import banking_days
from services.schedule.matching.coming_back import TO_LIVE_ON

PATIENCE: Final = 5
"""Bank days."""


class UnseenKind(StrEnum):
    """What did not show: a payment in a file of ours, a collection by a supplier, or money that a plan expects."""

    PAYMENT = "payment"
    COLLECTION = "collection"
    INCOME = "income"


class Unseen(NamedTuple):
    """Something that the bank did not show, in cents: of which household, for what (`rent/2026-03`), for which day."""

    what: UnseenKind
    household_id: UUID
    subject: str
    amount: int
    expected_on: date
    end_to_end_id: str | None = None

    @property
    def about(self) -> str:
        """What the task about it is about."""
        return f"{self.what}/{self.subject}"

    def due_on(self, today: date) -> date:
        """By when somebody is to look: who may have nothing to live on today, all else the next bank day."""
        to_live_on = self.what is UnseenKind.PAYMENT and self.subject.partition("/")[0] in TO_LIVE_ON
        return today if to_live_on else banking_days.bank_days_later(today, 1)


def seen_by(expected_on: date) -> date:
    """The day whose statement shows it at the latest."""
    return banking_days.bank_days_later(banking_days.after(expected_on), PATIENCE)


def judged_until(reached: date) -> date:
    """The last day of which statements that reach so far say for sure what did not happen.

    >>> judged_until(date(2026, 3, 10))
    datetime.date(2026, 3, 3)
    """
    return banking_days.bank_days_later(banking_days.before(reached), -PATIENCE)
