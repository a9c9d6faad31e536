"""The lines of an MT940 file, from bytes that come in pieces, with never more than one line in memory."""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.schedule.statements.faults import PlaceInFile
from services.schedule.statements.formats.mt940_faults import FoundFaults

LONGEST_LINE = 8_192
"""Bytes. SWIFT allows 65 signs and some banks write a whole field of 390 in one line; beyond this it is no line."""
_LF = b"\n"
_FRAME = b"\r\x01\x03\x1a"
"""What stands around lines and is no part of them: half a line end, SWIFT's ends of a message, DOS's of a file."""
_NO_TEXT = re.compile("[\0-\x08\x0a-\x1f\x7f-\x9f]")


class Line(NamedTuple):
    """A line by its number from 1, without its end; blanks at its end are kept."""

    number: int
    text: str


def lines_of(chunks: Iterable[bytes], faults: FoundFaults) -> Iterator[Line]:
    """The lines, whether they end in LF or CRLF and wherever the chunks are cut."""
    number, begun = 0, b""
    for chunk in chunks:
        *whole, begun = (begun + chunk).split(_LF)
        for number, line in enumerate(whole, number + 1):  # noqa: B020 - it goes on counting from where it was
            yield _line(number, line, faults)
        if len(begun) > LONGEST_LINE:
            _refuse(number + 1, faults)
    if begun:
        yield _line(number + 1, begun, faults)


def _line(number: int, line: bytes, faults: FoundFaults) -> Line:
    if len(line) > LONGEST_LINE:
        _refuse(number, faults)
    if number == 1:
        line = line.removeprefix(codecs.BOM_UTF8)
    text = _decoded(line.strip(_FRAME))
    if text is None or _NO_TEXT.search(text):
        faults.add(PlaceInFile(number, "text"), "there is something in this line that is no text")
        return Line(number, "")
    return Line(number, text)


def _decoded(line: bytes) -> str | None:
    """UTF-8, or else Windows-1252, which is ISO-8859-1 and a few signs more (€); None if it is neither."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        pass  # Dutch banks write ISO-8859-1 as often, and say nowhere which of the two
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _refuse(number: int, faults: FoundFaults) -> None:
    faults.add(PlaceInFile(number, "text"), f"this line is longer than {LONGEST_LINE} bytes, which none of MT940 is")
    faults.refuse()
