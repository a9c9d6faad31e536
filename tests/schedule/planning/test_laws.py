"""What holds for every household: laws of the plan, each over households drawn at random."""

import json
from collections import Counter
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from services.schedule.norms import norm_book
from services.schedule.planning.benefit import BenefitPlan, benefit_plan
from services.schedule.planning.bridging import minstand_cap
from services.schedule.planning.case import Account
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.coa import processing_day
from services.schedule.planning.entries import Turn
from services.schedule.planning.fixed_costs import CostMonth, cost_months
from services.schedule.planning.plan import Plan, ShortfallKind
from services.schedule.planning.solvers import sustainable_leefgeld
from tests.schedule.planning.builders import documented, planned
from tests.schedule.planning.strategies import FAST, FEW, Raw, cases

_BOTH_SIDES = {"leefgeld", "leefgeld_advance", "handed_back", "settlement"}
_A_EURO = 100


def changed(case: Raw, **fields: Any) -> Raw:
    """A copy of the case with these fields instead."""
    return deepcopy(case) | fields


def budget_before_settlement(made: Plan) -> int:
    return made.closing.budget + made.closing.settlement


@FAST
@given(cases())
def test_money_is_conserved_on_the_budget_account(case: Raw) -> None:
    made = planned(case)
    assert sum(entry.amount for entry in made.entries if entry.account is Account.BUDGET) == made.closing.budget


@FAST
@given(cases())
def test_what_leaves_one_account_for_the_other_arrives_there_on_the_same_day(case: Raw) -> None:
    moved = Counter[tuple[date, str]]()
    for entry in planned(case).entries:
        if entry.kind in _BOTH_SIDES:
            moved[entry.on, entry.kind] += entry.amount
    assert not any(moved.values())


@FAST
@given(cases())
def test_planning_twice_gives_the_same_plan(case: Raw) -> None:
    assert planned(case) == planned(deepcopy(case))


@FAST
@given(cases())
def test_a_plan_written_as_json_and_read_back_is_the_same_document(case: Raw) -> None:
    written = documented(case)
    assert json.loads(json.dumps(written)) == written


@FAST
@given(cases(method="budgetbeheer"))
def test_handing_costs_back_one_by_one_leaves_the_same_balance_before_the_settlement(case: Raw) -> None:
    kept = changed(case, fixedCosts=[cost | {"handedBackFrom": None, "interludes": []} for cost in case["fixedCosts"]])
    assert budget_before_settlement(planned(case)) == budget_before_settlement(planned(kept))


@FAST
@given(cases(method="budgetbeheer"), st.integers(1, 90))
def test_a_b12_that_comes_late_but_is_restored_leaves_the_balance_of_one_that_came_on_day_0(
    case: Raw, days_late: int
) -> None:
    """Before June, that is, if the plan holds a June payout; and where no repayment depends on what a payout holds."""
    left = date.fromisoformat(case["leavesReceptionCentreOn"])
    grants = [one for one in case["bridging"] if one["kind"] in ("minstand", "grant")]
    plain = changed(case, debts=[], bridging=grants, coa=case["coa"] | {"treatment": "income"})
    on_day_0 = changed(plain, coa=plain["coa"] | {"b12ReceivedOn": f"{left}"})
    late = changed(plain, coa=plain["coa"] | {"b12ReceivedOn": f"{left + timedelta(days=days_late)}"})
    payouts = planned(late).benefit.payouts
    processed_on = processing_day(left + timedelta(days=days_late))
    restored_on = next((one.on for one in payouts if processed_on and one.on >= processed_on), None)
    june = next((one.on for one in payouts if any(month.month % 12 == 5 for month in one.months)), date.max)
    assume(restored_on is not None and restored_on <= june)
    assert budget_before_settlement(planned(late)) == budget_before_settlement(planned(on_day_0))


@FAST
@given(cases(), st.integers(0, 200))
def test_a_b12_that_arrives_changes_nothing_before_it_counts(case: Raw, days_late: int) -> None:
    left = date.fromisoformat(case["leavesReceptionCentreOn"])
    received = left + timedelta(days=days_late)
    without = planned(changed(case, coa=case["coa"] | {"b12ReceivedOn": None}))
    arrived = planned(changed(case, coa=case["coa"] | {"b12ReceivedOn": f"{received}"}))
    counts_on = processing_day(received)
    assert counts_on is not None
    assert _entries_before(arrived, counts_on) == _entries_before(without, counts_on)


