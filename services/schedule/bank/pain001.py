"""Writing a bank file: pain.001.001.09 as a stream from templates, the same bytes for the same payments.

No text is escaped, for what stands in a `CreditTransfer`, a `PaymentReference` or a `FileHeader` has no `<`, `&` or
quote in it: the EPC character set, digits and identifiers only. Addresses are left out, so that a supplier or a bank
learns no more than the payment needs. Each payment stands on a line of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, islice
from operator import attrgetter

from services.banking_days import before, is_bank_day
from services.clock import AMSTERDAM
from services.errors import Conflict, Fault, InvalidInput, Refused
from services.iban import Iban
from services.payment_reference import PaymentReference
from services.schedule.bank.credit_transfer import CreditTransfer, FileHeader, Totals
from services.schedule.bank.identifiers import payment_information_id

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"

_SEPA = "<SvcLvl><Cd>SEPA</Cd></SvcLvl>"
_INSTANT = f"{_SEPA}<LclInstrm><Cd>INST</Cd></LclInstrm>"
"""As EPC's guidelines for customers have it (EPC121-16); that BNG takes a file of such is for the bank to confirm."""

_BATCH = 500
_execution_day = attrgetter("execute_on")


class NothingToPay(Refused):
    """A bank file has at least one payment."""


class TotalsDiffer(Conflict):
    """The payments of the file are not those that its totals were made of."""


class FileWriter:
    """One file, piece by piece: `opening`, any number of `batch`, `closing`; the pieces joined are the file.

    The number of payments and their sum stand before them in the file, so the totals come first. Payments that do not
    add up to them, day by day, are `TotalsDiffer`, at the latest in `closing`.
    """

    def __init__(self, header: FileHeader, totals: Totals) -> None:
        _check(totals, any_day=header.instant)
        self._header = header
        self._totals = totals
        self._days = sorted(totals)
        self._day: date | None = None
        self._items = self._amount = 0

    def opening(self) -> bytes:
        """The group header: what the whole file holds."""
        items = sum(items for items, _ in self._totals.values())
        amount = sum(amount for _, amount in self._totals.values())
        header = self._header
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<Document xmlns="{NAMESPACE}">\n<CstmrCdtTrfInitn>\n<GrpHdr><MsgId>{header.message_id}</MsgId>'
            f"<CreDtTm>{header.created_at.astimezone(AMSTERDAM):%Y-%m-%dT%H:%M:%S}</CreDtTm>"
            f"<NbOfTxs>{items}</NbOfTxs><CtrlSum>{_euros(amount)}</CtrlSum>"
            f"<InitgPty><Nm>{header.debtor_name}</Nm></InitgPty></GrpHdr>\n"
        ).encode("ascii")

    def batch(self, transfers: Iterable[CreditTransfer]) -> bytes:
        """The next payments, in order of their execution days."""
        written: list[str] = []
        for day, of_day in groupby(transfers, _execution_day):
            if day != self._day:
                written += self._end_of_day()
                written.append(self._beginning_of(day))
            payments = list(of_day)
            self._items += len(payments)
            self._amount += sum([payment.amount for payment in payments])
            written += [_written(payment) for payment in payments]
        return "".join(written).encode("ascii")

    def closing(self) -> bytes:
        """The end of the file."""
        end = self._end_of_day()
        if self._days:
            raise TotalsDiffer(f"there are no payments for {self._days[0]}, the totals have {self._of(self._days[0])}")
        return "".join([*end, "</CstmrCdtTrfInitn>\n</Document>\n"]).encode("ascii")

    def _beginning_of(self, day: date) -> str:
        if self._days[:1] != [day]:
            raise TotalsDiffer(f"payments for {day} come where the totals have {self._days[:1] or 'nothing more'}")
        place = len(self._totals) - len(self._days) + 1
        self._days.pop(0)
        self._day, self._items, self._amount = day, 0, 0
        items, amount = self._totals[day]
        header = self._header
        return (
            f"<PmtInf><PmtInfId>{payment_information_id(header.message_id, place)}</PmtInfId><PmtMtd>TRF</PmtMtd>"
            f"<BtchBookg>true</BtchBookg><NbOfTxs>{items}</NbOfTxs><CtrlSum>{_euros(amount)}</CtrlSum>"
            f"<PmtTpInf>{_INSTANT if header.instant else _SEPA}</PmtTpInf>"
            f"<ReqdExctnDt><Dt>{day}</Dt></ReqdExctnDt><Dbtr><Nm>{header.debtor_name}</Nm></Dbtr>"
            f"<DbtrAcct><Id><IBAN>{header.debtor_iban.number}</IBAN></Id></DbtrAcct>"
            f"<DbtrAgt><FinInstnId>{_agent(header.debtor_iban)}</FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>\n"
        )

    def _end_of_day(self) -> list[str]:
        if self._day is None:
            return []
        if (self._items, self._amount) != self._totals[self._day]:
            came = f"{self._items} payments of {self._amount} cents together"
            raise TotalsDiffer(f"for {self._day} came {came}, the totals have {self._of(self._day)}")
        return ["</PmtInf>\n"]

    def _of(self, day: date) -> str:
        items, amount = self._totals[day]
        return f"{items} of {amount} cents"


def write(header: FileHeader, transfers: Iterable[CreditTransfer], totals: Totals) -> Iterator[bytes]:
    """The file of these payments, which come in order of their execution days, in pieces of some 250 kB.

    `NothingToPay` without totals, `InvalidInput` for a day on which no bank works, `TotalsDiffer` for other payments.
    """
    writer = FileWriter(header, totals)
    yield writer.opening()
    for batch in in_batches(transfers):
        yield writer.batch(batch)
    yield writer.closing()


def in_batches(transfers: Iterable[CreditTransfer]) -> Iterator[Sequence[CreditTransfer]]:
    """As many at a time as fit into a piece of a file."""
    coming = iter(transfers)
    while batch := list(islice(coming, _BATCH)):
        yield batch


def _check(totals: Totals, *, any_day: bool) -> None:
    if not totals:
        raise NothingToPay
    faults = []
    for day, (items, amount) in totals.items():
        if not any_day and not is_bank_day(day):
            faults.append(Fault(f"totals[{day}]", "no bank pays on this day", f"send it on {before(day)}"))
        if items < 1 or amount < items:
            faults.append(Fault(f"totals[{day}]", "has no payments, or less than a cent each", "leave such a day out"))
    if faults:
        raise InvalidInput(faults)


def _written(transfer: CreditTransfer) -> str:
    amount = transfer.amount
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{transfer.end_to_end_id}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="EUR">{amount // 100}.{amount % 100:02d}</InstdAmt></Amt>'
        f"<Cdtr><Nm>{transfer.name}</Nm></Cdtr>"
        f"<CdtrAcct><Id><IBAN>{transfer.iban.number}</IBAN></Id></CdtrAcct>"
        f"{_remittance(transfer.reference)}</CdtTrfTxInf>\n"
    )


def _remittance(reference: PaymentReference | None) -> str:
    if reference is None:
        return ""
    issuer = reference.issuer
    if issuer is None:
        return f"<RmtInf><Ustrd>{reference.text}</Ustrd></RmtInf>"
    return (
        f"<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>{issuer}</Issr></Tp>"
        f"<Ref>{reference.text}</Ref></CdtrRefInf></Strd></RmtInf>"
    )


def _agent(iban: Iban) -> str:
    bic = iban.bic
    return "<Othr><Id>NOTPROVIDED</Id></Othr>" if bic is None else f"<BICFI>{bic}</BICFI>"


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
