"""What a booking says of one payment, with the subject that the ledger holds it under."""

from typing import NamedTuple

from services.schedule.matching.deciding import Booked, Outcome, Submitted


class Told(NamedTuple):
    """A booking, a payment that it is about, what became of that, and its subject in the ledger."""

    booked: Booked
    payment: Submitted
    outcome: Outcome
    subject: str
