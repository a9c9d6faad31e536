"""A caseload in CSV: how its text is written, and each row as a household or with every fault of it."""

import codecs
import csv
import difflib
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from services.errors import Fault, InvalidInput
from services.schedule.households.contents import Content, StatedContent
from services.schedule.households.schemas import NewHousehold
from services.schedule.households.service import NewHousehold as WantedHousehold
from services.schedule.imports.cells import Cells
from services.schedule.imports.columns import COLUMNS, REQUIRED, Heading, StatedFact, facts_in
from services.schedule.imports.row import CaseloadFile, Row
from services.schedule.payees.schemas import NewCostPayee, PayeeAccount
from services.schedule.payees.service import WantedCostPayee
from services.schedule.validation import faults_of, told

_CONTENT: TypeAdapter[Content] = TypeAdapter(StatedContent)
_PAYEE: TypeAdapter[NewCostPayee] = TypeAdapter(NewCostPayee)
_ACCOUNT: TypeAdapter[PayeeAccount] = TypeAdapter(PayeeAccount)
_HOUSEHOLD: TypeAdapter[NewHousehold] = TypeAdapter(NewHousehold)
_FIRST_ROW = 2
"""As a spreadsheet counts: the names of the columns stand in row 1."""


class Decoded(NamedTuple):
    """A text, and what it turned out to be written in."""

    text: str
    encoding: str


def decoded(content: bytes) -> Decoded:
    """The text of a file: UTF-8, with a byte order mark or without, or else what Windows wrote before that."""
    if content.startswith(codecs.BOM_UTF8):
        return Decoded(_utf8(content[len(codecs.BOM_UTF8) :]), "UTF-8 with BOM")
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _of_windows(content)


def _utf8(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"it begins as UTF-8, and byte {error.start} is none"
        raise InvalidInput([Fault("", what, "save it anew as CSV UTF-8")]) from None


def _of_windows(content: bytes) -> Decoded:
    """Latin-1, or Windows-1252 where it has signs (as €) that Latin-1 lacks."""
    if not any(0x80 <= byte < 0xA0 for byte in content):
        return Decoded(content.decode("latin-1"), "Latin-1")
    try:
        return Decoded(content.decode("cp1252"), "Windows-1252")
    except UnicodeDecodeError:
        raise InvalidInput(
            [Fault("", "this text is in an encoding that is not known", "save it anew as CSV UTF-8")]
        ) from None


def read_csv(content: bytes, today: date) -> CaseloadFile:
    """The caseload in a CSV file; `InvalidInput` with every fault of its columns."""
    text, encoding = decoded(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    names = [name.strip() for name in _first(rows)]
    _check_columns(names)
    return CaseloadFile(hashlib.sha256(content).digest(), encoding, _rows(rows, Heading.of(names), today))


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


def _check_columns(names: Sequence[str]) -> None:
    faults = [Fault(name, "this column is missing", "add it") for name in REQUIRED if name not in names]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            faults.append(Fault(name, "this column stands there twice", "leave one of them out"))
        elif name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            cure = f"did you mean {near[0]!r}?" if near else "see the page on caseload import for the columns"
            faults.append(Fault(name or "(no name)", "this column is not known", cure))
    if faults:
        raise InvalidInput(fault.under("columns") for fault in faults)


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
    try:
        return Row(number, where, mark, household_in(Cells(filled, today), heading))
    except InvalidInput as refusal:
        return Row(number, where, mark, faults=refusal.under(where))


def household_in(cells: Cells, heading: Heading) -> WantedHousehold:
    """The household that the cells of a row state; `InvalidInput` with every fault of them, each by its column."""
    faults: list[Fault] = []
    contents = [content for stated in facts_in(cells, heading) if (content := _content(stated, faults)) is not None]
    payees = [payee for payee in _payees(cells, heading, faults) if payee is not None]
    named = {column: cell.value if (cell := cells.text(column)) else "" for column in REQUIRED}
    try:
        household = _HOUSEHOLD.validate_python(named)
    except ValidationError as refusal:
        raise InvalidInput(_one_a_column([*faults_of(refusal), *faults, *cells.faults])) from None
    if faults or cells.faults:
        raise InvalidInput(_one_a_column([*faults, *cells.faults]))
    return WantedHousehold(household.reference, household.municipality, contents, payees)


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
        for error in refusal.errors(include_url=False, include_input=False):
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


def _payees(cells: Cells, heading: Heading, faults: list[Fault]) -> Iterator[WantedCostPayee | None]:
    if cells.has("leefgeld.name", "leefgeld.iban"):
        yield _payee("leefgeld", _PayeeColumns("leefgeld.name", "leefgeld.iban"), cells, faults)
    for kind, name in heading.costs.items():
        columns = _PayeeColumns(f"{name}.payee", f"{name}.iban", f"{name}.referenceKind", f"{name}.reference")
        if cells.has(*columns):
            yield _payee(str(kind), columns, cells, faults)


class _PayeeColumns(NamedTuple):
    """Where a row says who is paid; a client's own account has no reference."""

    name: str
    iban: str
    reference_kind: str = ""
    reference: str = ""


def _payee(cost: str, columns: _PayeeColumns, cells: Cells, faults: list[Fault]) -> WantedCostPayee | None:
    said = {field: cell.value for field, column in columns._asdict().items() if (cell := cells.text(column))}
    body: dict[str, Any] = {"cost": cost}
    if "reference" in said or "reference_kind" in said:
        body["reference"] = {"kind": said.get("reference_kind"), "text": said.get("reference")}
    try:
        body["account"] = _account(said.get("name"), said.get("iban"))
        return _PAYEE.validate_python(body).wanted(columns.iban)
    except ValidationError as refusal:
        faults += [_of_payee(columns, fault) for fault in faults_of(refusal)]
        return None


@lru_cache(maxsize=4096)
def _account(name: str | None, iban: str | None) -> PayeeAccount:
    """An account that can be paid; cached, for a caseload names the same few suppliers over and over."""
    return _ACCOUNT.validate_python({"name": name, "iban": iban})


def _of_payee(columns: _PayeeColumns, fault: Fault) -> Fault:
    column = {
        "name": columns.name,
        "iban": columns.iban,
        "reference": columns.reference,
        "reference.text": columns.reference,
        "reference.kind": columns.reference_kind,
    }.get(fault.where, columns.iban)
    return Fault(column, fault.what, fault.cure)
