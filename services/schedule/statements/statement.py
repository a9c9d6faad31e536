"""What a bank statement says, whatever its format: whose account, its balances, its entries and their details. Pure.

An amount is always whole cents of a euro and never negative; `Direction` says which way it went, as the account's
holder sees it. What a bank left out is None or empty and never guessed. A statement is read as a stream: its heading,
then its entries one by one, then its totals, for some formats tell the closing balance last.

All are named tuples, which are made four times as fast as frozen dataclasses, and a file has half a million of them.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Direction(StrEnum):
    """Which way money went, seen from the account: a credit came in, a debit went out."""

    CREDIT = "credit"
    DEBIT = "debit"


class EntryStatus(StrEnum):
    """Whether an entry is booked: only such a one moves the balance (ISO 20022: BOOK, PDNG, INFO, FUTR)."""

    BOOKED = "booked"
    PENDING = "pending"
    INFORMATION = "information"
    FUTURE = "future"


class StatementKind(StrEnum):
    """A statement accounts for all entries between two balances; a notification tells of some and proves none."""

    STATEMENT = "statement"
    NOTIFICATION = "notification"


class Balance(NamedTuple):
    """What stood on the account at the end (or the beginning) of a day, in cents; below zero if it was owed."""

    amount: int
    on: date | None = None


class Account(NamedTuple):
    """An account as a bank names it: an IBAN, or another number, and the bank's BIC where it is told."""

    iban: str | None = None
    other: str | None = None
    bic: str | None = None
    currency: str | None = None


class Counterparty(NamedTuple):
    """Who is on the other side, which for a credit is the debtor and for a debit the creditor.

    `ultimate_name` is for whom that one pays or collects, if the bank tells it (ISO 20022 UltimateDebtor, -Creditor).
    """

    name: str | None = None
    account: Account = Account()
    ultimate_name: str | None = None


class TransactionCode(NamedTuple):
    """What kind of booking it is: ISO 20022's domain, family and sub-family, or the bank's own code and who issued it.

    MT940's four signs (`NMSC`) stand in `proprietary`.
    """

    domain: str | None = None
    family: str | None = None
    sub_family: str | None = None
    proprietary: str | None = None
    issuer: str | None = None


class Return(NamedTuple):
    """Why money came back: a reason of ISO 20022 (ExternalReturnReason1Code) or the bank's own, and its words.

    `original_code` is what kind of booking it was that came back.
    """

    code: str | None = None
    proprietary: str | None = None
    said: str = ""
    original_code: TransactionCode = TransactionCode()


class Detail(NamedTuple):
    """One transaction of an entry: most entries have one, a batch booking has many, some have none.

    `amount` is None where the bank does not say it for the transaction; `direction` that of the entry then. An
    EndToEndId that says there is none (`NOTPROVIDED`) is None. `remittance` is the free text, its lines joined by a
    blank and otherwise left as they are; `structured_reference` the creditor's reference, and `further_references` the
    others, if one payment pays several bills.
    """

    amount: int | None = None
    direction: Direction | None = None
    end_to_end_id: str | None = None
    instruction_id: str | None = None
    payment_information_id: str | None = None
    message_id: str | None = None
    servicer_reference: str | None = None
    mandate_reference: str | None = None
    creditor_id: str | None = None
    structured_reference: str | None = None
    remittance: str = ""
    counterparty: Counterparty = Counterparty()
    code: TransactionCode = TransactionCode()
    returned: Return | None = None
    further_references: tuple[str, ...] = ()


class Batch(NamedTuple):
    """What the bank says of the payments that it booked together: their PmtInfId, their number, their sum in cents."""

    message_id: str | None = None
    payment_information_id: str | None = None
    items: int | None = None
    amount: int | None = None


class Entry(NamedTuple):
    """A booking. `number` counts from 1 in its statement; a statement never has two with the same.

    `is_reversal` says that it undoes an earlier entry; its direction already is the way the money went.
    """

    number: int
    amount: int
    direction: Direction
    status: EntryStatus
    booked_on: date | None
    value_on: date | None = None
    is_reversal: bool = False
    reference: str | None = None
    servicer_reference: str | None = None
    code: TransactionCode = TransactionCode()
    batch: Batch | None = None
    details: tuple[Detail, ...] = ()
    additional_information: str = ""

    @property
    def signed(self) -> int:
        """Cents by which it moves the balance, if it is booked."""
        return self.amount if self.direction is Direction.CREDIT else -self.amount


class StatementHeading(NamedTuple):
    """Where a statement begins: which statement of which account.

    `sequence` is the number that banks count up by one for each statement of an account (camt's electronic sequence
    number, MT940's 28C); `page` the part of it in this file, from 1. It is not told here whether
    that is the last one (`is_last_page` is None) if a format says so at its end, as MT940 does (62F or 62M).
    """

    kind: StatementKind
    id: str
    account: Account
    sequence: int | None = None
    legal_sequence: int | None = None
    page: int = 1
    is_last_page: bool | None = True
    created_at: datetime | None = None
    from_day: date | None = None
    to_day: date | None = None


class Totals(NamedTuple):
    """What a statement says of its own entries, in cents; None where it says nothing."""

    entries: int | None = None
    credit_entries: int | None = None
    credit_amount: int | None = None
    debit_entries: int | None = None
    debit_amount: int | None = None


class StatementEnd(NamedTuple):
    """Where a statement ends: its booked balances, None where the bank told none, and what it says of its entries."""

    opening: Balance | None
    closing: Balance | None
    totals: Totals = Totals()


Part = StatementHeading | Entry | StatementEnd
"""What a reader yields, in this order, for each statement of a file: a heading, any number of entries, an end."""
