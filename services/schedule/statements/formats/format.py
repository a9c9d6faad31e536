"""Which of the bank's formats a file is in, by its first bytes and by nothing else: a name proves nothing. Pure."""

import re
from enum import StrEnum

from services.schedule.statements.faults import NotABankFile
from services.schedule.statements.formats.record_shapes import Node
from services.schedule.statements.formats.xml_reading import XmlReader

ENOUGH = 4 * 1024
"""Bytes by which a file is recognised."""


class BankFileFormat(StrEnum):
    """What banks send. The first, second and last tell of bookings, pain.002 of what became of a file of ours, and
    camt.029 of what became of a recall."""

    CAMT_053 = "camt.053"
    CAMT_054 = "camt.054"
    PAIN_002 = "pain.002"
    CAMT_029 = "camt.029"
    MT940 = "mt940"


VERSIONS = {
    BankFileFormat.CAMT_053: range(2, 9),
    BankFileFormat.CAMT_054: range(2, 9),
    BankFileFormat.PAIN_002: range(3, 11),
    BankFileFormat.CAMT_029: range(3, 13),
}
"""The versions of ISO 20022's messages that are read: camt.053.001.02 to 001.08, and so on."""

_OF_STATEMENTS = VERSIONS[BankFileFormat.CAMT_053]
_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
_ISO = re.compile(re.escape(_NAMESPACE) + r"(?P<message>[a-z]{4}\.\d{3})\.(?P<version>\d{3}\.\d{2})", re.ASCII)
_MT940 = re.compile(rb"^(?:\{4:[ \r\n]*)?:20:|^\{1:F01", re.MULTILINE)
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\0\s]*<")
_OTHERS = (
    (b"PK\x03\x04", "this is a zip archive; unpack it and hand in the files that are in it"),
    (b"\x1f\x8b", "this is packed with gzip; unpack it first"),
    (b"%PDF", "this is a PDF; download the statement as camt.053 or MT940"),
    (b"\xff\xd8\xff", "this is a picture"),
    (b"\x89PNG", "this is a picture"),
    (b"GIF8", "this is a picture"),
)


class _Root(Exception):  # noqa: N818 - no error: the root was found, and nothing behind it matters
    def __init__(self, namespace: str, element: str) -> None:
        self.namespace = namespace
        self.element = element


def recognise(first_bytes: bytes) -> BankFileFormat:
    """The format of a file that begins like this; `ENOUGH` bytes suffice, and a whole file is as good.

    `NotABankFile` says what it is instead, as far as that can be seen, or which versions are read. `UnreadableBankFile`
    for XML with a document type, or in an encoding that is not read.
    """
    if not first_bytes.strip():
        raise NotABankFile("the file is empty")
    if is_xml(first_bytes):
        return message_of(first_bytes)[0]
    if _MT940.search(first_bytes[:ENOUGH]):
        return BankFileFormat.MT940
    raise NotABankFile(next((what for mark, what in _OTHERS if first_bytes.startswith(mark)), None))


def is_xml(first_bytes: bytes) -> bool:
    """Whether a file that begins like this means to be XML."""
    return _XML.match(first_bytes) is not None


def message_of(first_bytes: bytes) -> tuple[BankFileFormat, int]:
    """Which message of ISO 20022 begins like this, and its version; refusals as those of `recognise`."""
    try:
        XmlReader(_stop_at_root, closing={}).read(first_bytes[:ENOUGH])
    except _Root as root:
        if root.element.lower() == "html":
            raise NotABankFile("this is a web page; download the file itself from the bank") from None
        return message_in(root.namespace)
    raise NotABankFile("this is XML that does not come to its beginning")


def namespace(message: BankFileFormat, version: int) -> str:
    """The namespace of this version of a message of ISO 20022."""
    return f"{_NAMESPACE}{message}.001.{version:02}"


def message_in(found: str) -> tuple[BankFileFormat, int]:
    """Which message and version this namespace is; `NotABankFile` says why it is none that is read.

    What is quoted of a namespace is ISO's name of a message with its version, or nothing.
    """
    for message, versions in VERSIONS.items():
        for version in versions:
            if namespace(message, version) == found:
                return message, version
    raise NotABankFile(_not_read(found))


def _stop_at_root(namespace: str, element: str) -> Node:
    raise _Root(namespace, element)


def _not_read(found: str) -> str:
    iso = _ISO.fullmatch(found)
    if iso is None:
        return "this is XML, and no message of ISO 20022"
    message, version = iso["message"], iso["version"]
    if message in VERSIONS:
        return f"this is {message}.{version}; ask the bank for {_all(VERSIONS[BankFileFormat(message)])}"
    return f"this is {message}.{version}; ask the bank for the statement, camt.053.{_all(_OF_STATEMENTS)}"


def _all(versions: range) -> str:
    return f"001.{versions[0]:02} to 001.{versions[-1]:02}"
