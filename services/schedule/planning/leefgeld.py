"""Leefgeld under budgetbeheer: a fixed amount on a fixed day, whatever the balance.

Rule 8 of the plan. What helped people was knowing how much comes when (seed 001, lines 4620-4626); fifteen euros for
a month (seed 001, lines 2830-2835) cannot come out of this rule.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from services import banking_days
from services.money import half_up
from services.months import day_in, days_in, month_of
from services.schedule.planning.case import Case, LeefgeldPeriod, Rhythm

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_SET_UP = timedelta(days=2)


class LeefgeldPayment(NamedTuple):
    """One payment of leefgeld in cents: the day it is meant for (its key) and the bank day it is paid on."""

    nominal: date
    on: date
    amount: int
    rhythm: Rhythm


class LeefgeldPlan(NamedTuple):
    """All leefgeld of the relief, with the advance (cents, on its bank day) that bridges to the first payment."""

    payments: tuple[LeefgeldPayment, ...]
    advance_on: date | None
    advance: int


def leefgeld_plan(case: Case) -> LeefgeldPlan:
    """Every nominal day from the start of the right to the end of relief, and the advance before the first one."""
    starts_on = case.benefit.starts_on
    earliest = banking_days.after(starts_on + _SET_UP)
    paid = [
        LeefgeldPayment(nominal, max(banking_days.before(nominal), earliest), period.amount, period.rhythm)
        for period, begin, end in _periods(case)
        for nominal in _nominal_days(period.rhythm, period.day, begin, end)
    ]
    paid.sort()
    if not paid or paid[0].rhythm is not Rhythm.MONTHLY or paid[0].on <= earliest:
        return LeefgeldPlan(tuple(paid), None, 0)
    first = paid[0]
    return LeefgeldPlan(tuple(paid), earliest, advance(first.amount, starts_on, first.nominal))


def advance(amount: int, starts_on: date, first_nominal: date) -> int:
    """Leefgeld in cents for the days before the first payment, by the days of the starting month; at most `amount`."""
    days = (first_nominal - starts_on).days
    return min(half_up(amount * days, days_in(month_of(starts_on))), amount)


def _periods(case: Case) -> Iterator[tuple[LeefgeldPeriod, date, date]]:
    """Each period with the first and last day it covers within the relief."""
    periods = case.leefgeld.periods
    for index, period in enumerate(periods):
        end = case.relief_ends_on
        if index + 1 < len(periods):
            end = min(end, periods[index + 1].starts_on - _DAY)
        yield period, max(period.starts_on, case.benefit.starts_on), end


@lru_cache(maxsize=16384)
def _nominal_days(rhythm: Rhythm, number: int, begin: date, end: date) -> tuple[date, ...]:
    """The days with this number (of the month, or of the week) from `begin` up to and including `end`."""
    if rhythm is Rhythm.MONTHLY:
        days = (day_in(month, number) for month in range(month_of(begin), month_of(end) + 1))
        return tuple(day for day in days if begin <= day <= end)
    first = begin + timedelta(days=(number - begin.isoweekday()) % 7)
    return tuple(first + week * _WEEK for week in range((end - first).days // 7 + 1))
