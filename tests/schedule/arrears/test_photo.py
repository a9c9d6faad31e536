"""A photo is known by its bytes, and of what a telephone writes into it nothing is kept but which side is up."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.schedule.arrears.photo import PhotoType, read_photo

PLACE = b"52.0705 N 4.3007 E"
JFIF = b"\xff\xe0" + struct.pack(">H", 7) + b"JFIF\0"
TABLE = b"\xff\xdb" + struct.pack(">H", 5) + b"\1\2\3"
PICTURE = b"\xff\xda" + struct.pack(">H", 4) + b"\1\2" + b"\x10\xff\x00\x20" + b"\xff\xd9"


def segment(marker: int, said: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", 2 + len(said)) + said


def exif(side: int | None, order: str = "<") -> bytes:
    """As a telephone writes it: which side is up among other tags, and where it was taken."""
    entries = [struct.pack(f"{order}HHIHH", 0x0100, 3, 1, 99, 0)]
    entries += [] if side is None else [struct.pack(f"{order}HHIHH", 0x0112, 3, 1, side, 0)]
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8)
    return segment(0xE1, b"Exif\0\0" + head + struct.pack(f"{order}H", len(entries)) + b"".join(entries) + PLACE)


def jpeg(*segments: bytes, behind: bytes = b"") -> bytes:
    return b"\xff\xd8" + JFIF + b"".join(segments) + TABLE + PICTURE + behind


def chunk(kind: bytes, said: bytes) -> bytes:
    return struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said))


def png(*chunks: bytes) -> bytes:
    whole = (chunk(b"IHDR", b"\0" * 13), *chunks, chunk(b"IDAT", b"picture"), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(whole)


def test_a_jpeg_keeps_its_picture_and_loses_where_it_was_taken() -> None:
    taken = jpeg(exif(1), segment(0xFE, b"by " + PLACE), segment(0xE2, PLACE), behind=b"a film of " + PLACE)
    assert read_photo(taken) == (PhotoType.JPEG, jpeg())


@pytest.mark.parametrize("order", ["<", ">"])
def test_of_a_jpeg_is_kept_which_side_is_up(order: str) -> None:
    _, kept = read_photo(jpeg(exif(6, order)))
    assert PLACE not in kept
    again, head = read_photo(kept)[1], struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    assert again == kept
    assert kept.count(head) == 1


def test_what_says_no_side_or_a_broken_one_is_upright() -> None:
    broken = segment(0xE1, b"Exif\0\0II" + b"\xff" * 6)
    for said in (exif(None), exif(9), broken, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE)):
        assert read_photo(jpeg(said)) == (PhotoType.JPEG, jpeg())


def test_a_png_keeps_its_picture_and_loses_what_stands_beside_it() -> None:
    beside = [chunk(kind, PLACE) for kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")]
    assert read_photo(png(*beside) + PLACE) == (PhotoType.PNG, png())


def test_a_pdf_is_kept_as_it_is() -> None:
    assert read_photo(b"%PDF-1.7 " + PLACE) == (PhotoType.PDF, b"%PDF-1.7 " + PLACE)


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<html>", b"PK\x03\x04", b"\xff\xd8\xff", png()[:-5], jpeg()[:-1], jpeg()[:12]]
)
def test_what_is_no_photo_or_is_broken_off_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_photo(content)
    assert [fault.where for fault in refused.value.faults] == ["body"]


@given(st.binary(max_size=60), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_whatever_follows_the_first_bytes_is_read_or_refused(rest: bytes, first: bytes) -> None:
    try:
        _, kept = read_photo(first + rest)
    except InvalidInput:
        return
    assert kept.startswith(first[:2])