@FAST
@given(cases())
def test_a_decision_on_toeslagen_changes_nothing_before_its_day(case: Raw) -> None:
    assume(case["toeslagen"])
    *others, newest = case["toeslagen"]
    decided = date.fromisoformat(newest["decisionOn"])
    unknown = planned(changed(case, toeslagen=others))
    assert _entries_before(planned(case), decided) == _entries_before(unknown, decided)


@FAST
@given(cases())
def test_what_the_benefit_system_really_paid_changes_nothing_before_that_payout(case: Raw) -> None:
    known = case["benefit"]["actual"]
    assume(known)
    expected = planned(changed(case, benefit=case["benefit"] | {"actual": known[:-1]}))
    paid_on = next(
        (
            one.on
            for one in expected.benefit.payouts
            for month in one.months
            if _text(month.month) == known[-1]["month"]
        ),
        date.max,
    )
    assert _entries_before(planned(case), paid_on) == _entries_before(expected, paid_on)


@FAST
@given(cases())
def test_every_cost_month_is_executed_or_the_clients_or_still_late_exactly_once(case: Raw) -> None:
    made = planned(case)
    due = Counter((one.kind, one.month, one.due) for one in cost_months(made.case) if one.amount)
    executed = Counter(_cost_month(one.source) for one in made.entries if isinstance(one.source, CostMonth)
                       and one.turn is Turn.COST)  # fmt: skip
    clients = Counter((one.cost, one.month, one.due) for one in made.client_costs if one.amount)
    waiting = due - executed - clients
    assert due == executed + clients + waiting
    assert set(due.values()) <= {1}
    late = {(one.cost, one.month) for one in made.shortfalls if one.kind is ShortfallKind.LATE}
    assert {(kind, month) for kind, month, _ in waiting} <= late
    amounts = {(one.kind, one.month, one.due): one.amount for one in cost_months(made.case)}
    assert sum(amounts[key] for key in waiting) == made.closing.still_late


@FAST
@given(cases())
def test_gaps_and_month_ends_are_what_the_entries_add_up_to_day_by_day(case: Raw) -> None:
    made = planned(case)
    ours = [entry for entry in made.entries if entry.account is Account.BUDGET]
    moved = Counter[date]()
    for entry in ours:
        moved[entry.on] += entry.amount
    balance, balances = 0, dict[date, int]()
    day = min([made.case.leaves_reception_centre_on, *moved])
    while day <= max([made.settles_on, *moved]):
        balance += moved[day]
        balances[day] = balance
        day += timedelta(days=1)
    below = {day for day, balance in balances.items() if balance < 0}
    stretches = [(gap.begins_on, gap.ends_on or day) for gap in made.gaps]
    assert below == {one for one in balances if any(begin <= one < end for begin, end in stretches)}
    assert [gap.deepest for gap in made.gaps] == [balances[gap.deepest_on] for gap in made.gaps]
    assert min([0, *balances.values()]) == min([0, *(gap.deepest for gap in made.gaps)])
    for month, balance in made.month_ends:
        last = max(one for one in balances if one.year * 12 + one.month - 1 <= month)
        assert balance == balances[last]


@FAST
@given(cases(method="budgetbeheer"))
def test_the_depths_below_the_minstand_add_up_to_the_deepest_breach(case: Raw) -> None:
    made = planned(case)
    deepest = min([0, *(end.balance for end in made.day_ends)])
    depths = [one.amount for one in made.shortfalls if one.kind is ShortfallKind.BELOW_MINSTAND_CAP]
    assert sum(depths) == max(0, -deepest - minstand_cap(made.case))
    assert all(depth > 0 for depth in depths)


@FAST
@given(cases(method="budgetbeheer"))
def test_at_the_end_there_is_either_something_to_settle_or_something_not_recovered(case: Raw) -> None:
    made = planned(case)
    unrecovered = [one.amount for one in made.shortfalls if one.kind is ShortfallKind.NOT_RECOVERED_AT_END]
    assert unrecovered == ([-made.closing.budget] if made.closing.budget else [])
    assert made.closing.budget <= 0 <= made.closing.settlement
    assert not (made.closing.budget and made.closing.settlement)


@FAST
@given(cases(method="inhouding"))
def test_withholding_never_takes_the_account_below_zero(case: Raw) -> None:
    """Only other flows, which nobody plans, can."""
    assert planned(changed(case, otherFlows=[])).gaps == []


