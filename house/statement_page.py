"""What a file of the bank says, read without a house: as a page for a person, or as JSON for a program."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from services.iban import Iban
from services.money import euros
from services.schedule.statements.booking import Booking, bookings_of
from services.schedule.statements.formats.reading import Reader
from services.schedule.statements.proving import Proof, Proven, Proving
from services.schedule.statements.statement import Balance, Entry, Part, StatementEnd, StatementHeading

_SHOWN = 40
_SAID = {
    Proof.CLOSES: "opening balance and entries make the closing balance",
    Proof.UNPROVEN: "it carries no two balances, so nothing proves that it is complete",
    Proof.DOES_NOT_CLOSE: "DOES NOT CLOSE",
}


@dataclass(slots=True)
class StatementRead:
    """A statement with its bookings and what its balances prove."""

    heading: StatementHeading
    proven: Proven
    bookings: list[Booking] = field(default_factory=list)


def read_statements(reader: Reader, chunks: Iterable[bytes]) -> Iterator[StatementRead]:
    """The statements of a file, one after the other; `UnreadableBankFile` with every fault."""
    parts = reader.read(chunks)
    for heading in parts:
        if isinstance(heading, StatementHeading):
            yield _read(heading, parts)


def _read(heading: StatementHeading, parts: Iterator[Part]) -> StatementRead:
    proving, bookings = Proving(heading.kind), list[Booking]()
    for part in parts:
        if isinstance(part, Entry):
            proving.add(part)
            bookings += bookings_of(part)
        elif isinstance(part, StatementEnd):
            return StatementRead(heading, proving.end(part), bookings)
    raise RuntimeError("a reader ends each statement, or refuses the file")


def statement_document(one: StatementRead) -> dict[str, Any]:
    """The statement as JSON says it; whole cents."""
    heading, proven = one.heading, one.proven
    return {
        "kind": heading.kind.value,
        "statementId": heading.id,
        "account": heading.account.iban or heading.account.other,
        "sequence": heading.sequence,
        "page": heading.page,
        "opening": _cents(proven.opening),
        "closing": _cents(proven.closing),
        "cameIn": proven.came_in,
        "wentOut": proven.went_out,
        "entries": proven.entries,
        "booked": proven.booked,
        "proof": proven.proof.value,
        "difference": proven.difference,
        "doubts": [doubt.value for doubt in proven.doubts],
        "bookings": [_booking_document(booking) for booking in one.bookings],
    }


def _cents(balance: Balance | None) -> int | None:
    return None if balance is None else balance.amount


def _booking_document(booking: Booking) -> dict[str, Any]:
    detail, party = booking.detail, booking.counterparty
    return {
        "entry": booking.entry,
        "part": booking.part,
        "amount": booking.amount,
        "entryAmount": booking.entry_amount,
        "direction": booking.direction.value,
        "status": booking.status.value,
        "bookedOn": booking.booked_on and booking.booked_on.isoformat(),
        "valueOn": booking.value_on and booking.value_on.isoformat(),
        "isReversal": booking.is_reversal,
        "endToEndId": detail.end_to_end_id,
        "mandateReference": detail.mandate_reference,
        "creditorId": detail.creditor_id,
        "reference": detail.structured_reference,
        "remittance": detail.remittance,
        "returnCode": booking.returned and booking.returned.code,
        "counterparty": {"name": party.name, "iban": party.account.iban or party.account.other},
        "doubt": booking.doubt and booking.doubt.value,
    }


def statement_page(one: StatementRead) -> list[str]:
    """The statement on a page: its balances, what they prove, and its bookings; account numbers are masked."""
    heading, proven = one.heading, one.proven
    number = f"{heading.kind.value} {heading.id}" + (f", page {heading.page}" if heading.page > 1 else "")
    lines = [f"{number} of {_account(heading.account.iban, heading.account.other)}"]
    lines += [f"  {label:<10}{_euros(balance):>16}" for label, balance in _balances(proven)]
    lines.append(f"  came in   {euros(proven.came_in, 'en'):>16}")
    lines.append(f"  went out  {euros(proven.went_out, 'en'):>16}")
    off = f" by {euros(proven.difference, 'en')}" if proven.difference else ""
    lines.append(f"  {_SAID[proven.proof]}{off}; {proven.booked} of {proven.entries} entries are booked")
    lines += [f"  {_line(booking)}" for booking in one.bookings[:_SHOWN]]
    lines += [f"  … and {len(one.bookings) - _SHOWN} more; --json tells all"] if len(one.bookings) > _SHOWN else []
    return lines


def _balances(proven: Proven) -> tuple[tuple[str, Balance | None], ...]:
    return ("opening", proven.opening), ("closing", proven.closing)


def _euros(balance: Balance | None) -> str:
    return "not told" if balance is None else euros(balance.amount, "en")


def _account(iban: str | None, other: str | None) -> str:
    if iban is None:
        return f"an account that ends with {(other or '')[-4:]}"
    return f"{iban[:4]}…{iban[-4:]}" if len(iban) < 15 else Iban(iban).masked()


def _line(booking: Booking) -> str:
    sign = "+" if booking.direction.value == "credit" else "-"
    words = [
        str(booking.booked_on or booking.value_on or booking.status.value),
        f"{sign}{euros(booking.amount, 'en')}".rjust(14),
        booking.detail.end_to_end_id or "",
        f"returned {booking.returned.code or ''}".strip() if booking.returned else "",
        f"({booking.doubt.value.replace('_', ' ')})" if booking.doubt else "",
    ]
    return "  ".join(word for word in words if word)
