"""Field 86 in the columns of BNG: account and BIC, below them a name and the orderer's reference, then text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_FIRST_LINE = re.compile(r"([A-Z]{2}\d{2}[A-Z0-9]{11,30}) {2,}([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?) *")
_REFERENCE = "REFO:"


class Columns(NamedTuple):
    """What stands in the columns; the reference is the EndToEndId of whoever paid (`referentie opdrachtgever`)."""

    iban: str
    bic: str
    name: str
    reference: str
    text: str


def columns(lines: tuple[str, ...]) -> Columns | None:
    """A field 86 in columns; None if it is not: its first line has to be an IBAN, blanks and a BIC."""
    first = _FIRST_LINE.fullmatch(lines[0])
    if first is None:
        return None
    name, reference, text = "", "", []
    for number, cell in _cells(lines[1:], first.start(2)):
        if cell.startswith(_REFERENCE) and not reference:
            reference = cell.removeprefix(_REFERENCE).strip()
        elif number == 0:
            name = cell
        else:
            text.append(cell)
    return Columns(first[1], first[2], name, reference, " ".join(text))


def _cells(lines: tuple[str, ...], begins: int) -> Iterator[tuple[int, str]]:
    """The cells that hold something, with their number from 0, two for each line.

    The second column begins where the BIC does. A line in which the first one runs on into it has one cell.
    """
    for number, line in enumerate(lines):
        is_parted = line[begins - 1 : begins] in ("", " ") or line[begins:].startswith(_REFERENCE)
        parts = (line[:begins], line[begins:]) if is_parted else (line, "")
        yield from ((2 * number + at, part.strip()) for at, part in enumerate(parts) if part.strip())
