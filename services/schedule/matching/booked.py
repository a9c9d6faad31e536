"""A booking of a statement as it is matched."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.schedule.statements.statement import Direction


class Place(NamedTuple):
    """Where a booking stands: in which statement, as which part of which entry."""

    statement_id: UUID
    entry: int
    part: int


class Days(NamedTuple):
    """The first and the last day on which the bookings of a batch were booked."""

    first: date
    last: date


class Booked(NamedTuple):
    """A booking as it is matched; cents, and the account of ours that it stands on.

    `counterparty`, `mandate`, `reference` and `words` are keyed marks: of the other side's account, of the UMR, of the
    creditor's reference, and of each word of its text. `names` is the household whose number stands in the text, if
    there is just one. Words and names are only looked for where nothing surer is told.
    """

    statement_id: UUID
    entry: int
    part: int
    account: str
    amount: int
    direction: Direction
    booked_on: date
    our_id: str | None = None
    payment_information_id: str | None = None
    return_code: str | None = None
    doubt: str | None = None
    counterparty: bytes | None = None
    mandate: bytes | None = None
    reference: bytes | None = None
    words: frozenset[bytes] = frozenset()
    names: UUID | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.statement_id, self.entry, self.part)

    @property
    def is_debit(self) -> bool:
        """Whether money left."""
        return self.direction is Direction.DEBIT
