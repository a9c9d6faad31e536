"""What is booked when the bank has executed a payment, or it came back. Pure.

Executed is what was reserved. What came back takes the payment back in full: for leefgeld also that it was set aside,
for the next attempt sets it aside anew.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from services.months import month_of
from services.schedule.ledger.attempts import Booked
from services.schedule.ledger.entry import Entry, Movement, Stage
from services.schedule.matching.deciding import Submitted
from services.schedule.payments.booking import subject_of
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


def of_the_bank(organisation_id: UUID, name: str, went_out: int, came_back: int, on: date) -> Iterator[Entry]:
    """What went out of the bank account, and what came back to it, for all bookings that are matched together."""
    month = month_of(on)
    if went_out:
        yield Entry(organisation_id, month, name, Movement.BANK_PAYS_OUT, went_out, on)
    if came_back:
        yield Entry(organisation_id, month, f"{name}/back", Movement.BANK_TAKES_BACK, came_back, on)


def _entry(payment: Submitted, subject: str, on: date, stage: Stage) -> Entry:
    movement = Movement.LEEFGELD_IS_PAID if payment.purpose == LEEFGELD else Movement.BUDGET_PAYS
    return Entry(payment.household_id, payment.month, subject, movement, payment.amount, on, stage)
