"""A file is read by what it begins with, and held against ISO's schemas where their folder is named."""

from pathlib import Path

import pytest

from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.format import BankFileFormat
from services.schedule.statements.formats.reading import reader_of
from services.schedule.statements.formats.schema_validation import SchemaIsMissing
from tests.schedule.statements.files import Line, camt, stmt

CONTENT = camt(stmt(Line(-1)))
_NO_STATEMENT_IS_VALID = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
<xs:element name="Document"><xs:complexType/></xs:element></xs:schema>
"""


def test_a_file_is_known_by_its_first_bytes_and_not_by_how_they_are_cut() -> None:
    assert reader_of([CONTENT]).format is BankFileFormat.CAMT_053
    assert reader_of([CONTENT[at : at + 1] for at in range(len(CONTENT))]).format is BankFileFormat.CAMT_053


def test_a_status_report_has_no_statement_in_it() -> None:
    report = b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"></Document>'
    with pytest.raises(NotABankFile, match="status report"):
        reader_of([report])


def test_with_schemas_a_file_has_to_be_valid_too(tmp_path: Path) -> None:
    (tmp_path / "camt.053.001.08.xsd").write_text(_NO_STATEMENT_IS_VALID.strip(), encoding="utf-8")
    with pytest.raises(UnreadableBankFile):
        list(reader_of([CONTENT], tmp_path).read([CONTENT]))
    assert len(list(reader_of([CONTENT]).read([CONTENT]))) == 3


def test_a_folder_without_the_schema_of_the_file_reads_nothing(tmp_path: Path) -> None:
    with pytest.raises(SchemaIsMissing):
        list(reader_of([CONTENT], tmp_path).read([CONTENT]))
