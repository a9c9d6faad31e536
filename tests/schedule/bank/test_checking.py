"""A file that a bank could not read, or that contradicts itself, is found before anybody has it."""

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest

from services.schedule.bank.checking import BrokenFile, FileReader, check
from services.schedule.bank.file_contents import FileIsNotItsPayments, PaymentsTally, must_be_equal
from services.schedule.bank.pain001 import write
from tests.schedule.bank.builders import (
    CLIENT,
    HEADER,
    LANDLORD,
    MONDAY,
    TUESDAY,
    a_transfer,
    file_of,
    free_text,
    numbered,
    totals_of,
)

TRANSFERS = [*numbered(3, MONDAY), *numbered(2, TUESDAY)]
FILE = file_of(TRANSFERS)
NAME = b"Woonstichting De Proef"

Change = Callable[[bytes], bytes]


def replacing(old: bytes, new: bytes) -> Change:
    assert old in FILE
    return lambda file: file.replace(old, new, 1)


def test_a_file_says_its_payments_day_by_day() -> None:
    found = check([FILE])
    assert found.message_id == HEADER.message_id
    assert found.days == {MONDAY: (3, 306), TUESDAY: (2, 203)}
    assert (found.items, found.amount) == (5, 509)


@pytest.mark.parametrize("size", [1, 7, 4096, 100_000])
def test_it_says_the_same_in_whatever_pieces_it_comes(size: int) -> None:
    assert check(FILE[at : at + size] for at in range(0, len(FILE), size)) == check([FILE])


def test_an_open_file_is_read_as_it_stands() -> None:
    assert check(BytesIO(FILE)) == check([FILE])


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (replacing(b"<IBAN>NL91", b"<IBAN>xx91"), 2, r"the schema refuses IBAN \(SCHEMAV_CVC_PATTERN_VALID\)"),
        (replacing(NAME, NAME * 7), 2, r"the schema refuses Nm \(SCHEMAV_CVC_MAXLENGTH_VALID\)"),
        (replacing(b"2026-03-31</Dt>", b"2026-02-30</Dt>"), 2, "the schema refuses Dt"),
        (replacing(b"<ChrgBr>SLEV</ChrgBr>", b""), 5, "our way of writing does not"),
        (replacing(b"<BtchBookg>true", b"<BtchBookg>false"), 5, "our way of writing does not"),
        (replacing(b"<Cdtr><Nm>", b"<UltmtDbtr><Nm>X</Nm></UltmtDbtr><Cdtr><Nm>"), 6, "our way of writing does not"),
        (replacing(b">1.01<", b">1.010<"), 6, "our way of writing does not"),
        (replacing(b'Ccy="EUR"', b'Ccy="USD"'), 6, "our way of writing does not"),
        (replacing(b"De Proef", b"De &#80;roef"), 6, "our way of writing does not"),
        (replacing(b"De Proef", b"De <!-- not the --> Proef"), 6, "our way of writing does not"),
        (replacing(b"De Proef", "De Proéf".encode()), 6, "our way of writing does not"),
        (lambda file: file + b"<!-- and more -->\n", 15, "there is more behind the end of the file"),
        (replacing(b">1.01<", b">1.02<"), 9, "the number or the sum of a day's payments"),
        (replacing(b"<NbOfTxs>2<", b"<NbOfTxs>3<"), 13, "the number or the sum of a day's payments"),
        (replacing(b"<NbOfTxs>5<", b"<NbOfTxs>6<"), 15, "the number or the sum of all payments"),
        (replacing(b"<CtrlSum>5.09<", b"<CtrlSum>5.10<"), 15, "the number or the sum of all payments"),
        (replacing(TRANSFERS[1].end_to_end_id.encode(), TRANSFERS[0].end_to_end_id.encode()), 7, "a second time"),
        (replacing(b"</Cdtr>", b"</Cdtx>"), 2, "this is not well-formed XML"),
        (replacing(b"De Proef", b"De \xff\xfe"), 2, "this is not well-formed XML"),
        (replacing(b"pain.001.001.09", b"pain.001.001.03"), 2, "the schema refuses Document"),
        (lambda file: file[:-1] + b"<Document/>", 2, "this is not well-formed XML"),
        (lambda file: b"", 2, "this is not well-formed XML"),
    ],
)
def test_a_broken_file_is_told_with_its_line_and_the_rule(change: Change, line: int, said: str) -> None:
    with pytest.raises(BrokenFile, match=rf"^line {line}: .*{said}") as refusal:
        check([change(FILE)])
    assert refusal.value.line == line


def test_a_fault_far_down_is_told_within_a_few_lines() -> None:
    file = file_of(numbered(2_000)).replace(b">15.99<", b">15.9X<")
    place = file[: file.index(b">15.9X<")].count(b"\n") + 1
    with pytest.raises(BrokenFile) as refusal:
        check([file])
    assert place - 12 <= refusal.value.line <= place


