"""What the bank says of a file of ours: pain.002.001.10, the payments that it rejects."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from sandbox.truth import Rejection


def reports(rejections: Iterable[Rejection]) -> list[bytes]:
    """A report for each file, on what is rejected of it."""
    in_order = sorted(rejections, key=attrgetter("message_id", "block", "end_to_end_id"))
    return [_report(name, list(some)) for name, some in groupby(in_order, attrgetter("message_id"))]


def _report(message_id: str, rejections: Sequence[Rejection]) -> bytes:
    blocks = "".join(_block(name, list(some)) for name, some in groupby(rejections, attrgetter("block")))
    on = rejections[0].on
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">'
        f"<CstmrPmtStsRpt><GrpHdr><MsgId>R-{on:%Y%m%d}-{message_id[-20:]}</MsgId><CreDtTm>{on}T06:00:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"</OrgnlGrpInfAndSts>{blocks}</CstmrPmtStsRpt></Document>"
    ).encode()


def _block(name: str, rejections: Sequence[Rejection]) -> str:
    payments = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{one.end_to_end_id}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{one.code}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
        for one in rejections
    )
    return f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{name}</OrgnlPmtInfId>{payments}</OrgnlPmtInfAndSts>"
