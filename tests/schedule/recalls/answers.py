"""Answers of a bank to recalls, for tests (camt.029)."""


def of(end_to_end_id: str, status: str = "", code: str = "") -> str:
    """What the bank answers about one payment."""
    told = f"<TxCxlSts>{status}</TxCxlSts>" if status else ""
    why = f"<CxlStsRsnInf><Rsn><Cd>{code}</Cd></Rsn></CxlStsRsnInf>" if code else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>{end_to_end_id}</OrgnlEndToEndId>{told}{why}</TxInfAndSts>"


def answer(*payments: str, of_all: str = "RJCR", version: int = 9, in_block: bool = True, number: int = 1) -> bytes:
    """An answer; of one message the next has another number."""
    namespace = f"urn:iso:std:iso:20022:tech:xsd:camt.029.001.{version:02}"
    told = "".join(payments)
    block = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>B-1</OrgnlPmtInfId>{told}</OrgnlPmtInfAndSts>" if in_block else told
    return (
        f'<?xml version="1.0"?><Document xmlns="{namespace}"><RsltnOfInvstgtn><Assgnmt><Id>A{number}</Id></Assgnmt>'
        f"<Sts><Conf>{of_all}</Conf></Sts><CxlDtls>{block}</CxlDtls></RsltnOfInvstgtn></Document>"
    ).encode()
