"""Journal lines for a general ledger: two for each posting that moved money, and what a file of them says. Pure.

The columns are documented in docs/books.md. A file is CSV as RFC 4180 has it, with semicolons; no cell of it can begin
a formula, for each begins with a letter or a digit. The same lines as JSON are made from the bytes that were kept.
"""

import csv
import io
import json
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.months import Month, month_text
from services.schedule.ledger.entry import AccountKind

COLUMNS = (
    "journal", "entry", "bookedOn", "account", "counterAccount", "debitCents", "creditCents", "municipality",
    "household", "month", "subject", "run", "statement", "statementEntry",
)  # fmt: skip
"""The columns of a journal, in this order."""

_NUMBERS = frozenset({"journal", "entry", "debitCents", "creditCents"})
_END_OF_LINE = "\r\n"
HEADING = (";".join(COLUMNS) + _END_OF_LINE).encode()


class JournalPosting(NamedTuple):
    """A posting that moved money, in cents, with what it can be found by: the run and the booking that it is of."""

    booked_on: date
    month: Month
    subject: str
    debit: AccountKind
    credit: AccountKind
    amount: int
    municipality: str | None
    household_id: UUID | None
    run_id: UUID | None
    statement_id: UUID | None
    statement_entry: str | None


class Codes(NamedTuple):
    """The organisation's code for each account."""

    by_account: Mapping[AccountKind, str]

    def of(self, account: AccountKind) -> str:
        """The code; every account has one, by default at least."""
        return self.by_account[account]


def lines(number: int, entry: int, posting: JournalPosting, codes: Codes) -> Iterator[str]:
    """The two lines of a posting, the debit first: the entries of a journal count from 1, over both lines."""
    debit, credit = codes.of(posting.debit), codes.of(posting.credit)
    cents = str(posting.amount)
    head = (str(number), str(entry), posting.booked_on.isoformat())
    tail = (
        posting.municipality or "",
        _text(posting.household_id),
        month_text(posting.month) if posting.month else "",
        posting.subject,
        _text(posting.run_id),
        _text(posting.statement_id),
        posting.statement_entry or "",
    )
    yield ";".join((*head, debit, credit, cents, "0", *tail)) + _END_OF_LINE
    yield ";".join((*head, credit, debit, "0", cents, *tail)) + _END_OF_LINE


async def as_json(pieces: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """The lines of a journal, which come in whole lines, as one JSON document: `{"lines": [...]}`."""
    yield b'{"lines":['
    separator = ""
    async for piece in pieces:
        rows = csv.reader(io.StringIO(piece.decode(), newline=""), delimiter=";", strict=True)
        told = [json.dumps(_object(row), separators=(",", ":")) for row in rows if tuple(row) != COLUMNS]
        if told:
            yield (separator + ",".join(told)).encode()
            separator = ","
    yield b"]}"


def _object(row: list[str]) -> dict[str, str | int | None]:
    said = zip(COLUMNS, row, strict=True)
    return {name: int(cell) if name in _NUMBERS else cell or None for name, cell in said}


def _text(one: UUID | None) -> str:
    return "" if one is None else str(one)
