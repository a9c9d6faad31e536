"""A writer of MT940 as four banks write it, for what the reader should read back. Only what a test needs of each."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.schedule.statements.statement import (
    Account,
    Balance,
    Counterparty,
    Detail,
    Direction,
    Entry,
    EntryStatus,
    Part,
    StatementEnd,
    StatementHeading,
    StatementKind,
    Totals,
    TransactionCode,
)

COLUMN = 32
WIDTH = 65


class Bank(StrEnum):
    """Whose way of writing it is."""

    BNG = "BNG"
    ABN_AMRO = "ABN AMRO"
    ING = "ING"
    RABOBANK = "Rabobank"


@dataclass(frozen=True)
class WrittenEntry:
    """An entry before a bank writes it; `mark` is C, D, RC or RD."""

    value_on: date
    mark: str
    cents: int
    booked_on: date | None = None
    type: str = "NTRF"
    reference: str = "NONREF"
    bank_reference: str = ""
    iban: str = "NL20INGB0001234567"
    bic: str = "INGBNL2A"
    name: str = "Woningstichting De Meent"
    end_to_end_id: str = "E2E-0001"
    text: str = "Huur april"

    @property
    def direction(self) -> Direction:
        return Direction.CREDIT if self.mark in ("C", "RD") else Direction.DEBIT

    @property
    def signed(self) -> int:
        return self.cents if self.direction is Direction.CREDIT else -self.cents


@dataclass(frozen=True)
class WrittenStatement:
    """A statement before a bank writes it, in cents."""

    entries: tuple[WrittenEntry, ...] = ()
    reference: str = "STATEMENT1"
    account: str = "NL12BNGH0285000001"
    sequence: int = 7
    page: int = 1
    opening: Balance = field(default_factory=lambda: Balance(100_000, date(2026, 3, 31)))
    closed_on: date = date(2026, 4, 1)

    @property
    def closing(self) -> Balance:
        return Balance(self.opening.amount + sum(entry.signed for entry in self.entries), self.closed_on)


def written(bank: Bank, statement: WrittenStatement) -> str:
    """The text of a file with one statement, its lines ended by LF."""
    return "".join(f"{line}\n" for line in _lines(bank, statement))


def expected(bank: Bank, statement: WrittenStatement) -> list[Part]:
    """What a reader should make of it."""
    told = {Bank.ING: "EUR", Bank.RABOBANK: "EUR"}.get(bank)
    heading = StatementHeading(
        kind=StatementKind.STATEMENT,
        id=f"{statement.reference}/{statement.sequence}",
        account=Account(iban=statement.account, currency=told),
        sequence=statement.sequence,
        page=statement.page,
        is_last_page=None,
    )
    entries = [_expected_entry(bank, number, entry) for number, entry in enumerate(statement.entries, 1)]
    end = StatementEnd(statement.opening, statement.closing, _totals(statement) if bank is Bank.ING else Totals())
    return [heading, *entries, end]


def _expected_entry(bank: Bank, number: int, entry: WrittenEntry) -> Entry:
    account = Account(iban=entry.iban, bic=None if bank is Bank.RABOBANK else entry.bic)
    code = {Bank.ABN_AMRO: "SEPA OVERBOEKING", Bank.ING: "00100"}.get(bank)
    detail = Detail(
        end_to_end_id=entry.end_to_end_id,
        remittance=entry.text,
        counterparty=Counterparty(entry.name, account),
        code=TransactionCode(proprietary=code),
    )
    return Entry(
        number=number,
        amount=entry.cents,
        direction=entry.direction,
        status=EntryStatus.BOOKED,
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        is_reversal=entry.mark in ("RC", "RD"),
        reference=None if entry.reference == "NONREF" else entry.reference,
        servicer_reference=entry.bank_reference or None,
        code=TransactionCode(proprietary=entry.type),
        details=(detail,),
    )


def _lines(bank: Bank, statement: WrittenStatement) -> Iterator[str]:
    yield from _BEFORE[bank]
    yield f":20:{statement.reference}"
    yield f":25:{statement.account}{ {Bank.ING: 'EUR', Bank.RABOBANK: ' EUR'}.get(bank, '') }"
    yield f":{'28' if bank is Bank.ABN_AMRO else '28C'}:{statement.sequence:05}/{statement.page}"
    yield f":60F:{balance(bank, statement.opening)}"
    for entry in statement.entries:
        yield from _entry(bank, entry)
    yield f":62F:{balance(bank, statement.closing)}"
    if bank is Bank.ING:
        yield f":64:{balance(bank, statement.closing)}"
        yield f":65:{balance(bank, statement.closing)}"
        yield f":86:{_summed(_totals(statement))}"
    yield from _BEHIND[bank]


_BEFORE = {
    Bank.BNG: ("0200 13XXXXXXXXXXXX00000", "0200 13BNGHNL20AXXX00000", "940 02"),
    Bank.ABN_AMRO: ("ABNANL2A", "940", "ABNANL2A"),
    Bank.ING: ("{1:F01INGBNL2ABXXX0000000000}", "{2:I940INGBNL2AXXXN}", "{4:"),
    Bank.RABOBANK: (":940:",),
}
_BEHIND = {Bank.BNG: ("-",), Bank.ABN_AMRO: ("-",), Bank.ING: ("-}",), Bank.RABOBANK: ()}


def balance(bank: Bank, of: Balance) -> str:
    """A balance as fields 60 and 62 have it."""
    assert of.on is not None
    return f"{'D' if of.amount < 0 else 'C'}{of.on:%y%m%d}EUR{amount(bank, abs(of.amount))}"


def amount(bank: Bank, cents: int) -> str:
    """An amount: ABN AMRO leaves noughts at its end out, Rabobank puts noughts before it."""
    euros, rest = divmod(cents, 100)
    if bank is Bank.ABN_AMRO:
        return f"{euros},{rest:02}".rstrip("0")
    return f"{euros:012},{rest:02}" if bank is Bank.RABOBANK else f"{euros},{rest:02}"


def _entry(bank: Bank, entry: WrittenEntry) -> Iterator[str]:
    booked = f"{entry.booked_on:%m%d}" if entry.booked_on else ""
    told = f"//{entry.bank_reference}" if entry.bank_reference else ""
    sum_of = amount(bank, entry.cents)
    yield f":61:{entry.value_on:%y%m%d}{booked}{entry.mark}{sum_of}{entry.type}{entry.reference}{told}"
    if bank is Bank.RABOBANK:
        yield entry.iban
    if bank is Bank.ING:
        yield "/TRCD/00100/"
    if bank is Bank.BNG:
        yield from _columns(entry)
    else:
        yield from _wrapped(_code_words(bank, entry), WIDTH - len(":86:") if bank is Bank.ING else WIDTH)


def _code_words(bank: Bank, entry: WrittenEntry) -> str:
    if bank is Bank.ABN_AMRO:
        beginning = f"/TRTP/SEPA OVERBOEKING/IBAN/{entry.iban}/BIC/{entry.bic}/NAME/{entry.name}"
        return f"{beginning}/REMI/{entry.text}/EREF/{entry.end_to_end_id}"
    if bank is Bank.ING:
        other = f"/CNTP/{entry.iban}/{entry.bic}/{entry.name}//"
        return f"/EREF/{entry.end_to_end_id}/{other}/REMI/USTD//{entry.text}/"
    party = "ORDP" if entry.mark in ("C", "RC") else "BENM"
    return f"/EREF/{entry.end_to_end_id}/{party}//NAME/{entry.name}/REMI/{entry.text}"


def _wrapped(text: str, first: int) -> Iterator[str]:
    """Cut anywhere, also within words, as banks do."""
    yield f":86:{text[:first]}"
    yield from (text[at : at + WIDTH] for at in range(first, len(text), WIDTH))


def _columns(entry: WrittenEntry) -> Iterator[str]:
    yield f":86:{entry.iban:{COLUMN}}{entry.bic}"
    yield f"{entry.name:{COLUMN}}REFO:{entry.end_to_end_id}"
    cells = textwrap.wrap(entry.text, COLUMN - 1)
    for at in range(0, len(cells), 2):
        yield f"{cells[at]:{COLUMN}}{(cells[at + 1 :] or [''])[0]}".rstrip()


def _totals(statement: WrittenStatement) -> Totals:
    came_in = [entry.cents for entry in statement.entries if entry.direction is Direction.CREDIT]
    went_out = [entry.cents for entry in statement.entries if entry.direction is Direction.DEBIT]
    return Totals(
        credit_entries=len(came_in),
        credit_amount=sum(came_in),
        debit_entries=len(went_out),
        debit_amount=sum(went_out),
    )


def _summed(totals: Totals) -> str:
    assert totals.debit_amount is not None
    assert totals.credit_amount is not None
    debit, credit = amount(Bank.ING, totals.debit_amount), amount(Bank.ING, totals.credit_amount)
    return f"/SUM/{totals.debit_entries}/{totals.credit_entries}/{debit}/{credit}/"
