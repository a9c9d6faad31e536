"""Toeslagen: when a decision leads to money, for which months, and on whose account.

Rule 6 of the plan. Awir art. 16 (decision within 13 weeks), 22 (arrears in one sum, then monthly; after 31 October all
of the year in one sum), 25 (one account). Dienst Toeslagen pays around the 20th for the next month.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from services import banking_days
from services.months import Month, day_in, month_of
from services.schedule.planning.case import Account, AmountFrom, PaidTo, Toeslag, amount_in

_PAY_DAY = 20
_PROCESSING = timedelta(days=7)


class ToeslagPayment(NamedTuple):
    """One payment of one toeslag in cents, for the months `first` up to and including `last`."""

    on: date
    account: Account
    kind: str
    amount: int
    first: Month
    last: Month


@lru_cache(maxsize=4096)
def pay_day(month: Month) -> date:
    """The day in this month on which Dienst Toeslagen pays."""
    return banking_days.after(day_in(month, _PAY_DAY))


def first_payment_on(toeslag: Toeslag) -> date:
    """The day of the back-pay: the decision month's pay day, or a week later; never before the entitlement's own."""
    decided, entitled = toeslag.decision_on, toeslag.amounts[0].month
    on = pay_day(month_of(decided))
    if decided > on:
        on = banking_days.after(decided + _PROCESSING)
    return max(on, pay_day(entitled - 1))


def is_rest_of_year(toeslag: Toeslag) -> bool:
    """Whether the first payment is all that is left of its year in one sum, for it was decided after 31 October (Awir
    art. 22). It is so by rule 6: the payment goes up to the month after that of the decision."""
    decided, entitled = toeslag.decision_on, toeslag.amounts[0].month
    december = decided.year * 12 + 11
    return month_of(decided) >= december - 1 and entitled <= december


def payments(toeslag: Toeslag, until: date) -> Iterator[ToeslagPayment]:
    """Every payment up to and including a day: the back-pay, then each later pay day the next month."""
    kind, amounts, paid_to = toeslag.kind, toeslag.amounts, toeslag.paid_to
    first = amounts[0].month
    last = max(first, month_of(toeslag.decision_on) + 1)
    for on in _pay_days(first_payment_on(toeslag), until):
        amount = amount_in(amounts, first) if first == last else _sum(amounts, first, last)
        if amount:
            yield ToeslagPayment(on, account_on(paid_to, on), kind, amount, first, last)
        first = last = last + 1


def _sum(amounts: Sequence[AmountFrom], first: Month, last: Month) -> int:
    return sum([amount_in(amounts, month) for month in range(first, last + 1)])


@lru_cache(maxsize=4096)
def _pay_days(begin: date, until: date) -> tuple[date, ...]:
    """The day of the first payment and every pay day after it, up to and including a day."""
    if begin > until:
        return ()
    later = (pay_day(month) for month in range(month_of(begin), month_of(until) + 1))
    return begin, *(day for day in later if begin < day <= until)


def account_on(paid_to: tuple[PaidTo, ...], on: date) -> Account:
    """The account that toeslagen go to on a day: the newest entry that is not after it."""
    account = paid_to[0].account
    for entry in paid_to:
        if entry.starts_on is None or entry.starts_on <= on:
            account = entry.account
    return account
