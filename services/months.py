"""Calendar months as whole numbers, so that a year of a household is arithmetic and not parsing.

A `Month` counts from year 0: March 2026 is `2026 * 12 + 2`. It is written `2026-03` wherever people or files see it.
All look-ups are cached: a caseload of 100,000 households asks for the same few hundred days over and over.
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import TypeAlias

Month: TypeAlias = int

_WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def parse_month(text: str) -> Month:
    """The month written `YYYY-MM`; ValueError for anything else (also `2026-3` and `2026-13`)."""
    written = _WRITTEN.fullmatch(text)
    if written is None or written[1] == "0000":
        raise ValueError(f"{text!r} is not a month written as YYYY-MM")
    return int(written[1]) * 12 + int(written[2]) - 1


@lru_cache(maxsize=4096)
def month_text(month: Month) -> str:
    """`YYYY-MM`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_of(day: date) -> Month:
    """The month a day lies in."""
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=4096)
def days_in(month: Month) -> int:
    """How many days the month has."""
    return monthrange(month // 12, month % 12 + 1)[1]


@lru_cache(maxsize=16384)
def day_in(month: Month, number: int) -> date:
    """The day with this number; a number that the month lacks (31 in April) means its last day."""
    return date(month // 12, month % 12 + 1, min(number, days_in(month)))


def first_day(month: Month) -> date:
    """The month's first day."""
    return day_in(month, 1)


def last_day(month: Month) -> date:
    """The month's last day."""
    return day_in(month, 31)
