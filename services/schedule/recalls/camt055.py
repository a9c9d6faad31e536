"""Writing a recall: camt.055.001.08, by which a customer asks its bank to take back a payment of a file. Pure.

camt.056 is what that bank then sends to the payee's; it is no message of a customer's. Nothing of the payee stands in
a recall: the bank knows the payment by the names that we gave it.
"""

from datetime import datetime
from uuid import UUID
from xml.sax.saxutils import escape

from services.clock import AMSTERDAM
from services.schedule.bank.pain001 import NAMESPACE as OF_FILE
from services.schedule.recalls.recall import Filed, RecallReason

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.055.001.08"


def write(recall_id: UUID, filed: Filed, reason: RecallReason, at: datetime) -> bytes:
    """The file of one recall, which is named by its id; the same bytes for the same recall."""
    euros = f"{filed.amount // 100}.{filed.amount % 100:02d}"
    original = f"<OrgnlMsgId>{filed.message_id}</OrgnlMsgId><OrgnlMsgNmId>{OF_FILE.rpartition(':')[2]}</OrgnlMsgNmId>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{NAMESPACE}">\n<CstmrPmtCxlReq>\n'
        f"<Assgnmt><Id>{recall_id.hex}</Id><Assgnr><Pty><Nm>{escape(filed.debtor_name)}</Nm></Pty></Assgnr>"
        "<Assgne><Agt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></Agt></Assgne>"
        f"<CreDtTm>{at.astimezone(AMSTERDAM):%Y-%m-%dT%H:%M:%S}</CreDtTm></Assgnmt>\n"
        f"<CtrlData><NbOfTxs>1</NbOfTxs><CtrlSum>{euros}</CtrlSum></CtrlData>\n"
        f"<Undrlyg><OrgnlGrpInfAndCxl>{original}</OrgnlGrpInfAndCxl>\n"
        f"<OrgnlPmtInfAndCxl><OrgnlPmtInfId>{filed.payment_information_id}</OrgnlPmtInfId>\n"
        f"<TxInf><CxlId>{recall_id.hex}</CxlId><OrgnlEndToEndId>{filed.end_to_end_id}</OrgnlEndToEndId>"
        f'<OrgnlInstdAmt Ccy="EUR">{euros}</OrgnlInstdAmt>'
        f"<CxlRsnInf><Rsn><Cd>{reason}</Cd></Rsn></CxlRsnInf></TxInf>\n"
        "</OrgnlPmtInfAndCxl></Undrlyg>\n</CstmrPmtCxlReq>\n</Document>\n"
    ).encode()
