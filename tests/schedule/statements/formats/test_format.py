"""A file is known by its bytes: which format it is, or what it is instead."""

import pytest

from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.format import ENOUGH, BankFileFormat, namespace, recognise
from tests.schedule.statements.formats.camt_files import small_file, spoilt

ISO = "urn:iso:std:iso:20022:tech:xsd:"


def xml(name: str, before: str = '<?xml version="1.0"?>') -> bytes:
    return f'{before}<Document xmlns="{name}"><X>'.encode()


@pytest.mark.parametrize("version", range(2, 9))
@pytest.mark.parametrize("message", [BankFileFormat.CAMT_053, BankFileFormat.CAMT_054])
def test_every_version_that_is_read_is_recognised(message: BankFileFormat, version: int) -> None:
    assert recognise(xml(f"{ISO}{message}.001.0{version}")) is message


@pytest.mark.parametrize("version", [3, 10])
def test_a_report_on_a_file_of_payments_is_recognised(version: int) -> None:
    assert recognise(xml(namespace(BankFileFormat.PAIN_002, version))) is BankFileFormat.PAIN_002


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_does_not_matter(encoding: str) -> None:
    file = spoilt(8, ' encoding="UTF-8"', "")
    assert recognise(file.encode(encoding)) is BankFileFormat.CAMT_053


def test_the_first_bytes_suffice() -> None:
    assert recognise(small_file(2).encode()[:120]) is BankFileFormat.CAMT_053
    assert recognise(xml(namespace(BankFileFormat.CAMT_053, 8)) + b"<x>" * ENOUGH) is BankFileFormat.CAMT_053


@pytest.mark.parametrize(
    "begins",
    [
        b":20:34948929\r\n:25:NL66BNGH0123456789",
        b"{1:F01BNGHNL2GXXXX}{2:O940}{4:\r\n:20:1\r\n",
        b"ABNANL2A\r\n940\r\nABNANL2A\r\n:20:ABN AMRO BANK NV\r\n",
        b"0200 13XXXXXXXXXXXX00000\n0200 13BNGHNL20AXXX00000\n940 02\n:20:34948929\n",
    ],
)
def test_mt940_is_recognised_behind_whatever_envelope(begins: bytes) -> None:
    assert recognise(begins) is BankFileFormat.MT940


@pytest.mark.parametrize(
    ("file", "what"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t", "the file is empty"),
        (b"PK\x03\x04....", "this is a zip archive"),
        (b"\x1f\x8b\x08", "this is packed with gzip"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"\xff\xd8\xff\xe0", "this is a picture"),
        (b"\x89PNG\r\n\x1a\n", "this is a picture"),
        (b"<!DOCTYPE html><html><body>", "this is a web page"),
        (b"<html><body>", "this is a web page"),
        (b"<statement>", "this is XML, and no message of ISO 20022"),
        (xml("urn:nobody"), "this is XML, and no message of ISO 20022"),
        (b"<?xml version='1.0'?><!-- nothing more", "this is XML that does not come to its beginning"),
        (b"Datum,Naam,Bedrag\n2026-04-01,Jansen,12", "This is none of the files that banks send"),
    ],
)
def test_what_is_no_bank_file_is_called_what_it_is(file: bytes, what: str) -> None:
    with pytest.raises(NotABankFile, match=what):
        recognise(file)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("camt.053.001.01", "this is camt.053.001.01; ask the bank for 001.02 to 001.08"),
        ("camt.053.001.09", "this is camt.053.001.09; ask the bank for 001.02 to 001.08"),
        ("pain.002.001.02", "this is pain.002.001.02; ask the bank for 001.03 to 001.10"),
        ("camt.052.001.08", "this is camt.052.001.08; ask the bank for the statement, camt.053.001.02 to 001.08"),
        ("pain.001.001.09", "this is pain.001.001.09; ask the bank for the statement, camt.053.001.02 to 001.08"),
    ],
)
def test_another_message_or_version_is_named_with_what_to_ask_for(name: str, what: str) -> None:
    with pytest.raises(NotABankFile) as refusal:
        recognise(xml(ISO + name))
    assert str(refusal.value) == what


def test_nothing_of_a_strange_namespace_is_quoted() -> None:
    with pytest.raises(NotABankFile) as refusal:
        recognise(xml(f"{ISO}camt.053.001.08 of J. Jansen"))
    assert "Jansen" not in str(refusal.value)


def test_a_document_type_is_refused_here_already() -> None:
    with pytest.raises(UnreadableBankFile, match="declares a document type"):
        recognise(xml(namespace(BankFileFormat.CAMT_053, 8), before="<!DOCTYPE Document []>"))
