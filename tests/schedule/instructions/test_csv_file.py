"""An instruction file says what its instructions say, to the byte, in a form that a suite here imports."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.iban import Iban
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.instructions.csv_file import must_be_equal, read_back, written
from services.schedule.instructions.instruction import (
    COLUMNS,
    FileIsNotItsInstructions,
    Heading,
    Instruction,
    cells,
    figures,
)
from services.schedule.payees.payee import PayeeDetails

HEADING = Heading("2026-03 monthly 1", "GM0518")
HOUSING = PayeeDetails("Woonstichting De Vlinder", Iban("NL02ABNA0123456789"))
RENT = Instruction(
    "202603adc9c8b35dee1661c6dc6463",
    "Z-1",
    "rent",
    HOUSING,
    PaymentReference.read(ReferenceKind.FREE_TEXT, "huur 2026-001"),
    62000,
    "2026-03",
    date(2026, 3, 1),
)
FIRST_PREMIUM = RENT._replace(
    reference="2026020123456789abcdef01234567",
    cost="health_premium",
    payment_reference=None,
    amount=14764,
    period="first",
    due_on=date(2026, 2, 28),
)
NAMES = st.text("ABCxyz &'()+,-./:?0", min_size=1, max_size=30).filter(lambda name: name.strip() != "")


def test_a_file_is_these_bytes() -> None:
    assert written(HEADING, [RENT, FIRST_PREMIUM]) == (
        b"run;municipality;reference;household;cost;supplier;iban;paymentReferenceKind;paymentReference;amountCents;"
        b"period;periodFrom;periodUntil;payBy\r\n"
        b"2026-03 monthly 1;GM0518;202603adc9c8b35dee1661c6dc6463;Z-1;rent;Woonstichting De Vlinder;"
        b"NL02ABNA0123456789;free_text;huur 2026-001;62000;2026-03;2026-03-01;2026-03-31;2026-03-01\r\n"
        b"2026-03 monthly 1;GM0518;2026020123456789abcdef01234567;Z-1;health_premium;Woonstichting De Vlinder;"
        b"NL02ABNA0123456789;;;14764;first;;;2026-02-28\r\n"
    )


def test_its_figures_are_read_from_its_bytes_by_period() -> None:
    found = read_back(written(HEADING, [RENT, RENT._replace(amount=1), FIRST_PREMIUM]))
    assert found.periods == {"2026-03": (2, 62001), "first": (1, 14764)}
    assert (found.items, found.amount) == (3, 76765)


def test_what_parts_or_quotes_cells_stands_in_quotation_marks() -> None:
    """RFC 4180, sections 2.6 and 2.7. No name that a bank carries has such a sign; a household's reference has none
    either, but nothing here depends on it."""
    file = written(HEADING, [RENT._replace(household='Z;"1"')])
    assert b';"Z;""1""";' in file
    _, line = csv.reader(io.StringIO(file.decode(), newline=""), delimiter=";")
    assert line[COLUMNS.index("household")] == 'Z;"1"'


@given(name=NAMES)
def test_a_file_reads_back_as_it_was_written_and_begins_no_formula(name: str) -> None:
    one = RENT._replace(to=HOUSING._replace(name=name))
    file = written(HEADING, [one])
    _, line = csv.reader(io.StringIO(file.decode(), newline=""), delimiter=";")
    assert tuple(line) == cells(HEADING, one)
    assert not any(cell.startswith(("=", "@", "\t", "\r")) or "|" in cell for cell in line)


def test_a_name_stands_as_a_bank_carries_it() -> None:
    file = written(HEADING, [RENT._replace(to=HOUSING._replace(name="Énergie & Warmte"))])
    assert b";Energie + Warmte;" in file


@pytest.mark.parametrize(
    ("changed", "into", "told"),
    [
        (b";62000;", b";62001;", "the number or the sum of 2026-03 differs"),
        (b";2026-03;2026", b";2026-04;2026", "the number or the sum of 2026-03, 2026-04 differs"),
        (b"NL02ABNA0123456789", b"NL91ABNA0417164300", "a cell of a line is not"),
    ],
)
def test_a_file_that_says_anything_else_is_not_kept(changed: bytes, into: bytes, told: str) -> None:
    file = written(HEADING, [RENT])
    assert file.count(changed) == 1
    with pytest.raises(FileIsNotItsInstructions, match=told):
        must_be_equal(figures(HEADING, [RENT]), read_back(file.replace(changed, into)))


@pytest.mark.parametrize("content", [b"", b"reference;iban\r\n", b"\xff\xfe", b'"', b"run;municipality\r\n1;2;3\r\n"])
def test_bytes_that_are_no_such_file_are_not_read_as_one(content: bytes) -> None:
    with pytest.raises(FileIsNotItsInstructions):
        read_back(content)


def test_a_line_with_an_amount_that_is_no_number_is_not_read() -> None:
    with pytest.raises(FileIsNotItsInstructions):
        read_back(written(HEADING, [RENT]).replace(b";62000;", b";620,00;"))
