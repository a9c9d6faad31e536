"""Rules 1 to 4: what a month of bijstand is worth, what is taken off and kept back, and which payout brings it.

Figures are of 2026: single € 1,401.50 up to June and € 1,419.46 from July, holiday allowance 5% and then 4.8%.
"""

from datetime import date

import pytest

from services.months import parse_month
from services.schedule.planning.benefit import days_with_right, relief_end
from services.schedule.planning.plan import Plan
from tests.schedule.planning.builders import a_case, a_coa, planned


def payouts(made: Plan) -> list[tuple[str, int]]:
    return [(one.on.isoformat(), one.payable) for one in made.benefit.payouts]


def carried(made: Plan) -> list[list[str]]:
    """The months in each payout."""
    return [[f"{one.month // 12}-{one.month % 12 + 1:02d}" for one in payout.months] for payout in made.benefit.payouts]


class TestAMonth:
    def test_a_whole_month_is_the_norm_less_the_holiday_allowance(self) -> None:
        """1401.50 × 5% = 70.075, rounded 70.08; 1401.50 − 70.08 = 1331.42."""
        march = planned(a_case()).benefit.payouts[1].months[0]
        assert (march.days, march.gross, march.holiday_allowance, march.payable) == (31, 140150, 7008, 133142)

    def test_the_first_month_counts_the_days_with_a_right(self) -> None:
        """The right starts on 8 February: 21 of 28 days, 1401.50 × 21/28 = 1051.125, rounded 1051.13."""
        february = planned(a_case()).benefit.payouts[0].months[0]
        assert (february.days, february.gross, february.holiday_allowance) == (21, 105113, 5256)

    def test_a_right_from_the_last_day_of_a_month_is_one_day(self) -> None:
        assert days_with_right(date(2026, 3, 31), parse_month("2026-03")) == 1
        assert days_with_right(date(2026, 3, 31), parse_month("2026-04")) == 30

    def test_a_new_kind_of_norm_holds_from_its_month_on(self) -> None:
        made = planned(a_case(norms=[("2026-02", "single"), ("2026-04", "couple")]))
        assert [one.months[0].gross for one in made.benefit.payouts[:3]] == [105113, 140150, 200213]

    def test_the_norms_of_july_hold_from_july_on(self) -> None:
        """1419.46 − 68.13 (4.8% = 68.134) = 1351.33."""
        july = planned(a_case()).benefit.payouts[5].months[0]
        assert (july.gross, july.holiday_allowance, july.payable) == (141946, 6813, 135133)


class TestTheOverlapWithCoa:
    def test_a_payout_before_the_b12_counts_is_cut_by_every_day_with_a_right(self) -> None:
        """21 days × 14.26 = 299.46; (1051.13 − 299.46) × 5% = 37.58; 751.67 − 37.58 = 714.09."""
        made = planned(a_case(coa=a_coa(1426, b12="2026-03-10")))
        february = made.benefit.payouts[0].months[0]
        assert (february.coa_deducted, february.holiday_allowance, february.payable) == (29946, 3758, 71409)

    def test_the_first_payout_from_then_on_restores_what_was_cut(self) -> None:
        """Uncut, February pays 1051.13 − 52.56 = 998.57; paid were 714.09; March itself pays 1331.42."""
        made = planned(a_case(coa=a_coa(1426, b12="2026-03-10")))
        assert made.benefit.payouts[1].restored == 99857 - 71409
        assert payouts(made)[:3] == [("2026-02-27", 71409), ("2026-03-31", 133142 + 28448), ("2026-04-30", 133142)]
        assert made.benefit.paid_twice == 0

    def test_a_b12_on_a_saturday_counts_from_monday(self) -> None:
        """28 February 2026 is a Saturday: the payout of Friday the 27th is cut, also for a B12 of the 28th."""
        made = planned(a_case(coa=a_coa(1426, b12="2026-02-28")))
        assert [one.months[0].coa_deducted for one in made.benefit.payouts[:2]] == [29946, 0]

    def test_a_payout_on_the_day_the_b12_counts_is_whole(self) -> None:
        made = planned(a_case(coa=a_coa(1426, b12="2026-02-27")))
        assert made.benefit.payouts[0].months[0].coa_deducted == 0
        assert made.benefit.payouts[0].restored == 0

    def test_no_more_is_deducted_than_the_month_is_worth(self) -> None:
        made = planned(a_case(coa=a_coa(6000)))
        february = made.benefit.payouts[0].months[0]
        assert (february.coa_deducted, february.holiday_allowance, february.payable) == (105113, 0, 0)

    def test_without_a_b12_every_month_is_cut_and_paid_twice(self) -> None:
        """21 + 31 + 30 + 31 + 30 + 31 days of € 10."""
        made = planned(a_case(coa=a_coa(1000)))
        assert made.benefit.paid_twice == 174 * 1000

    def test_a_b12_after_the_end_restores_nothing(self) -> None:
        made = planned(a_case(coa=a_coa(1000, b12="2026-09-01")))
        assert made.benefit.paid_twice == 174 * 1000

    def test_where_the_overlap_is_only_a_debt_nothing_is_cut(self) -> None:
        made = planned(a_case(coa=a_coa(1426, treatment="debt_only")))
        assert {month.coa_deducted for one in made.benefit.payouts for month in one.months} == {0}
        assert made.benefit.paid_twice == 0


