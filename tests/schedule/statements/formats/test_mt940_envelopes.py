"""What stands around MT940's fields: headers, blocks and ends of four banks, line ends, encodings, sizes."""

from collections.abc import Iterator
from datetime import date

import pytest

from services.schedule.statements.faults import UnreadableBankFile
from services.schedule.statements.formats.mt940 import read_mt940
from services.schedule.statements.formats.mt940_fields import MOST_LINES
from services.schedule.statements.formats.mt940_lines import LONGEST_LINE
from services.schedule.statements.statement import Entry, StatementEnd, StatementHeading
from tests.schedule.statements.formats.mt940_files import HEAD, TAIL, only_detail, parts
from tests.schedule.statements.mt940_writing import Bank, WrittenEntry, WrittenStatement, written

BARE = f"{HEAD}:61:260401C1,00NTRFNONREF\n:86:Huur\n{TAIL}"


@pytest.mark.parametrize(
    "text",
    [
        f"0200 13XXXXXXXXXXXX00000\n0200 13BNGHNL20AXXX00000\n940 02\n{BARE}-",
        f"0000 01INGBNL2AXXXX00001\n0000 01INGBNL2AXXXX00001\n940 00\n{BARE}-{'X' * 3}\n",
        f"ABNANL2A\n940\nABNANL2A\n{BARE}-\n",
        f":940:\n{BARE}",
        f"{{1:F01INGBNL2ABXXX0000000000}}\n{{2:I940INGBNL2AXXXN}}\n{{4:\n{BARE}-}}\n",
        f"{{1:F01INGBNL2ABXXX0000000000}}{{2:O9401200}}{{3:{{108:A}}}}{{4:\n{BARE}-}}{{5:{{CHK:123456789ABC}}}}\n",
        f"{{4:{BARE}\xad}}",
        f"\x01{{1:F01}}{{4:\n{BARE}-}}\x03",
        f"\ufeff{BARE}",
        f"\n{BARE}\n\n",
        BARE.replace("\n", "\r\n"),
        f"{BARE}\x1a",
        BARE.rstrip("\n"),
    ],
)
def test_a_statement_says_the_same_whatever_stands_around_it(text: str) -> None:
    assert parts(text) == parts(BARE)


@pytest.mark.parametrize(
    "between",
    [
        "",
        "-\n",
        ":940:\n",
        "ABNANL2A\n940\nABNANL2A\n",
        "-\nABNANL2A\n940\nABNANL2A\n",
        "-\n0200 13XXXXXXXXXXXX00000\n940 02\n",
        "{1:F01X}{2:I940X}{4:\n",
    ],
)
def test_one_statement_ends_where_the_next_begins(between: str) -> None:
    end = "-}\n" if "{4:" in between else ""
    assert parts(f"{BARE}{between}{BARE}{end}") == parts(BARE) * 2


def test_blocks_may_follow_each_other_in_one_line() -> None:
    text = f"{{1:F01X}}{{2:I940X}}{{4:\n{BARE}-}}{{5:}}{{1:F01X}}{{2:I940X}}{{4:\n{BARE}-}}"
    assert parts(text) == parts(BARE) * 2


def test_a_block_without_an_end_is_a_file_that_was_cut_off() -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        parts(f"{{1:F01X}}\n{{4:\n{BARE}")
    assert str(refused.value).startswith("line 2, {4:: this message has no end (-}): the file is cut off")


def test_another_message_of_swift_is_refused() -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        parts(f"{{1:F01X}}{{2:I942X}}{{4:\n{BARE}-}}")
    (fault,) = refused.value.faults
    assert (fault.where, fault.what) == ("line 1, {2:", "this is a message of SWIFT, but no MT940")


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "cp1252"])
def test_names_are_read_in_the_encodings_that_banks_use(encoding: str) -> None:
    content = BARE.replace("Huur", "Café Zoë Müller").encode(encoding)
    _, entry, _ = read_mt940([content])
    assert isinstance(entry, Entry)
    assert entry.details[0].remittance == "Café Zoë Müller"


@pytest.mark.parametrize("signs", [b"\0", b"\x07", b"\x81"])
def test_a_line_that_is_no_text_is_refused(signs: bytes) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        list(read_mt940([BARE.encode().replace(b"Huur", b"Hu" + signs + b"ur")]))
    (fault,) = refused.value.faults
    assert (fault.where, fault.what) == ("line 6, text", "there is something in this line that is no text")


@pytest.mark.parametrize("text", ["940", "ABNANL2A", "Tot ziens"])
def test_a_line_of_text_that_looks_like_a_header_is_text(text: str) -> None:
    assert only_detail(f"Bestelling\n{text}").remittance == f"Bestelling {text}"


def test_blank_lines_within_a_field_are_no_part_of_it() -> None:
    assert only_detail("Bestelling\n\n  \nvan april").remittance == "Bestelling van april"


def test_a_field_of_endless_lines_is_refused() -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        parts(BARE.replace("Huur\n", "Huur\n" * (MOST_LINES + 5)))
    (fault,) = refused.value.faults
    assert (fault.where, fault.what) == ("line 56, :86:", "this field has more than 50 lines")


@pytest.mark.parametrize("size", [LONGEST_LINE + 1, 50 * LONGEST_LINE])
def test_an_endless_line_is_refused_before_it_is_in_memory(size: int) -> None:
    chunks = iter([BARE[:-10].encode(), *[b"x" * 1_000] * (size // 1_000 + 1), b"more", b"and more"])
    with pytest.raises(UnreadableBankFile) as refused:
        list(read_mt940(chunks))
    assert refused.value.faults[0].where == "line 7, text"
    assert len(list(chunks)) >= 2


def test_an_entry_is_given_out_as_soon_as_the_next_one_begins() -> None:
    entry = WrittenEntry(date(2026, 4, 1), "C", 100)
    content = written(Bank.RABOBANK, WrittenStatement((entry,) * 3)).encode()
    begun = 0

    def lines() -> Iterator[bytes]:
        nonlocal begun
        for line in content.splitlines(keepends=True):
            begun += line.startswith(b":61:")
            yield line

    given = [(type(part), begun) for part in read_mt940(lines())]
    assert given == [(StatementHeading, 1), (Entry, 2), (Entry, 3), (Entry, 3), (StatementEnd, 3)]
