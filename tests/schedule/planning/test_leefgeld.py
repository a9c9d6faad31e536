"""Rule 8: a fixed amount on a fixed day, and an advance for the days before the first.

The relief of these households runs from 8 February (a Sunday) up to and including 7 August 2026. The first day on which
leefgeld can be paid is two days after the right started: Tuesday 10 February.
"""

import pytest

from tests.schedule.planning.builders import Raw, a_case, a_minstand, entries, monthly, planned, weekly


def leefgeld(*periods: Raw, **changes: str) -> list[tuple[str, int]]:
    case = a_case(periods=periods) | {"benefit": a_case()["benefit"] | changes}
    return entries(planned(case), "leefgeld", "client")


def advance(*periods: Raw, **changes: str) -> list[tuple[str, int]]:
    case = a_case(periods=periods) | {"benefit": a_case()["benefit"] | changes}
    return entries(planned(case), "leefgeld_advance", "client")


class TestMonthly:
    def test_it_is_paid_on_the_last_bank_day_on_or_before_its_day(self) -> None:
        """1 March is a Sunday, 1 May a closed day, 1 August a Saturday."""
        assert leefgeld(monthly(40000)) == [
            ("2026-02-27", 40000),
            ("2026-04-01", 40000),
            ("2026-04-30", 40000),
            ("2026-06-01", 40000),
            ("2026-07-01", 40000),
            ("2026-07-31", 40000),
        ]

    def test_day_31_is_the_last_day_of_a_short_month(self) -> None:
        assert [on for on, _ in leefgeld(monthly(40000, day=31))] == [
            "2026-02-27",
            "2026-03-31",
            "2026-04-30",
            "2026-05-29",
            "2026-06-30",
            "2026-07-31",
        ]

    def test_a_day_before_the_right_started_is_not_paid(self) -> None:
        assert leefgeld(monthly(40000, day=7))[0] == ("2026-03-06", 40000)
        assert leefgeld(monthly(40000, day=8))[0] == ("2026-02-10", 40000)

    def test_the_last_day_of_relief_is_paid_the_day_after_not(self) -> None:
        assert leefgeld(monthly(40000, day=7))[-1] == ("2026-08-07", 40000)
        assert leefgeld(monthly(40000, day=8))[-1] == ("2026-07-08", 40000)

    def test_a_new_period_takes_over_from_its_day_on(self) -> None:
        """On 1 May the new amount; a second period from 2 May would have left May at the old one."""
        assert leefgeld(monthly(40000), monthly(45000, since="2026-05-01"))[1:4] == [
            ("2026-04-01", 40000),
            ("2026-04-30", 45000),
            ("2026-06-01", 45000),
        ]
        assert leefgeld(monthly(40000), monthly(45000, since="2026-05-02"))[2] == ("2026-04-30", 40000)

    def test_a_new_day_may_skip_a_month_or_come_twice_in_one(self) -> None:
        """From the 1st to the 20th as of 10 May: both in May. From the 20th to the 1st as of 10 May: none in May."""
        twice = leefgeld(monthly(40000, day=1), monthly(40000, day=20, since="2026-05-10"))
        assert [on for on, _ in twice][2:4] == ["2026-04-30", "2026-05-20"]
        never = leefgeld(monthly(40000, day=20), monthly(40000, day=1, since="2026-05-10"))
        assert [on for on, _ in never][2:4] == ["2026-04-20", "2026-06-01"]

    def test_each_of_three_periods_lasts_until_the_next(self) -> None:
        periods = [monthly(40000), monthly(45000, since="2026-04-15"), monthly(50000, since="2026-06-15")]
        assert [amount for _, amount in leefgeld(*periods)] == [40000, 40000, 45000, 45000, 50000, 50000]

    def test_before_the_first_period_there_is_none(self) -> None:
        assert leefgeld(monthly(40000, since="2026-06-15"))[0] == ("2026-07-01", 40000)


