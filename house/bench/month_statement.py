"""A month's bank statement as our bank would send it: every payment of it booked, some come back, and money that came.

camt.053.001.08, a statement for each account, written piece by piece so that it may be of any size.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.database import Database

_PAID = text(
    """
    select municipality.iban, end_to_end_id, amount, execute_on, household_id from payment_of_run
    join municipality on municipality.code = municipality
    where run_id = :run_id and file_number is not null order by iban, execute_on, end_to_end_id
    """
)
_EXPECTED = text(
    """
    select municipality.iban, household.reference, expected.amount - expected.received as amount, expected_on
    from expected_income as expected join household on household.id = household_id
    join municipality on municipality.code = household.municipality
    where expected.month = :month and happening = 'benefit' and expected.amount > expected.received
    order by iban, expected_on, reference
    """
)
_ONE_BACK_IN = 500
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
    "<BkToCstmrStmt><GrpHdr><MsgId>BENCH</MsgId><CreDtTm>2026-01-01T00:00:00</CreDtTm></GrpHdr>"
)
_TAIL = "</BkToCstmrStmt></Document>"


class Line(NamedTuple):
    """An entry: cents (below zero if they went out), its day, our id or the text that it carries."""

    cents: int
    on: date
    own_id: str
    said: str
    reason: str = ""


class Statement(NamedTuple):
    """The entries of an account, and what stood on it before (cents)."""

    account: str
    number: int
    opening: int
    lines: Sequence[Line]

    @property
    def closing(self) -> int:
        """What stands on it afterwards."""
        return self.opening + sum(line.cents for line in self.lines)


async def lines_of(database: Database, organisation_id: UUID, run_id: UUID, month: int) -> dict[str, list[Line]]:
    """By account what the bank would book of a month: its payments, a return of one in five hundred, the benefits."""
    found: dict[str, list[Line]] = defaultdict(list)
    async with database.reading(organisation_id) as session:
        paid = (await session.execute(_PAID, {"run_id": run_id})).all()
        expected = (await session.execute(_EXPECTED, {"month": month})).all()
    for row in paid:
        found[row.iban].append(Line(-row.amount, row.execute_on, row.end_to_end_id, ""))
    for row in islice(paid, 0, None, _ONE_BACK_IN):
        found[row.iban].append(Line(row.amount, row.execute_on, row.end_to_end_id, "", "AC04"))
    for row in expected:
        found[row.iban].append(Line(row.amount, row.expected_on, "", f"Bijstand zaak {row.reference}"))
    return found


def write(path: Path, statements: Sequence[Statement]) -> None:
    """Write them as one file."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for one in statements:
            file.writelines(_written(one))
        file.write(_TAIL)


def next_statements(lines: Mapping[str, Sequence[Line]], before: Mapping[str, Statement]) -> list[Statement]:
    """Each account's statement behind the one before."""
    return [
        Statement(account, before[account].number + 1, before[account].closing, said)
        if account in before
        else Statement(account, 1, 0, said)
        for account, said in sorted(lines.items())
    ]


def _written(one: Statement) -> Iterator[str]:
    day = max(line.on for line in one.lines)
    yield (
        f"<Stmt><Id>{one.number}</Id><ElctrncSeqNb>{one.number}</ElctrncSeqNb><CreDtTm>{day}T20:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{one.account}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', one.opening, day)}{_balance('CLBD', one.closing, day)}"
    )
    yield from map(_entry, one.lines)
    yield "</Stmt>"


def _balance(code: str, cents: int, on: date) -> str:
    return f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_money(cents)}<Dt><Dt>{on}</Dt></Dt></Bal>"


def _money(cents: int) -> str:
    way = "CRDT" if cents >= 0 else "DBIT"
    return f'<Amt Ccy="EUR">{abs(cents) // 100}.{abs(cents) % 100:02d}</Amt><CdtDbtInd>{way}</CdtDbtInd>'


def _entry(line: Line) -> str:
    side = "Dbtr" if line.cents >= 0 else "Cdtr"
    reason = f"<RtrInf><Rsn><Cd>{line.reason}</Cd></Rsn></RtrInf>" if line.reason else ""
    remittance = f"<RmtInf><Ustrd>{line.said}</Ustrd></RmtInf>" if line.said else ""
    return (
        f"<Ntry>{_money(line.cents)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{line.on}</Dt></BookgDt>"
        f"<ValDt><Dt>{line.on}</Dt></ValDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
        "</Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>{line.own_id or 'NOTPROVIDED'}</EndToEndId></Refs>{_money(line.cents)}<RltdPties><{side}><Pty>"
        f"<Nm>Meetlat</Nm></Pty></{side}><{side}Acct><Id><IBAN>NL22RABO0165092003</IBAN></Id></{side}Acct></RltdPties>"
        f"{remittance}{reason}</TxDtls></NtryDtls></Ntry>"
    )
