"""The departure days of a month side by side, so that the day can be chosen before the key is handed over."""

from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import wrap

from house.plan_page import Line, printable
from services.money import euros
from services.schedule.planning.bridging import minstand_cap
from services.schedule.planning.case import Case, Method
from services.schedule.planning.solvers import MovingDay

_WIDTHS = (17, 13, 13, 11, 13)
_HEADING = ("Leaves the azc on", "Deepest gap", "Falls short", "No money", "Debt to COA")
_LONG = date.max.toordinal()
_ORDER = "What counts, in this order: what falls short, days without money, debt to COA, the deepest gap."


def moving_day_page(case: Case, days: Sequence[MovingDay], width: int) -> Iterator[Line]:
    """A row for each day, then which are best and why; where all days are alike, none of them is."""
    said = f"{case.case_id}: what each day of leaving would mean. The right and all that hangs on it moves along."
    yield from _wrapped(said, width, "bold")
    yield []
    yield [(_row(_HEADING), "bold")]
    least = min(map(_burden, days))
    is_choice = any(_burden(day) != least for day in days)
    mark = "best" if least[0] == 0 else "least bad"
    for day in days:
        row = _row(_cells(day))
        yield [(f"{row}  ◀ {mark}", "green")] if is_choice and _burden(day) == least else [(row, "")]
    for note, style in _notes(case, is_choice, least[0]):
        yield from _wrapped(note, width, style)


def _notes(case: Case, is_choice: bool, falls_short: int) -> Iterator[tuple[str, str]]:
    if case.method is Method.BUDGETBEHEER:
        allowed = euros(minstand_cap(case), "en")
        yield (
            f"Falls short: what goes deeper below zero than the minstand of {allowed}, or stays below at the end.",
            "dim",
        )
    else:
        yield "Falls short: bills that cannot be paid in time.", "dim"
    if falls_short:
        yield f"Whatever the day, at least {euros(falls_short, 'en')} falls short.", "red"
    yield (_ORDER, "dim") if is_choice else ("No day is better than another.", "")


def _cells(day: MovingDay) -> tuple[str, ...]:
    without = day.days_without_money
    return (
        f"{day.leaves_on:%a} {day.leaves_on.day:>2} {day.leaves_on:%b %Y}",
        euros(day.deepest_gap, "en"),
        euros(day.falls_short, "en") if day.falls_short else "–",
        "never any" if without is None else "1 day" if without == 1 else f"{without} days",
        euros(day.coa_debt, "en"),
    )


def _row(cells: Sequence[str]) -> str:
    first, *others = zip(cells, _WIDTHS, strict=True)
    return first[0].ljust(first[1]) + "".join(cell.rjust(width) for cell, width in others)


def _burden(day: MovingDay) -> tuple[int, int, int, int]:
    """How heavy a day is: what the minstand carries costs these people nothing, so the depth of the gap comes last."""
    without = _LONG if day.days_without_money is None else day.days_without_money
    return day.falls_short, without, day.coa_debt, -day.deepest_gap


def _wrapped(text: str, width: int, style: str) -> Iterator[Line]:
    return ([(line, style)] for line in wrap(printable(text), width))
