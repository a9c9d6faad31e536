"""From a case file to a case: whatever is wrong is named, with its place and its cure, and all of it at once."""

from copy import deepcopy
from typing import Any

import pytest

from services.months import parse_month
from services.schedule.norms import norm_book
from services.schedule.planning.case import Account, Advance, Grant, Instalments, Loan, Method, Minstand, PayoutDay
from services.schedule.planning.case_reading import read_case
from tests.schedule.planning.builders import (
    ON_FIRST_TOESLAGEN,
    Raw,
    a_case,
    a_cost,
    a_debt,
    a_flow,
    a_grant,
    a_loan,
    a_minstand,
    a_toeslag,
    an_advance,
    faults_of,
    instalments,
    monthly,
    weekly,
)

_GONE = object()


def a_full_case(method: str = "budgetbeheer") -> Raw:
    """A case with one of everything."""
    is_budgetbeheer = method == "budgetbeheer"
    return a_case(
        method,
        costs=[a_cost(first=("2026-02-15", 1), deferrals=[("2026-03", "2026-04-01")])],
        periods=[monthly(40000)] if is_budgetbeheer else [],
        toeslagen=[a_toeslag(to="budget" if is_budgetbeheer else "client")],
        bridging=[a_grant(1), a_loan(1, instalments(3)), an_advance(1)] + ([a_minstand(1)] if is_budgetbeheer else []),
        debts=[a_debt(1, 1)],
        flows=[a_flow("2026-03-01", 1)],
        actual=[("2026-03", 1)],
    )


def without(raw: Raw, *path: str | int) -> Raw:
    return changed(raw, _GONE, *path)


def changed(raw: Raw, value: object, *path: str | int) -> Raw:
    """The case with something else at one place."""
    copy = deepcopy(raw)
    at: Any = copy
    for step in path[:-1]:
        at = at[step]
    if value is _GONE:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return copy


