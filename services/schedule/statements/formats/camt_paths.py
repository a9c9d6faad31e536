"""Our own table of what is read of camt.053 and camt.054, per version: paths, how often, which codes. Pure data.

The schemas of ISO 20022 may not be handed on, so what a statement must have is written down here. Between the versions
that are read four things differ, each compared with the message definitions of 001.02 to 001.08:

- since 03 a bank is a `BICFI`, before it a `BIC`; a detail has an `Amt` and a `CdtDbtInd` of its own; pages are counted
  in the statement itself (`StmtPgntn`, `NtfctnPgntn`), before it in the header alone;
- since 07 a status is a choice (`Sts/Cd`), and so is a party (`Dbtr/Pty/Nm`, `Dbtr/Agt/…`).

Required is what an entry means nothing without. `camt.py` and `camt_balances.py` add what hangs on something else: a
statement has an id, and an account with an IBAN or another number; what is booked has a booking day; a balance that
counts has an amount and a direction. Much else is required by ISO 20022 and left out by banks (`Bal/Dt`, `BkTxCd`,
`CreDtTm`); it is read where it stands. What is not in the table is passed over.
"""

from collections.abc import Iterator
from functools import lru_cache

from services.schedule.statements.formats.format import BankFileFormat, namespace
from services.schedule.statements.formats.iso_values import (
    cents_or_nothing,
    currency_euro,
    day,
    day_of_moment,
    euros,
    euros_if_told,
    moment,
    number,
    number_or_nothing,
    one_of,
    reference,
    truth,
)
from services.schedule.statements.formats.record_shapes import Leaf, Node, RecordShape, Times, tree_of
from services.schedule.statements.statement import Direction, EntryStatus, StatementKind

KINDS = {
    BankFileFormat.CAMT_053: StatementKind.STATEMENT,
    BankFileFormat.CAMT_054: StatementKind.NOTIFICATION,
}
"""What a message accounts for."""

DOCUMENT, HEADER, STATEMENT, BALANCE, ENTRY, DETAIL = "document", "header", "statement", "balance", "entry", "detail"

DIRECTION = one_of({"CRDT": Direction.CREDIT, "DBIT": Direction.DEBIT})
"""The reader of a CdtDbtInd."""

_MESSAGES = {
    BankFileFormat.CAMT_053: ("BkToCstmrStmt", "Stmt", "StmtPgntn"),
    BankFileFormat.CAMT_054: ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "NtfctnPgntn"),
}
_STATUS = one_of(
    {
        "BOOK": EntryStatus.BOOKED,
        "PDNG": EntryStatus.PENDING,
        "INFO": EntryStatus.INFORMATION,
        "FUTR": EntryStatus.FUTURE,
    }
)
_CODES = (
    ("Domn/Cd", "domain"),
    ("Domn/Fmly/Cd", "family"),
    ("Domn/Fmly/SubFmlyCd", "sub_family"),
    ("Prtry/Cd", "proprietary"),
    ("Prtry/Issr", "issuer"),
)


@lru_cache
def camt_tree(message: BankFileFormat, version: int) -> Node:
    """What is read of this version of this message."""
    return tree_of(namespace(message, version), camt_shapes(message, version))


def camt_shapes(message: BankFileFormat, version: int) -> list[RecordShape]:
    """The records of this version of this message."""
    root, statement, pages = _MESSAGES[message]
    inside = f"Document/{root}/{statement}"
    return [
        RecordShape("Document", DOCUMENT, ""),
        RecordShape(f"Document/{root}/GrpHdr", HEADER, "GrpHdr", tuple(_pages("MsgPgntn"))),
        RecordShape(inside, STATEMENT, statement, (*_statement(version), *_pages(pages))),
        RecordShape(f"{inside}/Bal", BALANCE, "Bal", tuple(_balance()), numbered=True),
        RecordShape(f"{inside}/Ntry", ENTRY, "Ntry", tuple(_entry(version)), numbered=True),
        RecordShape(
            f"{inside}/Ntry/NtryDtls/TxDtls", DETAIL, "NtryDtls/TxDtls", tuple(_detail(version)), numbered=True
        ),
    ]


def status_path(version: int) -> str:
    """Where an entry says whether it is booked."""
    return "Sts/Cd" if version >= 7 else "Sts"


def _pages(element: str) -> Iterator[Leaf]:
    yield Leaf(f"{element}/PgNb", "page", number)
    yield Leaf(f"{element}/LastPgInd", "is_last_page", truth)


def _bank(version: int) -> str:
    return "FinInstnId/BICFI" if version >= 3 else "FinInstnId/BIC"


def _statement(version: int) -> Iterator[Leaf]:
    yield Leaf("Id", "id")
    yield Leaf("ElctrncSeqNb", "sequence", number)
    yield Leaf("LglSeqNb", "legal_sequence", number)
    yield Leaf("CreDtTm", "created_at", moment)
    yield Leaf("FrToDt/FrDtTm", "from_day", day_of_moment)
    yield Leaf("FrToDt/ToDtTm", "to_day", day_of_moment)
    yield Leaf("Acct/Id/IBAN", "iban")
    yield Leaf("Acct/Id/Othr/Id", "other")
    yield Leaf("Acct/Ccy", "currency", currency_euro)
    yield Leaf(f"Acct/Svcr/{_bank(version)}", "bic")
    yield Leaf("TxsSummry/TtlNtries/NbOfNtries", "entries", number_or_nothing, Times.FIRST)
    yield Leaf("TxsSummry/TtlCdtNtries/NbOfNtries", "credit_entries", number_or_nothing, Times.FIRST)
    yield Leaf("TxsSummry/TtlCdtNtries/Sum", "credit_amount", cents_or_nothing, Times.FIRST)
    yield Leaf("TxsSummry/TtlDbtNtries/NbOfNtries", "debit_entries", number_or_nothing, Times.FIRST)
    yield Leaf("TxsSummry/TtlDbtNtries/Sum", "debit_amount", cents_or_nothing, Times.FIRST)


