"""Bookings as rows: what can say who somebody is is sealed, what has to be found again is keyed, the rest is plain."""

import hashlib
import json
from typing import Any
from uuid import UUID

from services.database import Session, organisation_of
from services.schedule.payments.copying import NULL, copy_lines, escaped
from services.schedule.statements.booking import Booking
from services.schedule.statements.statement import Counterparty
from services.sealing import Keyring
from services.storing import connection_of

_INCOMING = "create temporary table if not exists incoming_booking (like bank_booking) on commit drop"
_COPY = "copy incoming_booking from stdin"
_STORE = "insert into bank_booking select * from incoming_booking"
_EMPTY = "truncate incoming_booking"


class BookingStore:
    """The bookings of one statement, stored as many as come together; `digest` is of all that they say."""

    def __init__(self, session: Session, keyring: Keyring, statement_id: UUID) -> None:
        self._session = session
        self._keyring = keyring
        self.organisation_id = organisation_of(session)
        self.statement_id = statement_id
        self._beginning = f"{self.organisation_id}\t{statement_id}\t"
        self._lines: list[str] = []
        self._hash = hashlib.sha256()
        self.count = 0

    @property
    def waiting(self) -> int:
        """How many were added and not stored."""
        return len(self._lines)

    @property
    def digest(self) -> bytes:
        """The SHA-256 over what the bookings say, in their order: the same from whatever file they were read."""
        return self._hash.digest()

    def add(self, booking: Booking) -> None:
        """Have this one stored with the next."""
        self.count += 1
        self._lines.append(self._line(booking))
        detail = booking.detail
        says = (
            f"{booking.entry}|{booking.part}|{booking.amount}|{booking.entry_amount}|{booking.direction}|"
            f"{booking.status}|{booking.booked_on}|{detail.end_to_end_id}|{detail.mandate_reference}|"
            f"{detail.counterparty.account.iban}|{detail.remittance}\n"
        )
        self._hash.update(says.encode())

    async def store(self) -> None:
        """Write all that waits."""
        if not self._lines:
            return
        connection = await connection_of(self._session)
        await connection.execute(_INCOMING)
        await copy_lines(connection, _COPY, self._lines)
        await connection.execute(_STORE)
        await connection.execute(_EMPTY)
        self._lines.clear()

    def _line(self, booking: Booking) -> str:
        detail = booking.detail
        fields = (
            str(booking.entry),
            str(booking.part),
            str(booking.amount),
            str(booking.entry_amount),
            booking.direction.value,
            booking.status.value,
            NULL if booking.booked_on is None else booking.booked_on.isoformat(),
            NULL if booking.value_on is None else booking.value_on.isoformat(),
            "t" if booking.is_reversal else "f",
            booking.our_id or NULL,
            escaped(booking.payment_information_id),
            escaped(booking.servicer_reference),
            escaped(booking.code),
            escaped(booking.returned.code if booking.returned else None),
            escaped(detail.creditor_id),
            self._keyed(detail.counterparty.account.iban),
            self._keyed(detail.mandate_reference),
            self._keyed(detail.structured_reference),
            booking.doubt.value if booking.doubt else NULL,
            self._sealed(booking),
        )
        return self._beginning + "\t".join(fields) + "\n"

    def _keyed(self, name: str | None) -> str:
        return NULL if name is None else rf"\\x{self._keyring.lookup(name).hex()}"

    def _sealed(self, booking: Booking) -> str:
        said = {key: value for key, value in _content(booking).items() if value}
        if not said:
            return NULL
        place = content_place(self.organisation_id, self.statement_id, booking.entry, booking.part)
        return rf"\\x{self._keyring.seal(json.dumps(said, separators=(',', ':')), place).hex()}"


def content_place(organisation_id: UUID, statement_id: UUID, entry: int, part: int) -> bytes:
    """Where the sealed words of a booking stand."""
    return organisation_id.bytes + statement_id.bytes + f"bank_booking/{entry}/{part}".encode()


def _content(booking: Booking) -> dict[str, Any]:
    detail, other = booking.detail, _other(booking.detail.counterparty)
    return {
        **other,
        "endToEndId": detail.end_to_end_id,
        "mandateReference": detail.mandate_reference,
        "reference": detail.structured_reference,
        "furtherReferences": list(detail.further_references),
        "remittance": detail.remittance,
        "returned": booking.returned.said if booking.returned else None,
        "returnedFor": booking.returned.proprietary if booking.returned else None,
        "additional": booking.additional_information,
    }


def _other(counterparty: Counterparty) -> dict[str, str | None]:
    account = counterparty.account
    return {
        "name": counterparty.name,
        "onBehalfOf": counterparty.ultimate_name,
        "iban": account.iban,
        "account": account.other,
        "bic": account.bic,
    }
