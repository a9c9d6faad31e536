"""Rule 14: what is left to live on in each window, and when that is too little."""

import pytest

from services.schedule.planning.plan import Plan
from tests.schedule.planning.builders import (
    ON_FIRST_TOESLAGEN,
    Raw,
    a_case,
    a_cost,
    a_flow,
    a_grant,
    a_loan,
    a_toeslag,
    living,
    monthly,
    planned,
    shortfalls,
    weekly,
)


def months(*periods: Raw, floor: int = 40000, **case: object) -> Plan:
    """A household under budgetbeheer, from 8 February up to and including 7 August 2026."""
    return planned(a_case(periods=periods, floor=floor) | case)


def stretches(floor: int = 40000, **case: object) -> Plan:
    """A household under inhouding, paid on 27 February, 31 March, 30 April, 29 May, 30 June and 31 July 2026."""
    return planned(a_case("inhouding", floor=floor) | case)


class TestMonths:
    def test_the_first_begins_with_the_right_and_the_last_ends_with_the_relief(self) -> None:
        windows = [(begin, end) for begin, end, _, _ in living(months(monthly(40000)))]
        assert windows[0] == ("2026-02-08", "2026-02-28")
        assert windows[1] == ("2026-03-01", "2026-03-31")
        assert windows[-1] == ("2026-08-01", "2026-08-07")

    def test_leefgeld_counts_in_the_month_it_is_meant_for(self) -> None:
        """March's is paid on 27 February, and counts in March; the advance counts where the right started."""
        assert [received for _, _, received, _ in living(months(monthly(40000)))][:2] == [30000, 40000]

    def test_what_is_handed_back_counts_in_the_month_it_is_due(self) -> None:
        """August's rent is paid out on 31 July."""
        made = months(monthly(40000), fixedCosts=[a_cost(since="2026-07", handed_back="2026-08")], costOrder=["rent"])
        assert living(made)[-2:] == [
            ("2026-07-01", "2026-07-31", 40000, 0),
            ("2026-08-01", "2026-08-07", 102000, 62000),
        ]

    def test_toeslagen_and_flows_count_on_their_own_day(self) -> None:
        made = months(
            monthly(40000), toeslagen=[a_toeslag(to="client")], otherFlows=[a_flow("2026-04-02", 900, "client")]
        )
        assert living(made)[2] == ("2026-04-01", "2026-04-30", 40000 + 3 * 37400 + 900, 0)

    @pytest.mark.parametrize("kind", ["leefgeld", "leefgeld_advance", "handed_back", "settlement"])
    def test_a_flow_that_is_called_like_our_own_money_still_counts_on_its_own_day(self, kind: str) -> None:
        made = months(monthly(40000), otherFlows=[a_flow("2026-04-30", 900, "client", kind)])
        assert living(made)[2] == ("2026-04-01", "2026-04-30", 40900, 0)

    def test_the_settlement_is_not_to_live_on(self) -> None:
        """Relief up to and including 31 July 2026 would be settled on 3 August; up to the 30th on the 31st."""
        made = months(monthly(40000), reliefEndsOn="2026-07-30")
        assert living(made)[-1] == ("2026-07-01", "2026-07-30", 40000, 0)

    def test_what_the_client_pays_himself_is_taken_off_in_the_month_it_is_due(self) -> None:
        """1 March, although a bank would pay it on 27 February."""
        made = months(monthly(40000), fixedCosts=[a_cost(route="never")], costOrder=["rent"])
        assert living(made)[:2] == [("2026-02-08", "2026-02-28", 30000, 0), ("2026-03-01", "2026-03-31", 40000, 62000)]

    def test_all_that_leaves_his_account_is_taken_off(self) -> None:
        made = months(
            monthly(40000),
            toeslagen=[a_toeslag(to="client")],
            bridging=[a_loan(50000, ON_FIRST_TOESLAGEN, to="client")],
            otherFlows=[a_flow("2026-04-09", -700, "client")],
        )
        assert living(made)[2] == ("2026-04-01", "2026-04-30", 40000 + 112200, 50700)

    def test_what_the_budget_account_pays_is_not_his(self) -> None:
        made = months(
            monthly(40000), fixedCosts=[a_cost()], costOrder=["rent"], otherFlows=[a_flow("2026-04-09", -700)]
        )
        assert {own for _, _, _, own in living(made)} == {0}

    def test_what_falls_outside_every_window_counts_nowhere(self) -> None:
        """A grant on 5 February, before the right; a toeslag on the day of settlement, after the relief."""
        made = months(
            monthly(40000),
            bridging=[a_grant(10000, on="2026-02-05", to="client")],
            toeslagen=[a_toeslag(to="client", since="2026-08", decided="2026-05-01")],
            reliefEndsOn="2026-07-19",
        )
        assert made.first_money_on is not None
        assert sum(received for _, _, received, _ in living(made)) == 30000 + 5 * 40000