def _balance() -> Iterator[Leaf]:
    """Read as texts: most kinds of balances are passed over, whatever they say."""
    yield Leaf("Tp/CdOrPrtry/Cd", "code")
    yield Leaf("Amt", "amount", lambda text, currency: (text, currency), attribute="Ccy")
    yield Leaf("CdtDbtInd", "direction")
    yield Leaf("Dt/Dt", "day")
    yield Leaf("Dt/DtTm", "moment")


def _entry(version: int) -> Iterator[Leaf]:
    yield Leaf("NtryRef", "reference")
    yield Leaf("Amt", "amount", euros, attribute="Ccy", required=True)
    yield Leaf("CdtDbtInd", "direction", DIRECTION, required=True)
    yield Leaf("RvslInd", "is_reversal", truth)
    yield Leaf(status_path(version), "status", _STATUS, required=True)
    yield Leaf("BookgDt/Dt", "booked_on", day)
    yield Leaf("BookgDt/DtTm", "booked_on", day_of_moment)
    yield Leaf("ValDt/Dt", "value_on", day)
    yield Leaf("ValDt/DtTm", "value_on", day_of_moment)
    yield Leaf("AcctSvcrRef", "servicer_reference")
    yield from _code("BkTxCd")
    yield Leaf("NtryDtls/Btch/MsgId", "batch_message_id", times=Times.FIRST)
    yield Leaf("NtryDtls/Btch/PmtInfId", "batch_id", times=Times.FIRST)
    yield Leaf("NtryDtls/Btch/NbOfTxs", "batch_items", number, Times.FIRST)
    yield Leaf("NtryDtls/Btch/TtlAmt", "batch_amount", euros_if_told, Times.FIRST, attribute="Ccy")
    yield Leaf("AddtlNtryInf", "additional_information")


def _detail(version: int) -> Iterator[Leaf]:
    yield from _references()
    if version >= 3:
        yield Leaf("Amt", "amount", euros_if_told, attribute="Ccy")
        yield Leaf("CdtDbtInd", "direction", DIRECTION)
    yield Leaf("AmtDtls/TxAmt/Amt", "transaction_amount", euros_if_told, attribute="Ccy")
    yield Leaf("AmtDtls/InstdAmt/Amt", "instructed_amount", euros_if_told, attribute="Ccy")
    yield from _code("BkTxCd")
    for side, ultimate in (("Dbtr", "UltmtDbtr"), ("Cdtr", "UltmtCdtr")):
        yield from _party(version, side, ultimate)
    yield Leaf("RmtInf/Ustrd", "remittance", times=Times.ALL)
    yield Leaf("RmtInf/Strd/CdtrRefInf/Ref", "structured", times=Times.ALL)
    yield Leaf("RtrInf/Rsn/Cd", "return_code")
    yield Leaf("RtrInf/Rsn/Prtry", "return_proprietary")
    yield Leaf("RtrInf/AddtlInf", "return_words", times=Times.ALL)
    yield from _code("RtrInf/OrgnlBkTxCd", "original_")
    yield Leaf("AddtlTxInf", "additional_information")


def _references() -> Iterator[Leaf]:
    for element, name in (
        ("MsgId", "message_id"),
        ("AcctSvcrRef", "servicer_reference"),
        ("PmtInfId", "payment_information_id"),
        ("InstrId", "instruction_id"),
        ("EndToEndId", "end_to_end_id"),
        ("MndtId", "mandate_reference"),
    ):
        yield Leaf(f"Refs/{element}", name, reference)


def _code(path: str, prefix: str = "") -> Iterator[Leaf]:
    for element, name in _CODES:
        yield Leaf(f"{path}/{element}", prefix + name)


def _party(version: int, side: str, ultimate: str) -> Iterator[Leaf]:
    choice = "Pty/" if version >= 7 else ""
    yield Leaf(f"RltdPties/{side}/{choice}Nm", f"{side}.name")
    yield Leaf(f"RltdPties/{ultimate}/{choice}Nm", f"{side}.ultimate")
    yield Leaf(f"RltdPties/{side}Acct/Id/IBAN", f"{side}.iban")
    yield Leaf(f"RltdPties/{side}Acct/Id/Othr/Id", f"{side}.other")
    yield Leaf(f"RltdAgts/{side}Agt/{_bank(version)}", f"{side}.bic")
    if side == "Cdtr":
        for kind in ("PrvtId", "OrgId"):
            yield Leaf(f"RltdPties/Cdtr/{choice}Id/{kind}/Othr/Id", "creditor_ids", times=Times.ALL)
    if version >= 7:
        yield Leaf(f"RltdPties/{side}/Agt/FinInstnId/Nm", f"{side}.name")
