"""The fields of an MT940 file and the ends of its messages, with everything around them told apart from them.

Banks wrap the same fields in different ways: SWIFT's blocks (`{1:…}{2:…}{4:` to `-}`, as ING does), header lines and
`-` (`0200 13…`, `940 02` at BNG; `ABNANL2A`, `940`, `ABNANL2A` at ABN AMRO), `:940:` and no end (Rabobank), or nothing.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from services.schedule.statements.faults import NotABankFile, PlaceInFile
from services.schedule.statements.formats.mt940_faults import FoundFaults
from services.schedule.statements.formats.mt940_lines import Line

MOST_LINES = 50
"""Of one field. SWIFT allows six; banks in the Netherlands write up to some twenty."""
_MOST_LINES_BEFORE = 10
"""Lines before the first field, after which nobody will call it MT940 any more."""
_TAG = re.compile(r":(\d{2}[A-Z]?):")
_BLOCK = re.compile(r"\{[1-5]:")
_OTHER_MESSAGE = re.compile(r"\{2:[IO](?!940)")
_TEXT_BLOCK = "{4:"
_END = re.compile(r"[-\xad](?:\}(?P<behind>.*)|X{3}|\$)?\s*", re.DOTALL)
"""The example in ING's own description of the format has soft hyphens, and people test with it."""
_MESSAGE_BEGINS = re.compile(r":940:.*")
_HEADER = re.compile(r"\d{4} \d{2}[A-Z0-9]+|940(?: \d{2})?|[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
OF_MANY_LINES = frozenset({"25P", "61", "86"})
"""Tags whose text goes on in further lines; behind the others a header line may follow without any end."""


class Field(NamedTuple):
    """A field: its tag without colons (`61`, `60F`), the line where it begins, and the lines of its text."""

    tag: str
    line: int
    lines: tuple[str, ...]


class BlockBegins(NamedTuple):
    """SWIFT's text block opens; it has to be closed again."""

    line: int


class MessageEnds(NamedTuple):
    """A message is over, as a line of its own says."""

    line: int


Piece = Field | BlockBegins | MessageEnds


def pieces_of(lines: Iterator[Line], faults: FoundFaults) -> Iterator[Piece]:
    """Fields and ends in their order; `NotABankFile` if there is no field in it."""
    pieces = _Pieces(faults)
    for line in lines:
        yield from pieces.of(line)
    yield from pieces.rest()
    if not pieces.has_fields:
        raise NotABankFile


class _Pieces:
    """Where one stands in a file: within a field, or between messages."""

    def __init__(self, faults: FoundFaults) -> None:
        self.has_fields = False
        self._faults = faults
        self._tag: str | None = None
        self._begins = 0
        self._lines: list[str] = []
        self._before = 0

    def of(self, line: Line) -> Iterator[Piece]:
        """What this line completes."""
        if tag := _TAG.match(line.text):
            yield from self.rest()
            self.has_fields = True
            self._tag, self._begins, self._lines = tag[1], line.number, [line.text[tag.end() :]]
        elif ends := _END.fullmatch(line.text):
            yield from self.rest()
            yield MessageEnds(line.number)
            yield from self._block(line.number, ends["behind"] or "")
        elif _BLOCK.match(line.text):
            yield from self.rest()
            yield from self._block(line.number, line.text)
        elif _MESSAGE_BEGINS.fullmatch(line.text) or (self._tag not in OF_MANY_LINES and _HEADER.fullmatch(line.text)):
            yield from self.rest()
        else:
            self._add(line)

    def rest(self) -> Iterator[Piece]:
        """The field that is open, which is over now."""
        if self._tag is not None:
            yield Field(self._tag, self._begins, tuple(self._lines))
        self._tag = None

    def _block(self, number: int, text: str) -> Iterator[Piece]:
        if _OTHER_MESSAGE.search(text):
            what = "this is a message of SWIFT, but no MT940"
            self._faults.add(PlaceInFile(number, "{2:"), what, "ask the bank for its statements of the day (MT940)")
        _, begins, behind = text.partition(_TEXT_BLOCK)
        if begins:
            yield BlockBegins(number)
            yield from self.of(Line(number, behind))

    def _add(self, line: Line) -> None:
        if self._tag is None:
            self._before += not self.has_fields
            if self._before > _MOST_LINES_BEFORE:
                raise NotABankFile
        elif len(self._lines) < MOST_LINES:
            if line.text.strip():
                self._lines.append(line.text)
        elif line.text.strip():
            place = PlaceInFile(line.number, f":{self._tag}:")
            self._faults.add(place, f"this field has more than {MOST_LINES} lines")
            self._tag = None
