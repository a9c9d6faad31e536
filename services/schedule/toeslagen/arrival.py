"""Money of a toeslag that came, and which payments of Dienst Toeslagen it is. Pure; amounts are cents."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from services import banking_days
from services.months import Month, month_of
from services.schedule.planning.case import Account
from services.schedule.planning.toeslagen import ToeslagPayment

EARLY = 5
"""Bank days: money that comes so long before its pay day is taken for that payment."""


class Arrival(NamedTuple):
    """Money of a toeslag that came on a day, for the months `first` up to and including `last`.

    Without an amount somebody knows only that it came.
    """

    first: Month
    last: Month
    amount: int | None
    on: date
    account: Account


class Together(NamedTuple):
    """Payments and arrivals that are for the same months: what was decided for them, and what came."""

    first: Month
    last: Month
    payments: tuple[ToeslagPayment, ...] = ()
    arrivals: tuple[Arrival, ...] = ()

    @property
    def difference(self) -> int:
        """What came more than was decided; less is negative, and 0 where an amount is not known."""
        came = [one.amount for one in self.arrivals]
        known = [amount for amount in came if amount is not None]
        return sum(known) - sum(one.amount for one in self.payments) if len(known) == len(came) else 0


def together(payments: Iterable[ToeslagPayment], arrivals: Iterable[Arrival]) -> list[Together]:
    """What was decided beside what came, by the months that both are for; in their order."""
    each = [Together(one.first, one.last, payments=(one,)) for one in payments]
    each += [Together(one.first, one.last, arrivals=(one,)) for one in arrivals]
    found: list[Together] = []
    for one in sorted(each, key=lambda part: (part.first, part.last)):
        if found and one.first <= found[-1].last:
            known = found.pop()
            payments_of, arrivals_of = known.payments + one.payments, known.arrivals + one.arrivals
            found.append(Together(known.first, max(known.last, one.last), payments_of, arrivals_of))
        else:
            found.append(one)
    return found


def months_of(
    payments: Iterable[ToeslagPayment], before: Iterable[Arrival], amount: int, on: date
) -> tuple[Month, Month]:
    """The first and the last month that money which came on a day is for.

    Of the payments that were due by then and have not come, the newest ones in a row that are as much together; else
    the newest of them. Where none is left it comes on top of the newest that came, and where none was due at all it is
    for the month after: Dienst Toeslagen pays ahead.
    """
    latest = banking_days.bank_days_later(on, EARLY)
    due = [one for one in payments if one.on <= latest]
    came = list(before)
    waiting = [one for one in due if not any(one.first <= other.last and other.first <= one.last for other in came)]
    if not due:
        return month_of(on) + 1, month_of(on) + 1
    found = _as_much(waiting, amount) or (waiting or due)[-1:]
    return found[0].first, found[-1].last


def _as_much(waiting: Sequence[ToeslagPayment], amount: int) -> list[ToeslagPayment]:
    """The payments in a row, the newest before all, that come to this amount together."""
    for last in range(len(waiting), 0, -1):
        for first in range(last - 1, -1, -1):
            row = list(waiting[first:last])
            if any(one.last + 1 != other.first for one, other in pairwise(row)):
                break
            if sum(one.amount for one in row) == amount:
                return row
    return []
