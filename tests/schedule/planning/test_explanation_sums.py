"""Over households drawn at random: every figure explains itself, and what it names adds up to it."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.schedule.norms import norm_book
from services.schedule.planning.document import document
from services.schedule.planning.explanation import Explanation, Unit, explanations, figures
from services.schedule.planning.explanation.answer import Input
from services.schedule.planning.explanation.parts import in_words
from services.schedule.planning.explanation.wording import Text
from tests.schedule.planning.builders import planned
from tests.schedule.planning.strategies import FAST, Raw, cases

_AMOUNT = re.compile(r"(minus )?(?:part |(?:smaller|other) ones?, )(-?)€([\d,]+)\.(\d\d)")
_LISTS = ("toeslagen", "bridging", "debts", "otherFlows")


def _explained(case: Raw) -> tuple[dict[str, Any], list[Explanation]]:
    """The value of each figure of a plan, and all its explanations."""
    made = planned(case)
    return dict(figures(made)), list(explanations(made, norm_book()))


@FAST
@given(cases())
def test_every_figure_and_date_explains_itself(case: Raw) -> None:
    values, explained = _explained(case)
    assert {one.path: one.figure for one in explained} == values
    assert all(one.rule in (*range(1, 16), "solver") for one in explained)


@FAST
@given(cases())
def test_the_parts_of_a_figure_add_up_to_it(case: Raw) -> None:
    for one in _explained(case)[1]:
        if one.parts:
            assert sum(int(part.value) for part in one.parts) == one.figure, one


@FAST
@given(cases())
def test_what_an_input_points_to_is_what_it_says(case: Raw) -> None:
    values, explained = _explained(case)
    for one in explained:
        for given_input in one.inputs:
            found = [values[path] for path in given_input.figures]
            if given_input.unit is Unit.CENTS and len(found) == 1:
                assert abs(found[0]) == abs(int(given_input.value)), one
            elif found and given_input.unit is not Unit.CENTS:
                assert found == [given_input.value], one


@FAST
@given(cases())
def test_every_sentence_reads_as_a_sentence(case: Raw) -> None:
    for one in _explained(case)[1]:
        for sentence in one.sentence:
            assert sentence[0].isupper() or sentence[0] == "€" or sentence.startswith("-€"), sentence
            assert sentence.endswith("."), sentence
            assert not re.search(r"  |\bNone\b|_|[{}]|\.\.| ,|\bmin min\b|\bminus minus\b", sentence), sentence
        assert all(len(name) > 1 for given_input in one.inputs for name in given_input.name)


@given(st.lists(st.integers(-500_000, 500_000), min_size=1, max_size=12))
def test_even_the_words_of_a_sum_add_up(amounts: list[int]) -> None:
    parts = [Input.part(Text("part", "deel"), amount) for amount in amounts]
    assert sum(_cents(found) for found in _AMOUNT.finditer(in_words(parts).en)) == sum(amounts)


@FAST
@given(cases())
def test_facts_that_stand_twice_are_told_apart(case: Raw) -> None:
    """A cost has a cent more the second time, for the very same one would be refused."""
    costs = [*case["fixedCosts"], *(one | {"amounts": _a_cent_more(one["amounts"])} for one in case["fixedCosts"])]
    twice = case | {name: [*case[name], *case[name]] for name in _LISTS} | {"fixedCosts": costs}
    values, explained = _explained(twice)
    assert {one.path: one.figure for one in explained} == values
    for one in explained:
        assert not one.parts or sum(int(part.value) for part in one.parts) == one.figure, one


@FAST
@given(cases())
def test_asking_changes_nothing(case: Raw) -> None:
    made = planned(case)
    before = document(made)
    list(explanations(made, norm_book()))
    assert document(made) == before


def _a_cent_more(amounts: list[Raw]) -> list[Raw]:
    return [one | {"amount": one["amount"] + 1} for one in amounts]


def _cents(found: re.Match[str]) -> int:
    cents = int(found[3].replace(",", "") + found[4])
    return -cents if found[1] or found[2] else cents
