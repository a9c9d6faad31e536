"""Payments that tests file, and what they read back with a parser of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from lxml import etree

from services.iban import Iban
from services.months import parse_month
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.bank.credit_transfer import CreditTransfer, FileHeader, Totals
from services.schedule.bank.identifiers import end_to_end_id, message_id
from services.schedule.bank.pain001 import NAMESPACE, write

RUN = UUID("019b8e2a-0000-7000-8000-00000000000a")
MARCH = parse_month("2026-03")
MONDAY, TUESDAY = date(2026, 3, 30), date(2026, 3, 31)

LANDLORD, INSURER, CLIENT = Iban("NL02ABNA0123456789"), Iban("NL13TEST0123456789"), Iban("NL39RABO0300065264")
TOWN = Iban("NL91ABNA0417164300")

KENMERK = PaymentReference(ReferenceKind.BETALINGSKENMERK, "5000056789012345")
RF = PaymentReference(ReferenceKind.CREDITOR_REFERENCE, "RF18539007547034")

HEADER = FileHeader(message_id(RUN, 1), datetime(2026, 3, 24, 9, 30, tzinfo=UTC), "Gemeente Voorbeeldstad", TOWN)


def free_text(text: str) -> PaymentReference:
    return PaymentReference.read(ReferenceKind.FREE_TEXT, text)


def a_transfer(**changes: Any) -> CreditTransfer:
    """Rent of 700 euros on Monday 30 March, but for what the test says."""
    return replace(RENT, **changes)


def numbered(count: int, execute_on: date = MONDAY) -> list[CreditTransfer]:
    """So many payments on a day, of 1.00 euro and 1, 2, 3 cents more, each with an id of its own."""
    return [
        a_transfer(
            end_to_end_id=end_to_end_id(MARCH, str(execute_on), str(number)), amount=100 + number, execute_on=execute_on
        )
        for number in range(1, count + 1)
    ]


def totals_of(transfers: Iterable[CreditTransfer]) -> Totals:
    totals: dict[date, tuple[int, int]] = {}
    for transfer in transfers:
        items, amount = totals.get(transfer.execute_on, (0, 0))
        totals[transfer.execute_on] = (items + 1, amount + transfer.amount)
    return totals


def file_of(transfers: Sequence[CreditTransfer], header: FileHeader = HEADER) -> bytes:
    return b"".join(write(header, transfers, totals_of(transfers)))


def leaves(file: bytes) -> list[tuple[str, str, dict[str, str]]]:
    """Every element with a text of its own: its path, its text, its attributes."""
    found = []
    for element in etree.fromstring(file).iter():
        if element.text and element.text.strip():
            path = [etree.QName(parent).localname for parent in (element, *element.iterancestors())]
            found.append(("/".join(reversed(path[:-2])), element.text, {str(k): str(v) for k, v in element.items()}))
    return found


def texts(file: bytes, path: str) -> list[str]:
    """The texts at a path below the payments of a file."""
    steps = "/".join(f"p:{step}" for step in path.split("/"))
    found = etree.fromstring(file).findall(f".//p:CdtTrfTxInf/{steps}", {"p": NAMESPACE})
    return [element.text or "" for element in found]


RENT = CreditTransfer(
    end_to_end_id(MARCH, "household 1", "rent", "2026-03"),
    70_000,
    "Woonstichting De Proef",
    LANDLORD,
    KENMERK,
    MONDAY,
)
