"""What the bank says of one payment, in a booking or in a report, with the subject that the ledger holds it under."""

from datetime import date
from typing import NamedTuple, Self

from services.schedule.matching.booked import Booked
from services.schedule.matching.submitted import Outcome, Submitted


class Told(NamedTuple):
    """A payment, what became of it, on which day and why; and the booking that says so, if it is not a report.

    One that `takes_back` what was told before, by its number, says that this was wrong.
    """

    payment: Submitted
    outcome: Outcome
    subject: str
    told_on: date
    reason_code: str | None = None
    booked: Booked | None = None
    takes_back: int | None = None

    @property
    def is_out(self) -> bool:
        """Whether the payment has left, after this."""
        return (self.outcome is Outcome.EXECUTED) == (self.takes_back is None)

    @classmethod
    def by(cls, booked: Booked, payment: Submitted, outcome: Outcome, subject: str) -> Self:
        """What a booking says of a payment."""
        return cls(payment, outcome, subject, booked.booked_on, booked.return_code, booked)
