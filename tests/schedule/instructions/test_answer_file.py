"""Reading an answer: what is news in it, and every fault of it at once."""

import pytest

from services.errors import Fault, InvalidInput
from services.schedule.instructions.answer_file import Given, Instructed, LineAnswer, read_answer
from services.schedule.instructions.instruction import COLUMNS, Outcome
from tests.schedule.instructions.desk import an_answer

RENT, WATER, ENERGY = "E2E-RENT", "E2E-WATER", "E2E-ENERGY"
LINES = {RENT: Instructed(62000), WATER: Instructed(1500), ENERGY: Instructed(11000)}
WITHHELD = Given(Outcome.WITHHELD, 62000)


def faults_of(content: bytes, lines: dict[str, Instructed] = LINES) -> list[Fault]:
    with pytest.raises(InvalidInput) as refused:
        read_answer(content, lines)
    return list(refused.value.faults)


def places(content: bytes, lines: dict[str, Instructed] = LINES) -> list[str]:
    return [fault.where for fault in faults_of(content, lines)]


def test_each_outcome_is_read_with_what_belongs_to_it() -> None:
    found = read_answer(
        an_answer(
            (RENT, "withheld", "", ""),
            (WATER, "withheld_partly", "600", "no more benefit left"),
            (ENERGY, "refused", "", "no benefit in payment"),
        ),
        LINES,
    )
    assert found == [
        LineAnswer(2, RENT, WITHHELD, None),
        LineAnswer(3, WATER, Given(Outcome.WITHHELD_PARTLY, 600), "no more benefit left"),
        LineAnswer(4, ENERGY, Given(Outcome.REFUSED, 0), "no benefit in payment"),
    ]


def test_an_amount_that_goes_without_saying_may_be_said() -> None:
    found = read_answer(an_answer((RENT, "withheld", "62000", ""), (WATER, "refused", "0", "ended")), LINES)
    assert [one.given.withheld for one in found] == [62000, 0]


def test_the_instruction_file_itself_with_outcomes_behind_it_is_an_answer() -> None:
    columns = ";".join([*COLUMNS, "outcome", "reason"])
    cells = {"reference": RENT, "amountCents": "62000"}
    row = (*(cells.get(column, "x") for column in COLUMNS), "Withheld", "")
    assert read_answer(an_answer(row, columns=columns), LINES) == [LineAnswer(2, RENT, WITHHELD, None)]


def test_a_row_without_an_outcome_and_an_empty_row_answer_nothing() -> None:
    assert read_answer(an_answer((RENT, "", "", ""), ("", "", "", "")), LINES) == []


def test_what_was_answered_before_is_no_news() -> None:
    known = LINES | {RENT: Instructed(62000, WITHHELD)}
    found = read_answer(an_answer((RENT, "withheld", "", ""), (WATER, "withheld", "", "")), known)
    assert [one.reference for one in found] == [WATER]


def test_another_answer_for_a_line_is_refused_and_named() -> None:
    known = LINES | {RENT: Instructed(62000, WITHHELD)}
    (fault,) = faults_of(an_answer((WATER, "withheld", "", ""), (RENT, "refused", "", "a mistake")), known)
    assert (fault.where, fault.what) == ("rows[3].outcome", "was answered before: withheld, 62000 cents")


def test_every_fault_of_every_row_is_told_at_once() -> None:
    content = an_answer(
        ("E2E-ELSE", "withheld", "", ""),
        (RENT, "done", "", ""),
        (WATER, "withheld_partly", "1500", ""),
        (ENERGY, "refused", "100", ""),
        (RENT, "withheld", "61999", ""),
        (RENT, "withheld"),
    )
    assert places(content) == [
        "rows[2].reference",
        "rows[3].outcome",
        "rows[4].withheldCents",
        "rows[5].withheldCents",
        "rows[5].reason",
        "rows[6].reference",
        "rows[6].withheldCents",
        "rows[7]",
    ]


@pytest.mark.parametrize("cents", ["", "0", "62000", "-1", "6,00", "1e3", "٣", "9" * 12])
def test_a_part_is_whole_cents_more_than_nothing_and_less_than_all(cents: str) -> None:
    assert places(an_answer((RENT, "withheld_partly", cents, ""))) == ["rows[2].withheldCents"]


def test_an_amount_that_comes_back_as_another_is_refused() -> None:
    content = an_answer((RENT, "withheld", "61000"), columns="reference;outcome;amountCents")
    (fault,) = faults_of(content)
    assert (fault.where, fault.what) == ("rows[2].amountCents", "is '61000', and 62000 was instructed")


def test_a_reason_that_is_longer_than_a_few_words_is_refused() -> None:
    assert places(an_answer((RENT, "refused", "", "x" * 201))) == ["rows[2].reason"]


@pytest.mark.parametrize(
    ("columns", "where"),
    [
        ("reference", ["columns.outcome"]),
        ("reference,outcome", ["columns.reference", "columns.outcome", "columns.reference,outcome"]),
        ("reference;outcome;outcome", ["columns.outcome"]),
        ("reference;outcome;bsn", ["columns.bsn"]),
    ],
)
def test_columns_that_are_missing_double_or_unknown_are_named(columns: str, where: list[str]) -> None:
    assert places(an_answer(columns=columns)) == where


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b'reference;outcome\r\n"'])
def test_what_is_no_csv_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_answer(content, LINES)
