"""Where an answer says something else than was instructed: which column, with what is personal masked."""

from datetime import date

import pytest

from services.iban import Iban
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.instructions.csv_file import written
from services.schedule.instructions.difference import COMPARED, Difference, differences
from services.schedule.instructions.instruction import COLUMNS, Heading, Instruction, cells
from services.schedule.payees.payee import PayeeDetails
from tests.schedule.instructions.desk import an_answer

HEADING = Heading("2026-03 monthly 1", "GM0518")
RENT = Instruction(
    "E2E-RENT",
    "Z-2026-0001",
    "rent",
    PayeeDetails("Woonstichting De Vlinder", Iban("NL02ABNA0123456789")),
    PaymentReference.read(ReferenceKind.FREE_TEXT, "huur 2026-001"),
    62000,
    "2026-03",
    date(2026, 3, 1),
)
WATER = RENT._replace(reference="E2E-WATER", cost="water", payment_reference=None, amount=1500)
FILE = written(HEADING, [RENT, WATER])
INSTRUCTED = dict(zip(COLUMNS, cells(HEADING, RENT), strict=True))


def answered(outcome: str = "withheld", **otherwise: str) -> list[Difference]:
    """The differences of the instruction file with an outcome behind the rent, and these cells otherwise."""
    row = INSTRUCTED | otherwise | {"outcome": outcome}
    return differences(FILE, an_answer(tuple(row.values()), columns=";".join(row)))


def test_what_comes_back_as_it_was_instructed_does_not_differ() -> None:
    assert answered() == []


def test_what_is_left_out_or_empty_says_nothing() -> None:
    assert differences(FILE, an_answer(("E2E-RENT", "withheld", "", ""))) == []
    assert answered(iban="", period="") == []


def test_another_account_is_told_with_both_masked() -> None:
    assert answered(iban="NL91ABNA0417164300") == [
        Difference("E2E-RENT", "iban", "NL02**********6789", "NL91**********4300")
    ]


def test_another_period_is_told_as_it_is() -> None:
    assert answered(period="2026-04", periodFrom="2026-04-01") == [
        Difference("E2E-RENT", "period", "2026-03", "2026-04"),
        Difference("E2E-RENT", "periodFrom", "2026-03-01", "2026-04-01"),
    ]


@pytest.mark.parametrize("field", COMPARED)
def test_every_column_is_compared(field: str) -> None:
    assert [one.field for one in answered(**{field: "something else"})] == [field]


@pytest.mark.parametrize("field", ["household", "supplier", "iban", "paymentReference"])
def test_nothing_personal_is_shown_whole(field: str) -> None:
    (found,) = answered(**{field: "T. Testpersoon 06-12345678"})
    assert INSTRUCTED[field] not in found.instructed
    assert found.answered == "T.**********************78"
    (short,) = answered(**{field: "Testje"})
    assert short.answered == "******"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"iban": "nl02 abna 0123 4567 89"},
        {"supplier": "WOONSTICHTING  DE VLINDER"},
        {"payBy": "01-03-2026"},
        {"periodUntil": "31/3/2026"},
        {"paymentReference": "HUUR 2026-001"},
    ],
)
def test_capitals_spaces_and_how_a_spreadsheet_writes_a_day_are_no_difference(otherwise: dict[str, str]) -> None:
    assert answered(**otherwise) == []


def test_a_reference_that_nobody_gave_is_a_difference() -> None:
    row = dict(zip(COLUMNS, cells(HEADING, WATER), strict=True)) | {"paymentReference": "5000056789012345"}
    answer = an_answer((*row.values(), "withheld"), columns=";".join([*row, "outcome"]))
    assert differences(FILE, answer) == [Difference("E2E-WATER", "paymentReference", "", "50************45")]


def test_a_line_without_an_answer_differs_in_nothing_yet() -> None:
    assert answered(outcome="", iban="NL91ABNA0417164300") == []


def test_a_long_text_is_cut() -> None:
    (found,) = answered(cost="x" * 5000)
    assert len(found.answered) == 60
