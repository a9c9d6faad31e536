"""Rule 7: which cost-months fall due in the relief, on which bank day they are paid, and whose they are.

The relief of these households runs from 8 February (a Sunday) up to and including 7 August 2026.
"""

from tests.schedule.planning.builders import a_case, a_cost, client_costs, entries, planned


def test_a_cost_is_paid_on_the_last_bank_day_on_or_before_its_due_day() -> None:
    """1 March is a Sunday, 1 May a closed Friday, 1 August a Saturday."""
    made = planned(a_case(costs=[a_cost()]))
    assert entries(made, "rent") == [
        ("2026-02-27", -62000),
        ("2026-04-01", -62000),
        ("2026-04-30", -62000),
        ("2026-06-01", -62000),
        ("2026-07-01", -62000),
        ("2026-07-31", -62000),
    ]


def test_due_day_31_is_the_last_day_of_a_short_month() -> None:
    """Of which 28 February and 31 May fall in a weekend; 31 August is after the relief."""
    made = planned(a_case(costs=[a_cost(day=31, since="2026-02")]))
    assert [on for on, _ in entries(made, "rent")] == [
        "2026-02-27",
        "2026-03-31",
        "2026-04-30",
        "2026-05-29",
        "2026-06-30",
        "2026-07-31",
    ]


def test_a_cost_due_before_the_right_started_is_paid_as_soon_as_it_has() -> None:
    """Due on 1 February; the right starts on Sunday the 8th."""
    made = planned(a_case(costs=[a_cost(since="2026-02")]))
    assert [on for on, _ in entries(made, "rent")][:2] == ["2026-02-09", "2026-02-27"]


def test_a_cost_due_on_the_last_day_of_relief_is_ours_and_a_day_later_not() -> None:
    assert len(entries(planned(a_case(costs=[a_cost(day=7, since="2026-08")])), "rent")) == 1
    assert entries(planned(a_case(costs=[a_cost(day=8, since="2026-08")])), "rent") == []


def test_so_is_a_part_month_and_a_deferred_one() -> None:
    for last_day, count in (("2026-08-07", 1), ("2026-08-08", 0)):
        part = a_cost(since="2026-09", first=(last_day, 9000))
        assert len(entries(planned(a_case(costs=[part])), "rent")) == count
        deferred = a_cost(since="2026-08", day=31, deferrals=[("2026-08", last_day)])
        assert len(entries(planned(a_case(costs=[deferred])), "rent")) == count


def test_a_part_month_comes_before_the_whole_ones() -> None:
    made = planned(a_case(costs=[a_cost(first=("2026-02-16", 28786))]))
    assert entries(made, "rent")[:2] == [("2026-02-16", -28786), ("2026-02-27", -62000)]


def test_each_month_has_its_own_amount() -> None:
    made = planned(a_case(costs=[a_cost(amounts=[("2026-03", 62000), ("2026-07", 64500)])]))
    assert [amount for _, amount in entries(made, "rent")] == [-62000] * 4 + [-64500] * 2


class TestDeferrals:
    def test_a_deferred_month_waits_until_the_supplier_said(self) -> None:
        made = planned(a_case(costs=[a_cost(deferrals=[("2026-03", "2026-04-22")])]))
        assert entries(made, "rent")[:2] == [("2026-04-01", -62000), ("2026-04-22", -62000)]

    def test_it_has_the_amount_of_the_month_it_is_for(self) -> None:
        cost = a_cost(amounts=[("2026-03", 62000), ("2026-04", 64500)], deferrals=[("2026-03", "2026-06-15")])
        assert ("2026-06-15", -62000) in entries(planned(a_case(costs=[cost])), "rent")

    def test_a_part_month_is_not_deferred_with_its_month(self) -> None:
        cost = a_cost(first=("2026-03-16", 30000), deferrals=[("2026-03", "2026-05-20")])
        assert ("2026-03-16", -30000) in entries(planned(a_case(costs=[cost])), "rent")

    def test_deferred_past_the_relief_it_is_the_clients(self) -> None:
        made = planned(a_case(costs=[a_cost(since="2026-07", deferrals=[("2026-07", "2026-08-08")])]))
        assert entries(made, "rent") == [("2026-07-31", -62000)]
        assert client_costs(made) == []

    def test_a_month_after_the_relief_may_be_brought_into_it(self) -> None:
        made = planned(a_case(costs=[a_cost(since="2026-09", deferrals=[("2026-09", "2026-08-03")])]))
        assert entries(made, "rent") == [("2026-08-03", -62000)]