class TestTheHolidayAllowance:
    def test_the_june_payout_adds_what_was_kept_back_before_june(self) -> None:
        """Kept back: 52.56 in February and 70.08 in each of March, April and May, together 262.80."""
        made = planned(a_case())
        june = made.benefit.payouts[4]
        assert june.holiday_addition == 5256 + 3 * 7008
        assert june.payable == 133142 + 26280

    def test_the_allowance_of_june_itself_is_kept_for_the_next_june(self) -> None:
        """A year of relief: the next June adds June, half a year at 5%, and July to May at the newer 4.8%."""
        made = planned(a_case(ends_on="2027-06-30"))
        assert made.benefit.payouts[16].holiday_addition == 7008 + 11 * 6813

    def test_months_that_ride_along_with_june_are_added_too(self) -> None:
        """Decided on 20 June: February to June come together; 262.80 was kept back for the months before June."""
        made = planned(a_case(decided_on="2026-06-20"))
        assert carried(made)[0] == ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]
        assert made.benefit.payouts[0].holiday_addition == 26280

    def test_a_payout_with_june_and_july_adds_no_june_and_no_july(self) -> None:
        made = planned(a_case(decided_on="2026-07-20"))
        assert carried(made)[0][-2:] == ["2026-06", "2026-07"]
        assert made.benefit.payouts[0].holiday_addition == 26280

    def test_a_payout_with_two_junes_adds_all_before_the_second(self) -> None:
        """Decided after sixteen months: 262.80 before the first June, that June 70.08, eleven months of 68.13."""
        made = planned(a_case(decided_on="2027-06-10", ends_on="2027-06-30"))
        assert made.benefit.payouts[0].holiday_addition == 26280 + 7008 + 11 * 6813

    def test_what_the_june_payout_restores_is_added_with_it(self) -> None:
        """The B12 comes on 15 June: the June payout restores all and so adds the whole 262.80."""
        made = planned(a_case(coa=a_coa(1000, b12="2026-06-15")))
        assert made.benefit.payouts[4].holiday_addition == 26280

    def test_what_is_still_withheld_in_june_is_not_added(self) -> None:
        """Kept back after deduction: 42.06, 54.58, 55.08 and 54.58; the rest waits for the next June."""
        made = planned(a_case(coa=a_coa(1000, b12="2026-07-15")))
        assert made.benefit.payouts[4].holiday_addition == 4206 + 5458 + 5508 + 5458

    def test_a_plan_without_a_june_payout_keeps_it_all(self) -> None:
        made = planned(a_case(left="2025-08-01", starts_on="2025-08-06", norms=[("2025-08", "single")]))
        assert {one.holiday_addition for one in made.benefit.payouts} == {0}


