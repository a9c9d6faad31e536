"""What a bank says of a file of payments, in pain.002.001.03 and 001.10."""

from datetime import UTC, datetime

import pytest

from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.format import BankFileFormat, namespace
from services.schedule.statements.formats.pain002 import read_status_report
from services.schedule.statements.status_report import (
    BlockStatus,
    PaymentStatus,
    ReportHeading,
    ReportPart,
    StatusReason,
    TransactionStatus,
)
from tests.schedule.statements.formats.camt_files import small_file

BOTH = pytest.mark.parametrize("version", [3, 10])
HEADER = "<GrpHdr><MsgId>R-1</MsgId><CreDtTm>2026-04-01T14:00:00Z</CreDtTm></GrpHdr>"
FILE = "<OrgnlMsgId>RUN-1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"


def report(version: int, blocks: str, group: str = "", header: str = HEADER) -> str:
    """A report on the file RUN-1."""
    return (
        f'<?xml version="1.0"?>\n<Document xmlns="{namespace(BankFileFormat.PAIN_002, version)}"><CstmrPmtStsRpt>\n'
        f"{header}\n<OrgnlGrpInfAndSts>{FILE}{group}</OrgnlGrpInfAndSts>\n{blocks}\n</CstmrPmtStsRpt></Document>"
    )


def block(said: str, status: str = "", name: str = "RUN-1-1") -> str:
    return f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{name}</OrgnlPmtInfId>{status}{said}</OrgnlPmtInfAndSts>"


def payment(said: str, name: str = "202604AAAA") -> str:
    return f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId>{said}</TxInfAndSts>"


def read(file: str) -> list[ReportPart]:
    return list(read_status_report([file.encode()]))


def faults_of(file: str) -> list[str]:
    with pytest.raises(UnreadableBankFile) as refusal:
        read(file)
    return [str(fault) for fault in refusal.value.faults]


@BOTH
def test_a_file_that_is_accepted_whole(version: int) -> None:
    assert read(report(version, "", "<GrpSts>ACCP</GrpSts>")) == [
        ReportHeading(
            "R-1", "RUN-1", datetime(2026, 4, 1, 14, tzinfo=UTC), "pain.001.001.09", PaymentStatus.CUSTOMER_ACCEPTED
        )
    ]


@BOTH
def test_a_file_that_is_rejected_whole_says_why(version: int) -> None:
    why = "<StsRsnInf><Rsn><Cd>AM10</Cd></Rsn><AddtlInf>Control</AddtlInf><AddtlInf>sum</AddtlInf></StsRsnInf>"
    [heading] = read(report(version, "", f"<GrpSts>RJCT</GrpSts>{why}"))
    assert isinstance(heading, ReportHeading)
    assert (heading.status, heading.reasons) == (PaymentStatus.REJECTED, (StatusReason("AM10", None, "Control sum"),))


@BOTH
def test_a_block_of_which_one_payment_is_rejected(version: int) -> None:
    why = "<StsRsnInf><Rsn><Cd>AC01</Cd></Rsn></StsRsnInf><StsRsnInf><Rsn><Prtry>Z1</Prtry></Rsn></StsRsnInf>"
    amount = '<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">647.35</InstdAmt></Amt></OrgnlTxRef>'
    rejected = payment(f"<TxSts>RJCT</TxSts>{why}{amount}")
    accepted = payment(
        "<TxSts>ACSP</TxSts><AccptncDtTm>2026-04-01T13:00:00Z</AccptncDtTm><AcctSvcrRef>BANK-7</AcctSvcrRef>",
        "202604BBBB",
    )
    said = read(report(version, block(rejected + accepted, "<PmtInfSts>PART</PmtInfSts>")))
    assert said[1:] == [
        BlockStatus("RUN-1-1", PaymentStatus.PARTLY_ACCEPTED),
        TransactionStatus(
            "202604AAAA",
            PaymentStatus.REJECTED,
            "RUN-1-1",
            (StatusReason("AC01"), StatusReason(None, "Z1")),
            amount=64_735,
        ),
        TransactionStatus(
            "202604BBBB",
            PaymentStatus.SETTLING,
            "RUN-1-1",
            accepted_at=datetime(2026, 4, 1, 13, tzinfo=UTC),
            servicer_reference="BANK-7",
        ),
    ]


@BOTH
def test_a_payment_without_a_status_has_that_of_its_block_or_of_the_file(version: int) -> None:
    blocks = block(payment(""), "<PmtInfSts>RJCT</PmtInfSts>") + block(payment("", "202604BBBB"), name="RUN-1-2")
    said = read(report(version, blocks, "<GrpSts>PDNG</GrpSts>"))
    assert [part.status for part in said if isinstance(part, TransactionStatus)] == [
        PaymentStatus.REJECTED,
        PaymentStatus.PENDING,
    ]


@BOTH
def test_a_block_without_payments_is_told(version: int) -> None:
    said = read(report(version, block("", "<PmtInfSts>ACSC</PmtInfSts>") + block("", name="RUN-1-2")))
    assert said[1:] == [BlockStatus("RUN-1-1", PaymentStatus.SETTLED), BlockStatus("RUN-1-2")]


@BOTH
def test_what_is_missing_is_named_all_at_once(version: int) -> None:
    nameless = "<TxInfAndSts><TxSts>RJCT</TxSts></TxInfAndSts>"
    blocks = f"<OrgnlPmtInfAndSts>{nameless}</OrgnlPmtInfAndSts>{block(payment(''), name='RUN-1-2')}"
    file = report(version, blocks, header="<GrpHdr/>").replace("<OrgnlMsgId>RUN-1</OrgnlMsgId>", "")
    assert [fault.partition(" (")[0] for fault in faults_of(file)] == [
        "line 4, OrgnlGrpInfAndSts/OrgnlMsgId: is missing",
        "line 4, OrgnlGrpInfAndSts: does not stand behind a GrpHdr with a MsgId",
        "line 5, OrgnlPmtInfAndSts[1]/OrgnlPmtInfId: is missing",
        "line 5, OrgnlPmtInfAndSts[1]/TxInfAndSts[1]/OrgnlEndToEndId: is missing",
        "line 5, OrgnlPmtInfAndSts[2]/TxInfAndSts[1]/TxSts: is missing",
    ]


def test_a_status_that_nobody_knows_is_refused_and_not_guessed() -> None:
    [fault] = faults_of(report(10, block(payment("<TxSts>ZZZZ</TxSts>"), "<PmtInfSts>ACSP</PmtInfSts>")))
    assert "OrgnlPmtInfAndSts[1]/TxInfAndSts[1]/TxSts: is a code that this element does not have" in fault


def test_a_report_on_no_file_is_refused() -> None:
    nothing = f'<Document xmlns="{namespace(BankFileFormat.PAIN_002, 10)}"><CstmrPmtStsRpt/></Document>'
    assert [fault.split(":")[0] for fault in faults_of(nothing)] == ["line 1, GrpHdr", "line 1, OrgnlGrpInfAndSts"]


def test_a_report_that_is_cut_off_is_refused() -> None:
    [fault] = faults_of(report(10, block(payment("<TxSts>RJCT</TxSts>")))[:-20])
    assert fault.endswith("ends in the middle (it was cut off on its way: fetch it from the bank again)")


def test_a_statement_is_no_report() -> None:
    with pytest.raises(NotABankFile, match=r"this is camt\.053, and tells of bookings"):
        read(small_file(8))
