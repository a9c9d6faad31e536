"""Days, bank days, months as text and rounding, the slow way."""

from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

_EASTER = {
    2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21),
}  # fmt: skip


def days(number: int) -> timedelta:
    return timedelta(days=number)


def day(text: str) -> date:
    return date.fromisoformat(text)


def rounded(share: Fraction) -> int:
    return floor(share + Fraction(1, 2))


def open_bank(on: date) -> bool:
    easter = date(on.year, *_EASTER[on.year])
    closed = {easter - days(2), easter + days(1)} | {date(on.year, *d) for d in ((1, 1), (5, 1), (12, 25), (12, 26))}
    return on.weekday() < 5 and on not in closed


def before(on: date) -> date:
    return on if open_bank(on) else before(on - days(1))


def after(on: date) -> date:
    return on if open_bank(on) else after(on + days(1))


def month(on: date) -> str:
    return on.isoformat()[:7]


def shifted(text: str, by: int) -> str:
    """The month so many months later."""
    for _ in range(abs(by)):
        first = day(f"{text}-01")
        text = month(first + days(31)) if by > 0 else month(first - days(1))
    return text


def length(text: str) -> int:
    return (day(f"{shifted(text, 1)}-01") - day(f"{text}-01")).days


def numbered(text: str, number: int) -> date:
    return day(f"{text}-01") + days(min(number, length(text)) - 1)


def months(first: str, last: str) -> list[str]:
    found = [first] if first <= last else []
    while found and found[-1] < last:
        found.append(shifted(found[-1], 1))
    return found


def newest(entries: list[dict[str, Any]], at: str) -> dict[str, Any]:
    """The newest entry whose `from` is not after a month or day."""
    return max((one for one in entries if one["from"] <= at), key=lambda one: str(one["from"]))
