"""What freezing books for one household: what has come in, the minstand it takes, and the payments spoken for.

Pure. Leefgeld is set aside first, day by day; a minus is drawn from the approved minstand before anything is paid, and
repaid as soon as money is left over. What even the minstand cannot carry is not booked but named: a cost waits for
money, and leefgeld for somebody to approve more, for it is never made smaller (design promises I8, I9). A settlement
gives the client what is left, and a surplus what is over: they are paid from what there is when all else is spoken for,
never from the minstand, whatever the plan hoped for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from services.events import HoldReason
from services.months import Month
from services.schedule.ledger.attempts import attempt
from services.schedule.ledger.entry import Entry, Movement, Stage
from services.schedule.planning.entries import SURPLUS
from services.schedule.wanted.income import Happening
from services.schedule.wanted.payments import LEEFGELD, SETTLEMENT, PaymentKey


class Standing(NamedTuple):
    """Where the accounts of a household stand before this booking, in cents, and what was spoken for and released
    before: how often, by month and subject."""

    budget: int
    minstand: int
    cap: int
    released: Mapping[tuple[Month, str], int] = MappingProxyType({})


class ToPay(NamedTuple):
    """One payment (cents) that is to be spoken for; `order` is its place in the order of payment."""

    key: PaymentKey
    amount: int
    order: tuple[date, int]


class ToRecognise(NamedTuple):
    """An expectation (cents), what was booked of it before, and how often."""

    month: Month
    subject: str
    happening: Happening
    amount: int
    booked: int
    bookings: int


@dataclass(slots=True)
class Booking:
    """The entries of one household, and the payments that do not fit."""

    entries: list[Entry] = field(default_factory=list)
    held: dict[PaymentKey, HoldReason] = field(default_factory=dict)


class Occasion(NamedTuple):
    """On which day is booked, for which month, and under which name the minstand of it (once a run)."""

    on: date
    month: Month
    name: str


def book(
    household_id: UUID, standing: Standing, recognise: Sequence[ToRecognise], pay: Sequence[ToPay], at: Occasion
) -> Booking:
    """All that a run books for a household; `InvalidInput` only for amounts that no payment can hold."""
    booking = Booking()
    budget = standing.budget
    for one in recognise:
        for entry in recognised(household_id, one, at.on):
            booking.entries.append(entry)
            budget += entry.amount if _grows(entry) else -entry.amount
    room = budget + standing.cap - standing.minstand
    for payment in sorted(pay, key=_turn):
        is_what_is_left = payment.key.purpose in (SETTLEMENT, SURPLUS)
        if payment.amount > (budget if is_what_is_left else room):
            is_leefgeld = payment.key.purpose == LEEFGELD
            booking.held[payment.key] = HoldReason.LIMIT if is_leefgeld else HoldReason.MONEY_SHORT
            continue
        room -= payment.amount
        budget -= payment.amount
        booking.entries += _spoken_for(household_id, payment, standing.released, at.on)
    minstand = _minstand(household_id, budget, standing, at)
    if minstand is not None:
        booking.entries.append(minstand)
    return booking


def _turn(payment: ToPay) -> tuple[bool, bool, tuple[date, int]]:
    """Leefgeld first, and a surplus when all that is reserved is."""
    return payment.key.purpose != LEEFGELD, payment.key.purpose == SURPLUS, payment.order


def subject_of(key: PaymentKey) -> str:
    """The subject under which a payment is booked."""
    return f"{key.purpose}/{key.occasion}"


def recognised(household_id: UUID, one: ToRecognise, on: date) -> Iterator[Entry]:
    """The expectation as booked before is taken back where it changed, and booked as it is now."""
    if one.booked:
        yield _expected(household_id, one, one.booked, one.bookings, on).corrected(on)
    if one.amount:
        yield _expected(household_id, one, one.amount, one.bookings + 1, on)


def _expected(household_id: UUID, one: ToRecognise, amount: int, time: int, on: date) -> Entry:
    subject = one.subject if time == 1 else f"{one.subject}/{time}"
    return Entry(household_id, one.month, subject, one.happening.movement, amount, on)


def _grows(entry: Entry) -> bool:
    return (entry.movement is not Movement.LOAN_IS_REPAID) == (entry.corrects is None)


def _spoken_for(
    household_id: UUID, payment: ToPay, released: Mapping[tuple[Month, str], int], on: date
) -> Iterator[Entry]:
    subject = subject_of(payment.key)
    subject = attempt(subject, released.get((payment.key.month, subject), 0) + 1)
    return spoken_for(household_id, payment.key, subject, payment.amount, on)


def spoken_for(household_id: UUID, key: PaymentKey, subject: str, amount: int, on: date) -> Iterator[Entry]:
    """What is booked when a payment (cents) is spoken for under this subject, that of its attempt."""
    month = key.month
    if key.purpose != LEEFGELD:
        yield Entry(household_id, month, subject, Movement.BUDGET_PAYS, amount, on, Stage.PENDING)
        return
    yield Entry(household_id, month, f"{subject}/aside", Movement.LEEFGELD_IS_SET_ASIDE, amount, on)
    yield Entry(household_id, month, subject, Movement.LEEFGELD_IS_PAID, amount, on, Stage.PENDING)


def let_go(household_id: UUID, key: PaymentKey, subject: str, amount: int, on: date) -> Iterator[Entry]:
    """What is booked when a payment (cents) that was spoken for under this subject is not made after all."""
    month = key.month
    if key.purpose != LEEFGELD:
        yield Entry(household_id, month, subject, Movement.BUDGET_PAYS, amount, on, Stage.PENDING).released(on)
        return
    yield Entry(household_id, month, subject, Movement.LEEFGELD_IS_PAID, amount, on, Stage.PENDING).released(on)
    aside = Movement.LEEFGELD_IS_SET_ASIDE
    yield Entry(household_id, month, f"{subject}/aside", aside, amount, on).corrected(on)


def _minstand(household_id: UUID, budget: int, standing: Standing, at: Occasion) -> Entry | None:
    """A minus is drawn from the minstand; what is over goes back into it."""
    subject = f"minstand/{at.name}"
    if budget < 0:
        return Entry(household_id, at.month, subject, Movement.MINSTAND_IS_DRAWN, -budget, at.on)
    repaid = min(budget, standing.minstand)
    if repaid <= 0:
        return None
    return Entry(household_id, at.month, f"{subject}/back", Movement.MINSTAND_IS_REPAID, repaid, at.on)
