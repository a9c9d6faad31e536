"""Whatever a bank writes is read back; whatever else is in a file is refused in words, and never a crash."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.mt940 import read_mt940
from services.schedule.statements.statement import Balance, Part
from tests.schedule.statements.mt940_writing import Bank, WrittenEntry, WrittenStatement, expected, written

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzéüß0123456789"
BANKS = st.sampled_from(list(Bank))
DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))
MONEY = st.integers(0, 99_999_999_999)
REFERENCES = st.text("ABCXYZ0123456789", min_size=1, max_size=16).filter(
    lambda text: text not in {"NONREF", "EREF", "PREF", "MARF", "CREF", "IREF", "KREF"}
)
WORDS = st.text(LETTERS + ".,()", min_size=1, max_size=20)


def texts(longest: int) -> st.SearchStrategy[str]:
    """Words with single blanks between them."""
    joined = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
    return joined.map(lambda text: text[:longest].strip()).filter(bool)


@st.composite
def entries(draw: st.DrawFn) -> WrittenEntry:
    value_on = draw(DAYS)
    booked_on = draw(st.none() | st.integers(-150, 150).map(lambda days: value_on + timedelta(days=days)))
    return WrittenEntry(
        value_on=value_on,
        mark=draw(st.sampled_from(["C", "D", "RC", "RD"])),
        cents=draw(MONEY),
        booked_on=booked_on,
        type=draw(st.sampled_from(["NTRF", "NMSC", "N654", "S103", "FDDT"])),
        reference=draw(REFERENCES | st.just("NONREF")),
        bank_reference=draw(REFERENCES | st.just("")),
        name=draw(texts(32)),
        end_to_end_id=draw(st.text("ABCXYZ0123456789", min_size=1, max_size=27)),
        text=draw(texts(140)),
    )


@st.composite
def statements(draw: st.DrawFn) -> WrittenStatement:
    return WrittenStatement(
        entries=tuple(draw(st.lists(entries(), max_size=6))),
        reference=draw(REFERENCES),
        sequence=draw(st.integers(1, 99_999)),
        page=draw(st.integers(1, 99_999)),
        opening=Balance(draw(st.integers(-99_999_999_999, 99_999_999_999)), draw(DAYS)),
        closed_on=draw(DAYS),
    )


def read(text: str) -> list[Part]:
    return list(read_mt940([text.encode()]))


@settings(deadline=None)
@given(BANKS, statements())
def test_a_statement_is_read_back_as_it_was_written(bank: Bank, statement: WrittenStatement) -> None:
    assert read(written(bank, statement)) == expected(bank, statement)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(BANKS, statements()), min_size=2, max_size=4))
def test_statements_of_several_banks_in_one_file_are_read_one_after_the_other(
    file: list[tuple[Bank, WrittenStatement]],
) -> None:
    together = [part for bank, statement in file for part in expected(bank, statement)]
    assert read("".join(written(bank, statement) for bank, statement in file)) == together


@settings(deadline=None)
@given(BANKS, statements(), st.sampled_from(["\n", "\r\n"]), st.data())
def test_it_does_not_matter_where_the_chunks_are_cut(
    bank: Bank, statement: WrittenStatement, end: str, data: st.DataObject
) -> None:
    content = written(bank, statement).replace("\n", end).encode("latin-1")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=20)))
    chunks = [content[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    assert list(read_mt940(chunks)) == expected(bank, statement)


def test_a_file_is_read_byte_by_byte_too() -> None:
    statement = WrittenStatement((WrittenEntry(date(2026, 4, 1), "C", 12_345),))
    content = written(Bank.ING, statement).encode()
    assert list(read_mt940(content[at : at + 1] for at in range(len(content)))) == expected(Bank.ING, statement)


@pytest.mark.parametrize("bank", Bank)
def test_a_file_that_is_cut_off_before_its_last_balance_is_refused(bank: Bank) -> None:
    entry = WrittenEntry(date(2026, 4, 1), "C", 12_345, text="Huur van april en de servicekosten van maart " * 3)
    lines = written(bank, WrittenStatement((entry, entry))).splitlines(keepends=True)
    closing = next(at for at, line in enumerate(lines) if line.startswith(":62F:"))
    for kept in range(closing + 1):
        with pytest.raises((UnreadableBankFile, NotABankFile)):
            read("".join(lines[:kept]))


def test_a_block_of_swift_that_is_cut_off_anywhere_is_refused() -> None:
    lines = written(Bank.ING, WrittenStatement()).splitlines(keepends=True)
    for kept in range(len(lines)):
        with pytest.raises((UnreadableBankFile, NotABankFile)):
            read("".join(lines[:kept]))


@pytest.mark.parametrize("bank", Bank)
def test_a_file_that_lost_a_line_which_it_needs_is_refused(bank: Bank) -> None:
    entry = WrittenEntry(date(2026, 4, 1), "C", 12_345)
    lines = written(bank, WrittenStatement((entry, entry))).splitlines(keepends=True)
    for lost, line in enumerate(lines):
        if line.startswith((":20:", ":25:", ":28", ":60", ":61:", ":62")):
            with pytest.raises(UnreadableBankFile):
                read("".join(lines[:lost] + lines[lost + 1 :]))


FRAGMENTS = st.sampled_from(
    [
        line
        for bank in Bank
        for line in written(
            bank, WrittenStatement((WrittenEntry(date(2026, 12, 31), "RD", 100, booked_on=date(2027, 1, 1)),))
        ).splitlines()
    ]
    + [
        ":60M:",
        ":62M:C260401EUR1,",
        ":61:",
        ":86:/REMI/",
        ":86:/CNTP/",
        "/RTRN/",
        ":99:",
        "{1:",
        "-}{5:}{1:}{4:",
        "\xad}",
    ]
    + [":86:/REMI/USTD//", "/NRTX/", ":86:/PREF/x/NRTX/²", ":28C:0", ":25:", ":61:260230C1,NTRFX", ":86:", "\x00", ""]
)


def parts_or_refusal(chunks: Iterable[bytes]) -> list[Part] | Exception:
    try:
        return list(read_mt940(chunks))
    except (UnreadableBankFile, NotABankFile) as refusal:
        return refusal


@settings(deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=70), max_size=40), st.sampled_from(["\n", "\r\n"]))
def test_a_mixture_of_lines_is_read_or_refused_and_never_a_crash(lines: list[str], end: str) -> None:
    assert parts_or_refusal([end.join(lines).encode("utf-8", "surrogatepass")]) is not None


@settings(deadline=None)
@given(st.binary(max_size=400), BANKS)
def test_any_bytes_behind_a_statement_are_read_or_refused_and_never_a_crash(behind: bytes, bank: Bank) -> None:
    assert parts_or_refusal([written(bank, WrittenStatement()).encode(), behind]) is not None
