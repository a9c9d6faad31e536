"""The files of the world are files: ours are read as a bank reads them, and ours reads what the bank writes."""

from datetime import date
from pathlib import Path

from sandbox.orders import Ordered, ordered
from sandbox.report_file import reports
from sandbox.statement_file import Line, Statement, write
from sandbox.truth import Rejection
from services.schedule.statements.formats.pain002 import read_status_report
from services.schedule.statements.formats.reading import reader_of
from services.schedule.statements.statement import Balance, Batch, Entry, StatementEnd
from services.schedule.statements.status_report import PaymentStatus, ReportHeading, TransactionStatus

DAY = date(2026, 3, 9)
OURS = b"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>RUN-1</MsgId></GrpHdr>
<PmtInf><PmtInfId>RUN-1-1</PmtInfId><ReqdExctnDt><Dt>2026-03-09</Dt></ReqdExctnDt>
<DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct>
<CdtTrfTxInf><PmtId><EndToEndId>202603aa</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">620.05</InstdAmt></Amt>
<Cdtr><Nm>Woonstichting</Nm></Cdtr><CdtrAcct><Id><IBAN>NL22RABO0165092003</IBAN></Id></CdtrAcct>
<RmtInf><Ustrd>Klantnummer 7</Ustrd></RmtInf></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>
"""


def test_our_files_are_read_as_a_bank_reads_them() -> None:
    assert list(ordered(OURS)) == [
        Ordered(
            "RUN-1",
            "RUN-1-1",
            "NL91ABNA0417164300",
            DAY,
            "202603aa",
            62_005,
            "Woonstichting",
            "NL22RABO0165092003",
            "Klantnummer 7",
        )
    ]


def test_what_is_rejected_is_one_report_for_each_file_of_ours() -> None:
    rejections = [
        Rejection(DAY, "RUN-2", "RUN-2-1", "202603cc", "AC04"),
        Rejection(DAY, "RUN-1", "RUN-1-2", "202603bb", "AM04"),
        Rejection(DAY, "RUN-1", "RUN-1-1", "202603aa", "MS03"),
    ]
    first, second = (list(read_status_report([report])) for report in reports(rejections))
    assert [part.original_message_id for part in (*first, *second) if isinstance(part, ReportHeading)] == [
        "RUN-1",
        "RUN-2",
    ]
    said = [part for part in (*first, *second) if isinstance(part, TransactionStatus)]
    assert [(one.payment_information_id, one.end_to_end_id, one.status, one.reasons[0].code) for one in said] == [
        ("RUN-1-1", "202603aa", PaymentStatus.REJECTED, "MS03"),
        ("RUN-1-2", "202603bb", PaymentStatus.REJECTED, "AM04"),
        ("RUN-2-1", "202603cc", PaymentStatus.REJECTED, "AC04"),
    ]


def test_a_statement_says_every_entry_with_what_its_payer_wrote(tmp_path: Path) -> None:
    lines = [
        Line(-62_000, DAY, "202603aa", ""),
        Line(62_000, DAY, "202603aa", "", "AC04"),
        Line(-9_500, DAY, "", "Incasso", mandate="E-1", name="Watt", iban="NL02ABNA0123456789"),
        Line(-71_500, DAY, "", "", batch="RUN-1-1"),
    ]
    file = tmp_path / "statement.xml"
    write(file, [Statement("NL91ABNA0417164300", 3, 100_000, lines), Statement("NL69INGB0123456789", 1, 5, [], DAY)])
    parts = list(reader_of([file.read_bytes()]).read([file.read_bytes()]))
    entries = [part for part in parts if isinstance(part, Entry)]
    *told, batch = entries
    details = [entry.details[0] for entry in told]
    assert [(entry.signed, entry.booked_on) for entry in told] == [(-62_000, DAY), (62_000, DAY), (-9_500, DAY)]
    assert (batch.signed, batch.batch, batch.details) == (-71_500, Batch(payment_information_id="RUN-1-1"), ())
    assert [(one.end_to_end_id, one.mandate_reference, one.returned and one.returned.code) for one in details] == [
        ("202603aa", None, None),
        ("202603aa", None, "AC04"),
        (None, "E-1", None),
    ]
    ends = [part for part in parts if isinstance(part, StatementEnd)]
    assert [(one.opening, one.closing) for one in ends] == [
        (Balance(100_000, DAY), Balance(19_000, DAY)),
        (Balance(5, DAY), Balance(5, DAY)),
    ]
