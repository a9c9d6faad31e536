"""The floor under taking in a statement: a streaming parse of the same bytes that keeps nothing but the sum."""

from collections.abc import Iterable
from decimal import Decimal
from xml.parsers import expat

_AMOUNT, _ENTRY = "Amt", "Ntry"


class _Sum:
    """Adds up what each entry says it comes to: the first amount beneath it."""

    def __init__(self) -> None:
        self.entries = 0
        self.total = Decimal(0)
        self._waits = False
        self._text: list[str] | None = None

    def start(self, name: str, _: object) -> None:
        if name == _ENTRY:
            self.entries += 1
            self._waits = True
        elif name == _AMOUNT and self._waits:
            self._text = []

    def text(self, said: str) -> None:
        if self._text is not None:
            self._text.append(said)

    def end(self, _: str) -> None:
        if self._text is not None:
            self.total += Decimal("".join(self._text))
            self._text, self._waits = None, False


def parse(pieces: Iterable[bytes]) -> tuple[int, Decimal]:
    """How many entries a camt file has, and what they come to together."""
    found, parser = _Sum(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.text
    for piece in pieces:
        parser.Parse(piece)
    parser.Parse(b"", True)
    return found.entries, found.total
