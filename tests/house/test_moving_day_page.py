"""The page of departure days: which day is best for these people, and when none is."""

from datetime import date

from house.moving_day_page import moving_day_page
from services.schedule.norms import norm_book
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.solvers import MovingDay
from tests.schedule.planning.builders import Raw, a_case, a_minstand


def a_day(number: int, gap: int = 0, without: int | None = 7, debt: int = 12000, short: int = 0) -> MovingDay:
    return MovingDay(date(2026, 2, number), gap, without, debt, short)


def lines(*days: MovingDay, case: Raw | None = None, width: int = 80) -> list[str]:
    shown = read_case(case or a_case(bridging=[a_minstand(150_000)]), norm_book())
    return ["".join(text for text, _ in line) for line in moving_day_page(shown, days, width)]


def marked(*days: MovingDay) -> list[tuple[str, str]]:
    """The days that are marked, and as what."""
    rows = [line.split("◀ ") for line in lines(*days) if "◀" in line]
    return [(row[:15], mark) for row, mark in rows]


def test_a_row_has_the_gap_what_falls_short_the_days_and_the_debt() -> None:
    days = lines(a_day(3, gap=-160_000, short=10_000), a_day(4, without=None))
    first, second = [line.split() for line in days if "Feb 2026" in line]
    assert first == ["Tue", "3", "Feb", "2026", "-€1,600.00", "€100.00", "7", "days", "€120.00"]
    assert second == ["Wed", "4", "Feb", "2026", "€0.00", "–", "never", "any", "€120.00", "◀", "best"]


def test_a_gap_that_the_minstand_carries_weighs_less_than_a_day_without_money() -> None:
    assert marked(a_day(3, gap=-150_000, without=7), a_day(4, without=8)) == [("Tue  3 Feb 2026", "best")]


def test_what_nobody_provides_weighs_more_than_anything() -> None:
    assert marked(a_day(3, without=1, debt=0, short=1), a_day(4, without=40)) == [("Wed  4 Feb 2026", "best")]


def test_the_debt_to_coa_comes_before_the_depth_of_the_gap() -> None:
    assert marked(a_day(3, gap=-2), a_day(4, gap=-1), a_day(5, debt=12001)) == [("Wed  4 Feb 2026", "best")]


def test_days_that_are_equally_good_are_all_marked() -> None:
    found = marked(a_day(3), a_day(4), a_day(5, without=9))
    assert found == [("Tue  3 Feb 2026", "best"), ("Wed  4 Feb 2026", "best")]


def test_where_all_days_are_alike_none_is_best() -> None:
    found = lines(a_day(3), a_day(4))
    assert not any("◀" in line for line in found)
    assert found[-1] == "No day is better than another."


def test_where_every_day_falls_short_the_least_bad_is_not_called_best() -> None:
    days = a_day(3, short=31000), a_day(4, short=62000)
    assert marked(*days) == [("Tue  3 Feb 2026", "least bad")]
    assert "Whatever the day, at least €310.00 falls short." in lines(*days)


def test_it_says_what_falls_short_means() -> None:
    managed, withheld = lines(a_day(3), width=110), lines(a_day(3), case=a_case("inhouding"))
    assert (
        "Falls short: what goes deeper below zero than the minstand of €1,500.00, or stays below at the end." in managed
    )
    assert "Falls short: bills that cannot be paid in time." in withheld


def test_no_line_is_wider_than_a_terminal() -> None:
    deep = a_day(28, gap=-99_999_999, without=None, debt=99_999_999, short=99_999_999)
    assert max(map(len, lines(deep, a_day(3, short=100_000_000)))) <= 80
