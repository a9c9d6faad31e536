"""Bank days are TARGET days: what a holiday of the town hall is not, and what Easter is."""

from datetime import date, timedelta

import holidays
import pytest

from services.banking_days import after, bank_days_later, before, easter, is_bank_day


@pytest.mark.parametrize(
    "closed",
    [
        date(2026, 1, 1),  # New Year, a Thursday
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 1),  # a Friday
        date(2026, 12, 25),  # a Friday
        date(2025, 12, 26),  # a Friday
        date(2026, 3, 7),  # a Saturday
        date(2026, 3, 8),  # a Sunday
    ],
)
def test_the_bank_is_closed(closed: date) -> None:
    assert not is_bank_day(closed)


@pytest.mark.parametrize("open_day", [date(2026, 4, 27), date(2026, 5, 5), date(2026, 5, 14), date(2026, 5, 25)])
def test_kings_day_liberation_day_ascension_and_whit_monday_are_bank_days(open_day: date) -> None:
    assert is_bank_day(open_day)


def test_before_an_easter_weekend_is_maundy_thursday_and_after_it_tuesday() -> None:
    for closed in (date(2026, 4, 3), date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6)):
        assert before(closed) == date(2026, 4, 2)
        assert after(closed) == date(2026, 4, 7)


def test_a_bank_day_is_its_own_before_and_after() -> None:
    assert before(date(2026, 4, 7)) == after(date(2026, 4, 7)) == date(2026, 4, 7)


def test_first_of_may_before_a_weekend_closes_the_bank_for_three_days() -> None:
    assert before(date(2026, 5, 3)) == date(2026, 4, 30)
    assert after(date(2026, 5, 1)) == date(2026, 5, 4)


def test_easter_as_the_calendars_print_it() -> None:
    assert [easter(year) for year in (2024, 2025, 2026, 2027)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
    ]


def test_bank_days_are_counted_in_both_directions() -> None:
    assert bank_days_later(date(2026, 4, 2), 1) == date(2026, 4, 7)
    assert bank_days_later(date(2026, 4, 7), -1) == date(2026, 4, 2)
    assert bank_days_later(date(2026, 4, 2), 3) == date(2026, 4, 9)
    assert bank_days_later(date(2026, 4, 4), 0) == date(2026, 4, 4)


def test_a_century_agrees_with_the_calendar_of_the_central_bank() -> None:
    """A library that others keep is asked for every day on which TARGET has been closed as it is now (since 2002)."""
    closed = holidays.financial_holidays("XECB", years=range(2002, 2100))
    day, disagreed = date(2002, 1, 1), []
    while day.year < 2100:
        if is_bank_day(day) != (day.weekday() < 5 and day not in closed):
            disagreed.append(day)
        day += timedelta(days=1)
    assert disagreed == []