@pytest.mark.parametrize("left", [2, 11, 30, 200, 1_000, len(FILE) - 60])
def test_a_file_that_was_cut_off_is_broken(left: int) -> None:
    with pytest.raises(BrokenFile):
        check([FILE[:-left]])


@pytest.mark.parametrize(
    "joined", [b"", b"</CstmrCdtTrfInitn>", b"</GrpHdr>"], ids=["all lines", "the last", "the header"]
)
def test_a_file_whose_lines_were_joined_is_not_read_by_guessing(joined: bytes) -> None:
    with pytest.raises(BrokenFile, match=r"does not end as a bank file does|our way of writing does not"):
        check([FILE.replace(joined + b"\n", joined)])


def test_what_is_said_of_a_broken_file_names_nobody() -> None:
    with pytest.raises(BrokenFile) as refusal:
        check([FILE.replace(NAME, b"Aster Voorbeeld " * 10).replace(b"NL02ABNA", b"nl02ABNA")])
    assert "Aster" not in str(refusal.value)
    assert "0123456789" not in str(refusal.value)
    assert refusal.value.__cause__ is None


BOMB = b"".join(b'<!ENTITY e%d "%s">' % (at, (b"&e%d;" % (at - 1)) * 100 if at else b"x" * 100) for at in range(8))


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        (b"", b""),
        (b'<!ENTITY e7 "Piet">', b"&e7;"),
        (b'<!ENTITY e7 SYSTEM "file:///etc/hostname">', b"&e7;"),
        (BOMB, b"&e7;"),
    ],
    ids=["nothing", "a text", "a file", "a bomb"],
)
def test_a_file_that_declares_something_is_refused(declared: bytes, used: bytes) -> None:
    head, body = FILE.split(b"\n", 1)
    with pytest.raises(BrokenFile):
        check([head, b"<!DOCTYPE Document [", declared, b"]>\n", body.replace(NAME, NAME + used)])


def test_a_line_that_never_ends_is_not_waited_for() -> None:
    reader = FileReader()
    reader.feed(FILE[: FILE.index(b"</MsgId>")])
    with pytest.raises(BrokenFile, match="the line does not end"):
        reader.feed(b"A" * 20_000)


@pytest.mark.parametrize(
    "change",
    [
        {"end_to_end_id": "202603x"},
        {"name": "Woonstichting De Proeve"},
        {"iban": CLIENT},
        {"reference": free_text("5000056789012345")},
        {"reference": None},
        {"amount": 70_001},
        {"execute_on": TUESDAY},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_file_in_which_one_field_differs_is_not_that_of_its_payments(change: dict[str, object]) -> None:
    wanted = PaymentsTally(HEADER)
    wanted.add([a_transfer()])
    with pytest.raises(FileIsNotItsPayments) as refusal:
        must_be_equal(wanted.contents(), check([file_of([a_transfer(**change)])]))
    assert "Woonstichting" not in str(refusal.value)


def test_payments_of_equal_sums_in_another_order_are_another_file() -> None:
    transfers = numbered(2)
    assert check([file_of(transfers)]) != check([file_of(transfers[::-1])])


def test_amounts_that_changed_places_are_noticed_though_the_sums_agree() -> None:
    one, other = numbered(2)
    wanted = PaymentsTally(HEADER)
    wanted.add([one, other])
    swapped = file_of([replace(one, amount=other.amount), replace(other, amount=one.amount)])
    with pytest.raises(FileIsNotItsPayments, match="the sums are equal"):
        must_be_equal(wanted.contents(), check([swapped]))


def test_a_file_that_is_paid_from_another_account_is_not_that_of_its_payments() -> None:
    wanted = PaymentsTally(HEADER)
    wanted.add([a_transfer()])
    other = file_of([a_transfer()]).replace(HEADER.debtor_iban.number.encode(), LANDLORD.number.encode())
    with pytest.raises(FileIsNotItsPayments, match="the sums are equal"):
        must_be_equal(wanted.contents(), check([other]))


def test_sums_that_differ_are_told_by_their_day() -> None:
    wanted = PaymentsTally(HEADER)
    wanted.add(numbered(2, MONDAY))
    with pytest.raises(FileIsNotItsPayments, match=r"^the sums of 2026-03-30 differ$"):
        must_be_equal(wanted.contents(), check([file_of(numbered(3, MONDAY))]))


def test_memory_does_not_grow_with_the_file() -> None:
    """But for the identifiers, some 150 bytes each."""
    check([FILE])
    few, many = _memory_for(1_000), _memory_for(6_000)
    assert many - few < 5_000 * 300


def _memory_for(count: int) -> int:
    transfers = numbered(count)
    totals = totals_of(transfers)
    tracemalloc.start()
    check(write(HEADER, transfers, totals))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
