"""The two solvers: the leefgeld that the account bears, and the day on which it is best to move."""

from datetime import date

import pytest
from hypothesis import given

from services.months import days_in, parse_month
from services.schedule.norms import norm_book
from services.schedule.planning.case import Account, Grant, Minstand
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.norms import NoNorm
from services.schedule.planning.solvers import (
    MovingDay,
    bears_no_leefgeld,
    departing_on,
    moving_days,
    sustainable_leefgeld,
)
from tests.schedule.planning.builders import (
    Raw,
    a_case,
    a_coa,
    a_cost,
    a_flow,
    a_grant,
    a_minstand,
    a_toeslag,
    monthly,
    planned,
    weekly,
)
from tests.schedule.planning.strategies import FAST, cases


def borne(*periods: Raw, **case: object) -> int | None:
    return sustainable_leefgeld(planned(a_case(periods=periods) | case))


class TestSustainableLeefgeld:
    def test_it_is_the_most_that_the_deepest_day_bears(self) -> None:
        """With 500.00 at hand the advance of 10 February, 21 of 28 days, may be 500.00: 666.66, so 666 whole euros."""
        assert borne(monthly(40000), bridging=[a_grant(50000)]) == 66600

    def test_the_minstand_gives_it_room(self) -> None:
        """The end still has to be at zero: 6.75 times x out of all payouts, 7938.38, is € 1176.05."""
        assert borne(monthly(40000), bridging=[a_minstand(50000)]) == 66600
        assert borne(monthly(40000), bridging=[a_minstand(9_000_000)]) == 117600

    def test_it_does_not_depend_on_what_the_case_says(self) -> None:
        assert borne(monthly(1), bridging=[a_grant(50000)]) == 66600
        assert borne(monthly(1), monthly(99999, since="2026-05-01"), bridging=[a_grant(50000)]) == 66600

    def test_nothing_to_spare_bears_nothing(self) -> None:
        """The advance goes out on 10 February, before any money: 0 is borne and 1 euro is not."""
        assert borne(monthly(40000)) == 0

    def test_where_not_even_nothing_is_borne_there_is_no_answer(self) -> None:
        assert borne(monthly(40000), otherFlows=[a_flow("2026-02-09", -1)]) is None

    def test_only_an_account_that_is_asked_for_it_bears_no_leefgeld(self) -> None:
        short = {"otherFlows": [a_flow("2026-02-09", -1)]}
        assert bears_no_leefgeld(planned(a_case(periods=[monthly(40000)]) | short))
        assert not bears_no_leefgeld(planned(a_case(periods=[monthly(40000)])))
        for raw in (a_case("inhouding"), a_case(periods=[weekly(9000)]), a_case()):
            assert not bears_no_leefgeld(planned(raw | short))

    def test_a_cent_decides_a_euro(self) -> None:
        """Only the advance of 13 March, 0.75 of 400.00, may take the account to zero on 10 February."""
        assert borne(monthly(40000), bridging=[a_grant(30000)]) == 40000
        assert borne(monthly(40000), bridging=[a_grant(29999)]) == 39900

    def test_the_advance_is_rounded_and_counts_as_rounded(self) -> None:
        """The right starts on 28 March, leefgeld comes on the 31st: 3 of 31 days ahead of it, all out of a grant.

        For € 15.00 that is 1.4516, rounded 1.45; for € 16.00 it is 1.548, rounded 1.55.
        """
        for grant, most in ((1644, 1400), (1645, 1500), (1754, 1500), (1755, 1600)):
            case = a_case(
                starts_on="2026-03-28", payout=(25, 1), periods=[monthly(0, day=31)], bridging=[a_grant(grant)]
            )
            assert sustainable_leefgeld(planned(case)) == most

    def test_weekly_leefgeld_and_withholding_have_none(self) -> None:
        assert borne(monthly(40000), weekly(9000, since="2026-05-01"), bridging=[a_grant(50000)]) is None
        assert sustainable_leefgeld(planned(a_case("inhouding"))) is None

    def test_where_no_leefgeld_is_ever_paid_there_is_no_most(self) -> None:
        assert borne(bridging=[a_grant(50000)]) is None
        assert borne(monthly(40000, since="2027-01-01"), bridging=[a_grant(50000)]) is None

    def test_the_end_may_be_at_zero_to_the_cent(self) -> None:
        """All payouts, 7938.38, less 7263.38: 675.00 is 6.75 times € 100.00, and a cent less is not."""
        for flow, most in ((-726_338, 10000), (-726_339, 9900)):
            flows = [a_flow("2026-08-07", flow)]
            assert borne(monthly(40000), bridging=[a_minstand(9_000_000)], otherFlows=flows) == most

    def test_flows_that_are_called_like_our_own_money_count_like_any(self) -> None:
        for kind in ("leefgeld", "settlement"):
            assert borne(monthly(40000), otherFlows=[a_flow("2026-02-09", 50000, kind=kind)]) == 66600

    def test_the_settlement_does_not_hide_the_end(self) -> None:
        """All payouts, 7938.38, less 7000.00: 938.38 for 6.75 times x, so € 139.02."""
        flows = [a_flow("2026-08-10", -700000)]
        assert borne(monthly(40000), bridging=[a_minstand(9_000_000)], otherFlows=flows) == 13900