class TestWhoseItIs:
    def test_a_cost_that_is_never_routed_is_the_clients_throughout(self) -> None:
        made = planned(a_case(costs=[a_cost(since="2026-07", first=("2026-06-20", 10000), route="never")]))
        assert client_costs(made) == [
            ("2026-06-20", "rent", 10000, "never"),
            ("2026-07-01", "rent", 62000, "never"),
            ("2026-08-01", "rent", 62000, "never"),
        ]
        assert entries(made, "rent") == []
        assert entries(made, "handed_back") == []

    def test_a_cost_handed_back_is_his_from_that_month_on_and_its_money_with_it(self) -> None:
        made = planned(a_case(costs=[a_cost(since="2026-06", handed_back="2026-07")]))
        assert entries(made, "rent") == [("2026-06-01", -62000)]
        assert entries(made, "handed_back") == [("2026-07-01", -62000), ("2026-07-31", -62000)]
        assert entries(made, "handed_back", "client") == [("2026-07-01", 62000), ("2026-07-31", 62000)]
        assert client_costs(made) == [
            ("2026-07-01", "rent", 62000, "handed_back"),
            ("2026-08-01", "rent", 62000, "handed_back"),
        ]

    def test_in_an_interlude_it_is_his_and_then_ours_again(self) -> None:
        made = planned(a_case(costs=[a_cost(since="2026-05", interludes=[("2026-06", "2026-08")])]))
        assert entries(made, "rent") == [("2026-04-30", -62000), ("2026-07-31", -62000)]
        assert client_costs(made) == [
            ("2026-06-01", "rent", 62000, "handed_back"),
            ("2026-07-01", "rent", 62000, "handed_back"),
        ]

    def test_the_month_of_the_original_due_day_decides_not_that_of_the_deferral(self) -> None:
        """June's rent, deferred into July, is still the municipality's; July's, due a day later, is not."""
        cost = a_cost(since="2026-06", day=2, deferrals=[("2026-06", "2026-07-01")], handed_back="2026-07")
        made = planned(a_case(costs=[cost]))
        assert entries(made, "rent") == [("2026-07-01", -62000)]
        assert entries(made, "handed_back")[0] == ("2026-07-02", -62000)

    def test_a_part_month_is_handed_back_by_the_month_it_is_due_in(self) -> None:
        cost = a_cost(since="2026-08", first=("2026-07-20", 20000), handed_back="2026-07")
        assert client_costs(planned(a_case(costs=[cost])))[0] == ("2026-07-20", "rent", 20000, "handed_back")

    def test_never_outranks_handed_back(self) -> None:
        cost = a_cost(since="2026-08", route="never", handed_back="2026-08")
        assert client_costs(planned(a_case(costs=[cost]))) == [("2026-08-01", "rent", 62000, "never")]

    def test_under_budgetbeheer_a_cost_that_should_fit_is_simply_paid(self) -> None:
        made = planned(a_case(costs=[a_cost(since="2026-08", route="if_it_fits")]))
        assert entries(made, "rent") == [("2026-07-31", -62000)]


def test_costs_that_fall_due_on_one_day_are_listed_by_kind_the_part_month_first() -> None:
    costs = [
        a_cost("water", 1500, since="2026-08", route="never"),
        a_cost("rent", since="2026-08", first=("2026-08-01", 9000), route="never"),
    ]
    assert client_costs(planned(a_case(costs=costs, order=["water", "rent"]))) == [
        ("2026-08-01", "rent", 9000, "never"),
        ("2026-08-01", "rent", 62000, "never"),
        ("2026-08-01", "water", 1500, "never"),
    ]


def test_two_months_that_fall_due_on_one_day_are_listed_in_their_order() -> None:
    cost = a_cost(
        amounts=[("2026-06", 62000), ("2026-07", 50000)],
        since="2026-06",
        deferrals=[("2026-06", "2026-07-01")],
        route="never",
    )
    assert [amount for _, _, amount, _ in client_costs(planned(a_case(costs=[cost])))] == [62000, 50000, 50000]
