"""Months as whole numbers: written, counted, and what a day number means in a month that lacks it."""

from datetime import date

import pytest

from services.months import day_in, days_in, first_day, last_day, month_of, month_text, parse_month


def test_a_month_is_written_with_four_digits_of_year_and_two_of_month() -> None:
    assert parse_month("2026-03") == 2026 * 12 + 2
    assert month_text(2026 * 12 + 2) == "2026-03"


def test_the_month_after_december_is_january() -> None:
    assert month_text(parse_month("2026-12") + 1) == "2027-01"


@pytest.mark.parametrize(
    "text", ["2026-3", "2026-13", "2026-00", "0000-05", "2026-03-01", "maart 2026", "", "٢٠٢٦-٠٣", "٢٠٢٦-03"]
)
def test_nothing_else_is_a_month(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text!r} is not a month written as YYYY-MM$"):
        parse_month(text)


def test_a_day_lies_in_its_month() -> None:
    assert month_of(date(2026, 1, 31)) == parse_month("2026-01")
    assert month_of(date(2026, 2, 1)) == parse_month("2026-02")


def test_february_has_28_days_and_29_in_a_leap_year() -> None:
    assert days_in(parse_month("2026-02")) == 28
    assert days_in(parse_month("2028-02")) == 29


def test_a_day_number_that_a_month_lacks_means_its_last_day() -> None:
    assert day_in(parse_month("2026-04"), 31) == date(2026, 4, 30)
    assert day_in(parse_month("2026-02"), 29) == date(2026, 2, 28)
    assert day_in(parse_month("2026-05"), 31) == date(2026, 5, 31)


def test_the_first_and_the_last_day_of_a_month() -> None:
    assert first_day(parse_month("2026-06")) == date(2026, 6, 1)
    assert last_day(parse_month("2026-06")) == date(2026, 6, 30)