class TestWeekly:
    def test_it_is_paid_each_week_on_its_day(self) -> None:
        assert leefgeld(weekly(9000))[:3] == [("2026-02-13", 9000), ("2026-02-20", 9000), ("2026-02-27", 9000)]

    def test_a_closed_friday_is_paid_on_the_thursday(self) -> None:
        """Good Friday is 3 April, 1 May is a Friday too."""
        days = [on for on, _ in leefgeld(weekly(9000))]
        assert {"2026-04-02", "2026-04-30"} < set(days)
        assert not {"2026-04-03", "2026-05-01"} & set(days)

    def test_a_monday_is_a_monday_and_a_sunday_a_sunday(self) -> None:
        assert leefgeld(weekly(9000, day=1))[0] == ("2026-02-10", 9000)  # Monday the 9th, but not before the 10th
        assert leefgeld(weekly(9000, day=1))[1] == ("2026-02-16", 9000)
        assert leefgeld(weekly(9000, day=7))[:2] == [("2026-02-10", 9000), ("2026-02-13", 9000)]  # the 8th, the 15th

    def test_from_weekly_to_monthly(self) -> None:
        assert leefgeld(weekly(9000), monthly(40000, since="2026-06-01"))[-4:] == [
            ("2026-05-29", 9000),
            ("2026-06-01", 40000),
            ("2026-07-01", 40000),
            ("2026-07-31", 40000),
        ]


class TestTheAdvance:
    def test_it_carries_from_the_start_of_the_right_to_the_first_day(self) -> None:
        """From 8 February up to 1 March: 21 of 28 days of 400.00."""
        assert advance(monthly(40000)) == [("2026-02-10", 30000)]

    def test_it_counts_by_the_days_of_the_starting_month(self) -> None:
        """Up to 8 March 27 of 28 days, up to 15 March 35 of them; the whole amount is the most."""
        assert advance(monthly(40000, day=8), startsOn="2026-02-09") == [("2026-02-11", 38571)]  # 27 of 28 days
        assert advance(monthly(40000, day=15, since="2026-03-01")) == [("2026-02-10", 40000)]  # 35 of 28 days

    def test_it_is_rounded_half_up(self) -> None:
        """0.50 × 21/28 = 0.375."""
        assert advance(monthly(50)) == [("2026-02-10", 38)]

    def test_there_is_none_where_the_first_leefgeld_comes_no_later(self) -> None:
        assert advance(monthly(40000, day=10)) == []
        assert advance(monthly(40000, day=8)) == []

    def test_a_day_later_there_is(self) -> None:
        """From 8 up to 11 February: 3 of 28 days."""
        assert advance(monthly(40000, day=11)) == [("2026-02-10", 4286)]

    def test_what_is_paid_early_for_a_closed_day_counts_by_the_day_it_is_paid(self) -> None:
        """The right starts on Thursday 26 February; the 1st is a Sunday, so both would be paid on Monday 2 March."""
        assert advance(monthly(40000), startsOn="2026-02-26") == []

    def test_weekly_leefgeld_has_none(self) -> None:
        assert advance(weekly(9000), monthly(40000, since="2026-03-01")) == []
        assert advance(weekly(9000, since="2026-03-01")) == []

    def test_monthly_first_and_weekly_later_has_one(self) -> None:
        assert advance(monthly(40000), weekly(9000, since="2026-03-02")) == [("2026-02-10", 30000)]

    def test_it_is_the_amount_of_the_period_of_the_first_day(self) -> None:
        assert advance(monthly(10000, day=31, since="2026-02-01"), monthly(40000, since="2026-02-20")) == [
            ("2026-02-10", 30000)
        ]


@pytest.mark.parametrize("cap", [0, 1, 500_000])
def test_it_never_shrinks_whatever_the_balance(cap: int) -> None:
    made = planned(
        a_case(periods=[monthly(40000)], actual=[("2026-02", 0), ("2026-03", 0)], bridging=[a_minstand(cap)])
    )
    assert [amount for _, amount in entries(made, "leefgeld")] == [-40000] * 6
