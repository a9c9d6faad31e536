"""The picture of a balance: nothing below zero is hidden, every row stands in its place, and it fits the width."""

from datetime import date, timedelta

from house.pictures import Picture, balance_picture
from services.schedule.planning.balance import DayEnd

FIRST = date(2026, 3, 2)


def on(day: int, balance: int) -> DayEnd:
    return DayEnd(FIRST + timedelta(days=day), balance)


def a_picture(*ends: DayEnd, days: int = 10, width: int = 40, marks: dict[str, list[date]] | None = None) -> Picture:
    return balance_picture(ends, FIRST, FIRST + timedelta(days=days - 1), marks or {}, width)


def test_above_zero_it_stands_on_the_line_and_below_it_hangs_from_it() -> None:
    """A column a day; € 12.00 is twelve rows of € 1.00, of which 3.00 is above and 9.00 below."""
    picture = a_picture(on(2, 300), on(4, -900), on(6, 0))
    assert picture.above == [" €3.00   ██", "         ██", "         ██"]
    assert picture.zero == "    €0 ──────────"
    assert picture.below == [*["           ▒▒"] * 8, "-€9.00     ▒▒"]


def test_a_part_of_a_row_is_a_part_of_a_block() -> None:
    """Twelve rows for € 24.00: € 21.00 is ten rows and a half."""
    picture = a_picture(on(1, 2400), on(2, 2100), days=3)
    assert picture.above[:3] == ["€24.00  █", "        █▄", "        ██"]


def test_a_few_euros_are_not_nothing() -> None:
    picture = a_picture(on(1, 240_000), on(2, 1), days=3)
    assert picture.above[-1].endswith("█▁")


def test_a_cent_below_zero_is_seen() -> None:
    picture = a_picture(on(1, 240_000), on(2, -1), days=3)
    assert picture.below == ["   -€0.01   ▒"]


def test_a_column_of_many_days_shows_the_lowest_of_them() -> None:
    """A hundred days on 25 columns: one day below zero is not hidden by what came the day after."""
    picture = a_picture(on(0, 500), on(50, -700), on(51, 500), days=100, width=33)
    assert picture.zero.count("─") == 25
    assert picture.below[0].rstrip().endswith("▒")
    assert picture.below[0].count("▒") == 1


def test_what_was_there_before_the_first_day_is_carried_into_it() -> None:
    picture = a_picture(DayEnd(FIRST - timedelta(days=9), 500), days=3)
    assert picture.above[-1].endswith("███")


def test_nothing_at_all_is_a_line() -> None:
    picture = a_picture()
    assert (picture.above, picture.zero, picture.below) == ([], "€0 ──────────", [])


def test_no_row_is_wider_than_was_asked() -> None:
    for width in (60, 80, 100):
        picture = a_picture(*(on(day, (day - 180) * 12_345) for day in range(365)), days=365, width=width)
        rows = [*picture.above, picture.zero, *picture.below, *picture.feet]
        assert max(map(len, rows)) <= width
        assert len(picture.above) + len(picture.below) <= 14


class TestFeet:
    def test_each_month_is_named_from_its_first_day_on(self) -> None:
        (months,) = a_picture(days=70, width=80).feet
        assert months.index("Mar") == len("€0 ")
        assert months.index("Apr") == len("€0 ") + 30
        assert months.index("May") == len("€0 ") + 60

    def test_a_month_that_is_nearly_over_leaves_its_room_to_the_next(self) -> None:
        picture = balance_picture([], date(2026, 3, 30), date(2026, 4, 30), {}, 40)
        assert picture.feet == ["     Apr"]

    def test_a_mark_stands_under_its_day(self) -> None:
        picture = a_picture(marks={"benefit": [FIRST, FIRST + timedelta(days=9)], "end": [FIRST + timedelta(days=4)]})
        assert picture.feet[1:] == ["benefit ▲        ▲", "    end     ▲"]

    def test_a_mark_on_any_day_of_a_wide_column_is_seen(self) -> None:
        picture = a_picture(days=100, width=35, marks={"benefit": [FIRST + timedelta(days=99)]})
        assert picture.feet[1].endswith("▲")
