"""Bank days: the days on which TARGET settles euro payments, and so the only days on which money moves.

Closed are Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December (ECB, TARGET closing
days). King's Day and Ascension Day are bank days: the town hall is closed, the bank is not.
"""

from datetime import date, timedelta
from functools import lru_cache

_DAY = timedelta(days=1)
_SATURDAY = 5
_FIXED_CLOSING_DAYS = frozenset({(1, 1), (5, 1), (12, 25), (12, 26)})


@lru_cache(maxsize=512)
def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year, by the anonymous computus of Meeus, Jones and Butcher."""
    golden, century, in_century = year % 19, year // 100, year % 100
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - moon_shift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=65536)
def is_bank_day(day: date) -> bool:
    """Whether TARGET is open on this day."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED_CLOSING_DAYS:
        return False
    return day - easter(day.year) not in (-2 * _DAY, _DAY)


@lru_cache(maxsize=65536)
def before(day: date) -> date:
    """The last bank day on or before this day: what must have arrived by then is sent then."""
    while not is_bank_day(day):
        day -= _DAY
    return day


@lru_cache(maxsize=65536)
def after(day: date) -> date:
    """The first bank day on or after this day: what falls on a closed day arrives then."""
    while not is_bank_day(day):
        day += _DAY
    return day


def bank_days_later(day: date, count: int) -> date:
    """The bank day `count` bank days after this day (before it, for a negative count)."""
    step = _DAY if count >= 0 else -_DAY
    for _ in range(abs(count)):
        day = after(day + step) if count > 0 else before(day + step)
    return day
