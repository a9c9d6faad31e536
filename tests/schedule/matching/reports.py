"""Status reports of a bank for tests (pain.002.001.03)."""


def report(message_id: str, *payments: str, group: str = "", blocks: str = "", number: int = 1) -> bytes:
    """A report on a file: of all of it, of blocks, or of payments of its first."""
    status = f"<GrpSts>{group}</GrpSts>" if group else ""
    reason = "<StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf>" if group == "RJCT" else ""
    return (
        '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>R{number}</MsgId><CreDtTm>2026-03-01T10:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts>"
        f"<OrgnlMsgId>{message_id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{status}{reason}"
        f"</OrgnlGrpInfAndSts>{blocks or block(f'{message_id}-1', *payments)}</CstmrPmtStsRpt></Document>"
    ).encode()


def block(name: str, *payments: str, status: str = "") -> str:
    """What the bank says of a block."""
    told = f"<PmtInfSts>{status}</PmtInfSts>" if status else ""
    return f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{name}</OrgnlPmtInfId>{told}{''.join(payments)}</OrgnlPmtInfAndSts>"


def of(end_to_end_id: str, status: str, code: str = "AC04") -> str:
    """What the bank says of one payment."""
    reason = f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" if status == "RJCT" else ""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{end_to_end_id}</OrgnlEndToEndId><TxSts>{status}</TxSts>{reason}</TxInfAndSts>"
    )
