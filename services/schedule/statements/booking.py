"""The bookings of an entry, as they are kept and matched: one for each transaction that the bank tells. Pure.

An entry moves the balance, and its transactions say what for. Most entries have one; a batch has many, and where the
bank tells none the entry itself is the only one. What transactions and entry say differently is marked and never
mended: the entry's amount is what the bank booked.
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.schedule.statements.statement import (
    Counterparty,
    Detail,
    Direction,
    Entry,
    EntryStatus,
    Return,
    TransactionCode,
)

_NO_CODE = TransactionCode()
_OURS = re.compile(r"\d{6}[0-9a-f]{24}", re.ASCII)


class BookingDoubt(StrEnum):
    """What the bank says of a booking in two ways."""

    AMOUNT_DIFFERS = "amount_differs"
    DIRECTION_DIFFERS = "direction_differs"
    NO_AMOUNT = "no_amount"


class Booking(NamedTuple):
    """One transaction of an entry: what moved, on which day, and every name by which it can be known again.

    `amount` is in cents: what the bank booked if the transaction is the only one of its entry, else its word on the
    transaction; that of the whole entry is `entry_amount`.
    """

    entry: int
    part: int
    amount: int
    entry_amount: int
    direction: Direction
    status: EntryStatus
    booked_on: date | None
    value_on: date | None
    is_reversal: bool
    detail: Detail
    servicer_reference: str | None
    payment_information_id: str | None
    additional_information: str
    doubt: BookingDoubt | None

    @property
    def counterparty(self) -> Counterparty:
        """Who is on the other side."""
        return self.detail.counterparty

    @property
    def returned(self) -> Return | None:
        """Why it came back, if it did."""
        return self.detail.returned

    @property
    def code(self) -> str | None:
        """What kind of booking the bank says it is, in one line."""
        code = self.detail.code
        words = (code.domain, code.family, code.sub_family)
        return "/".join(word or "" for word in words) if any(words) else code.proprietary

    @property
    def our_id(self) -> str | None:
        """The EndToEndId if it has the form of ours; that of somebody else may say who he is."""
        given = self.detail.end_to_end_id
        return given if given is not None and _OURS.fullmatch(given) else None


def bookings_of(entry: Entry) -> Iterator[Booking]:
    """The bookings of an entry, numbered from 1."""
    details = entry.details or (Detail(),)
    doubts = _doubts(entry, details)
    for part, (detail, doubt) in enumerate(zip(details, doubts, strict=True), start=1):
        amount = entry.amount if len(details) == 1 else detail.amount or 0
        yield Booking(
            entry=entry.number,
            part=part,
            amount=amount,
            entry_amount=entry.amount,
            direction=entry.direction,
            status=entry.status,
            booked_on=entry.booked_on,
            value_on=entry.value_on,
            is_reversal=entry.is_reversal,
            detail=detail._replace(code=entry.code) if detail.code == _NO_CODE else detail,
            servicer_reference=detail.servicer_reference or entry.servicer_reference,
            payment_information_id=detail.payment_information_id or _of_batch(entry),
            additional_information=entry.additional_information,
            doubt=doubt,
        )


def _doubts(entry: Entry, details: tuple[Detail, ...]) -> list[BookingDoubt | None]:
    """Transactions are believed together or not at all: if their sum is not the entry's, each of them is doubted."""
    told = [detail.amount for detail in details]
    differs = None not in told and sum(filter(None, told)) != entry.amount
    return [_doubt(entry, detail, len(details) > 1, differs) for detail in details]


def _doubt(entry: Entry, detail: Detail, among_others: bool, differs: bool) -> BookingDoubt | None:
    if detail.direction not in (None, entry.direction):
        return BookingDoubt.DIRECTION_DIFFERS
    if detail.amount is None:
        return BookingDoubt.NO_AMOUNT if among_others else None
    return BookingDoubt.AMOUNT_DIFFERS if differs else None


def _of_batch(entry: Entry) -> str | None:
    return entry.batch.payment_information_id if entry.batch else None
