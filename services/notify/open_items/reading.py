"""Reading a list of open items as suppliers' bookkeeping writes it: CSV, with every fault of every line at once. Pure.

Columns in Dutch or English, in any order; others are passed over and kept nowhere, for they may name somebody.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from services.decoding import decoded
from services.errors import Fault, InvalidInput
from services.money import parse_euros
from services.months import Month, parse_month
from services.notify.open_items.open_item import ItemState, OpenItem
from services.reading import FIRST_YEAR, LAST_YEAR, MOST_CENTS, parse_day

MOST_LINES = 5_000
"""A supplier of a large city; a longer list comes in parts."""

_COLUMNS: Mapping[str, Sequence[str]] = {
    "customerNumber": ("klantnummer", "customernumber", "contractnummer", "debiteurnummer"),
    "period": ("periode", "period", "maand", "month"),
    "amount": ("bedrag", "amount", "openstaand"),
    "date": ("datum", "date", "vervaldatum", "duedate"),
    "state": ("status", "state"),
}
_STATES = {
    ItemState.BOOKED: ("booked", "paid", "geboekt", "betaald", "verwerkt"),
    ItemState.OPEN: ("open", "openstaand"),
    ItemState.CHANGED: ("changed", "gewijzigd"),
    ItemState.CREDIT: ("credit", "tegoed"),
    ItemState.REMINDER: ("reminder", "herinnering", "aanmaning"),
    ItemState.FINAL_NOTICE: ("final notice", "laatste aanmaning", "sommatie"),
    ItemState.COLLECTION: ("collection", "incasso", "deurwaarder"),
    ItemState.ENDING: ("ending", "afsluiting", "ontruiming"),
}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}
_MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])[-/](\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", re.ASCII)
_NUMBER = re.compile(r"[^\x00-\x1f\x7f]{1,50}")


def read(content: bytes, listed_on: date) -> list[OpenItem]:
    """The lines of a list of that day; `InvalidInput` with every fault of it, each with the number of its line."""
    text = decoded(content).text
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    faults: list[Fault] = []
    items: dict[tuple[str, Month, ItemState], OpenItem] = {}
    try:
        columns = _columns([_plain(cell) for cell in next(rows, [])])
        for number, cells in _filled(rows):
            if number > MOST_LINES + 1:
                raise InvalidInput([Fault("", f"there are more than {MOST_LINES} lines", "send it in parts")])
            item = _item(number, cells, columns, listed_on, faults)
            if item is not None:
                before = items.setdefault((item.customer_number, item.month, item.state), item)
                if before is not item:
                    faults.append(Fault(f"line {number}", f"says the same as line {before.number}", "leave one out"))
    except csv.Error as error:
        faults.append(Fault(f"line {rows.line_num}", f"is no CSV: {error}", "close every quotation mark"))
    if faults:
        raise InvalidInput(faults)
    if not items:
        raise InvalidInput([Fault("", "there is no line in it", "hand in the list itself")])
    return list(items.values())


def _delimiter(text: str) -> str:
    """What parts the names of the columns: a semicolon, as spreadsheets here write, a tab, or a comma."""
    first = text.partition("\n")[0]
    return max(";\t,", key=first.count)


def _filled(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, numbered as a spreadsheet does."""
    yield from ((number, cells) for number, cells in enumerate(rows, 2) if any(cell.strip() for cell in cells))


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]", "", text).lower()


def _columns(names: Sequence[str]) -> Mapping[str, int]:
    found = {}
    faults = []
    for column, written in _COLUMNS.items():
        places = [place for place, name in enumerate(names) if name in written]
        if len(places) == 1:
            found[column] = places[0]
        else:
            what = "is missing" if not places else "is there more than once"
            faults.append(Fault(f"column {column}", what, f"name one column {written[0]}"))
    if faults:
        raise InvalidInput(faults)
    return found


def _item(
    number: int, cells: Sequence[str], columns: Mapping[str, int], listed_on: date, faults: list[Fault]
) -> OpenItem | None:
    """What a line says; None where anything of it is wrong, and then each fault is among those."""
    found = _Line(number, {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()})
    customer, month, amount = found.customer_number(), found.month(), found.amount()
    day, state = found.day(), found.state()
    if amount is not None and state is not None:
        found.check_sign(amount, state)
    if day is not None and state not in (None, ItemState.OPEN, ItemState.CHANGED) and day > listed_on:
        found.fault("date", "lies after the day of the list", "look at the date, or at the day of the list")
    faults += found.faults
    if found.faults or customer is None or month is None or amount is None or day is None or state is None:
        return None
    return OpenItem(number, customer, month, amount, day, state)


class _Line:
    """One line, read cell by cell; what is wrong is remembered, and never says what stood there."""

    def __init__(self, number: int, cells: Mapping[str, str]) -> None:
        self._number = number
        self._cells = cells
        self.faults: list[Fault] = []

    def fault(self, column: str, what: str, cure: str) -> None:
        """Something is wrong in a column."""
        self.faults.append(Fault(f"line {self._number}, {column}", what, cure))

    def customer_number(self) -> str | None:
        """As the supplier writes it."""
        if _NUMBER.fullmatch(self._cells["customerNumber"]):
            return self._cells["customerNumber"]
        self.fault("customerNumber", "is no customer number", "write 1 to 50 characters")
        return None

    def month(self) -> Month | None:
        """`2026-03`, or the month first as in 03-2026."""
        written = self._cells["period"]
        turned = _MONTH_FIRST.fullmatch(written)
        try:
            month = parse_month(f"{turned[2]}-{int(turned[1]):02d}" if turned else written)
        except ValueError:
            self.fault("period", "is no month", "write it as 2026-03")
            return None
        if not FIRST_YEAR <= month // 12 <= LAST_YEAR:
            self.fault("period", f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}", "check the year")
            return None
        return month

    def amount(self) -> int | None:
        """Cents; neither nothing nor more than a payment can hold."""
        try:
            cents = parse_euros(self._cells["amount"])
        except InvalidInput:
            self.fault("amount", "is no amount in euros", "write euros and two digits of cents, as in 1566,93")
            return None
        if not 0 < abs(cents) <= MOST_CENTS:
            self.fault("amount", "is nothing, or too much", "leave the line out, or look at the amount")
            return None
        return cents

    def day(self) -> date | None:
        """`2026-03-01`, or the day first as in 01-03-2026."""
        written = self._cells["date"]
        turned = _DAY_FIRST.fullmatch(written)
        try:
            return parse_day(f"{turned[3]}-{int(turned[2]):02d}-{int(turned[1]):02d}" if turned else written)
        except ValueError:
            self.fault("date", "is no day", "write it as 2026-03-01 or 01-03-2026")
            return None

    def state(self) -> ItemState | None:
        """One of the words for it."""
        found = _STATE_OF.get(re.sub(r"[\s_-]+", " ", self._cells["state"]).strip().lower())
        if found is None:
            self.fault("state", "is no state of a bill", f"write one of: {', '.join(_STATE_OF)}")
        return found

    def check_sign(self, amount: int, state: ItemState) -> None:
        """A credit is less than nothing, and nothing else is."""
        if (amount < 0) is not (state is ItemState.CREDIT):
            self.fault("amount", "has the wrong sign for its state", "write a minus before a credit, and no other")