class TestASoundCase:
    def test_every_part_of_it_is_read(self) -> None:
        case = read_case(a_full_case(), norm_book())
        assert case.method is Method.BUDGETBEHEER
        assert case.benefit.payout == PayoutDay(31, 0)
        assert case.benefit.actual == {parse_month("2026-03"): 1}
        assert case.fixed_costs[0].deferrals.keys() == {parse_month("2026-03")}
        assert case.bridging == (
            Grant(1, None, Account.BUDGET),
            Loan(1, None, Account.BUDGET, Instalments(3, 1)),
            Advance(1, None, Account.BUDGET),
            Minstand(1),
        )

    def test_a_worked_case_with_what_is_expected_of_it_will_do_too(self) -> None:
        assert read_case({"case": a_full_case(), "expected": {}}, norm_book()) == read_case(a_full_case(), norm_book())
        assert read_case({"case": a_full_case()}, norm_book()) == read_case(a_full_case(), norm_book())

    def test_dated_entries_may_stand_in_any_order(self) -> None:
        amounts = [{"from": "2026-05", "amount": 5}, {"from": "2026-03", "amount": 3}]
        case = read_case(changed(a_full_case(), amounts, "fixedCosts", 0, "amounts"), norm_book())
        assert [one.amount for one in case.fixed_costs[0].amounts] == [3, 5]

    def test_the_right_may_start_on_the_day_of_departure_and_end_on_the_day_it_starts(self) -> None:
        case = read_case(a_case(left="2026-02-08", starts_on="2026-02-08", ends_on="2026-02-08"), norm_book())
        assert case.benefit.starts_on == case.leaves_reception_centre_on == case.relief_ends_on

    def test_lists_that_nobody_needs_may_be_left_out(self) -> None:
        raw = a_case()
        for field in ("fixedCosts", "costOrder", "toeslagen", "bridging", "debts", "otherFlows", "reliefEndsOn"):
            raw = without(raw, field)
        raw = without(without(raw, "benefit", "actual"), "leefgeld", "periods")
        assert read_case(raw, norm_book()) == read_case(a_case(order=[]) | {"costOrder": []}, norm_book())

    def test_money_goes_to_the_budget_account_unless_the_case_says_otherwise(self) -> None:
        raw = changed(a_case(bridging=[a_grant(1)]), {"kind": "grant", "amount": 1}, "bridging", 0)
        assert read_case(raw, norm_book()).bridging == (Grant(1, None, Account.BUDGET),)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("method",), "sparen", "method: 'sparen' is not known (one of: budgetbeheer, inhouding)"),
        (("method",), "budgetbeheeer", "method: 'budgetbeheeer' is not known (did you mean 'budgetbeheer'?)"),
        (
            ("leavesReceptionCentreOn",),
            "2026-02-30",
            "leavesReceptionCentreOn: 2026-02-30 is no day: 2026-02 has 28 days"
            " (give a day that exists, written as YYYY-MM-DD)",
        ),
        (("leavesReceptionCentreOn",), _GONE, "leavesReceptionCentreOn: this field is missing (add it)"),
        (
            ("benefit", "startsOn"),
            "2026-02-02",
            "benefit.startsOn: the right starts on 2026-02-02, before the departure on 2026-02-03 (give a later day)",
        ),
        (
            ("benefit", "payout", "day"),
            32,
            "benefit.payout.day: 32 lies outside 1 to 31 (give a whole number from 1 to 31)",
        ),
        (
            ("benefit", "payout", "day"),
            "first",
            "benefit.payout.day: a whole number belongs here, not the text 'first'",
        ),
        (
            ("benefit", "payout", "monthOffset"),
            3,
            "benefit.payout.monthOffset: 3 lies outside -2 to 2 (give a whole number from -2 to 2)",
        ),
        (("benefit", "norms"), [], "benefit.norms: this list is empty (give at least 1)"),
        (
            ("benefit", "norms", 0, "from"),
            "2026-03",
            "benefit.norms: no norm holds for 2026-02 (start with the month of the right)",
        ),
        (("coa", "dailyAmount"), -1426, "coa.dailyAmount: -1426 is negative (give the amount in cents, from 0 up)"),
        (
            ("coa", "dailyAmount"),
            14.26,
            "coa.dailyAmount: an amount in whole cents, such as 62000 for € 620.00 belongs here, not 14.26",
        ),
        (("coa", "treatment"), "gift", "coa.treatment: 'gift' is not known (one of: income, debt_only)"),
        (("coa",), _GONE, "coa: this field is missing (add it)"),
        (
            ("reliefEndsOn",),
            "2026-02-07",
            "reliefEndsOn: 2026-02-07 lies before the right starts on 2026-02-08 (give a later day)",
        ),
        (("fixedCosts", 0, "kind"), "gas", "fixedCosts[0].kind: 'gas' has no place in costOrder (add it there)"),
        (
            ("fixedCosts", 0, "amounts", 0, "from"),
            "2026-04",
            "fixedCosts[0].amounts: no amount holds for the first month 2026-03 (start with that month)",
        ),
        (
            ("fixedCosts", 0, "dueDay"),
            0,
            "fixedCosts[0].dueDay: 0 lies outside 1 to 31 (give a whole number from 1 to 31)",
        ),
        (
            ("fixedCosts", 0, "route"),
            "sometimes",
            "fixedCosts[0].route: 'sometimes' is not known (one of: always, if_it_fits, never)",
        ),
        (("fixedCosts", 0, "first"), {"amount": 1}, "fixedCosts[0].first.dueOn: this field is missing (add it)"),
        (
            ("fixedCosts", 0, "firstMonth"),
            "2026-13",
            "fixedCosts[0].firstMonth: '2026-13' is not a month written as YYYY-MM (write a month such as 2026-03)",
        ),
        (
            ("costOrder",),
            ["rent", "rent"],
            "costOrder: 'rent' stands in it more than once (name each kind of cost once)",
        ),
        (("leefgeld", "floor"), None, "leefgeld.floor: this field may not be null (add it)"),
        (
            ("leefgeld", "periods", 0, "rhythm"),
            "daily",
            "leefgeld.periods[0].rhythm: 'daily' is not known (one of: monthly, weekly)",
        ),
        (
            ("leefgeld", "periods", 0, "day"),
            32,
            "leefgeld.periods[0].day: 32 lies outside 1 to 31 (give a whole number from 1 to 31)",
        ),
        (
            ("leefgeld", "periods", 0),
            weekly(1, day=8),
            "leefgeld.periods[0].day: 8 lies outside 1 to 7 (give a whole number from 1 to 7)",
        ),
        (
            ("toeslagen", 0, "paidTo", 0, "account"),
            "savings",
            "toeslagen[0].paidTo[0].account: 'savings' is not known (one of: budget, client)",
        ),
        (("toeslagen", 0, "paidTo"), [], "toeslagen[0].paidTo: this list is empty (give at least 1)"),
        (
            ("bridging", 0, "kind"),
            "overdraft",
            "bridging[0].kind: 'overdraft' is not known (one of: minstand, grant, loan, advance)",
        ),
        (("bridging", 1, "repay"), _GONE, "bridging[1].repay: this field is missing (add it)"),
        (
            ("bridging", 1, "repay", "count"),
            0,
            "bridging[1].repay.count: 0 lies outside 1 to 600 (give a whole number from 1 to 600)",
        ),
        (
            ("bridging", 1, "repay", "mode"),
            "monthly",
            "bridging[1].repay.mode: 'monthly' is not known (one of: none, on_first_toeslagen, instalments)",
        ),
        (
            ("bridging", 0, "repay"),
            ON_FIRST_TOESLAGEN,
            "bridging[0].repay: this field is not known (known here: amount, kind, on, to)",
        ),
        (("debts", 0, "instalment"), -5, "debts[0].instalment: -5 is negative (give the amount in cents, from 0 up)"),
        (
            ("otherFlows", 0, "on"),
            "2026-3-1",
            "otherFlows[0].on: '2026-3-1' is not a day written as YYYY-MM-DD"
            " (give a day that exists, written as YYYY-MM-DD)",
        ),
        (("benefits",), {}, "benefits: this field is not known (did you mean 'benefit'?)"),
    ],
)
def test_one_fault_is_one_line_with_its_place_and_its_cure(
    path: tuple[str | int, ...], value: object, said: str
) -> None:
    assert faults_of(changed(a_full_case(), value, *path)) == [said]


