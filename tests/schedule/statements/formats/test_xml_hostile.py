"""Files that are made to do harm, or that lie about what they are: refused in words, in bounded time and memory."""

import tracemalloc
from collections.abc import Iterator

import pytest

from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats import xml_reading
from services.schedule.statements.formats.camt import read_camt
from services.schedule.statements.formats.format import BankFileFormat, namespace
from services.schedule.statements.formats.xml_reading import DEEPEST, LONGEST_TEXT, in_pieces
from services.schedule.statements.statement import Part
from tests.schedule.statements.formats.camt_files import entries_of, faults_of, read, small_file, spoilt

ENTITY_OF_A_FILE = '<!DOCTYPE Document [<!ENTITY all SYSTEM "file:///etc/passwd">]>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE Document [<!ENTITY l0 "ha">{LAUGHS}]>'
EXTERNAL_TYPE = '<!DOCTYPE Document SYSTEM "http://bank.example/camt.dtd">'
MILLION = 1_000_000


def with_type(declaration: str) -> str:
    return spoilt(8, "?>\n", f"?>\n{declaration}\n").replace(
        "Huur april", "&l9;" if "l9" in declaration else "Huur april"
    )


@pytest.mark.parametrize("declaration", [ENTITY_OF_A_FILE, BILLION_LAUGHS, EXTERNAL_TYPE, "<!DOCTYPE Document>"])
def test_a_document_type_is_refused_before_anything_in_it_is_understood(declaration: str) -> None:
    [fault] = faults_of(with_type(declaration))
    assert fault.startswith("line 2, Document: declares a document type, which no bank file has and which can do harm")


def test_an_entity_that_was_never_declared_is_refused() -> None:
    [fault] = faults_of(spoilt(8, "Huur april", "Huur &april;"))
    assert fault.endswith("uses an entity, which no bank file has (do not open this file)")


def test_the_five_entities_of_xml_and_characters_by_number_are_read() -> None:
    entry = entries_of(spoilt(8, "Huur april", "Huur &amp; &lt;gas&gt; &#233;&#x20AC;"))[0]
    assert entry.details[0].remittance == "Huur & <gas> é€"


def test_an_instruction_within_the_document_is_refused() -> None:
    [fault] = faults_of(spoilt(8, "<Ntry>", "<?php echo 1 ?><Ntry>"))
    assert fault.startswith("line 6, Stmt: has a processing instruction, which no bank file has")


def test_a_style_sheet_before_the_document_changes_nothing() -> None:
    sheet = '?>\n<?xml-stylesheet href="statement.xsl"?>'
    assert read(spoilt(8, "?>\n", sheet)) == read(small_file(8))


def test_what_is_included_from_elsewhere_is_an_element_that_is_passed_over() -> None:
    included = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    assert read(spoilt(8, "<Ntry>", f"<Ntry>{included}")) == read(small_file(8))


def test_a_value_of_more_than_ten_thousand_characters_is_refused() -> None:
    long = "a" * LONGEST_TEXT
    assert entries_of(spoilt(8, "Huur april", long))[0].details[0].remittance == long
    [fault] = faults_of(spoilt(8, "Huur april", f"{long}b"))
    assert fault.startswith("line 6, Stmt/Ntry[1]/NtryDtls/TxDtls[1]/RmtInf/Ustrd: has more than 10000 characters")


@pytest.mark.parametrize("element", ["AddtlTxInf", "Unheard"])
def test_a_text_without_end_costs_no_memory(element: str) -> None:
    head, tail = small_file(8).split("</RmtInf>")

    def endless() -> Iterator[bytes]:
        yield f"{head}</RmtInf><{element}>".encode()
        for _ in range(400):
            yield b"a" * 64 * 1024
        yield f"</{element}>{tail}".encode()

    tracemalloc.start()
    try:
        if element == "AddtlTxInf":
            with pytest.raises(UnreadableBankFile, match="has more than 10000 characters"):
                list(read_camt(endless()))
        else:
            assert len(list(read_camt(endless()))) == 4
        assert tracemalloc.get_traced_memory()[1] < 4 * MILLION
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("begins", ["<!-- ", '<Ustrd nothing="', "<Unheard", "<![CDATA["])
def test_a_tag_or_comment_without_end_is_refused(begins: str) -> None:
    head, tail = small_file(8).split("<RmtInf>")
    with pytest.raises(UnreadableBankFile) as refusal:
        read(f"{head}<RmtInf>{begins}{'a' * 2 * MILLION}")
    what = {"<![CDATA[": "ends in the middle"}.get(begins, "has a tag or a comment of more than a million bytes")
    assert refusal.value.faults[0].what == what
    assert tail


def test_elements_within_one_another_have_an_end() -> None:
    deep = "<x>" * DEEPEST + "</x>" * DEEPEST
    assert read(spoilt(8, "<Ntry>", f"{deep}<Ntry>")) == read(small_file(8))
    [fault] = faults_of(spoilt(8, "<Ntry>", f"<x>{deep}</x><Ntry>"))
    assert fault.startswith("line 6, Stmt: has more than 40 elements within one another")


