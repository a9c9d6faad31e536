"""Reading camt.029, what a bank answers to a recall. Pure.

Versions 001.03 to 001.12 have the same paths for all that is read here. A payment stands below the block that it was
sent in, or, where a bank hands on what another bank wrote, right below the details.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from services.schedule.statements.faults import NotABankFile
from services.schedule.statements.formats.format import BankFileFormat, message_in, namespace
from services.schedule.statements.formats.iso_values import one_of
from services.schedule.statements.formats.record_shapes import Leaf, Node, RecordShape, Times, Values, tree_of
from services.schedule.statements.formats.xml_reading import MISSING, XmlReader, in_pieces
from services.schedule.statements.recall_answer import RecallAnswer, RecallStatus

_ANSWER = "RsltnOfInvstgtn"
_DETAILS = f"Document/{_ANSWER}/CxlDtls"
_OF_ALL = {"CNCL": RecallStatus.ACCEPTED, "RJCR": RecallStatus.REJECTED}
"""What is said of the whole request (ExternalInvestigationExecutionConfirmation1Code); any other code is no end."""

_PAYMENT = (
    Leaf("OrgnlEndToEndId", "end_to_end_id", required=True),
    Leaf("TxCxlSts", "status", one_of({status.value: status for status in RecallStatus})),
    Leaf("CxlStsRsnInf/Rsn/Cd", "code", times=Times.FIRST),
)
_SHAPES = (
    RecordShape("Document", "document", "", (Leaf(f"{_ANSWER}/Sts/Conf", "confirmation"),)),
    *(
        RecordShape(f"{above}/TxInfAndSts", "payment", "TxInfAndSts", _PAYMENT, numbered=True)
        for above in (_DETAILS, f"{_DETAILS}/OrgnlPmtInfAndSts")
    ),
)


def read_recall_answers(chunks: Iterable[bytes]) -> Iterator[RecallAnswer]:
    """What the bank answers about each payment that it names.

    `NotABankFile` if it is of another kind, and `UnreadableBankFile` with every fault.
    """
    answer = _Answer()
    for piece in in_pieces(chunks):
        answer.reader.read(piece)
    answer.reader.finish()
    yield from answer.found


@lru_cache
def _tree(version: int) -> Node:
    return tree_of(namespace(BankFileFormat.CAMT_029, version), _SHAPES)


def _choose(found: str, _element: str) -> Node:
    message, version = message_in(found)
    if message is not BankFileFormat.CAMT_029:
        raise NotABankFile(f"this is {message}; the answer to a recall is camt.029")
    return _tree(version)


class _Answer:
    """One answer, as its records close."""

    def __init__(self) -> None:
        self.found: list[RecallAnswer] = []
        closing = {"payment": self._payment, "document": self._document}
        self.reader = XmlReader(_choose, closing=closing)

    def _payment(self, values: Values, above: Values) -> None:
        status = values.get("status") or _OF_ALL.get(above.get("confirmation", ""), RecallStatus.PENDING)
        if self.reader.is_fit:
            self.found.append(RecallAnswer(values["end_to_end_id"], status, values.get("code")))

    def _document(self, _values: Values, _above: Values) -> None:
        if not self.reader.count("payment"):
            self.reader.fault("CxlDtls/TxInfAndSts", *MISSING)
