"""Where an organisation has ISO's schemas, files are held against them; the schema here is a small one of our own."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.schedule.statements.faults import UnreadableBankFile
from services.schedule.statements.formats.camt import read_camt
from services.schedule.statements.formats.format import BankFileFormat, namespace
from services.schedule.statements.formats.schema_validation import SchemaIsMissing, validated
from tests.schedule.statements.camt_writing import CamtWriter
from tests.schedule.statements.formats.camt_files import RENT, read, small_file, spoilt

NAMESPACE = namespace(BankFileFormat.CAMT_053, 8)
SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{NAMESPACE}" targetNamespace="{NAMESPACE}"
  elementFormDefault="qualified">
 <xs:element name="Document"><xs:complexType><xs:sequence><xs:element name="BkToCstmrStmt"><xs:complexType><xs:sequence>
  <xs:element name="GrpHdr"/>
  <xs:element name="Stmt" maxOccurs="unbounded"><xs:complexType><xs:sequence>
   <xs:element name="Id"/><xs:element name="StmtPgntn" minOccurs="0"/><xs:element name="ElctrncSeqNb"/>
   <xs:element name="Acct"/><xs:element name="Bal" maxOccurs="2"/>
   <xs:element name="Ntry" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
    <xs:element name="Amt"/>
    <xs:element name="CdtDbtInd"><xs:simpleType><xs:restriction base="xs:string">
     <xs:enumeration value="CRDT"/><xs:enumeration value="DBIT"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="Sts"/><xs:element name="BookgDt"/><xs:element name="ValDt"/><xs:element name="BkTxCd"/>
    <xs:element name="NtryDtls" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
 </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
</xs:schema>"""


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    # What ISO types deeply is here of any type: that a schema is asked is what these tests hold, not what it says.
    (tmp_path / "camt.053.001.08.xsd").write_text(SCHEMA)
    return tmp_path


def pass_through(file: str, schemas: Path | None) -> bytes:
    return b"".join(validated([file.encode()], schemas))


def faults_of(file: str, schemas: Path) -> list[str]:
    with pytest.raises(UnreadableBankFile) as refusal:
        pass_through(file, schemas)
    return [str(fault) for fault in refusal.value.faults]


def test_without_schemas_nothing_is_looked_at() -> None:
    assert pass_through("anything", None) == b"anything"


def test_a_valid_file_passes_unchanged_and_is_read(schemas: Path) -> None:
    file = small_file(8)
    assert pass_through(file, schemas) == file.encode()
    assert list(read_camt(validated([file.encode()], schemas))) == read(file)


def test_what_our_own_table_lets_pass_the_schema_refuses(schemas: Path) -> None:
    file = spoilt(8, "<BkTxCd/>", "")
    assert len(read(file)) == 4
    [fault] = faults_of(file, schemas)
    assert fault.startswith(
        "line 1, NtryDtls: has an element missing, or one too many by ISO's schema, here or up to 4 kB"
    )


def test_a_fault_of_the_schema_holds_nothing_of_the_text_of_the_file(schemas: Path) -> None:
    [fault] = faults_of(spoilt(8, ">DBIT<", ">J. Jansen<"), schemas)
    assert fault.startswith("line 1, CdtDbtInd: has a wrong value by ISO's schema")
    assert "Jansen" not in fault


def test_a_message_without_a_schema_is_refused_in_words(schemas: Path) -> None:
    with pytest.raises(SchemaIsMissing, match=r"the folder of schemas has no camt\.053\.001\.02\.xsd"):
        pass_through(small_file(2), schemas)


def test_mt940_has_no_schema_and_passes(schemas: Path) -> None:
    assert pass_through(":20:1\n:25:NL66BNGH0123456789", schemas) == b":20:1\n:25:NL66BNGH0123456789"


def test_a_file_that_is_cut_off_is_the_readers_to_refuse(schemas: Path) -> None:
    file = small_file(8)[:-20].encode()
    with pytest.raises(UnreadableBankFile, match="ends in the middle"):
        list(read_camt(validated([file], schemas)))


def test_what_is_no_xml_for_whoever_validates_is_refused_in_any_case(schemas: Path) -> None:
    assert faults_of(spoilt(8, "</Sts>", "</Stz>"), schemas)[-1].startswith("line 10, Document: is no well-formed XML")


def test_an_entity_of_a_file_is_never_opened(schemas: Path) -> None:
    secret = schemas / "secret"
    secret.write_text("a secret")
    declared = f'?>\n<!DOCTYPE Document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n'
    with pytest.raises(UnreadableBankFile, match="declares a document type"):
        pass_through(spoilt(8, "?>\n", declared).replace("Huur april", "&x;"), schemas)


def test_a_long_file_costs_no_memory(schemas: Path) -> None:
    head, tail = small_file(8).split("<Ntry>", 1)

    def chunks() -> Iterator[bytes]:
        yield head.encode()
        for _ in range(200):
            yield (CamtWriter(8).entry(RENT) * 100).encode()
        yield tail[tail.rindex("</Stmt>") :].encode()

    tracemalloc.start()
    try:
        assert sum(map(len, validated(chunks(), schemas))) > 10_000_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