class TestWhatWasReallyPaid:
    def test_it_replaces_the_months_payable_and_keeps_its_allowance(self) -> None:
        made = planned(a_case(actual=[("2026-03", 120000)]))
        march = made.benefit.payouts[1].months[0]
        assert (march.gross, march.holiday_allowance, march.payable) == (140150, 7008, 120000)
        assert made.benefit.payouts[4].holiday_addition == 26280

    def test_nothing_is_deducted_from_it_nor_restored(self) -> None:
        made = planned(a_case(coa=a_coa(1426, b12="2026-03-10"), actual=[("2026-02", 71409)]))
        assert payouts(made)[:2] == [("2026-02-27", 71409), ("2026-03-31", 133142)]
        assert made.benefit.payouts[0].months[0].coa_deducted == 0

    def test_a_june_addition_comes_on_top_of_it(self) -> None:
        made = planned(a_case(actual=[("2026-06", 100000)]))
        assert made.benefit.payouts[4].payable == 100000 + 26280

    def test_nothing_paid_is_a_payment_of_nothing(self) -> None:
        assert payouts(planned(a_case(actual=[("2026-03", 0)])))[1] == ("2026-03-31", 0)


class TestPayoutDays:
    def test_the_last_day_of_the_month_moves_back_to_a_bank_day(self) -> None:
        """28 February, 31 May and 31 August 2026 fall in weekends; relief ends on 7 August."""
        made = planned(a_case())
        assert [on for on, _ in payouts(made)] == [
            "2026-02-27", "2026-03-31", "2026-04-30", "2026-05-29", "2026-06-30", "2026-07-31",
        ]  # fmt: skip

    def test_paid_in_arrears_the_month_shifts(self) -> None:
        made = planned(a_case(payout=(8, 1)))
        assert payouts(made)[0] == ("2026-03-06", 99857)
        assert carried(made)[0] == ["2026-02"]

    def test_paid_in_advance_a_month_that_began_before_the_right_rides_along(self) -> None:
        """Paid on the 25th of the month before: February's own day was 23 January, so it comes with March."""
        made = planned(a_case(payout=(25, -1)))
        assert payouts(made)[0] == ("2026-02-25", 99857 + 133142)
        assert carried(made)[0] == ["2026-02", "2026-03"]

    def test_paid_in_advance_the_last_payout_may_hold_a_month_after_the_relief(self) -> None:
        """Relief ends on 7 August; on 24 July August is paid, and the plan knows that payout."""
        assert carried(planned(a_case(payout=(25, -1))))[-1] == ["2026-08"]

    def test_day_31_is_the_last_day_of_a_short_month(self) -> None:
        assert [on for on, _ in payouts(planned(a_case(payout=(31, 0))))][:3] == [
            "2026-02-27",
            "2026-03-31",
            "2026-04-30",
        ]

    def test_a_late_decision_lets_the_months_before_ride_along(self) -> None:
        """Decided on 1 April: the payouts of 27 February and 31 March have passed."""
        made = planned(a_case(decided_on="2026-04-01"))
        assert payouts(made)[0] == ("2026-04-30", 99857 + 133142 + 133142)

    def test_a_decision_on_the_payout_day_itself_is_in_time(self) -> None:
        assert payouts(planned(a_case(decided_on="2026-02-27")))[0] == ("2026-02-27", 99857)

    def test_a_payout_after_the_relief_is_not_known(self) -> None:
        assert payouts(planned(a_case(ends_on="2026-02-26"))) == []
        assert payouts(planned(a_case(ends_on="2026-02-27"))) == [("2026-02-27", 99857)]


class TestTheEndOfRelief:
    @pytest.mark.parametrize(
        ("starts_on", "ends_on"),
        [
            (date(2026, 2, 8), date(2026, 8, 7)),
            (date(2026, 3, 1), date(2026, 8, 31)),
            (date(2025, 8, 29), date(2026, 2, 28)),
            (date(2025, 8, 30), date(2026, 2, 28)),
            (date(2025, 8, 31), date(2026, 2, 28)),
            (date(2027, 8, 29), date(2028, 2, 28)),
            (date(2027, 8, 31), date(2028, 2, 29)),
            (date(2025, 10, 31), date(2026, 4, 30)),
            (date(2025, 12, 31), date(2026, 6, 30)),
        ],
    )
    def test_it_lasts_until_the_day_before_the_same_number_six_months_on(self, starts_on: date, ends_on: date) -> None:
        """Or the last day of that month where it lacks the number: from 31 August up to and including 28 February."""
        assert relief_end(starts_on) == ends_on
