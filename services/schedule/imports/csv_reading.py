"""A caseload in CSV: how its text is written, and each row as a household or with every fault of it."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from services.decoding import decoded
from services.errors import Fault, InvalidInput
from services.reading import cure_for
from services.schedule.households.contents import Content, StatedContent
from services.schedule.households.schemas import NewHousehold
from services.schedule.households.service import NewHousehold as WantedHousehold
from services.schedule.imports.cells import Cells
from services.schedule.imports.columns import COLUMN_OF, COLUMNS, REQUIRED, Heading, StatedFact, facts_in
from services.schedule.imports.payee_columns import papers_missing_in, payees_in
from services.schedule.imports.row import HANG_TOGETHER, CaseloadFile, Row
from services.schedule.validation import faults_of, told

_CONTENT: TypeAdapter[Content] = TypeAdapter(StatedContent)
_HOUSEHOLD: TypeAdapter[NewHousehold] = TypeAdapter(NewHousehold)
_FIRST_ROW = 2
"""As a spreadsheet counts: the names of the columns stand in row 1."""


def read_csv(content: bytes, today: date) -> CaseloadFile:
    """The caseload in a CSV file; `InvalidInput` for what is no text, or has no names of columns.

    A fault of the columns does not keep the rows from being read, so that theirs are told with it.
    """
    text, encoding = decoded(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    names = [name.strip() for name in _first(rows)]
    faults = tuple(_faults_of_columns(names))
    return CaseloadFile(hashlib.sha256(content).digest(), encoding, _rows(rows, Heading.of(names), today), faults)


def _delimiter(text: str) -> str:
    """What parts the names of the columns: a semicolon, as spreadsheets here write, or a comma."""
    first = text.partition("\n")[0]
    return ";" if first.count(";") >= first.count(",") else ","


def _first(rows: Iterator[list[str]]) -> list[str]:
    try:
        return next(rows, [])
    except csv.Error as error:
        raise InvalidInput([_no_csv("columns", error)]) from None


def _no_csv(where: str, error: csv.Error) -> Fault:
    return Fault(where, f"from here on this is not CSV: {error}", "close every quotation mark")


def _faults_of_columns(names: Sequence[str]) -> Iterator[Fault]:
    for name in REQUIRED:
        if name not in names:
            yield Fault(f"columns.{name}", "this column is missing", "add it")
    for name in dict.fromkeys(names):
        where = f"columns.{name or '(no name)'}"
        if names.count(name) > 1:
            yield Fault(where, "this column stands there twice", "leave one of them out")
        elif name not in COLUMNS:
            yield Fault(where, "this column is not known", cure_for(name, COLUMNS, "see the page on caseload import"))


def _rows(rows: Iterator[list[str]], heading: Heading, today: date) -> Iterator[Row]:
    number = _FIRST_ROW
    try:
        for number, cells in enumerate(rows, start=_FIRST_ROW):
            if any(cell.strip() for cell in cells):
                yield _row(number, cells, heading, today)
    except csv.Error as error:
        where = f"rows[{number + 1}]"
        yield Row(number + 1, where, b"", faults=(_no_csv(where, error),))


def _row(number: int, cells: list[str], heading: Heading, today: date) -> Row:
    names, where = heading.names, f"rows[{number}]"
    mark = hashlib.sha256("\x1f".join([*names, *cells]).encode()).digest()
    if len(cells) != len(names):
        what = f"this row has {len(cells)} cells, and there are {len(names)} columns"
        return Row(number, where, mark, faults=(Fault(where, what, "put text with a separator in quotation marks"),))
    filled = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()}
    read = read_row(Cells(filled, today), heading)
    return Row(number, where, mark, read.household, tuple(one.under(where) for one in read.faults), COLUMN_OF)


class ReadRow(NamedTuple):
    """What the cells of a row state: a household, of what could be read, and every fault, each by its column.

    None where it is not known which household it is. Where a cell cannot be read that the others cannot be judged
    without, nothing is stated at all.
    """

    household: WantedHousehold | None
    faults: tuple[Fault, ...]


def read_row(cells: Cells, heading: Heading) -> ReadRow:
    """The household that the cells of a row state."""
    faults: list[Fault] = []
    contents, much_hangs_on_it = [], False
    for stated in facts_in(cells, heading):
        content = _content(stated, faults)
        if content is not None:
            contents.append(content)
        else:
            much_hangs_on_it |= stated.body["kind"] in HANG_TOGETHER
    payees, papers = list(payees_in(cells, heading, faults)), papers_missing_in(cells, faults)
    named = {
        column: cell.value if (cell := cells.text(column)) else "" for column in REQUIRED if column in heading.names
    }
    try:
        who = _HOUSEHOLD.validate_python(named)
    except ValidationError as refusal:
        of_name = [fault for fault in faults_of(refusal) if fault.where in named]
        return ReadRow(None, tuple(_one_a_column([*of_name, *faults, *cells.faults])))
    readable = [] if much_hangs_on_it else contents
    household = WantedHousehold(who.reference, who.municipality, readable, payees, papers)
    return ReadRow(household, tuple(_one_a_column([*faults, *cells.faults])))


def _one_a_column(faults: Sequence[Fault]) -> Iterable[Fault]:
    """The first fault of each column: a departure that is no day would otherwise be told by every fact it begins."""
    first: dict[str, Fault] = {}
    for fault in faults:
        first.setdefault(fault.where, fault)
    return first.values()


def _content(stated: StatedFact, faults: list[Fault]) -> Content | None:
    try:
        return _CONTENT.validate_python(stated.body)
    except ValidationError as refusal:
        for error in refusal.errors(include_url=False):
            faults += [_of_column(stated, fault) for fault in told(error, error["loc"])]
    return None


def _of_column(stated: StatedFact, fault: Fault) -> Fault:
    """The fault as seen from the row: by its column, or where it has none by the one that it belongs beside."""
    column = stated.columns.get(fault.where)
    if column is not None:
        return Fault(column, fault.what, fault.cure)
    group = fault.where.rpartition(".")[0]
    beside = next(
        (name for field, name in stated.columns.items() if group and field.startswith(f"{group}.")), stated.main
    )
    return Fault(beside, f"{fault.where} is missing beside it", "fill in its column too")
