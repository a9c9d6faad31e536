"""A writer of camt.053 and camt.054 for what the reader should read back, as a stream, in the order of ISO's schemas.

It writes what a statement says and nothing more. A version before 001.03 can tell neither a detail's direction nor
which page of a statement it is.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from xml.sax.saxutils import escape

from services.schedule.statements.formats.format import BankFileFormat, namespace
from services.schedule.statements.statement import (
    Account,
    Balance,
    Batch,
    Detail,
    Direction,
    Entry,
    EntryStatus,
    Part,
    Return,
    StatementEnd,
    StatementHeading,
    StatementKind,
    Totals,
    TransactionCode,
)

DIRECTIONS = {Direction.CREDIT: "CRDT", Direction.DEBIT: "DBIT"}
STATUSES = {
    EntryStatus.BOOKED: "BOOK",
    EntryStatus.PENDING: "PDNG",
    EntryStatus.INFORMATION: "INFO",
    EntryStatus.FUTURE: "FUTR",
}


class WrittenStatement(NamedTuple):
    """A statement, or a notification, before a bank writes it: its balances stand before its entries."""

    heading: StatementHeading
    entries: Iterable[Entry]
    end: StatementEnd

    @property
    def parts(self) -> list[Part]:
        """What a reader should yield."""
        return [self.heading, *self.entries, self.end]


class CamtWriter:
    """How one version writes."""

    def __init__(self, version: int) -> None:
        self.version = version

    def file(self, statements: Iterable[WrittenStatement], kind: StatementKind) -> Iterator[str]:
        """A file of these statements, or of these notifications."""
        root = "BkToCstmrStmt" if kind is StatementKind.STATEMENT else "BkToCstmrDbtCdtNtfctn"
        element = "Stmt" if kind is StatementKind.STATEMENT else "Ntfctn"
        yield self._opening(kind, root)
        for heading, entries, end in statements:
            yield f"<{element}>{self._heading(heading, element)}{_balances(end)}{_totals(end.totals)}"
            yield from map(self.entry, entries)
            yield f"</{element}>\n"
        yield f"</{root}></Document>\n"

    def _opening(self, kind: StatementKind, root: str) -> str:
        message = BankFileFormat.CAMT_053 if kind is StatementKind.STATEMENT else BankFileFormat.CAMT_054
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<Document xmlns="{namespace(message, self.version)}"><{root}>'
            "<GrpHdr><MsgId>MSG-1</MsgId><CreDtTm>2026-04-01T06:00:00+02:00</CreDtTm></GrpHdr>\n"
        )

    def _heading(self, heading: StatementHeading, element: str) -> str:
        last = "true" if heading.is_last_page else "false"
        page = _within(f"{element}Pgntn", f"<PgNb>{heading.page}</PgNb><LastPgInd>{last}</LastPgInd>")
        return (
            f"{_text('Id', heading.id)}{page if self.version >= 3 else ''}"
            f"{_text('ElctrncSeqNb', heading.sequence)}{_text('LglSeqNb', heading.legal_sequence)}"
            f"{_text('CreDtTm', heading.created_at and heading.created_at.isoformat())}{_period(heading)}"
            f"<Acct>{_account_id(heading.account)}{_text('Ccy', heading.account.currency)}"
            f"{self._agent('Svcr', heading.account.bic)}</Acct>\n"
        )

    def entry(self, entry: Entry) -> str:
        """One Ntry."""
        status = STATUSES[entry.status]
        details = "".join(self._detail(detail, entry.direction) for detail in entry.details)
        return (
            f"<Ntry>{_text('NtryRef', entry.reference)}{_money('Amt', entry.amount)}"
            f"<CdtDbtInd>{DIRECTIONS[entry.direction]}</CdtDbtInd>{'<RvslInd>true</RvslInd>' * entry.is_reversal}"
            f"{f'<Sts><Cd>{status}</Cd></Sts>' if self.version >= 7 else f'<Sts>{status}</Sts>'}"
            f"{_day('BookgDt', entry.booked_on)}{_day('ValDt', entry.value_on)}"
            f"{_text('AcctSvcrRef', entry.servicer_reference)}{_code('BkTxCd', entry.code) or '<BkTxCd/>'}"
            f"{_within('NtryDtls', _batch(entry.batch) + details)}"
            f"{_text('AddtlNtryInf', entry.additional_information or None)}</Ntry>\n"
        )

    def _detail(self, detail: Detail, direction: Direction) -> str:
        amount = "" if detail.amount is None else _money("Amt", detail.amount)
        own = _text("CdtDbtInd", detail.direction and DIRECTIONS[detail.direction]) if self.version >= 3 else ""
        told = amount + own if self.version >= 3 else _within("AmtDtls", _within("TxAmt", amount))
        return _within(
            "TxDtls",
            _references(detail)
            + told
            + _code("BkTxCd", detail.code)
            + self._parties(detail, detail.direction or direction)
            + _remittance(detail)
            + _return(detail.returned),
        )

    def _parties(self, detail: Detail, direction: Direction) -> str:
        side = "Dbtr" if direction is Direction.CREDIT else "Cdtr"
        other = detail.counterparty
        number = _text("Id", detail.creditor_id)
        scheme = _within("Id", _within("PrvtId", _within("Othr", number)))
        account = _within(f"{side}Acct", _account_id(other.account))
        ultimate = self._party(f"Ultmt{side}", _text("Nm", other.ultimate_name))
        creditor = scheme if side == "Cdtr" else ""
        own = self._party("Cdtr", scheme) if side == "Dbtr" else ""
        parties = self._party(side, _text("Nm", other.name) + creditor) + account + ultimate + own
        return _within("RltdPties", parties) + _within("RltdAgts", self._agent(f"{side}Agt", other.account.bic))

    def _party(self, element: str, said: str) -> str:
        return _within(element, _within("Pty", said) if self.version >= 7 else said)

    def _agent(self, element: str, bic: str | None) -> str:
        return _within(element, _within("FinInstnId", _text("BICFI" if self.version >= 3 else "BIC", bic)))


def write_camt(*statements: WrittenStatement, version: int = 8, kind: StatementKind = StatementKind.STATEMENT) -> bytes:
    """The file of these statements, whole."""
    return "".join(CamtWriter(version).file(statements, kind)).encode()


def _text(element: str, value: object) -> str:
    return "" if value is None else f"<{element}>{escape(str(value))}</{element}>"


def _within(element: str, said: str) -> str:
    return f"<{element}>{said}</{element}>" if said else ""


def _money(element: str, amount: int) -> str:
    return f'<{element} Ccy="EUR">{amount // 100}.{amount % 100:02}</{element}>'


def _day(element: str, day: date | None) -> str:
    return _within(element, _text("Dt", day))


def _period(heading: StatementHeading) -> str:
    begins = _text("FrDtTm", heading.from_day and f"{heading.from_day}T00:00:00")
    return _within("FrToDt", begins + _text("ToDtTm", heading.to_day and f"{heading.to_day}T23:59:59"))


def _account_id(account: Account) -> str:
    return _within("Id", _text("IBAN", account.iban) + _within("Othr", _text("Id", account.other)))


def _code(element: str, code: TransactionCode) -> str:
    family = _within("Fmly", _text("Cd", code.family) + _text("SubFmlyCd", code.sub_family))
    domain = _within("Domn", _text("Cd", code.domain) + family)
    return _within(element, domain + _within("Prtry", _text("Cd", code.proprietary) + _text("Issr", code.issuer)))


def _batch(batch: Batch | None) -> str:
    if batch is None:
        return ""
    amount = "" if batch.amount is None else _money("TtlAmt", batch.amount)
    names = _text("MsgId", batch.message_id) + _text("PmtInfId", batch.payment_information_id)
    return _within("Btch", names + _text("NbOfTxs", batch.items) + amount)


def _references(detail: Detail) -> str:
    return _within(
        "Refs",
        _text("MsgId", detail.message_id)
        + _text("AcctSvcrRef", detail.servicer_reference)
        + _text("PmtInfId", detail.payment_information_id)
        + _text("InstrId", detail.instruction_id)
        + _text("EndToEndId", detail.end_to_end_id)
        + _text("MndtId", detail.mandate_reference),
    )


def _remittance(detail: Detail) -> str:
    first = () if detail.structured_reference is None else (detail.structured_reference,)
    structured = [
        _within("Strd", _within("CdtrRefInf", _text("Ref", reference)))
        for reference in (*first, *detail.further_references)
    ]
    return _within("RmtInf", _text("Ustrd", detail.remittance or None) + "".join(structured))


def _return(returned: Return | None) -> str:
    if returned is None:
        return ""
    reason = _within("Rsn", _text("Cd", returned.code) + _text("Prtry", returned.proprietary))
    return _within(
        "RtrInf", _code("OrgnlBkTxCd", returned.original_code) + reason + _text("AddtlInf", returned.said or None)
    )


def _balances(end: StatementEnd) -> str:
    told = (("OPBD", end.opening), ("CLBD", end.closing))
    return "".join(balance(code, one) for code, one in told if one is not None)


def balance(code: str, told: Balance) -> str:
    """One Bal with this code."""
    direction = "CRDT" if told.amount >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_money('Amt', abs(told.amount))}"
        f"<CdtDbtInd>{direction}</CdtDbtInd>{_day('Dt', told.on)}</Bal>\n"
    )


def _totals(totals: Totals) -> str:
    def side(element: str, entries: int | None, amount: int | None) -> str:
        euros = None if amount is None else f"{amount // 100}.{amount % 100:02}"
        return _within(element, _text("NbOfNtries", entries) + _text("Sum", euros))

    told = _within(
        "TxsSummry",
        side("TtlNtries", totals.entries, None)
        + side("TtlCdtNtries", totals.credit_entries, totals.credit_amount)
        + side("TtlDbtNtries", totals.debit_entries, totals.debit_amount),
    )
    return f"{told}\n" if told else ""
