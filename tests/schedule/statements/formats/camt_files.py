"""A small statement of each version, for tests that spoil it, and readers of files given as text."""

from datetime import date

import pytest

from services.schedule.statements.faults import UnreadableBankFile
from services.schedule.statements.formats.camt import read_camt
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
)
from tests.schedule.statements.camt_writing import WrittenStatement, write_camt

OUR_ACCOUNT = "NL44RABO0123456789"
HOUSING = Counterparty("Woningstichting De Meent", Account("NL20INGB0001234567", bic="INGBNL2A"))

RENT = Entry(
    1,
    64_735,
    Direction.DEBIT,
    EntryStatus.BOOKED,
    date(2026, 4, 1),
    date(2026, 4, 1),
    details=(Detail(64_735, end_to_end_id="202604AAAA", remittance="Huur april", counterparty=HOUSING),),
)
WAGE = RENT._replace(number=2, amount=100_000, direction=Direction.CREDIT, details=())
STATEMENT = WrittenStatement(
    StatementHeading(StatementKind.STATEMENT, "2026-091", Account(OUR_ACCOUNT, currency="EUR"), sequence=91),
    (RENT, WAGE),
    StatementEnd(Balance(50_000, date(2026, 3, 31)), Balance(85_265, date(2026, 4, 1))),
)


def small_file(version: int) -> str:
    """The statement above as a bank of this version writes it: rent of 647.35 out, a wage of 1,000.00 in."""
    return write_camt(STATEMENT, version=version).decode()


def spoilt(version: int, old: str, new: str, *, times: int = 1) -> str:
    """The small file with `old` replaced, the first `times` that it stands there; it must stand there."""
    file = small_file(version)
    assert old in file
    return file.replace(old, new, times)


def read(file: str | bytes) -> list[Part]:
    """All that is said in this file."""
    return list(read_camt([file if isinstance(file, bytes) else file.encode()]))


def entries_of(file: str | bytes) -> list[Entry]:
    """Its entries."""
    return [part for part in read(file) if isinstance(part, Entry)]


def end_of(file: str | bytes) -> StatementEnd:
    """The end of its last statement."""
    end = read(file)[-1]
    assert isinstance(end, StatementEnd)
    return end


def faults_of(file: str | bytes) -> list[str]:
    """Its faults, each as a person reads it."""
    with pytest.raises(UnreadableBankFile) as refusal:
        read(file)
    return [str(fault) for fault in refusal.value.faults]
