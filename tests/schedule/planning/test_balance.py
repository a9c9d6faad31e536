"""Rules 9 and 13: balances at the end of days and months, and the stretches below zero."""

from datetime import date

from services.months import parse_month
from services.schedule.planning.balance import DayEnd, Gap, depths_below, gaps, month_ends
from tests.schedule.planning.builders import a_case, a_cost, a_flow, a_grant, entries, planned

FEBRUARY, MARCH, APRIL = (parse_month(text) for text in ("2026-02", "2026-03", "2026-04"))


def on(day: int, balance: int, month: int = 3) -> DayEnd:
    return DayEnd(date(2026, month, day), balance)


class TestGaps:
    def test_a_gap_lasts_until_the_first_day_not_below_zero(self) -> None:
        assert gaps([on(2, -100), on(9, 0)]) == [Gap(date(2026, 3, 2), date(2026, 3, 9), -100, date(2026, 3, 2))]

    def test_its_deepest_day_is_the_first_of_equals(self) -> None:
        (gap,) = gaps([on(2, -100), on(3, -400), on(4, -300), on(5, -400), on(6, 10)])
        assert (gap.deepest, gap.deepest_on) == (-400, date(2026, 3, 3))

    def test_zero_between_two_gaps_makes_them_two(self) -> None:
        assert [(gap.begins_on.day, gap.deepest) for gap in gaps([on(2, -1), on(3, 0), on(4, -2), on(5, 1)])] == [
            (2, -1),
            (4, -2),
        ]

    def test_a_gap_that_does_not_close_has_no_end(self) -> None:
        assert gaps([on(2, 5), on(3, -5)])[0].ends_on is None

    def test_never_below_zero_is_no_gap(self) -> None:
        assert gaps([on(2, 0), on(3, 5)]) == []
        assert gaps([]) == []


class TestDepths:
    def test_only_a_new_record_below_the_cap_counts(self) -> None:
        ends = [on(2, -90), on(3, -110), on(4, -105), on(5, 50), on(6, -110), on(9, -140)]
        assert list(depths_below(ends, cap=100)) == [(date(2026, 3, 3), 10), (date(2026, 3, 9), 30)]


class TestMonthEnds:
    def test_a_month_in_which_nothing_moves_keeps_the_balance(self) -> None:
        assert month_ends([on(15, 500)], FEBRUARY, APRIL) == [(FEBRUARY, 0), (MARCH, 500), (APRIL, 500)]

    def test_the_last_day_of_the_month_counts_for_it(self) -> None:
        assert month_ends([on(31, 500), on(1, 700, month=4)], MARCH, APRIL) == [(MARCH, 500), (APRIL, 700)]

    def test_they_run_from_the_departure_to_the_settlement_also_under_inhouding(self) -> None:
        """Left on 28 January; relief ends on 31 July, a Friday, and would be settled on Monday 3 August."""
        for method in ("budgetbeheer", "inhouding"):
            made = planned(a_case(method, left="2026-01-28", starts_on="2026-02-01"))
            months = [one.month for one in made.month_ends]
            assert (months[0], months[-1]) == (parse_month("2026-01"), parse_month("2026-08"))


class TestOneDay:
    def test_money_in_comes_before_money_out(self) -> None:
        """On 27 February the benefit comes in and the rent goes out: never below zero."""
        made = planned(a_case(costs=[a_cost()]))
        assert [one.kind for one in made.entries if one.on == date(2026, 2, 27)] == ["benefit", "rent"]
        assert made.gaps == []

    def test_the_end_of_the_day_is_all_that_is_read(self) -> None:
        """500 out and 500 in on one day."""
        made = planned(a_case(flows=[a_flow("2026-02-12", -500, kind="a"), a_flow("2026-02-12", 500, kind="b")]))
        assert made.gaps == []

    def test_other_money_out_comes_after_costs_and_repayments(self) -> None:
        made = planned(a_case(costs=[a_cost()], flows=[a_flow("2026-02-27", -1, kind="a_fine")]))
        assert [one.kind for one in made.entries if one.on == date(2026, 2, 27)] == ["benefit", "rent", "a_fine"]


def test_nothing_is_no_entry() -> None:
    made = planned(a_case(costs=[a_cost(amounts=0)], bridging=[a_grant(0)], flows=[a_flow("2026-03-02", 0)]))
    assert {one.kind for one in made.entries} == {"benefit", "settlement"}
    assert entries(made, "rent") == []