class TestMovingDay:
    def test_there_is_one_for_every_day_of_the_month(self) -> None:
        case = read_case(a_case(), norm_book())
        found = moving_days(case, parse_month("2026-02"), norm_book())
        assert [one.leaves_on for one in found] == [date(2026, 2, number) for number in range(1, 29)]

    def test_a_day_says_its_deepest_gap_the_days_without_money_and_the_debt(self) -> None:
        """As it is planned: right on the 8th, B12 on the 15th, counted on Monday the 16th, advance on the 10th."""
        raw = a_case(coa=a_coa(1426, b12="2026-02-15"), periods=[monthly(40000)])
        found = moving_days(read_case(raw, norm_book()), parse_month("2026-02"), norm_book())
        assert found[2] == MovingDay(date(2026, 2, 3), -30000, 7, 13 * 1426, 30000)

    def test_of_several_gaps_the_deepest_counts_and_none_is_nought(self) -> None:
        flows = [a_flow("2026-02-10", -100), a_flow("2026-02-11", 100), a_flow("2026-02-12", -700)]
        for raw, deepest in ((a_case(flows=flows), -700), (a_case(), 0)):
            found = moving_days(read_case(raw, norm_book()), parse_month("2026-02"), norm_book())
            assert found[2].deepest_gap == deepest

    def test_two_days_earlier_all_that_hangs_on_it_comes_two_days_earlier(self) -> None:
        """Right on Friday the 6th, B12 on Friday the 13th: 12 days; the advance on Monday the 9th, 23 of 28 days."""
        raw = a_case(coa=a_coa(1426, b12="2026-02-15"), periods=[monthly(40000)])
        found = moving_days(read_case(raw, norm_book()), parse_month("2026-02"), norm_book())
        assert found[0] == MovingDay(date(2026, 2, 1), -32857, 8, 12 * 1426, 32857)

    def test_what_the_minstand_carries_does_not_fall_short(self) -> None:
        """The advance of 300.00 on 10 February: all of it, a cent, nothing."""
        for cap, short in ((0, 30000), (29999, 1), (30000, 0)):
            raw = a_case(periods=[monthly(40000)], bridging=[a_minstand(cap)])
            found = moving_days(read_case(raw, norm_book()), parse_month("2026-02"), norm_book())
            assert (found[2].deepest_gap, found[2].falls_short) == (-30000, short)

    def test_a_minus_at_the_end_and_late_bills_fall_short(self) -> None:
        """7938.38 of benefit, and 8000.00 on the last day but one; half a rent before the payout of 27 February."""
        ends_below = a_case(flows=[a_flow("2026-08-06", -800_000)], bridging=[a_minstand(9_000_000)])
        withheld = a_case("inhouding", costs=[a_cost(since="2027-01", first=("2026-02-20", 31000))])
        for raw, short in ((ends_below, 800_000 - 793_838), (withheld, 31000)):
            found = moving_days(read_case(raw, norm_book()), parse_month("2026-02"), norm_book())
            assert found[2].falls_short == short

    def test_leaving_on_the_same_day_is_the_same_household(self) -> None:
        raw = a_case(
            coa=a_coa(1426, b12="2026-02-15"),
            costs=[a_cost()],
            periods=[monthly(40000)],
            toeslagen=[a_toeslag()],
            bridging=[a_minstand(1), a_grant(5, on="2026-02-20"), a_grant(5)],
        )
        case = read_case(raw, norm_book())
        assert departing_on(case, case.leaves_reception_centre_on) == case

    def test_what_a_contract_fixes_stays(self) -> None:
        raw = a_case(costs=[a_cost(since="2026-04")], flows=[a_flow("2026-04-02", 5)])
        moved = departing_on(read_case(raw, norm_book()), date(2026, 3, 3))
        assert moved.fixed_costs[0].first_month == parse_month("2026-04")
        assert moved.other_flows[0].on == date(2026, 4, 2)

    def test_toeslagen_move_by_whole_months_and_their_decision_by_days(self) -> None:
        raw = a_case(toeslagen=[a_toeslag()])
        moved = departing_on(read_case(raw, norm_book()), date(2026, 3, 3))
        assert moved.toeslagen[0].amounts[0].month == parse_month("2026-04")
        assert moved.toeslagen[0].decision_on == date(2026, 5, 15)

    def test_a_period_of_leefgeld_and_bridging_with_a_day_move_by_days(self) -> None:
        raw = a_case(
            periods=[monthly(40000, since="2026-03-15")], bridging=[a_grant(5, on="2026-02-20"), a_minstand(9)]
        )
        moved = departing_on(read_case(raw, norm_book()), date(2026, 2, 13))
        assert moved.leefgeld.periods[0].starts_on == date(2026, 3, 25)
        assert moved.bridging == (Grant(5, date(2026, 3, 2), Account.BUDGET), Minstand(9))

    def test_the_relief_keeps_what_it_is_longer_or_shorter_than_six_months(self) -> None:
        extended = read_case(a_case(ends_on="2026-08-17"), norm_book())
        assert departing_on(extended, date(2026, 3, 3)).relief_ends_on == date(2026, 9, 17)

    def test_a_relief_of_a_day_stays_one(self) -> None:
        """Half a year from 8 March has three days more than one from 8 February: it may not end before it begins."""
        short = read_case(a_case(left="2026-03-03", starts_on="2026-03-08", ends_on="2026-03-08"), norm_book())
        moved = departing_on(short, date(2026, 2, 3))
        assert moved.relief_ends_on == moved.benefit.starts_on == date(2026, 2, 8)

    def test_a_month_without_norms_has_no_answer(self) -> None:
        with pytest.raises(NoNorm, match=r"^no norms are known for 2024-02; the first set is of 2025-01-01$"):
            moving_days(read_case(a_case(), norm_book()), parse_month("2024-02"), norm_book())

    @FAST
    @given(cases())
    def test_every_household_can_leave_on_any_day_of_a_month(self, raw: Raw) -> None:
        month = parse_month("2026-11")
        assert len(moving_days(read_case(raw, norm_book()), month, norm_book())) == days_in(month)
