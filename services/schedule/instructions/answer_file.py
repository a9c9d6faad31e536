"""Reading what the benefit system answers: the instruction file with an outcome beside each line. Pure.

Every fault of every row is told at once. Of the columns of the instructions only `reference` is needed; an amount that
comes back must be the one that was instructed, or the answer is about something else. What else comes back otherwise is
no fault, but a difference (`difference.py`).
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from services.decoding import decoded
from services.errors import Fault, InvalidInput
from services.reading import cure_for
from services.schedule.instructions.csv_file import DELIMITER
from services.schedule.instructions.instruction import COLUMNS, Outcome

REQUIRED = ("reference", "outcome")
ANSWERED = (*COLUMNS, "outcome", "withheldCents", "reason")
"""The columns that an answer may have, in any order."""

LONGEST_REASON = 200
_FIRST_ROW = 2
"""As a spreadsheet counts: the names of the columns stand in row 1."""
_MOST_DIGITS = 11


class Given(NamedTuple):
    """What was answered of a line before; `withheld` in cents."""

    outcome: Outcome
    withheld: int


class Instructed(NamedTuple):
    """A line as it was instructed, in cents, and what was answered of it if anything was."""

    amount: int
    given: Given | None = None


_MOST_FAULTS = 500
"""After so many faults nobody reads on: the file is of another kind."""


class LineAnswer(NamedTuple):
    """What is answered of the line with this reference, in the row with this number."""

    row: int
    reference: str
    given: Given
    reason: str | None


def read_answer(content: bytes, lines: Mapping[str, Instructed]) -> list[LineAnswer]:
    """What is news in an answer; a row without an outcome answers nothing, and what was answered before is no news.

    `InvalidInput` with every fault: of the columns, of a line that was not instructed or stands there twice, of an
    outcome that does not fit its amount or its reason, and of a line that was answered otherwise before.
    """
    names, rows = rows_of(content)
    faults = list(_faults_of_columns(names))
    if faults:
        raise InvalidInput(faults)
    answers = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=_FIRST_ROW):
        if not any(cell.strip() for cell in row):
            continue
        reader = _Row(number, dict(zip(names, map(str.strip, row), strict=False)), lines, seen)
        answer = reader.answer(len(row), len(names))
        faults += reader.faults
        if len(faults) > _MOST_FAULTS:
            faults.append(Fault("rows", f"there are more faults after row {number}", "mend these first"))
            break
        if answer is not None and lines[answer.reference].given is None:
            answers.append(answer)
    if faults:
        raise InvalidInput(faults)
    return answers


def rows_of(content: bytes) -> tuple[list[str], list[list[str]]]:
    """The names of the columns, and the rows below them; `InvalidInput` for what is no CSV."""
    text = decoded(content).text
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=DELIMITER, strict=True))
    except csv.Error as error:
        raise InvalidInput([Fault("rows", f"this is not CSV: {error}", "close every quotation mark")]) from None
    names, rows = (rows[0], rows[1:]) if rows else ([], [])
    return [name.strip() for name in names], rows


def _faults_of_columns(names: Sequence[str]) -> Iterator[Fault]:
    for name in REQUIRED:
        if name not in names:
            yield Fault(f"columns.{name}", "this column is missing", f"add it, and part columns by {DELIMITER!r}")
    for name, times in Counter(names).items():
        where = f"columns.{name or '(no name)'}"
        if times > 1:
            yield Fault(where, "this column stands there twice", "leave one of them out")
        elif name not in ANSWERED:
            yield Fault(
                where, "this column is not known", cure_for(name, ANSWERED, "see the page on instruction files")
            )


class _Row:
    """A row of an answer: asks its cells, and remembers every fault."""

    def __init__(
        self, number: int, cells: Mapping[str, str], lines: Mapping[str, Instructed], seen: dict[str, int]
    ) -> None:
        self._number = number
        self._cells = cells
        self._lines = lines
        self._seen = seen
        self.faults: list[Fault] = []

    def answer(self, cells: int, columns: int) -> LineAnswer | None:
        """What the row answers; None for nothing, or for a fault. Of one with too many or too few cells nobody knows
        which is which."""
        if cells != columns:
            what = f"this row has {cells} cells, and there are {columns} columns"
            self._fault("", what, "put a text with a semicolon in quotation marks")
            return None
        reference, outcome = self._cells["reference"], self._outcome()
        line = self._line(reference)
        if line is None or outcome is None:
            return None
        given = Given(outcome, self._withheld(outcome, line.amount))
        reason = self._reason(outcome)
        if line.given is not None and line.given != given:
            what = f"was answered before: {line.given.outcome}, {line.given.withheld} cents"
            self._fault("outcome", what, "a line is answered once; what is wrong about that is put right by a person")
        return None if self.faults else LineAnswer(self._number, reference, given, reason)

    def _line(self, reference: str) -> Instructed | None:
        line = self._lines.get(reference)
        before = self._seen.setdefault(reference, self._number)
        if line is None:
            self._fault("reference", f"{reference[:40]!r} is no line of this file", "leave it as it was instructed")
            return None
        if before != self._number:
            self._fault("reference", f"this line stands in row {before} too", "leave one of them out")
        said = self._cells.get("amountCents", "")
        if said and said != str(line.amount):
            self._fault("amountCents", f"is {said[:20]!r}, and {line.amount} was instructed", "leave it as it was")
        return line

    def _outcome(self) -> Outcome | None:
        said = self._cells["outcome"].lower()
        if not said:
            return None
        if said not in set(Outcome):
            self._fault("outcome", f"{said[:40]!r} is no outcome", cure_for(said, list(Outcome)))
            return None
        return Outcome(said)

    def _withheld(self, outcome: Outcome, amount: int) -> int:
        """The cents that were withheld, which go without saying for all or nothing."""
        said = self._cells.get("withheldCents", "")
        expected = {Outcome.WITHHELD: amount, Outcome.REFUSED: 0}.get(outcome)
        if not said and expected is not None:
            return expected
        cents = int(said) if said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS else None
        if expected is not None and cents != expected:
            self._fault("withheldCents", f"is {said[:20]!r}, and {outcome} is {expected}", "leave it empty")
        elif expected is None and (cents is None or not 0 < cents < amount):
            self._fault("withheldCents", "says how much of it was withheld", f"write whole cents, 1 to {amount - 1}")
        return cents or 0

    def _reason(self, outcome: Outcome) -> str | None:
        said = self._cells.get("reason", "")
        if outcome is Outcome.REFUSED and not said:
            self._fault("reason", "says why nothing was withheld", "write it in a few words, without anybody's name")
        if len(said) > LONGEST_REASON:
            self._fault("reason", f"is longer than {LONGEST_REASON} characters", "say it shorter")
        return said or None

    def _fault(self, column: str, what: str, cure: str) -> None:
        self.faults.append(Fault(column, what, cure).under(f"rows[{self._number}]"))
