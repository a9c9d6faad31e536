"""What is booked when the bank has executed a payment, or it came back. Pure.

Executed is what was reserved. What came back takes the payment back in full: for leefgeld also that it was set aside,
for the next attempt sets it aside anew.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.months import month_of
from services.schedule.ledger.attempts import Booked
from services.schedule.ledger.entry import Entry, Movement, Stage
from services.schedule.matching.submitted import Submitted
from services.schedule.payments.booking import spoken_for, subject_of
from services.schedule.wanted.payments import LEEFGELD


def reserved(payment: Submitted) -> Booked:
    """What the ledger has set aside for a payment, whatever the number of the attempt."""
    return Booked(payment.household_id, payment.month, subject_of(payment.key))


def executed(payment: Submitted, subject: str, on: date) -> Entry:
    """The reserve of a payment, executed."""
    return _entry(payment, subject, on, Stage.PENDING).executed(on)


def taken_back(payment: Submitted, subject: str, on: date) -> Iterator[Entry]:
    """What an executed payment moved, moved back."""
    yield _entry(payment, subject, on, Stage.EXECUTED).corrected(on)
    if payment.purpose == LEEFGELD:
        aside = Movement.LEEFGELD_IS_SET_ASIDE
        yield Entry(payment.household_id, payment.month, f"{subject}/aside", aside, payment.amount, on).corrected(on)


def reserved_anew(payment: Submitted, subject: str, on: date) -> Iterator[Entry]:
    """What speaks for a payment once more, under the subject of its next attempt."""
    return spoken_for(payment.household_id, payment.key, subject, payment.amount, on)


class Flow(NamedTuple):
    """What the bookings that are matched together did to the account at the bank, in cents: what went out and came in
    for households, what nobody can explain, and what was sent back to where it came from or came again from there."""

    went_out: int = 0
    came_in: int = 0
    odd_out: int = 0
    odd_in: int = 0
    sent_back: int = 0
    came_again: int = 0


def of_the_bank(organisation_id: UUID, name: str, flow: Flow, on: date) -> Iterator[Entry]:
    """What all bookings that are matched together did to the account at the bank."""
    month = month_of(on)
    ways = (
        (name, Movement.BANK_PAYS_OUT, flow.went_out),
        (f"{name}/back", Movement.BANK_TAKES_BACK, flow.came_in),
        (f"{name}/odd", Movement.ODD_MONEY_GOES_OUT, flow.odd_out),
        (f"{name}/odd-in", Movement.ODD_MONEY_COMES_IN, flow.odd_in),
        (f"{name}/sent-back", Movement.SENT_MONEY_GOES_OUT, flow.sent_back),
        (f"{name}/came-again", Movement.SENT_MONEY_COMES_AGAIN, flow.came_again),
    )
    for subject, movement, amount in ways:
        if amount:
            yield Entry(organisation_id, month, subject, movement, amount, on)


def _entry(payment: Submitted, subject: str, on: date, stage: Stage) -> Entry:
    movement = Movement.LEEFGELD_IS_PAID if payment.purpose == LEEFGELD else Movement.BUDGET_PAYS
    return Entry(payment.household_id, payment.month, subject, movement, payment.amount, on, stage)
