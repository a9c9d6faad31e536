"""What a mandate does with the calendar: whether a supplier draws by it in a month, and when it falls asleep. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from services.mandate_events import DirectDebitState as State
from services.mandates.costs import Cost
from services.mandates.direct_debits.direct_debit import DirectDebit
from services.months import Month, day_in, first_day, last_day, month_of

WARNED_AFTER = 30
EXPIRED_AFTER = 36
"""Months without a collection, after which a mandate may not be used any more (SDD Core rulebook, EPC016-06)."""

_RESTS = frozenset({State.ACTIVE, State.SUSPENDED})


class Dormancy(StrEnum):
    """How far a mandate that nobody draws by has come."""

    WARNING = "warning"
    EXPIRED = "expired"


def collects(mandates: Iterable[DirectDebit], cost: Cost, month: Month, days: Sequence[int] = ()) -> bool:
    """Whether a supplier would draw this cost in that month."""
    return bool(collecting(mandates, cost, month, days))


def collecting(
    mandates: Iterable[DirectDebit], cost: Cost, month: Month, days: Sequence[int] = ()
) -> list[DirectDebit]:
    """The mandates by which a supplier would draw this cost in that month; more than one is twice paid.

    `days` are the days of the month on which the supplier collects; without them any day of the month may be one.
    """
    return [one for one in mandates if one.cost is cost and one.state is State.ACTIVE and _draws(one, month, days)]


def dormant(mandate: DirectDebit, today: date) -> Dormancy | None:
    """Whether a mandate falls asleep: a warning after 30 months without a collection, and the end after 36."""
    if mandate.state not in _RESTS:
        return None
    if today >= _months_after(mandate.unused_since, EXPIRED_AFTER):
        return Dormancy.EXPIRED
    if today >= _months_after(mandate.unused_since, WARNED_AFTER):
        return Dormancy.WARNING
    return None


def lapsed(mandate: DirectDebit, today: date) -> bool:
    """Whether it has come to its end by itself: its last day has passed, or nobody drew by it for 36 months."""
    if mandate.state not in _RESTS:
        return False
    is_past = mandate.terms.valid_until is not None and mandate.terms.valid_until < today
    return is_past or dormant(mandate, today) is Dormancy.EXPIRED


def _draws(mandate: DirectDebit, month: Month, days: Sequence[int]) -> bool:
    asleep_from = _months_after(mandate.unused_since, EXPIRED_AFTER)
    if days:
        return any(_allows(mandate, day_in(month, number), asleep_from) for number in days)
    first = max(first_day(month), mandate.terms.valid_from)
    return first <= last_day(month) and _allows(mandate, first, asleep_from)


def _allows(mandate: DirectDebit, day: date, asleep_from: date) -> bool:
    terms = mandate.terms
    return terms.valid_from <= day < asleep_from and (terms.valid_until is None or day <= terms.valid_until)


def _months_after(day: date, months: int) -> date:
    """The same day number so many months later; that month's last day if it lacks the number."""
    return day_in(month_of(day) + months, day.day)
