"""Reading pain.002, what the bank says of a file of payments, as a stream: one payment in memory at a time. Pure.

Versions 001.03 to 001.10 have the same paths for all that is read here; 001.03 has fewer codes.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from services.schedule.statements.faults import NotABankFile
from services.schedule.statements.formats.format import BankFileFormat, message_in, namespace
from services.schedule.statements.formats.iso_values import euros_if_told, moment, one_of, reference
from services.schedule.statements.formats.record_shapes import Leaf, Node, RecordShape, Times, Values, tree_of
from services.schedule.statements.formats.xml_reading import MISSING, XmlReader, in_pieces
from services.schedule.statements.status_report import (
    BlockStatus,
    PaymentStatus,
    ReportHeading,
    ReportPart,
    StatusReason,
    TransactionStatus,
)

_ROOT = "Document/CstmrPmtStsRpt"
_GROUP = f"{_ROOT}/OrgnlGrpInfAndSts"
_BLOCK = f"{_ROOT}/OrgnlPmtInfAndSts"
_TRANSACTION = f"{_BLOCK}/TxInfAndSts"
_STATUS = one_of({status.value: status for status in PaymentStatus})
_REASON = (
    Leaf("Rsn/Cd", "code"),
    Leaf("Rsn/Prtry", "proprietary"),
    Leaf("AddtlInf", "words", times=Times.ALL),
)
_SHAPES = (
    RecordShape("Document", "document", ""),
    RecordShape(
        f"{_ROOT}/GrpHdr",
        "header",
        "GrpHdr",
        (Leaf("MsgId", "id"), Leaf("CreDtTm", "created_at", moment)),
    ),
    RecordShape(
        _GROUP,
        "group",
        "OrgnlGrpInfAndSts",
        (
            Leaf("OrgnlMsgId", "original_message_id", required=True),
            Leaf("OrgnlMsgNmId", "original_message_name"),
            Leaf("GrpSts", "status", _STATUS),
        ),
    ),
    RecordShape(
        _BLOCK,
        "block",
        "OrgnlPmtInfAndSts",
        (Leaf("OrgnlPmtInfId", "payment_information_id"), Leaf("PmtInfSts", "status", _STATUS)),
        numbered=True,
    ),
    RecordShape(
        _TRANSACTION,
        "transaction",
        "TxInfAndSts",
        (
            Leaf("OrgnlInstrId", "instruction_id", reference),
            Leaf("OrgnlEndToEndId", "end_to_end_id", required=True),
            Leaf("TxSts", "status", _STATUS),
            Leaf("AccptncDtTm", "accepted_at", moment),
            Leaf("AcctSvcrRef", "servicer_reference", reference),
            Leaf("OrgnlTxRef/Amt/InstdAmt", "amount", euros_if_told, attribute="Ccy"),
        ),
        numbered=True,
    ),
    *(RecordShape(f"{above}/StsRsnInf", "reason", "StsRsnInf", _REASON) for above in (_GROUP, _BLOCK, _TRANSACTION)),
)


def read_status_report(chunks: Iterable[bytes]) -> Iterator[ReportPart]:
    """What the bank says of a file of ours.

    `NotABankFile` if it is of another kind, and `UnreadableBankFile` with every fault; after the first one nothing more
    is given, and whatever was given before is worth nothing then.
    """
    report = _Report()
    for piece in in_pieces(chunks):
        report.reader.read(piece)
        if not report.reader.faults:
            yield from report.parts
        report.parts.clear()
    report.reader.finish()
    yield from report.parts


@lru_cache
def _tree(version: int) -> Node:
    return tree_of(namespace(BankFileFormat.PAIN_002, version), _SHAPES)


def _choose(found: str, _element: str) -> Node:
    message, version = message_in(found)
    if message is not BankFileFormat.PAIN_002:
        raise NotABankFile(f"this is {message}, and tells of bookings; a report on a file of payments is pain.002")
    return _tree(version)


class _Report:
    """One report, as its records close."""

    def __init__(self) -> None:
        self.parts: list[ReportPart] = []
        self.reader = XmlReader(
            _choose,
            closing={
                "header": self._header,
                "group": self._group,
                "block": self._block,
                "transaction": self._transaction,
                "reason": self._reason,
                "document": self._document,
            },
            opening={"transaction": self._begin_block},
        )
        self._id = ""
        self._created: Values = {}
        self._status: PaymentStatus | None = None
        self._block_is_told = False

    def _header(self, values: Values, _: Values) -> None:
        self._created = values

    def _group(self, values: Values, _: Values) -> None:
        if "id" not in self._created:
            self.reader.fault("", "does not stand behind a GrpHdr with a MsgId", "ask the bank for the report anew")
        if not self.reader.is_fit:
            return
        self._status = values.get("status")
        self.parts.append(
            ReportHeading(
                self._created["id"],
                values["original_message_id"],
                self._created.get("created_at"),
                values.get("original_message_name"),
                self._status,
                tuple(values.get("reasons", ())),
            )
        )

    def _begin_block(self, values: Values) -> None:
        if self._block_is_told:
            return
        self._block_is_told = True
        if "payment_information_id" not in values:
            self.reader.fault("OrgnlPmtInfId", *MISSING)
            return
        told = tuple(values.get("reasons", ()))
        self.parts.append(BlockStatus(values["payment_information_id"], values.get("status"), told))

    def _block(self, values: Values, _: Values) -> None:
        self._begin_block(values)
        self._block_is_told = False

    def _transaction(self, values: Values, block: Values) -> None:
        status = values.get("status") or block.get("status") or self._status
        if status is None and "status" not in values:
            self.reader.fault("TxSts", *MISSING)
        if not self.reader.is_fit or status is None:
            return
        self.parts.append(
            TransactionStatus(
                values["end_to_end_id"],
                status,
                block.get("payment_information_id", ""),
                tuple(values.get("reasons", ())),
                values.get("accepted_at"),
                values.get("instruction_id"),
                values.get("servicer_reference"),
                values.get("amount"),
            )
        )

    def _reason(self, values: Values, above: Values) -> None:
        told = StatusReason(values.get("code"), values.get("proprietary"), " ".join(values.get("words", ())))
        above.setdefault("reasons", []).append(told)

    def _document(self, _values: Values, _above: Values) -> None:
        for name, element in (("header", "GrpHdr"), ("group", "OrgnlGrpInfAndSts")):
            if self.reader.count(name) != 1:
                self.reader.fault(element, "does not stand there once", "ask the bank for the report anew")
