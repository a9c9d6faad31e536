"""The norms that ship: what is in the data file, and that nothing in it contradicts the law's own arithmetic."""

from datetime import date

import pytest

from services.months import Month, parse_month
from services.schedule.norms import norm_book

JULY = parse_month("2026-07")


def test_four_half_years_are_known() -> None:
    assert [one.starts_on for one in norm_book().sets] == [
        date(2025, 1, 1),
        date(2025, 7, 1),
        date(2026, 1, 1),
        date(2026, 7, 1),
    ]


@pytest.mark.parametrize(
    ("kind", "month", "cents"),
    [
        ("single", "2025-01", 134_545),
        ("single", "2025-07", 136_906),
        ("single", "2026-01", 140_150),
        ("couple", "2026-07", 202_779),
        ("youth", "2026-01", 34_599),
        ("youth_couple", "2026-01", 69_198),
        ("youth_couple_children", "2026-07", 110_640),
        ("mixed_couple", "2025-07", 131_588),
        ("mixed_couple_children", "2026-01", 174_749),
        ("aow_single", "2026-07", 158_734),
        ("aow_couple", "2025-01", 205_348),
        ("youth_with_top_up", "2026-07", 111_266),
    ],
)
def test_a_norm_in_whole_cents(kind: str, month: str, cents: int) -> None:
    assert norm_book().amount(kind, parse_month(month)) == cents


@pytest.mark.parametrize(
    ("month", "two", "three", "six"),
    [
        ("2025-01", 96_104, 83_290, 70_476),
        ("2025-07", 97_790, 84_751, 71_713),
        ("2026-01", 100_107, 86_759, 73_411),
    ],
)
def test_cost_sharers_come_out_as_they_were_published(month: str, two: int, three: int, six: int) -> None:
    found = [norm_book().amount(f"cost_sharer_{adults}", parse_month(month)) for adults in (2, 3, 6)]
    assert found == [two, three, six]


def test_the_holiday_share_went_down_in_july_2026() -> None:
    assert [one.holiday_share for one in norm_book().sets] == [50, 50, 50, 48]


def test_a_couple_of_18_to_20_gets_twice_what_one_gets() -> None:
    """Participatiewet art. 20 lid 1 under b."""
    assert all(one.norms["youth_couple"] == 2 * one.norms["youth"] for one in norm_book().sets)


def test_every_set_knows_the_same_kinds_and_says_where_it_is_from() -> None:
    kinds = {frozenset(one.norms) for one in norm_book().sets}
    assert len(kinds) == 1
    assert all(one.source and isinstance(one.verified, bool) for one in norm_book().sets)


def test_no_norm_falls_from_one_half_year_to_the_next() -> None:
    book = norm_book()
    months: list[Month] = [one.starts_on.year * 12 + one.starts_on.month - 1 for one in book.sets]
    for kind in book.sets[0].norms:
        amounts = [book.amount(kind, month) for month in months]
        assert amounts == sorted(amounts)
