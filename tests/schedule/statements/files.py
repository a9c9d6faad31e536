"""Files of a bank for tests, as short as a bank may write them: camt.053.001.08 on the account of Den Haag."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from services.schedule.statements.taking_in import HandedIn

ACCOUNT = "NL91ABNA0417164300"
SUPPLIER = "NL22RABO0165092003"
DAY = date(2026, 3, 3)


class Line(NamedTuple):
    """A booked entry with one transaction: cents, below zero if they went out."""

    cents: int
    end_to_end_id: str = "NOTPROVIDED"
    booked_on: date = DAY
    name: str = "Woonstichting De Proefflat"
    iban: str = SUPPLIER
    text: str = "huur maart"
    status: str = "BOOK"
    return_code: str = ""
    batch: str = ""
    mandate: str = ""
    reference: str = ""


def _amount(cents: int) -> str:
    return f'<Amt Ccy="EUR">{abs(cents) // 100}.{abs(cents) % 100:02d}</Amt>'


def _direction(cents: int) -> str:
    return f"<CdtDbtInd>{'CRDT' if cents >= 0 else 'DBIT'}</CdtDbtInd>"


def _balance(code: str, cents: int | None, on: date) -> str:
    if cents is None:
        return ""
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f"<Bal>{kind}{_amount(cents)}{_direction(cents)}<Dt><Dt>{on}</Dt></Dt></Bal>"


def _entry(line: Line) -> str:
    side = "Dbtr" if line.cents >= 0 else "Cdtr"
    party = f"<{side}><Pty><Nm>{line.name}</Nm></Pty></{side}>"
    account = f"<{side}Acct><Id><IBAN>{line.iban}</IBAN></Id></{side}Acct>"
    returned = f"<RtrInf><Rsn><Cd>{line.return_code}</Cd></Rsn></RtrInf>" if line.return_code else ""
    return (
        f"<Ntry>{_amount(line.cents)}{_direction(line.cents)}<Sts><Cd>{line.status}</Cd></Sts>"
        f"<BookgDt><Dt>{line.booked_on}</Dt></BookgDt><ValDt><Dt>{line.booked_on}</Dt></ValDt>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"<NtryDtls>{_transaction(line, party + account, returned)}</NtryDtls></Ntry>"
    )


def _transaction(line: Line, parties: str, returned: str) -> str:
    """What the entry is for; of a batch the bank says its name alone."""
    if line.batch:
        return f"<Btch><PmtInfId>{line.batch}</PmtInfId></Btch>"
    mandate = f"<MndtId>{line.mandate}</MndtId>" if line.mandate else ""
    creditor = f"<CdtrRefInf><Ref>{line.reference}</Ref></CdtrRefInf>"
    reference = f"<Strd>{creditor}</Strd>" if line.reference else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{line.end_to_end_id}</EndToEndId>{mandate}</Refs>"
        f"{_amount(line.cents)}{_direction(line.cents)}<RltdPties>{parties}</RltdPties>"
        f"<RmtInf><Ustrd>{line.text}</Ustrd>{reference}</RmtInf>{returned}</TxDtls>"
    )


def stmt(
    *lines: Line,
    number: int = 1,
    opening: int | None = 1_000_00,
    closing: int | None = None,
    closes: bool = True,
    on: date = DAY,
    account: str = ACCOUNT,
    statement_id: str = "",
) -> str:
    """A statement; its closing balance follows from its lines unless told, or is not there if it does not close."""
    moved = sum(line.cents for line in lines if line.status == "BOOK")
    if closing is None and closes and opening is not None:
        closing = opening + moved
    return (
        f"<Stmt><Id>{statement_id or f'2026-{number}'}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>"
        f"<CreDtTm>{on}T20:00:00</CreDtTm><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', opening, on)}{_balance('CLBD', closing, on)}{''.join(map(_entry, lines))}</Stmt>"
    )


def camt(*statements: str) -> bytes:
    """A file of statements."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        "<BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-03T20:00:00</CreDtTm></GrpHdr>"
        f"{''.join(statements)}</BkToCstmrStmt></Document>"
    ).encode()


def handed_in(content: bytes, name: str = "statement.xml", piece: int = 1_000) -> HandedIn:
    """The bytes as a file that is handed in, piece by piece."""

    def chunks() -> Iterator[bytes]:
        for at in range(0, len(content), piece):
            yield content[at : at + piece]

    given: Callable[[], Iterator[bytes]] = chunks
    return HandedIn(name, given)
