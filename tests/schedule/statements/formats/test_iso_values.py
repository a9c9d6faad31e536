"""Values as ISO 20022 writes them: the whole cents of an amount, and no other reading of a date."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.schedule.statements.formats.iso_values import NotInForm, cents, day, day_of_moment, moment, number, truth


@given(st.integers(0, 10**15), st.text("0", max_size=6), st.booleans())
def test_an_amount_is_read_to_the_cent_however_it_is_written(amount: int, noughts: str, with_sign: bool) -> None:
    written = f"{'+' if with_sign else ''}{amount // 100}.{amount % 100:02}{noughts}"
    assert cents(written) == amount


@given(st.decimals(0, 10**9, places=2))
def test_an_amount_is_what_a_decimal_makes_of_it(amount: Decimal) -> None:
    assert cents(str(amount)) == int(amount * 100)


@given(st.text("0123456789.,-+eE ٠½²", max_size=8))
def test_what_is_no_amount_is_never_read_as_one(text: str) -> None:
    try:
        read = cents(text)
    except NotInForm:
        return
    assert Decimal(text) * 100 == read


@pytest.mark.parametrize("text", ["", "-0.00", "NaN", "Infinity", "1_000", "１.00", "٠.٠٠", "1.00\n"])
def test_what_python_would_read_is_no_amount(text: str) -> None:
    with pytest.raises(NotInForm):
        cents(text)


@pytest.mark.parametrize(
    "text", ["20260401", "2026-W14-3", "2026-4-1", "2026-02-30", "01-04-2026", "", "2026-04-01T00:00"]
)
def test_a_date_is_year_month_and_day_with_hyphens(text: str) -> None:
    with pytest.raises(NotInForm):
        day(text)


def test_a_date_may_have_an_offset() -> None:
    assert day("2026-04-01Z") == day("2026-04-01+02:00") == day("2026-04-01") == date(2026, 4, 1)


def test_an_instant_without_an_offset_is_one_in_amsterdam() -> None:
    assert moment("2026-01-01T12:00:00").utcoffset() == timedelta(hours=1)
    assert moment("2026-07-01T12:00:00").utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize("text", ["2026-04-01", "2026-04-01 12:00:00", "2026-04-01T12", "2026-04-01T25:00:00", "now"])
def test_an_instant_is_a_date_and_a_time(text: str) -> None:
    with pytest.raises(NotInForm):
        moment(text)


def test_the_first_instant_of_all_has_no_day_in_amsterdam() -> None:
    with pytest.raises(NotInForm):
        day_of_moment("0001-01-01T00:00:00+14:00")


@pytest.mark.parametrize("text", ["1.0", "-1", "1e3", "", "٣", "1" * 19])
def test_a_number_has_digits_alone(text: str) -> None:
    with pytest.raises(NotInForm):
        number(text)
    assert number("0070") == 70


def test_true_and_false_are_written_in_two_ways_each() -> None:
    assert [truth(text) for text in ("true", "1", "false", "0")] == [True, True, False, False]
