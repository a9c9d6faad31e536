import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.money import euros, half_up, parse_euros, split

CENTS = st.integers(-(10**13), 10**13)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(1, 2, 1), (3, 2, 2), (5, 10, 1), (49, 100, 0), (50, 100, 1), (7, 3, 2), (0, 9, 0), (-1, 2, -1), (-49, 100, 0)],
)
def test_a_half_goes_up_and_a_negative_half_goes_down(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


@given(st.integers(0, 10**13), st.integers(1, 10**6))
def test_rounding_agrees_with_exact_fractions(numerator: int, denominator: int) -> None:
    assert half_up(numerator, denominator) == math.floor(Fraction(numerator, denominator) + Fraction(1, 2))


@given(CENTS, st.integers(1, 10**6))
def test_a_rounded_share_is_at_most_half_a_cent_away_and_mirrors_its_correction(numerator: int, parts: int) -> None:
    rounded = half_up(numerator, parts)
    assert 2 * abs(rounded * parts - numerator) <= parts
    assert half_up(-numerator, parts) == -rounded


@pytest.mark.parametrize("denominator", [0, -3])
def test_a_share_by_nothing_or_less_is_refused(denominator: int) -> None:
    with pytest.raises(ValueError, match="denominator is positive"):
        half_up(1, denominator)


def test_the_first_parts_carry_the_remainder() -> None:
    assert split(1000, 3) == [334, 333, 333]
    assert split(-1000, 3) == [-334, -333, -333]
    assert split(2, 3) == [1, 1, 0]


@given(CENTS, st.integers(1, 400))
def test_parts_sum_to_the_whole_and_differ_by_a_cent_at_most(cents: int, parts: int) -> None:
    divided = split(cents, parts)
    assert (sum(divided), len(divided)) == (cents, parts)
    assert max(divided) - min(divided) <= 1


def test_no_parts_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        split(100, 0)


def test_an_amount_is_written_as_its_reader_is_used_to() -> None:
    assert euros(56693) == "€\N{NO-BREAK SPACE}566,93"
    assert euros(156_693_005) == "€\N{NO-BREAK SPACE}1.566.930,05"
    assert euros(-7) == "€\N{NO-BREAK SPACE}-0,07"
    assert euros(156_693, "en") == "€1,566.93"
    assert euros(-7, "en") == "-€0.07"


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("566,93", 56693),
        ("566.93", 56693),
        ("€ 1.566,93", 156_693),
        ("1,566.93", 156_693),
        ("EUR 566", 56600),
        ("566,-", 56600),
        ("1.234.567", 123_456_700),
        (" -5,00 ", -500),
        ("€ -5,00", -500),
        ("-€ 5,00", -500),
        ("5,00 EUR", 500),
        ("0,07", 7),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, cents: int) -> None:
    assert parse_euros(text) == cents


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.566", "thousands of euros or as a fraction"),
        ("1,566", "thousands of euros or as a fraction"),
        ("1.566.93", "both between thousands and before the cents"),
        ("5,0", "no amount in euros"),
        ("5,005", "thousands of euros or as a fraction"),
        ("1.56,93", "no amount in euros"),
        ("five", "no amount in euros"),
        ("€", "no amount in euros"),
        ("--5", "no amount in euros"),
        ("5,-0", "no amount in euros"),
        ("\N{ARABIC-INDIC DIGIT FIVE},00", "no amount in euros"),
        ("", "no amount in euros"),
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refusal:
        parse_euros(text)
    assert refusal.value.faults[0].cure == "write euros and two digits of cents, as in 1566,93"


@given(CENTS)
def test_what_is_written_is_read_back_in_both_languages(cents: int) -> None:
    assert parse_euros(euros(cents)) == cents
    assert parse_euros(euros(cents, "en")) == cents
