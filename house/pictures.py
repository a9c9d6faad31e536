"""A balance over days as a picture in characters: what is above zero stands on a line, what is below hangs from it.

Pure text, without colour: who prints it may colour the rows above and below the line, but a pipe loses nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from services.money import euros
from services.schedule.planning.balance import DayEnd

_DAY = timedelta(days=1)
_ROWS = 12
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_ZERO = "€0"
_HANGING = "▒"
_MARK = "▲"
_LETTERS = 3
"""How long the name of a month is."""


class Picture(NamedTuple):
    """Rows of text: above the zero line, the line itself, below it, and the feet (names of months, then marks)."""

    above: list[str]
    zero: str
    below: list[str]
    feet: list[str]


def balance_picture(
    ends: Sequence[DayEnd], first: date, last: date, marks: Mapping[str, Iterable[date]], width: int
) -> Picture:
    """The balance from `first` up to and including `last`, at most `width` characters wide, with a row for each mark.

    A column stands for one or more days and shows the lowest balance of them (cents): no day below zero is hidden.
    """
    margin = max(map(len, (_ZERO, *marks, *(euros(end.balance, "en") for end in ends)))) + 1
    columns = _columns(first, last, width - margin)
    values = [_lowest(ends, begin, end) for begin, end in columns]
    lowest, highest = min(0, *values), max(0, *values)
    top, bottom = euros(highest, "en"), euros(lowest, "en")
    step = max(-(-(highest - lowest) // _ROWS), 1)
    above, below = -(-highest // step), -(lowest // step)

    def row(label: str, characters: Iterable[str]) -> str:
        return f"{label:>{margin - 1}} {''.join(characters)}".rstrip()

    return Picture(
        above=[
            row(top if at == above - 1 else "", (_standing(value, at, step) for value in values))
            for at in reversed(range(above))
        ],
        zero=row(_ZERO, "─" * len(columns)),
        below=[
            row(bottom if at == below - 1 else "", (_hanging(value, at, step) for value in values))
            for at in range(below)
        ],
        feet=[
            row("", _month_names(columns)),
            *(row(name, _marked(columns, set(days))) for name, days in marks.items()),
        ],
    )


def _columns(first: date, last: date, most: int) -> list[tuple[date, date]]:
    """The first and last day of each column, all of them as many days wide as it takes to need at most `most`."""
    days = (last - first).days + 1
    wide = -(-days // most)
    begins = [first + at * _DAY for at in range(0, days, wide)]
    return [(begin, min(begin + (wide - 1) * _DAY, last)) for begin in begins]


def _lowest(ends: Sequence[DayEnd], begin: date, end: date) -> int:
    """The lowest balance in cents at the end of any of these days."""
    days = [one.on for one in ends]
    until_begin, until_end = bisect_right(days, begin), bisect_right(days, end)
    carried = ends[until_begin - 1].balance if until_begin else 0
    return min([carried, *(one.balance for one in ends[until_begin:until_end])])


def _standing(value: int, row: int, step: int) -> str:
    """One character of a column that stands on the zero line; a few euros are not nothing."""
    least = 1 if row == 0 and value > 0 else 0
    return _EIGHTHS[max(least, min((value - row * step) * 8 // step, 8))]


def _hanging(value: int, row: int, step: int) -> str:
    return _HANGING if -value > row * step else " "


def _month_names(columns: Sequence[tuple[date, date]]) -> list[str]:
    """The name of each month from the column of its first day on; of the month in hand, where there is room before."""
    begins = [
        0,
        *(at for at, (begin, end) in enumerate(columns) if at and (begin.day == 1 or begin.month != end.month)),
    ]
    row = [" "] * len(columns)
    for at, following in pairwise([*begins, len(columns) + 1]):
        if following - at > _LETTERS:
            row[at : at + _LETTERS] = f"{columns[at][1]:%b}"
    return row


def _marked(columns: Sequence[tuple[date, date]], days: set[date]) -> list[str]:
    return [_MARK if any(begin <= day <= end for day in days) else " " for begin, end in columns]