class TestACostTwice:
    def test_the_very_same_one_is_a_slip(self) -> None:
        assert faults_of(a_case(costs=[a_cost(), a_cost("energy"), a_cost()])) == [
            "fixedCosts[2]: this is fixedCosts[0] once more, and would be paid twice (leave one of them out)"
        ]

    def test_two_of_one_kind_are_not(self) -> None:
        """Gas and power come from two suppliers."""
        raw = a_case(costs=[a_cost("energy", 8000), a_cost("energy", 5000)])
        assert [cost.amounts[0].amount for cost in read_case(raw, norm_book()).fixed_costs] == [8000, 5000]


class TestInhouding:
    def test_toeslagen_have_no_budget_account_to_go_to(self) -> None:
        raw = changed(a_full_case("inhouding"), [{"from": None, "account": "budget"}], "toeslagen", 0, "paidTo")
        assert faults_of(raw) == [
            "toeslagen[0].paidTo[0].account: under inhouding there is no budget account for toeslagen"
            " (route it to the client, or choose budgetbeheer (Awir art. 25))"
        ]

    def test_a_minstand_has_no_account_to_stand_on(self) -> None:
        raw = a_full_case("inhouding")
        raw["bridging"].append(a_minstand(100000))
        assert faults_of(raw) == [
            "bridging[3].kind: a minstand needs a budget account, and inhouding has none (choose a grant or a loan)"
        ]

    def test_leefgeld_is_what_is_left_and_has_no_periods(self) -> None:
        raw = changed(a_full_case("inhouding"), [monthly(40000)], "leefgeld", "periods")
        assert faults_of(raw) == [
            "leefgeld.periods: under inhouding leefgeld is what is left of each payout (leave the periods out)"
        ]


