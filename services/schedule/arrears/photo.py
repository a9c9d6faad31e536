"""A photo of a letter: what it is by its bytes, and the same without what a telephone writes beside it. Pure.

A telephone writes into a photo where and when it was taken and with what. Of that nothing is kept but which side is up.
A PDF is kept as it is.
"""

import struct
from collections.abc import Iterator
from enum import StrEnum

from services.errors import Fault, InvalidInput

LARGEST_PHOTO = 8_000_000
"""Bytes: a page as a telephone takes it, in full."""

_JPEG, _PNG, _PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
_SCAN, _END = 0xDA, 0xD9
_FIRST_APP, _LAST_APP, _COMMENT = 0xE0, 0xEF, 0xFE
_KEPT_APPS = (0xE0, 0xEE)
"""Of the segments of applications those without which a picture has other colours: JFIF and Adobe's."""
_EXIF, _EXIF_HEAD = 0xE1, b"Exif\0\0"
_ORIENTATION, _SHORT = 0x0112, 3
_UPRIGHT, _SIDES = 1, range(1, 9)
_BESIDE_THE_PICTURE = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")


class PhotoType(StrEnum):
    """What a photo is."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


def read_photo(content: bytes) -> tuple[PhotoType, bytes]:
    """What it is, and what is kept of it; `InvalidInput` for what is no photo, or is broken or empty."""
    try:
        if content.startswith(_JPEG):
            return PhotoType.JPEG, b"".join(_jpeg(content))
        if content.startswith(_PNG):
            return PhotoType.PNG, b"".join(_png(content))
    except (struct.error, IndexError):
        raise InvalidInput([Fault("body", "is a picture that is broken off", "send it once more")]) from None
    if content.startswith(_PDF):
        return PhotoType.PDF, content
    raise InvalidInput([Fault("body", "is no photo", "send the bytes of a JPEG, a PNG or a PDF")])


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Segment by segment up to the picture itself (ISO/IEC 10918-1, annex B), which is kept to the last byte of it."""
    yield content[:2]
    at = 2
    while (marker := content[at + 1]) != _SCAN:
        if content[at] != 0xFF or marker == _END:
            raise IndexError
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + length]
        if len(segment) < 2 + length:
            raise IndexError
        if marker == _EXIF and (side := _side(segment[4:])) != _UPRIGHT:
            yield _only_side(side)
        if marker in _KEPT_APPS or not (_FIRST_APP <= marker <= _LAST_APP or marker == _COMMENT):
            yield segment
        at += 2 + length
    end = content.rfind(bytes((0xFF, _END)))
    if end < at:
        raise IndexError
    yield content[at : end + 2]


def _side(exif: bytes) -> int:
    """Which side is up: 1 where that is not said."""
    if not exif.startswith(_EXIF_HEAD):
        return _UPRIGHT
    tiff = exif[len(_EXIF_HEAD) :]
    order = "<" if tiff.startswith(b"II") else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (many,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(many):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if (tag, kind) == (_ORIENTATION, _SHORT) and value in _SIDES:
                return int(value)
    except struct.error:  # what says so is broken, and nothing of it is kept
        return _UPRIGHT
    return _UPRIGHT


def _only_side(side: int) -> bytes:
    """A segment that says which side is up and nothing else (Exif 2.32, section 4.6)."""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, side, 0)
    tiff = b"MM" + struct.pack(">HI", 42, 8) + struct.pack(">H", 1) + entry + struct.pack(">I", 0)
    said = _EXIF_HEAD + tiff
    return bytes((0xFF, _EXIF)) + struct.pack(">H", 2 + len(said)) + said


def _png(content: bytes) -> Iterator[bytes]:
    """Chunk by chunk up to the last one (ISO/IEC 15948, section 5); what lies behind it is none of the picture."""
    yield content[: len(_PNG)]
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", content, at)
        kind, chunk = content[at + 4 : at + 8], content[at : at + 12 + length]
        if len(chunk) < 12 + length:
            raise IndexError
        if kind not in _BESIDE_THE_PICTURE:
            yield chunk
        at += 12 + length