def test_names_without_end_are_refused() -> None:
    for one in ("<x{}/>", "<x a{}=''/>", "<x xmlns:x{}='urn:x'/>"):
        many = "".join(one.format(number) for number in range(20_000))
        [fault] = faults_of(spoilt(8, "<Ntry>", f"{many}<Ntry>"))
        assert "has more different names than any bank file" in fault


def test_a_namespace_may_be_declared_at_every_element_anew() -> None:
    again = f'<Ntry xmlns="{namespace(BankFileFormat.CAMT_053, 8)}">'
    assert read(small_file(8).replace("<Ntry>", again)) == read(small_file(8))


def test_values_without_end_are_refused() -> None:
    lines = "<Ustrd>a</Ustrd>" * 1_001
    [fault] = faults_of(spoilt(8, "<Ustrd>Huur april</Ustrd>", lines))
    assert "has a value more than 1000 times" in fault


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-7", "klingon", "EBCDIC-CP-US", "utf-32"])
def test_an_encoding_that_is_not_read_is_refused(encoding: str) -> None:
    assert faults_of(spoilt(8, "UTF-8", encoding)) == [
        "line 1, Document: is in an encoding that is not read (ask the bank for UTF-8)"
    ]


def test_bytes_that_the_declared_encoding_does_not_have_are_refused() -> None:
    file = spoilt(8, "De Meent", "De Meënt").encode("iso-8859-1")
    [fault] = faults_of(file)
    assert fault.startswith(
        "line 6, Stmt/Ntry[1]/NtryDtls/TxDtls[1]: has a character that XML or its encoding does not"
    )


def test_utf_16_that_calls_itself_utf_8_is_refused() -> None:
    [fault] = faults_of(small_file(8).encode("utf-16"))
    assert fault.startswith("line 1, Document: is not in the encoding that it declares")


def test_utf_8_that_calls_itself_utf_16_is_refused() -> None:
    [fault] = faults_of(spoilt(8, "UTF-8", "UTF-16"))
    assert fault.startswith("line 1, Document: is not in the encoding that it declares")


def test_an_empty_line_before_the_declaration_is_named() -> None:
    [fault] = faults_of("\n" + small_file(8))
    assert fault.startswith("line 2, Document: has something before the line in which it says that it is XML")


def test_a_mark_of_utf_8_before_another_declaration_is_refused() -> None:
    [fault] = faults_of(spoilt(8, "UTF-8", "ISO-8859-1").encode("utf-8-sig"))
    assert fault.startswith("line 1, Document: begins as UTF-8 and declares another encoding")


def test_a_nought_byte_is_refused() -> None:
    [fault] = faults_of(small_file(8).encode().replace(b"Huur", b"Hu\0r"))
    assert "has a character that XML or its encoding does not have" in fault


def test_an_element_that_is_closed_by_another_is_refused() -> None:
    [fault] = faults_of(spoilt(8, "</Sts>", "</Stz>"))
    assert fault.startswith("line 6, Stmt/Ntry[1]: closes an element that is not open")


def test_what_stands_behind_the_end_is_refused() -> None:
    [fault] = faults_of(small_file(8) + "<Document/>")
    assert fault == "line 10, Document: is no well-formed XML from here on (ask the bank for the file anew)"


def test_a_prefix_for_the_namespace_changes_nothing() -> None:
    file = small_file(8).replace("</", "</c:").replace("xmlns=", "xmlns:c=")
    for at in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        file = file.replace(f"<{at}", f"<c:{at}")
    assert "<c:Document" in file
    assert read(file) == read(small_file(8))


def test_an_element_of_another_namespace_is_not_ours_even_if_it_is_called_the_same() -> None:
    strange = '<Amt xmlns="urn:nobody" Ccy="EUR">1.00</Amt>'
    assert read(spoilt(8, "<Ntry>", f"<Ntry>{strange}")) == read(small_file(8))
    entry = spoilt(8, "<Ntry>", '<Ntry xmlns="urn:nobody">')
    assert [told.amount for told in entries_of(entry)] == [100_000]


def test_a_root_that_is_no_document_is_refused_and_not_read_as_nothing() -> None:
    file = small_file(8).replace("<Document", "<Documents").replace("</Document", "</Documents")
    assert faults_of(file) == ["line 10, Document: is missing (ask the bank for a file that has it)"]


def test_text_between_elements_is_passed_over() -> None:
    assert read(spoilt(8, "<BkTxCd/>", "- <BkTxCd/> -").replace("<Acct>", "<Acct> - ")) == read(small_file(8))


def test_a_file_is_read_the_same_in_the_smallest_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    file = spoilt(8, "De Meent", "De Méént €")
    whole: list[Part] = read(file)
    for size in (1, 2, 3, 7, 64):
        monkeypatch.setattr(xml_reading, "PIECE", size)
        assert read(file) == whole


def test_pieces_are_of_one_size_however_the_chunks_come() -> None:
    size = xml_reading.PIECE
    chunks = [b"a" * 10, b"b" * (2 * size), b"", b"c"]
    assert [len(piece) for piece in in_pieces(chunks)] == [size, size, 11]
    assert b"".join(in_pieces(chunks)) == b"".join(chunks)


@pytest.mark.parametrize("file", [b"\x89PNG\r\n", b"", b"   ", b"no XML", b"<"])
def test_what_is_no_xml_is_no_bank_file(file: bytes) -> None:
    with pytest.raises(NotABankFile):
        read(file)
