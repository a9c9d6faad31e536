"""A bank statement as our bank would send it, for benches and simulations: camt.053.001.08, one for each account.

Written piece by piece, so that it may be of any size.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

_SOMEBODY, _SOMEWHERE = "Meetlat", "NL22RABO0165092003"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
    "<BkToCstmrStmt><GrpHdr><MsgId>STATEMENTS</MsgId><CreDtTm>2026-01-01T00:00:00</CreDtTm></GrpHdr>"
)
_TAIL = "</BkToCstmrStmt></Document>"


class Line(NamedTuple):
    """An entry: cents (below zero if they went out), its day, our id or the text that it carries.

    `reason` is a return's code, `mandate` the UMR of a collection, `name` and `iban` are the other side. Of a `batch`
    of ours (its PmtInfId) the bank tells nothing else. None of them may have a sign that XML knows.
    """

    cents: int
    on: date
    own_id: str
    said: str
    reason: str = ""
    mandate: str = ""
    name: str = _SOMEBODY
    iban: str = _SOMEWHERE
    batch: str = ""


class Statement(NamedTuple):
    """The entries of an account, and what stood on it before (cents); `on` where it tells of a day without entries."""

    account: str
    number: int
    opening: int
    lines: Sequence[Line]
    on: date | None = None

    @property
    def closing(self) -> int:
        """What stands on it afterwards."""
        return self.opening + sum(line.cents for line in self.lines)

    @property
    def day(self) -> date:
        """The day that it tells of last."""
        return self.on or max(line.on for line in self.lines)


def write(path: Path, statements: Iterable[Statement]) -> None:
    """Write them as one file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_pieces(statements))


def written(statements: Iterable[Statement]) -> bytes:
    """The same file as it is handed in over HTTP."""
    return "".join(_pieces(statements)).encode()


def _pieces(statements: Iterable[Statement]) -> Iterator[str]:
    yield _HEAD
    for one in statements:
        yield from _written(one)
    yield _TAIL


def _written(one: Statement) -> Iterator[str]:
    day = one.day
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
    return (
        f"<Ntry>{_money(line.cents)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{line.on}</Dt></BookgDt>"
        f"<ValDt><Dt>{line.on}</Dt></ValDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
        f"</Fmly></Domn></BkTxCd><NtryDtls>{_details(line)}</NtryDtls></Ntry>"
    )


def _details(line: Line) -> str:
    if line.batch:
        return f"<Btch><PmtInfId>{line.batch}</PmtInfId></Btch>"
    side = "Dbtr" if line.cents >= 0 else "Cdtr"
    reason = f"<RtrInf><Rsn><Cd>{line.reason}</Cd></Rsn></RtrInf>" if line.reason else ""
    remittance = f"<RmtInf><Ustrd>{line.said}</Ustrd></RmtInf>" if line.said else ""
    mandate = f"<MndtId>{line.mandate}</MndtId>" if line.mandate else ""
    return (
        "<TxDtls><Refs>"
        f"<EndToEndId>{line.own_id or 'NOTPROVIDED'}</EndToEndId>{mandate}</Refs>{_money(line.cents)}<RltdPties>"
        f"<{side}><Pty><Nm>{line.name}</Nm></Pty></{side}>"
        f"<{side}Acct><Id><IBAN>{line.iban}</IBAN></Id></{side}Acct></RltdPties>"
        f"{remittance}{reason}</TxDtls>"
    )
