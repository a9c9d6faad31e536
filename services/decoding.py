"""How the text of a file is written, and what is no text at all: told with what to do about it."""

import codecs
from typing import NamedTuple

from services.errors import Fault, InvalidInput

_ANEW = "save it anew as CSV UTF-8 (JSON: as UTF-8)"
_SPREADSHEET = "open it, choose ‘Save as’ and then ‘CSV UTF-8’, and hand that file in"
_OTHER_FILES = {
    b"PK\x03\x04": ("this is a spreadsheet (.xlsx or .ods), or another kind of zip, and no text", _SPREADSHEET),
    b"\xd0\xcf\x11\xe0": ("this is a spreadsheet of old (.xls) and no text", _SPREADSHEET),
    b"%PDF": ("this is a PDF and no text", "hand in the list that it was printed from, as CSV UTF-8"),
    codecs.BOM_UTF16_LE: ("this text is written in UTF-16", _ANEW),
    codecs.BOM_UTF16_BE: ("this text is written in UTF-16", _ANEW),
}
"""By how they begin. `\xff\xfe` opens no text in Latin-1 that anybody hands in."""


class Decoded(NamedTuple):
    """A text, and what it turned out to be written in."""

    text: str
    encoding: str


def refuse_other_files(content: bytes) -> None:
    """`InvalidInput` for what is empty, or begins as something that is no text of ours."""
    if not content.strip(b" \t\r\n"):
        raise InvalidInput([Fault("", "this file is empty", "look whether it was saved, and hand in the right one")])
    for begins, (what, cure) in _OTHER_FILES.items():
        if content.startswith(begins):
            raise InvalidInput([Fault("", what, cure)])
    if b"\0" in content:
        what = "there are zero bytes in it: it is written in UTF-16, or is no text"
        raise InvalidInput([Fault("", what, _ANEW)])


def decoded(content: bytes) -> Decoded:
    """The text of a file: UTF-8, with a byte order mark or without, or else what Windows wrote before that."""
    refuse_other_files(content)
    if content.startswith(codecs.BOM_UTF8):
        return Decoded(_utf8(content[len(codecs.BOM_UTF8) :]), "UTF-8 with BOM")
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _of_windows(content)


def _utf8(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"it begins as UTF-8, and byte {error.start} is none"
        raise InvalidInput([Fault("", what, _ANEW)]) from None


def _of_windows(content: bytes) -> Decoded:
    """Latin-1, or Windows-1252 where it has signs (as €) that Latin-1 lacks."""
    if not any(0x80 <= byte < 0xA0 for byte in content):
        return Decoded(content.decode("latin-1"), "Latin-1")
    try:
        return Decoded(content.decode("cp1252"), "Windows-1252")
    except UnicodeDecodeError:
        raise InvalidInput([Fault("", "this text is in an encoding that is not known", _ANEW)]) from None
