"""Reading our files as a bank does: the payments of a pain.001, as far as it has to know them."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from lxml import etree

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
"""The files that it reads."""

_NAMES = {"p": NAMESPACE}


class Ordered(NamedTuple):
    """A payment as a file orders it: cents, the day, from which account to whom, and the names of file and block."""

    message_id: str
    block: str
    account: str
    execute_on: date
    end_to_end_id: str
    cents: int
    name: str
    iban: str
    said: str


def ordered(content: bytes) -> Iterator[Ordered]:
    """The payments of a file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    document = etree.fromstring(content, parser)
    message_id = _text(document, "p:CstmrCdtTrfInitn/p:GrpHdr/p:MsgId")
    for block in document.iterfind("p:CstmrCdtTrfInitn/p:PmtInf", _NAMES):
        name, account = _text(block, "p:PmtInfId"), _text(block, "p:DbtrAcct/p:Id/p:IBAN")
        day = date.fromisoformat(_text(block, "p:ReqdExctnDt/p:Dt"))
        for one in block.iterfind("p:CdtTrfTxInf", _NAMES):
            yield Ordered(
                message_id=message_id,
                block=name,
                account=account,
                execute_on=day,
                end_to_end_id=_text(one, "p:PmtId/p:EndToEndId"),
                cents=int(_text(one, "p:Amt/p:InstdAmt").replace(".", "")),
                name=_text(one, "p:Cdtr/p:Nm"),
                iban=_text(one, "p:CdtrAcct/p:Id/p:IBAN"),
                said=one.findtext("p:RmtInf/p:Ustrd", "", _NAMES),
            )


def _text(element: etree._Element, path: str) -> str:
    found = element.findtext(path, None, _NAMES)
    assert found is not None, f"our own files have {path}"
    return found
