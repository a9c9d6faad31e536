"""Files of existing mandates, in JSON or CSV by the same names: each row sound, or every fault of every row."""

import csv
import difflib
import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from services.errors import Fault, InvalidInput
from services.mandates.direct_debits.import_row import MOST_ROWS, ImportedMandate, NewDirectDebitImport
from services.money import parse_euros
from services.problem_json import faults_of

COLUMNS = tuple(to_camel(name) for name in ImportedMandate.model_fields)
"""Every column that a file may have, and every field of a row in JSON."""

_REQUIRED = tuple(to_camel(name) for name, field in ImportedMandate.model_fields.items() if field.is_required())
_IN_EUROS = frozenset({"mostACollection", "mostAMonth"})
_FIRST_ROW = 2
"""As a spreadsheet counts: the names of the columns stand in row 1."""


class Read(NamedTuple):
    """A row and where it stands, for whoever has to mend it."""

    where: str
    row: ImportedMandate


def read_json(content: bytes) -> list[Read]:
    """The rows of a JSON document; amounts are cents. `InvalidInput` with every fault of every row."""
    try:
        found = NewDirectDebitImport.model_validate_json(content)
    except ValidationError as refusal:
        raise InvalidInput(_faults(refusal)) from None
    return [Read(f"directDebits[{number}]", row) for number, row in enumerate(found.direct_debits)]


def read_csv(content: bytes) -> list[Read]:
    """The rows of a CSV file; amounts are euros as people write them. `InvalidInput` with every fault of every row."""
    text = _text(content)
    delimiter = ";" if text.partition("\n")[0].count(";") >= text.partition("\n")[0].count(",") else ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InvalidInput([Fault("", f"this is not CSV: {error}", "close every quotation mark")]) from None
    names = [name.strip() for name in (lines or [[]])[0]]
    _refuse(_faults_of_columns(names))
    numbered = [(number, cells) for number, cells in enumerate(lines[1:], _FIRST_ROW) if any(map(str.strip, cells))]
    if not 1 <= len(numbered) <= MOST_ROWS:
        _refuse([Fault("rows", f"there are {len(numbered)} rows", f"hand in 1 to {MOST_ROWS} at a time")])
    return _rows(names, numbered)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput([Fault("", f"byte {error.start} is no UTF-8", "save it as CSV UTF-8")]) from None


def _faults_of_columns(names: Sequence[str]) -> Iterator[Fault]:
    for name in _REQUIRED:
        if name not in names:
            yield Fault(f"columns.{name}", "this column is missing", "add it")
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Fault(f"columns.{name}", "this column stands there twice", "leave one of them out")
        elif name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            cure = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(COLUMNS)}"
            yield Fault(f"columns.{name}", "this column is not known", cure)


def _rows(names: Sequence[str], numbered: Sequence[tuple[int, list[str]]]) -> list[Read]:
    faults: list[Fault] = []
    found = []
    for number, cells in numbered:
        where = f"rows[{number}]"
        try:
            found.append(Read(where, _row(names, cells)))
        except InvalidInput as refusal:
            faults += refusal.under(where)
    _refuse(faults)
    return found


def _row(names: Sequence[str], cells: Sequence[str]) -> ImportedMandate:
    if len(cells) != len(names):
        what = f"this row has {len(cells)} cells, and there are {len(names)} columns"
        raise InvalidInput([Fault("", what, "put text with a separator in quotation marks")])
    filled = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()}
    faults: list[Fault] = []
    values = {name: _value(name, cell, faults) for name, cell in filled.items()}
    try:
        row = ImportedMandate.model_validate(values)
    except ValidationError as refusal:
        raise InvalidInput([*faults, *_faults(refusal)]) from None
    _refuse(faults)
    return row


def _value(name: str, cell: str, faults: list[Fault]) -> Any:
    if name not in _IN_EUROS:
        return cell
    try:
        return parse_euros(cell)
    except InvalidInput as refusal:
        faults += refusal.under(name)
        return None


def _faults(refusal: ValidationError) -> list[Fault]:
    """As a body that the framework itself reads would be told of."""
    errors = [{**error, "loc": ("body", *error["loc"])} for error in refusal.errors(include_url=False)]
    return faults_of(RequestValidationError(errors))


def _refuse(faults: Sequence[Fault] | Iterator[Fault]) -> None:
    found = list(faults)
    if found:
        raise InvalidInput(found)