class TestWhatMustBeLeftInAMonth:
    def test_a_whole_month_is_held_against_the_floor(self) -> None:
        made = months(monthly(39999))
        assert shortfalls(made, "cannot_live_on")[1:] == [(f"2026-0{month}-01", None, 1) for month in range(3, 8)]

    def test_the_first_month_against_its_days(self) -> None:
        """400.00 × 21/28 = 300.00; the advance of 299.99 (399.99 × 21/28 = 299.9925) is a cent short."""
        assert shortfalls(months(monthly(39999)), "cannot_live_on")[0] == ("2026-02-08", None, 1)
        assert shortfalls(months(monthly(40000)), "cannot_live_on") == []

    def test_a_last_month_that_is_not_whole_is_not_tested(self) -> None:
        made = months(monthly(40000, day=8))
        assert living(made)[-1] == ("2026-08-01", "2026-08-07", 0, 0)
        assert shortfalls(made, "cannot_live_on") == []

    def test_a_last_month_that_is_whole_is_tested(self) -> None:
        made = months(monthly(40000), reliefEndsOn="2026-07-31", otherFlows=[a_flow("2026-07-09", -1, "client")])
        assert shortfalls(made, "cannot_live_on") == [("2026-07-01", None, 1)]

    def test_a_relief_within_one_month_is_its_own_last_month(self) -> None:
        """Up to and including 28 February it ends with the month, but a month from the 8th on is not whole."""
        made = months(monthly(40000), reliefEndsOn="2026-02-28")
        assert living(made) == [("2026-02-08", "2026-02-28", 0, 0)]
        assert shortfalls(made, "cannot_live_on") == []

    def test_a_relief_of_one_whole_month_is_tested(self) -> None:
        february = a_case(left="2026-02-01", starts_on="2026-02-01", ends_on="2026-02-28")
        made = planned(february | {"leefgeld": {"floor": 40000, "periods": [monthly(39999)]}})
        assert shortfalls(made, "cannot_live_on") == [("2026-02-01", None, 1)]

    def test_a_month_of_weekly_leefgeld_against_twelve_fifty_seconds_for_each_week(self) -> None:
        """400.00 × 12 × 5 / 52 = 461.538 in May, with five Fridays; × 4 = 369.23 in March and in June."""
        made = months(weekly(9000))
        assert shortfalls(made, "cannot_live_on") == [
            ("2026-02-08", None, 692),  # Fridays 13, 20 and 27: 276.92 against 270.00
            ("2026-03-01", None, 923),
            ("2026-04-01", None, 923),
            ("2026-05-01", None, 1154),
            ("2026-06-01", None, 923),
            ("2026-07-01", None, 1154),
        ]
        assert shortfalls(months(weekly(9231)), "cannot_live_on") == []

    def test_a_month_with_both_rhythms_is_tested_like_a_monthly_one(self) -> None:
        """June has Friday the 5th and then, from the 8th, the 20th of each month."""
        made = months(weekly(9231), monthly(30000, day=20, since="2026-06-08"))
        assert ("2026-06-01", None, 40000 - 39231) in shortfalls(made, "cannot_live_on")

    def test_a_month_without_any_leefgeld_is_tested_like_a_monthly_one(self) -> None:
        """Wednesdays up to 29 April, then the 1st of each month as of 2 May: none in May."""
        made = months(weekly(9231, day=3), monthly(40000, day=1, since="2026-05-02"))
        assert shortfalls(made, "cannot_live_on") == [("2026-05-01", None, 40000)]


class TestStretchesBetweenPayouts:
    def test_each_runs_from_a_payout_up_to_the_next(self) -> None:
        made = stretches()
        assert [(begin, end) for begin, end, _, _ in living(made)] == [
            ("2026-02-27", "2026-03-30"),
            ("2026-03-31", "2026-04-29"),
            ("2026-04-30", "2026-05-28"),
            ("2026-05-29", "2026-06-29"),
            ("2026-06-30", "2026-07-30"),
            ("2026-07-31", "2026-08-07"),
        ]

    def test_what_he_gets_and_pays_counts_on_its_day(self) -> None:
        made = stretches(
            fixedCosts=[a_cost(route="never")],
            costOrder=["rent"],
            toeslagen=[a_toeslag(to="client")],
            otherFlows=[a_flow("2026-04-29", -100, "client"), a_flow("2026-04-30", -900, "client")],
        )
        assert living(made)[1] == ("2026-03-31", "2026-04-29", 133142 + 112200, 62000 + 100)

    def test_before_the_first_payout_nothing_is_counted(self) -> None:
        made = stretches(
            fixedCosts=[a_cost(since="2026-02", day=20, route="never")],
            costOrder=["rent"],
            bridging=[a_grant(30000, to="client")],
        )
        assert living(made)[0] == ("2026-02-27", "2026-03-30", 99857, 62000)  # only the rent of 20 March

    def test_each_must_leave_the_whole_floor(self) -> None:
        made = stretches(floor=140000)
        assert [amount for _, _, amount in shortfalls(made, "cannot_live_on")] == [
            140000 - 99857,
            140000 - 133142,
            140000 - 133142,
            140000 - 133142,
        ]

    def test_a_last_one_shorter_than_28_days_is_not_tested(self) -> None:
        """From 31 July up to and including 26 August are 27 days, to the 27th 28."""
        assert len(shortfalls(stretches(floor=200000, reliefEndsOn="2026-08-26"), "cannot_live_on")) == 5
        assert len(shortfalls(stretches(floor=200000, reliefEndsOn="2026-08-27"), "cannot_live_on")) == 6

    def test_without_any_payout_there_is_no_window(self) -> None:
        assert living(stretches(reliefEndsOn="2026-02-20")) == []


def test_relieving_nothing_is_no_better() -> None:
    """Rent and energy of 730.00 a month: paid by the municipality the client keeps 400.00, alone he is 330.00 short."""
    costs = [a_cost(), a_cost("energy", 11000)]
    relieved = months(monthly(40000), fixedCosts=costs, costOrder=["rent", "energy"])
    alone = months(monthly(40000), fixedCosts=[one | {"route": "never"} for one in costs], costOrder=["rent", "energy"])
    assert [one.rest for one in relieved.left_to_live_on][1] == 40000
    assert [one.rest for one in alone.left_to_live_on][1] == 40000 - 73000
    assert shortfalls(relieved, "cannot_live_on") == []
    assert shortfalls(alone, "cannot_live_on")[0] == ("2026-03-01", None, 73000)