class TestTwoOfOneDate:
    @pytest.mark.parametrize(
        ("path", "place"),
        [
            (("benefit", "norms"), "benefit.norms"),
            (("fixedCosts", 0, "amounts"), "fixedCosts[0].amounts"),
            (("leefgeld", "periods"), "leefgeld.periods"),
            (("toeslagen", 0, "amounts"), "toeslagen[0].amounts"),
            (("toeslagen", 0, "paidTo"), "toeslagen[0].paidTo"),
        ],
    )
    def test_neither_can_win(self, path: tuple[str | int, ...], place: str) -> None:
        raw = a_full_case()
        at: Any = raw
        for step in path:
            at = at[step]
        at.append(deepcopy(at[0]))
        assert faults_of(raw) == [f"{place}: two entries have the same 'from' (leave one of them out)"]

    @pytest.mark.parametrize(
        ("path", "place"),
        [(("benefit", "actual"), "benefit.actual"), (("fixedCosts", 0, "deferrals"), "fixedCosts[0].deferrals")],
    )
    def test_nor_of_one_month(self, path: tuple[str | int, ...], place: str) -> None:
        raw = a_full_case()
        at: Any = raw
        for step in path:
            at = at[step]
        at.append(deepcopy(at[0]))
        assert faults_of(raw) == [f"{place}: two entries have the same 'month' (leave one of them out)"]


@pytest.mark.parametrize(
    ("raw", "named"), [([], "a list"), (None, "null"), ("case", "the text 'case'"), (5, "5"), (True, "true")]
)
def test_what_is_no_object_is_no_case(raw: object, named: str) -> None:
    assert faults_of(raw) == [f"an object with named fields belongs here, not {named}"]
    assert faults_of({"case": raw}) == [f"an object with named fields belongs here, not {named}"]


def test_an_empty_object_misses_what_a_case_cannot_do_without() -> None:
    assert faults_of({}) == [
        f"{field}: this field is missing (add it)"
        for field in ("method", "leavesReceptionCentreOn", "benefit", "coa", "leefgeld")
    ]


def test_a_hundred_faults_at_once_are_a_hundred_lines() -> None:
    """Fifty costs, each with a due day and an amount that cannot be."""
    cost = a_cost(day=40, amounts=-1)
    raw = a_case(costs=[cost] * 50)
    assert faults_of(raw) == [
        said
        for index in range(50)
        for said in (
            f"fixedCosts[{index}].amounts[0].amount: -1 is negative (give the amount in cents, from 0 up)",
            f"fixedCosts[{index}].dueDay: 40 lies outside 1 to 31 (give a whole number from 1 to 31)",
        )
    ]


def test_one_fault_does_not_bring_others_with_it() -> None:
    """Without a right there is nothing to hold the norms, the relief or the first month against."""
    raw = changed(a_full_case() | {"reliefEndsOn": "2026-08-07"}, "2026-02-29", "benefit", "startsOn")
    assert faults_of(raw) == [
        "benefit.startsOn: 2026-02-29 is no day: 2026-02 has 28 days (give a day that exists, written as YYYY-MM-DD)"
    ]
    follows = changed(a_full_case(), None, "benefit", "startsOn")
    assert faults_of(follows | {"leavesReceptionCentreOn": None}) == [
        "leavesReceptionCentreOn: this field may not be null (add it)"
    ]
