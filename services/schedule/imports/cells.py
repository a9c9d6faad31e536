"""The cells of one row of a caseload, asked by column; every fault of them is remembered."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from services.errors import Fault, InvalidInput
from services.money import parse_euros
from services.reading import parse_day
from services.schedule.planning.household import UNTIL_BENEFIT

DEPARTURE, RIGHT = "leavesReceptionCentreOn", "rightStartsOn"
_YES = {"yes": True, "no": False}


class Cell(NamedTuple):
    """A value for a field of a fact, and the column by which a fault of it is told."""

    column: str
    value: Any


class Cells:
    """The cells of a row that are not empty. `today` is the day on which the row is handed in."""

    def __init__(self, filled: Mapping[str, str], today: date) -> None:
        self._filled = filled
        self._today = today
        self.faults: list[Fault] = []

    def has(self, *columns: str) -> bool:
        """Whether any of these is filled."""
        return any(column in self._filled for column in columns)

    def text(self, column: str) -> Cell | None:
        """The text as it stands there."""
        return self._read(column, str, "")

    def amount(self, column: str) -> Cell | None:
        """An amount in euros, as cents."""
        return self._read(column, parse_euros, 0)

    def number(self, column: str) -> Cell | None:
        """A whole number."""
        return self._read(column, _number, 1)

    def yes_or_no(self, column: str) -> Cell | None:
        """`yes` or `no`."""
        return self._read(column, _yes_or_no, False)

    def begins(self) -> Cell:
        """From when holds what has no column of its own for that: the departure, or today while that is not known."""
        return self.text(DEPARTURE) or Cell(DEPARTURE, self._today.isoformat())

    def right_starts_on(self) -> Cell:
        """The first day of the right: as given, or five days after it all begins."""
        given = self.text(RIGHT)
        if given is not None:
            return given
        begins = self.begins()
        try:
            return Cell(begins.column, (parse_day(begins.value) + UNTIL_BENEFIT).isoformat())
        except ValueError:
            return begins  # whoever reads it as a day will say what is wrong with it

    def _read(self, column: str, read: Callable[[str], Any], placeholder: Any) -> Cell | None:
        found = self._filled.get(column)
        if found is None:
            return None
        try:
            return Cell(column, read(found))
        except InvalidInput as refusal:
            self.faults += refusal.under(column)
            return Cell(column, placeholder)


def month_in(day: Cell | None) -> Cell | None:
    """The month of a day, told by the same column."""
    return None if day is None else Cell(day.column, str(day.value)[:7])


def _number(text: str) -> int:
    if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 10:
        return int(text)
    raise InvalidInput([Fault("", f"{text[:40]!r} is no whole number", "write digits only")])


def _yes_or_no(text: str) -> bool:
    if text.lower() in _YES:
        return _YES[text.lower()]
    raise InvalidInput([Fault("", f"{text[:40]!r} is neither yes nor no", "write yes or no")])
