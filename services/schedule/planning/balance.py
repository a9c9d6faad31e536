"""The balance of the budget account: day by day, at the ends of months, and the gaps below zero.

Rules 9 and 13 of the plan: balances are read at the end of a day.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from services.months import Month, last_day
from services.schedule.planning.case import Account
from services.schedule.planning.entries import Entry


class DayEnd(NamedTuple):
    """The balance in cents at the end of a day on which money moved."""

    on: date
    balance: int


class MonthEnd(NamedTuple):
    """The balance in cents at the end of a month."""

    month: Month
    balance: int


class Gap(NamedTuple):
    """A stretch of days below zero: first day, first day not below zero any more, deepest balance and its first day."""

    begins_on: date
    ends_on: date | None
    deepest: int
    deepest_on: date


def day_ends(entries: Iterable[Entry]) -> list[DayEnd]:
    """The budget account's balance at the end of each day with an entry; `entries` are in order of day."""
    budget = Account.BUDGET
    balances: dict[date, int] = {}
    balance = 0
    for entry in entries:
        if entry.account is budget:
            balance += entry.amount
            balances[entry.on] = balance
    return [DayEnd(on, at_end) for on, at_end in balances.items()]


def month_ends(ends: Sequence[DayEnd], first: Month, last: Month) -> list[MonthEnd]:
    """The balance at the end of every month from `first` up to and including `last`."""
    found, balance, index = [], 0, 0
    for month in range(first, last + 1):
        while index < len(ends) and ends[index].on <= last_day(month):
            balance = ends[index].balance
            index += 1
        found.append(MonthEnd(month, balance))
    return found


def gaps(ends: Iterable[DayEnd]) -> list[Gap]:
    """Each stretch of days with a negative balance."""
    found: list[Gap] = []
    current: Gap | None = None
    for on, balance in ends:
        if balance >= 0:
            if current is not None:
                found.append(current._replace(ends_on=on))
            current = None
        elif current is None:
            current = Gap(on, None, balance, on)
        elif balance < current.deepest:
            current = current._replace(deepest=balance, deepest_on=on)
    return found if current is None else [*found, current]


def depths_below(ends: Iterable[DayEnd], cap: int) -> Iterator[tuple[date, int]]:
    """Each day on which the balance goes deeper below −`cap` than ever before, and by how many cents deeper."""
    record = -cap
    for on, balance in ends:
        if balance < record:
            yield on, record - balance
            record = balance
