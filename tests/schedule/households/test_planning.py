"""A household's facts and the rules make its plan; what was decided for it goes before what the policy foresees."""

import json
from datetime import date

import pytest

from services.errors import InvalidInput
from services.months import parse_month
from services.schedule.households.planning import planned
from services.schedule.households.rulebook import Rulebook, mark
from services.schedule.norms import norm_book
from services.schedule.norms.coa import coa_rates
from services.schedule.planning.case import (
    Account,
    Advance,
    Grant,
    Instalments,
    LeefgeldPeriod,
    Loan,
    Method,
    Minstand,
    Rhythm,
)
from services.schedule.planning.case_reading import read_case
from services.schedule.policies.loading import shipped
from tests.schedule.households.builders import B12, NEEDED, PAPERS, RULES, Raw, a_dossier, a_plan


def test_while_something_is_missing_there_is_no_plan() -> None:
    assert planned("h", a_dossier(), "den-haag", RULES) is None


def test_the_papers_make_a_plan_under_the_municipalitys_policy() -> None:
    made = a_plan(*PAPERS)
    assert made.policy.name == "den-haag"
    assert made.case.method is Method.BUDGETBEHEER
    assert made.case.leefgeld.periods == (LeefgeldPeriod(date(2026, 2, 1), Rhythm.MONTHLY, 1, 40000),)


def test_a_household_with_a_policy_of_its_own_is_carried_by_that() -> None:
    made = a_plan(*PAPERS, {"kind": "policy_chosen", "from": "2026-02-03", "policy": "capelle"})
    assert (made.policy.name, made.case.method) == ("capelle", Method.INHOUDING)


def test_a_policy_that_does_not_exist_is_refused_even_for_a_bare_household() -> None:
    chosen = {"kind": "policy_chosen", "from": "2026-02-03", "policy": "utrecht"}
    with pytest.raises(InvalidInput, match="there is no policy 'utrecht'"):
        planned("h", a_dossier(chosen), "den-haag", RULES)


def test_facts_that_contradict_are_refused_with_every_fault() -> None:
    with pytest.raises(InvalidInput) as refusal:
        a_plan(
            *NEEDED[:2],
            {"kind": "benefit_norm", "from": "2026-05", "norm": "single"},
            {"kind": "right_to_bijstand", "from": "2026-02-01"},
            {"kind": "relief_ends", "on": "2026-01-31"},
        )
    assert [fault.where for fault in refusal.value.faults] == ["startsOn", "reliefEndsOn"]


def test_the_summary_is_what_the_plan_comes_down_to() -> None:
    made = a_plan(*PAPERS, B12)
    deepest = min(made.plan.gaps, key=lambda gap: gap.deepest)
    assert made.summary.deepest_gap == deepest.deepest < 0
    assert made.summary.gap_days == ((deepest.ends_on or made.plan.settles_on) - deepest.begins_on).days
    assert made.summary.lowest_rest == min(left.rest for left in made.plan.left_to_live_on[:-1])
    assert made.summary.coa_debt == 13 * 1000
    assert made.summary.sustainable_leefgeld == json.loads(made.document)["sustainableLeefgeld"]


def test_what_a_plan_was_made_of_reads_back_to_the_same_case() -> None:
    made = a_plan(*PAPERS, B12)
    assert read_case(json.loads(made.inputs), norm_book()) == made.case


def decided(**said: object) -> Raw:
    return {"kind": "bridging_decided", "decidedOn": "2026-02-10", **said}


def test_a_decided_minstand_takes_the_place_of_the_foreseen_one() -> None:
    made = a_plan(*PAPERS, decided(instrument="minstand", amount=200_000))
    assert made.case.bridging == (Minstand(200_000),)


def test_other_means_stand_beside_what_the_policy_foresees() -> None:
    made = a_plan(
        *PAPERS,
        decided(instrument="grant", amount=30_000, on="2026-02-12"),
        decided(instrument="advance", amount=20_000, on="2026-02-13", to="client"),
        decided(
            instrument="loan",
            amount=10_000,
            on="2026-02-14",
            repay={"mode": "instalments", "count": 10, "fromPayout": 2},
        ),
    )
    foreseen, *own = made.case.bridging
    assert isinstance(foreseen, Minstand)
    assert own == [
        Grant(30_000, date(2026, 2, 12), Account.BUDGET),
        Advance(20_000, date(2026, 2, 13), Account.CLIENT),
        Loan(10_000, date(2026, 2, 14), Account.BUDGET, Instalments(10, 2)),
    ]


def test_a_refused_minstand_leaves_none() -> None:
    made = a_plan(*PAPERS, decided(instrument="minstand", amount=0))
    assert made.case.bridging == (Minstand(0),)


def test_under_inhouding_a_minstand_waits_for_an_account_that_can_be_below_zero() -> None:
    made = a_plan(*PAPERS, decided(instrument="minstand", amount=200_000), policy="capelle")
    assert not any(isinstance(one, Minstand) for one in made.case.bridging)


def test_a_cost_handed_back_is_the_clients_from_that_month() -> None:
    made = a_plan(*PAPERS, {"kind": "cost_handed_back", "cost": "water", "from": "2026-06"})
    by_kind = {cost.kind: cost.handed_back_from for cost in made.case.fixed_costs}
    assert by_kind == {"rent": None, "energy": None, "health_premium": None, "water": parse_month("2026-06")}


def test_a_handing_back_goes_before_the_policys_own_month() -> None:
    made = a_plan(*PAPERS, {"kind": "cost_handed_back", "cost": "rent", "from": "2026-09"}, policy="statutory")
    by_kind = {cost.kind: cost.handed_back_from for cost in made.case.fixed_costs}
    assert by_kind["rent"] == parse_month("2026-09")
    assert by_kind["water"] == parse_month("2026-05")


def test_a_leefgeld_of_its_own_holds_from_its_month() -> None:
    made = a_plan(*PAPERS, {"kind": "leefgeld_set", "from": "2026-04", "day": 1, "amount": 45000})
    assert made.case.leefgeld.periods == (
        LeefgeldPeriod(date(2026, 2, 1), Rhythm.MONTHLY, 1, 40000),
        LeefgeldPeriod(date(2026, 4, 1), Rhythm.MONTHLY, 1, 45000),
    )


def test_until_then_a_sustainable_leefgeld_stays_what_it_was() -> None:
    before = a_plan(*PAPERS, policy="statutory").case.leefgeld.periods
    after = a_plan(
        *PAPERS, {"kind": "leefgeld_set", "from": "2026-05", "day": 1, "amount": 45000}, policy="statutory"
    ).case.leefgeld.periods
    assert after == (*before, LeefgeldPeriod(date(2026, 5, 1), Rhythm.MONTHLY, 1, 45000))


def test_the_mark_of_a_policy_changes_with_it_and_with_nothing_else() -> None:
    policies = shipped()
    again = Rulebook.of(policies, norm_book(), coa_rates())
    assert again.policy_marks == RULES.policy_marks
    assert len(set(again.policy_marks.values())) == len(policies)
    assert mark(1) != mark("1") != mark(("1",))
