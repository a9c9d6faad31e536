"""One statement of an MT940 file, field by field: which fields have to be there, and in which order.

Required are 20, 25, 28C (28), 60F or 60M before the entries, and 62F or 62M behind them. Field 86 belongs to the entry
right before it, or behind the closing balance to the statement. A field that is missing, twice or in the wrong place is
a fault: a line that was lost on the way may have been an entry.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from services.errors import InvalidInput
from services.schedule.statements.faults import PlaceInFile
from services.schedule.statements.formats.mt940_faults import FoundFaults
from services.schedule.statements.formats.mt940_fields import OF_MANY_LINES, Field
from services.schedule.statements.formats.mt940_information import Information, information, totals, with_supplement
from services.schedule.statements.formats.mt940_values import (
    Booking,
    StatementNumber,
    account,
    balance,
    booking,
    reference,
    statement_number,
)
from services.schedule.statements.statement import (
    Account,
    Balance,
    Detail,
    Entry,
    EntryStatus,
    Part,
    StatementEnd,
    StatementHeading,
    StatementKind,
    Totals,
    TransactionCode,
)

_REQUIRED = {"20": ":20:", "25": ":25:", "28": ":28C:", "60": ":60F:"}
"""What has to stand before the entries, by the digits of its tag, which are the same for all its variants."""
_FIELDS = frozenset({"20", "21", "25", "25P", "28", "28C", "60F", "60M", "61", "86", "62F", "62M", "64", "65"})

_Value = TypeVar("_Value")


class _Waiting(NamedTuple):
    """An entry whose field 86 may still come; without a booking if its line is broken."""

    number: int
    booking: Booking | None
    information: Information | None = None


class StatementReading:
    """A statement while its fields come in. Parts come out only as long as nothing was found wrong in the file."""

    def __init__(self, faults: FoundFaults) -> None:
        self._faults = faults
        self._seen: set[str] = set()
        self._reference = ""
        self._account = Account()
        self._number = StatementNumber(None, 1)
        self._opening: Balance | None = None
        self._closing: Balance | None = None
        self._totals: Totals | None = None
        self._entries = 0
        self._waiting: _Waiting | None = None

    def take(self, field: Field) -> Iterator[Part]:
        """The next field, and what it completes."""
        digits = field.tag[:2]
        if field.tag not in _FIELDS:
            self._fault(field, "MT940 has no such field")
        elif digits == "61":
            yield from self._begin_entry(field)
        elif digits == "86":
            self._take_information(field)
        elif digits == "62":
            yield from self._close(field)
        elif digits in ("64", "65"):
            self._expect(self._is_closed, field, "it stands before the closing balance")
        else:
            self._take_head(digits, field)

    def finish(self, line: int) -> Iterator[Part]:
        """The statement is over at this line."""
        if not self._is_closed:
            yield from self._begin(line)
            self._faults.add(PlaceInFile(line, ":62F:"), "the closing balance is missing: the statement is cut off")
        if not self._faults:
            yield StatementEnd(self._opening, self._closing, self._totals or Totals())

    @property
    def _is_closed(self) -> bool:
        return "62" in self._seen

    @property
    def _has_begun(self) -> bool:
        return self._entries > 0 or self._is_closed

    def _take_head(self, digits: str, field: Field) -> None:
        in_place = self._expect(not self._has_begun, field, "it stands behind the entries, where it does not belong")
        if in_place and self._expect(digits not in self._seen, field, "this statement has it twice"):
            self._seen.add(digits)
            if digits == "20":
                self._reference = self._read(field, reference) or ""
            elif digits == "25":
                self._account = self._read(field, account) or self._account
            elif digits == "28":
                self._number = self._read(field, statement_number) or self._number
            elif digits == "60":
                self._opening = self._read(field, balance)

    def _begin(self, line: int) -> Iterator[Part]:
        """The heading, at the first entry or at the closing balance: all that it needs has to be known there."""
        if self._has_begun:
            return
        for digits, tag in _REQUIRED.items():
            if digits not in self._seen:
                self._faults.add(PlaceInFile(line, tag), "this field is missing before this line")
        if not self._faults:
            yield self._heading()

    def _heading(self) -> StatementHeading:
        sequence, page = self._number
        return StatementHeading(
            kind=StatementKind.STATEMENT,
            id=self._reference if sequence is None else f"{self._reference}/{sequence}",
            account=self._account,
            sequence=sequence,
            page=page,
            is_last_page=None,
        )

    def _begin_entry(self, field: Field) -> Iterator[Part]:
        yield from self._begin(field.line)
        yield from self._entry()
        self._entries += 1
        if self._expect(not self._is_closed, field, "it stands behind the closing balance"):
            self._waiting = _Waiting(self._entries, self._read(field, booking))

    def _take_information(self, field: Field) -> None:
        entry = self._waiting
        if entry is not None and entry.information is None:
            was_credit = entry.booking is not None and entry.booking.was_credit
            self._waiting = entry._replace(information=information(field.lines, was_credit=was_credit))
        elif self._expect(self._is_closed and self._totals is None, field, "it stands behind no entry of its own"):
            self._totals = totals(field.lines)

    def _close(self, field: Field) -> Iterator[Part]:
        yield from self._begin(field.line)
        yield from self._entry()
        if self._expect(not self._is_closed, field, "this statement has it twice"):
            self._closing = self._read(field, balance)
            self._seen.add("62")

    def _entry(self) -> Iterator[Part]:
        """The entry that waits, which is complete now."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting.booking is not None and not self._faults:
            yield _entry(waiting.number, waiting.booking, waiting.information or Information())

    def _read(self, field: Field, read: Callable[[tuple[str, ...]], _Value]) -> _Value | None:
        if field.tag not in OF_MANY_LINES and len(field.lines) > 1:
            self._fault(field, "this field has more than one line")
        try:
            return read(field.lines)
        except InvalidInput as refusal:
            for fault in refusal.faults:
                self._faults.add(self._place(field), fault.what, fault.cure)
            return None

    def _expect(self, holds: bool, field: Field, otherwise: str) -> bool:
        if not holds:
            self._fault(field, otherwise)
        return holds

    def _fault(self, field: Field, what: str) -> None:
        self._faults.add(self._place(field), what)

    def _place(self, field: Field) -> PlaceInFile:
        of_entry = f"[{self._entries}]" if field.tag == "61" or (field.tag == "86" and self._waiting) else ""
        return PlaceInFile(field.line, f":{field.tag}:{of_entry}")


def _entry(number: int, booked: Booking, said: Information) -> Entry:
    detail, batch, additional = with_supplement(said, booked.supplement)
    return Entry(
        number=number,
        amount=booked.amount,
        direction=booked.direction,
        status=EntryStatus.BOOKED,
        booked_on=booked.booked_on,
        value_on=booked.value_on,
        is_reversal=booked.is_reversal,
        reference=booked.reference,
        servicer_reference=booked.servicer_reference,
        code=TransactionCode(proprietary=booked.type),
        batch=batch,
        details=() if detail == Detail() else (detail,),
        additional_information=additional,
    )
