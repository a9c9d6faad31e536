"""The plan as a whole: what a case leaves to the planner, how its lists are ordered, and reliefs of unusual length."""

from datetime import date

import pytest

from services.months import parse_month
from services.schedule.norms import norm_book
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.norms import NoNorm
from services.schedule.planning.plan import plan
from services.schedule.planning.solvers import departing_on
from tests.schedule.planning.builders import (
    a_case,
    a_coa,
    a_cost,
    a_flow,
    a_grant,
    entries,
    living,
    monthly,
    planned,
    shortfalls,
)


class TestWhatACaseLeavesOut:
    def test_the_right_starts_five_days_after_the_departure(self) -> None:
        assert planned(a_case(left="2026-02-25", starts_on=None)).case.benefit.starts_on == date(2026, 3, 2)

    def test_the_decision_is_of_the_day_the_right_starts(self) -> None:
        assert planned(a_case(starts_on="2026-02-10")).case.benefit.decided_on == date(2026, 2, 10)

    def test_the_relief_lasts_six_months(self) -> None:
        assert planned(a_case()).case.relief_ends_on == date(2026, 8, 7)


class TestFirstMoney:
    def test_it_is_the_first_that_reaches_the_clients_own_account(self) -> None:
        made = planned(a_case(periods=[monthly(40000)], bridging=[a_grant(10000, on="2026-02-09")]))
        assert (made.first_money_on, made.days_without_money) == (date(2026, 2, 10), 7)

    def test_any_money_counts(self) -> None:
        made = planned(a_case(periods=[monthly(40000)], flows=[a_flow("2026-02-04", 1, "client")]))
        assert (made.first_money_on, made.days_without_money) == (date(2026, 2, 4), 1)

    def test_money_that_leaves_his_account_does_not(self) -> None:
        made = planned(a_case("inhouding", flows=[a_flow("2026-02-04", -1, "client")]))
        assert made.first_money_on == date(2026, 2, 27)

    def test_where_none_ever_comes_there_is_no_number_of_days(self) -> None:
        made = planned(a_case("inhouding", ends_on="2026-02-20"))
        assert (made.first_money_on, made.days_without_money) == (None, None)

    def test_the_settlement_is_money_too(self) -> None:
        made = planned(a_case(ends_on="2026-02-27"))
        assert made.first_money_on == date(2026, 3, 2)


class TestOrder:
    def test_shortfalls_stand_by_day_then_kind_then_cost(self) -> None:
        """On 27 February, by a payout of 10.00, with everything in it going wrong at once."""
        costs = [a_cost("water", 5000), a_cost("rent"), a_cost("energy", 9000, first=("2026-03-01", 7000))]
        made = planned(a_case("inhouding", costs=costs, actual=[("2026-02", 1000)], floor=20000))
        assert [(one.kind, one.cost, one.amount) for one in made.shortfalls if one.on == date(2026, 2, 27)] == [
            ("cannot_live_on", None, 19000),
            ("late", "energy", 7000),
            ("late", "energy", 9000),
            ("late", "rent", 62000),
            ("late", "water", 5000),
        ]

    def test_entries_stand_by_day_then_in_the_order_in_which_they_happen(self) -> None:
        costs = [a_cost(), a_cost("energy", 11000)]
        made = planned(a_case(costs=costs, periods=[monthly(40000)], order=["rent", "energy"]))
        assert [(one.kind, one.account) for one in made.entries if one.on == date(2026, 2, 27)] == [
            ("benefit", "budget"),
            ("leefgeld", "client"),
            ("leefgeld", "budget"),
            ("energy", "budget"),
            ("rent", "budget"),
        ]


class TestUnusualReliefs:
    def test_one_that_lies_within_a_month(self) -> None:
        """From 8 up to and including 20 February: no payout, an advance and no month that is tested."""
        made = planned(a_case(ends_on="2026-02-20", periods=[monthly(40000, day=15)], floor=40000))
        assert living(made) == [("2026-02-08", "2026-02-20", 10000 + 40000, 0)]  # 7 of 28 days, and the 15th
        assert entries(made, "leefgeld_advance") == [("2026-02-10", -10000)]
        assert shortfalls(made) == [
            ("2026-02-10", None, 10000),
            ("2026-02-13", None, 40000),
            ("2026-02-23", None, 50000),
        ]
        assert [month for month, _ in made.month_ends] == [parse_month("2026-02")]

    def test_one_of_a_single_day(self) -> None:
        made = planned(a_case(ends_on="2026-02-08", costs=[a_cost(since="2026-02", day=8)], bridging=[a_grant(70000)]))
        assert entries(made, "grant") == []  # a Sunday: it would come on Monday
        assert entries(made, "rent") == [("2026-02-09", -62000)]
        assert made.settles_on == date(2026, 2, 9)
        assert made.closing.budget == -62000

    def test_a_year_by_article_57(self) -> None:
        made = planned(a_case(ends_on="2027-02-07", costs=[a_cost()], periods=[monthly(40000)]))
        assert len(made.benefit.payouts) == 12
        assert len(entries(made, "rent")) == 12
        assert made.month_ends[-1].month == parse_month("2027-02")

    def test_payouts_none_at_all(self) -> None:
        """Decided only after the end: leefgeld goes out all the same, and nothing recovers it."""
        made = planned(a_case(decided_on="2026-09-01", periods=[monthly(40000)]))
        assert made.benefit.payouts == ()
        assert made.closing.budget == -(30000 + 6 * 40000)

    def test_the_departure_may_lie_in_another_month_than_the_right(self) -> None:
        made = planned(a_case(left="2026-01-30", starts_on=None, coa=a_coa(1000)))
        assert made.month_ends[0] == (parse_month("2026-01"), 0)
        assert made.coa_debt.days == (made.case.relief_ends_on - date(2026, 1, 30)).days + 1

    def test_what_happened_before_the_departure_is_in_the_first_month_end(self) -> None:
        made = planned(a_case(flows=[a_flow("2026-01-15", 500)]))
        assert made.month_ends[0].balance == 99857 + 500


def test_a_plan_is_the_same_however_its_costs_and_bridging_are_listed() -> None:
    costs = [a_cost(), a_cost("energy", 11000), a_cost("water", 1500)]
    order = ["rent", "energy", "water"]
    one = planned(a_case("inhouding", costs=costs, order=order, bridging=[a_grant(1), a_grant(70000)]))
    other = planned(a_case("inhouding", costs=costs[::-1], order=order, bridging=[a_grant(70000), a_grant(1)]))
    assert one.shortfalls == other.shortfalls
    assert one.closing == other.closing
    assert one.month_ends == other.month_ends


def test_a_case_that_reaches_before_the_first_norms_has_no_plan() -> None:
    """The reader refuses it; who builds a case by hand hears it from the planner."""
    early = departing_on(read_case(a_case(), norm_book()), date(2024, 2, 3))
    with pytest.raises(NoNorm, match=r"^no norms are known for 2024-02; the first set is of 2025-01-01$"):
        plan(early, norm_book())
