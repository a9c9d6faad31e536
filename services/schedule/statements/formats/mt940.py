"""Reading MT940, as BNG, ABN AMRO, ING and Rabobank write it, as a stream: one entry in memory at a time. Pure.

The tags are read by our own code and not by a library; docs/decisions/0019-mt940-tags-of-our-own.md says why. Every
fault of a file is named with its line and tag (`:61:[3]`, the third entry of its statement), and nothing of its text.
Parts are given out while the file is read: whoever takes them keeps nothing until the end came without a refusal.
"""

from collections.abc import Iterable, Iterator

from services.schedule.statements.faults import PlaceInFile
from services.schedule.statements.formats.mt940_faults import FoundFaults
from services.schedule.statements.formats.mt940_fields import BlockBegins, Field, MessageEnds, Piece, pieces_of
from services.schedule.statements.formats.mt940_lines import lines_of
from services.schedule.statements.formats.mt940_statement import StatementReading
from services.schedule.statements.statement import Part


def read_mt940(chunks: Iterable[bytes]) -> Iterator[Part]:
    """The parts of each statement in a file, from its bytes in pieces of any size.

    `UnreadableBankFile` with all faults, at the end or at the twentieth; `NotABankFile` if it holds no field of MT940.
    """
    faults = FoundFaults()
    messages = _Messages(faults)
    for piece in pieces_of(lines_of(chunks, faults), faults):
        yield from messages.take(piece)
    yield from messages.finish()
    if faults:
        faults.refuse()


class _Messages:
    """Which statement a field belongs to: a new one begins with field 20, an old one ends there or says so itself."""

    def __init__(self, faults: FoundFaults) -> None:
        self._faults = faults
        self._statement: StatementReading | None = None
        self._block: BlockBegins | None = None
        self._line = 0

    def take(self, piece: Piece) -> Iterator[Part]:
        """The next field or end, and what it completes."""
        self._line = piece.line
        if not isinstance(piece, Field) or piece.tag == "20":
            yield from self._end_statement()
        if isinstance(piece, Field):
            self._statement = self._statement or StatementReading(self._faults)
            yield from self._statement.take(piece)
        else:
            self._end_block(piece)

    def finish(self) -> Iterator[Part]:
        """The file is over."""
        yield from self._end_statement()
        self._end_block(None)

    def _end_statement(self) -> Iterator[Part]:
        if self._statement is not None:
            yield from self._statement.finish(self._line)
        self._statement = None

    def _end_block(self, piece: BlockBegins | MessageEnds | None) -> None:
        if self._block is not None and not isinstance(piece, MessageEnds):
            what = "this message has no end (-}): the file is cut off"
            self._faults.add(PlaceInFile(self._block.line, "{4:"), what)
        self._block = piece if isinstance(piece, BlockBegins) else None
