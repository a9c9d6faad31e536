"""An instruction file as bytes: CSV as RFC 4180 has it, with semicolons, which is how spreadsheets and suites here
read it.

Nothing in it can begin a formula: names and references have the characters that banks carry, among which are no `=`,
`@`, `|`, tab or line end, and all else begins with a letter or a digit. What begins with a plus or a minus stays as it
is, for whatever stood before it would be a part of the reference.
"""

import csv
import io
from collections.abc import Sequence

from services.schedule.instructions.instruction import (
    COLUMNS,
    Figures,
    FileIsNotItsInstructions,
    Heading,
    Instruction,
    Tally,
    cells,
    figures,
)

DELIMITER = ";"
_END_OF_LINE = "\r\n"
_TO_BE_QUOTED = (DELIMITER, '"', "\r", "\n")


def written(heading: Heading, instructions: Sequence[Instruction]) -> bytes:
    """The file of these instructions, read back; `FileIsNotItsInstructions` if it says anything else than they do."""
    lines = [COLUMNS, *(cells(heading, one) for one in instructions)]
    content = "".join(f"{DELIMITER.join(map(_quoted, line))}{_END_OF_LINE}" for line in lines).encode()
    must_be_equal(figures(heading, instructions), read_back(content))
    return content


def read_back(content: bytes) -> Figures:
    """What a file says, read from its bytes by another way than it was written; `FileIsNotItsInstructions` for bytes
    that are no such file."""
    try:
        rows = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=DELIMITER, strict=True)
        return _tally(list(rows)).figures()
    except (UnicodeDecodeError, csv.Error, ValueError) as broken:
        raise FileIsNotItsInstructions("it cannot be read back as it was written") from broken


def must_be_equal(wanted: Figures, found: Figures) -> None:
    """`FileIsNotItsInstructions` if what was read is not what was to be written; says where, and names nobody."""
    if wanted == found:
        return
    differing = sorted({period for period, _ in wanted.periods.items() ^ found.periods.items()})
    if differing:
        raise FileIsNotItsInstructions(f"the number or the sum of {', '.join(differing)} differs")
    raise FileIsNotItsInstructions("the sums are equal, a cell of a line is not")


def _tally(rows: list[list[str]]) -> Tally:
    if not rows or tuple(rows[0]) != COLUMNS:
        raise ValueError("the first line does not name the columns")
    tally = Tally()
    for row in rows[1:]:
        said = dict(zip(COLUMNS, row, strict=True))
        tally.add(said["period"], int(said["amountCents"]), row)
    return tally


def _quoted(text: str) -> str:
    if any(sign in text for sign in _TO_BE_QUOTED):
        return '"' + text.replace('"', '""') + '"'
    return text
