"""What a bank file says, in a form in which two can be compared: the payments that should stand in it, and what was
read from it (promise I14).
"""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from services.errors import Problem
from services.schedule.bank.credit_transfer import CreditTransfer, FileHeader, Totals


class FileIsNotItsPayments(Problem):
    """The file does not say what its payments say, so it was not kept."""


class FileContents(NamedTuple):
    """A file's payments: how many and how much (cents) on each day of execution, and a fingerprint.

    The fingerprint goes over every field of every payment, in order, with the day, the account it is paid from and
    whether it is instant. Equal contents are equal payments.
    """

    message_id: str
    days: Totals
    fingerprint: str

    @property
    def items(self) -> int:
        return sum(items for items, _ in self.days.values())

    @property
    def amount(self) -> int:
        """In cents."""
        return sum(amount for _, amount in self.days.values())


class ContentsTally:
    """Contents that grow payment by payment; a day is known when its payments have come.

    A payment is given as its amount in cents and its other fields in one text, `said_by` for one of ours.
    """

    def __init__(self) -> None:
        self._days: dict[date, tuple[int, int]] = {}
        self._fingerprint = blake2b(digest_size=32)
        self._amounts: list[int] = []

    def payment(self, amount: int, said: str) -> None:
        self._amounts.append(amount)
        self._fingerprint.update(f"{amount}|{said}\n".encode())

    def end_of_day(self, day: date, debtor: str, debtor_iban: str, instant: bool) -> tuple[int, int]:
        """These were the payments of this day; how many and how much."""
        of_day = len(self._amounts), sum(self._amounts)
        items, amount = self._days.get(day, (0, 0))
        self._days[day] = (items + of_day[0], amount + of_day[1])
        self._amounts.clear()
        self._fingerprint.update(f"{day}|{debtor}|{debtor_iban}|{instant}\n".encode())
        return of_day

    def contents(self, message_id: str) -> FileContents:
        return FileContents(message_id, dict(self._days), self._fingerprint.hexdigest())


class PaymentsTally:
    """The contents that a file of these payments must have, taken from the payments themselves."""

    def __init__(self, header: FileHeader) -> None:
        self._header = header
        self._tally = ContentsTally()
        self._day: date | None = None

    def add(self, transfers: Iterable[CreditTransfer]) -> None:
        for transfer in transfers:
            if transfer.execute_on != self._day:
                self._end_of_day()
                self._day = transfer.execute_on
            self._tally.payment(transfer.amount, said_by(transfer))

    def contents(self) -> FileContents:
        self._end_of_day()
        self._day = None
        return self._tally.contents(self._header.message_id)

    def _end_of_day(self) -> None:
        if self._day is not None:
            header = self._header
            self._tally.end_of_day(self._day, header.debtor_name, header.debtor_iban.number, header.instant)


def said_by(transfer: CreditTransfer) -> str:
    """The fields of a payment but its amount, as `checking` reads them: no field has a bar in it."""
    reference = transfer.reference
    said_by_reference = "|" if reference is None else f"{reference.issuer or ''}|{reference.text}"
    return f"{transfer.end_to_end_id}|{transfer.name}|{transfer.iban.number}|{said_by_reference}"


def must_be_equal(wanted: FileContents, found: FileContents) -> None:
    """`FileIsNotItsPayments` if what was read is not what should be paid; says where, without a name or an account."""
    if wanted == found:
        return
    if wanted.days != found.days:
        days = sorted(wanted.days.items() ^ found.days.items())
        raise FileIsNotItsPayments(f"the sums of {', '.join(sorted({str(day) for day, _ in days}))} differ")
    raise FileIsNotItsPayments(
        "the sums are equal, an identifier, a single amount, a name, an account or a reference is not"
    )