@FAST
@given(cases(method="budgetbeheer"), st.integers(1, 3))
def test_leefgeld_never_shrinks_whatever_else_happens(case: Raw, times: int) -> None:
    poorer = changed(
        case,
        bridging=[],
        toeslagen=[],
        fixedCosts=[_dearer(cost, times) for cost in case["fixedCosts"]],
        benefit=case["benefit"] | {"actual": [], "decidedOn": None, "norms": [{"from": "2024-01", "kind": "youth"}]},
    )
    assert _leefgeld(planned(poorer)) == _leefgeld(planned(case))


@FEW
@given(cases(method="budgetbeheer", rhythms=("monthly",)))
def test_the_sustainable_leefgeld_is_what_trying_every_euro_finds(case: Raw) -> None:
    found = sustainable_leefgeld(planned(case))
    assume(planned(case).leefgeld.payments)
    tried = 0
    while tried <= 300 * _A_EURO and _bears(case, tried):
        tried += _A_EURO
    if tried > 300 * _A_EURO:
        assert found is not None
        assert found >= tried - _A_EURO
    else:
        assert found == (tried - _A_EURO if tried else None)


@FAST
@given(cases(method="budgetbeheer", rhythms=("monthly",)))
def test_one_euro_more_than_the_sustainable_leefgeld_is_too_much(case: Raw) -> None:
    found = sustainable_leefgeld(planned(case))
    assume(planned(case).leefgeld.payments)
    if found is None:
        assert not _bears(case, 0)
    else:
        assert _bears(case, found)
        assert not _bears(case, found + _A_EURO)


@FAST
@given(cases(method="budgetbeheer"))
def test_relieving_nothing_never_leaves_more_to_live_on_in_any_month(case: Raw) -> None:
    relieved, alone = planned(_routed(case, "always")), planned(_routed(case, "never"))
    for with_relief, without in zip(relieved.left_to_live_on, alone.left_to_live_on, strict=True):
        assert without.rest <= with_relief.rest


@FAST
@given(cases(method="inhouding"))
def test_withholding_nothing_never_leaves_more_to_live_on_over_the_whole_relief(case: Raw) -> None:
    """Taken over all payouts, for a late cost moves from one to the next; and for costs that a payout can carry."""
    payouts = planned(case).benefit.payouts
    assume(payouts)
    kept = [cost for cost in case["fixedCosts"] if _first_due(case, cost) > payouts[0].on]
    relieved = planned(_routed(changed(case, fixedCosts=kept), "always"))
    alone = planned(_routed(changed(case, fixedCosts=kept), "never"))
    assert sum(one.rest for one in alone.left_to_live_on) <= sum(one.rest for one in relieved.left_to_live_on)


@FAST
@given(cases())
def test_what_was_deducted_is_restored_or_paid_twice(case: Raw) -> None:
    made = benefit_of(case)
    deducted = sum(month.coa_deducted for one in made.payouts for month in one.months)
    assert made.paid_twice in (0, deducted)
    assert (sum(one.restored for one in made.payouts) > 0) == (deducted > 0 and made.paid_twice == 0)


def benefit_of(case: Raw) -> BenefitPlan:
    read = read_case(case, norm_book())
    return benefit_plan(read, norm_book(), processing_day(read.coa.b12_received_on))


def _bears(case: Raw, amount: int) -> bool:
    periods = [period | {"amount": amount} for period in case["leefgeld"]["periods"]]
    made = planned(changed(case, leefgeld=case["leefgeld"] | {"periods": periods}))
    broken = {ShortfallKind.BELOW_MINSTAND_CAP, ShortfallKind.NOT_RECOVERED_AT_END}
    return not any(one.kind in broken for one in made.shortfalls)


def _routed(case: Raw, route: str) -> Raw:
    return changed(case, fixedCosts=[cost | {"route": route, "handedBackFrom": None} for cost in case["fixedCosts"]])


def _first_due(case: Raw, cost: Raw) -> date:
    read = read_case(changed(case, fixedCosts=[cost]), norm_book())
    return min((one.due for one in cost_months(read)), default=date.max)


def _dearer(cost: Raw, times: int) -> Raw:
    return cost | {"amounts": [one | {"amount": one["amount"] * times} for one in cost["amounts"]]}


def _leefgeld(made: Plan) -> list[tuple[date, str, int]]:
    return [(one.on, one.kind, one.amount) for one in made.entries if one.turn is Turn.LEEFGELD]


def _entries_before(made: Plan, day: date) -> list[tuple[date, str, str, int]]:
    return [(one.on, one.kind, one.account, one.amount) for one in made.entries if one.on < day]


def _cost_month(cost: CostMonth) -> tuple[str, int | None, date]:
    return cost.kind, cost.month, cost.due


def _text(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"
