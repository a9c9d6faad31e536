"""A policy laid over a household's facts: what it decides is in the case, and nothing else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from services.errors import InvalidInput
from services.schedule.norms import norm_book
from services.schedule.planning.case import (
    Account,
    Advance,
    Case,
    Flow,
    Grant,
    Interlude,
    LeefgeldPeriod,
    Method,
    Minstand,
    PaidTo,
    PayoutDay,
    Rhythm,
    Route,
)
from services.schedule.planning.case_making import case_for
from services.schedule.planning.household import Composition, HouseholdFacts, HouseholdType
from services.schedule.planning.plan import plan
from services.schedule.planning.policy import (
    AdvanceRule,
    DeferralRule,
    GrantRule,
    MinstandRule,
    MinusAtEnd,
    MonthsOfCosts,
    Policy,
)
from services.schedule.policies.loading import shipped
from tests.schedule.policies.households import (
    FEBRUARY,
    MARCH,
    a_cost,
    a_household,
    a_poor_youth,
    costs,
    households,
    toeslagen,
)
from tests.thoroughness import times

DEN_HAAG = shipped()["den-haag"]
CAPELLE = shipped()["capelle"]
HALF_A_MONTH = MonthsOfCosts(Decimal("0.5"), (), 1)


def made(policy: Policy, household: HouseholdFacts) -> Case:
    """The case under a policy."""
    return case_for(policy, household, norm_book())


def test_the_policy_decides_method_order_payout_and_how_coas_money_counts() -> None:
    case = made(DEN_HAAG, a_household())

    assert (case.method, case.benefit.payout, str(case.coa.treatment)) == (Method.BUDGETBEHEER, (31, 0), "income")
    assert case.cost_order[:4] == ("rent", "energy", "water", "health_premium")
    assert (case.benefit.starts_on, case.relief_ends_on) == (date(2026, 2, 8), date(2026, 8, 7))


def test_the_households_own_payout_day_goes_before_the_policys() -> None:
    assert made(DEN_HAAG, a_household(payout=PayoutDay(8, 1))).benefit.payout == (8, 1)


def test_a_cost_that_the_policy_does_not_know_is_the_clients_and_comes_last() -> None:
    case = made(DEN_HAAG, a_household(fixed_costs=(*costs(), a_cost("gym", 1, 2500))))

    assert case.fixed_costs[-1].route is Route.NEVER
    assert case.cost_order[-1] == "gym"


def test_what_the_client_chose_is_paid_where_the_policy_leaves_him_the_choice() -> None:
    chosen = a_household(chosen_costs=frozenset({"rent", "health_premium"}))

    assert [cost.kind for cost in made(CAPELLE, chosen).fixed_costs if cost.route is Route.ALWAYS] == [
        "rent",
        "health_premium",
    ]
    assert {cost.route for cost in made(DEN_HAAG, chosen).fixed_costs} == {Route.ALWAYS}, "Den Haag leaves none"


@pytest.mark.parametrize(
    ("composition", "floor", "amount"),
    [
        pytest.param(Composition(HouseholdType.COUPLE, 2), None, 75000, id="by type and children"),
        pytest.param(Composition(HouseholdType.SINGLE, 0), 35000, 40000, id="not below the policy's amount"),
        pytest.param(Composition(HouseholdType.SINGLE, 0), 46000, 46000, id="not below what these people need"),
    ],
)
def test_leefgeld_is_the_amount_for_the_household_and_never_below_its_floor(
    composition: Composition, floor: int | None, amount: int
) -> None:
    case = made(DEN_HAAG, a_household(composition=composition, floor=floor))

    assert case.leefgeld.periods == (LeefgeldPeriod(date(2026, 2, 1), Rhythm.MONTHLY, 1, amount),)


def test_weekly_leefgeld_adds_up_to_the_floor_and_turns_monthly_in_its_month() -> None:
    case = made(shipped()["hendrik-ido-ambacht"], a_household(floor=41000))

    assert case.leefgeld.periods == (
        LeefgeldPeriod(date(2026, 2, 1), Rhythm.WEEKLY, 5, 9462),
        LeefgeldPeriod(date(2026, 6, 1), Rhythm.MONTHLY, 1, 41000),
    )


def test_sustainable_leefgeld_is_what_the_plan_bears() -> None:
    assert made(shipped()["statutory"], a_household()).leefgeld.periods[0].amount == 81600


def test_sustainable_leefgeld_is_the_floor_where_less_is_borne_and_a_grant_makes_up_the_minus() -> None:
    case = made(shipped()["statutory"], a_poor_youth())

    assert case.leefgeld.periods[0].amount == 25000
    assert case.bridging[-1] == Grant(178339, date(2026, 8, 7), Account.BUDGET)
    assert plan(case, norm_book()).closing.budget == 0


def test_a_grant_for_the_minus_at_the_end_is_not_given_where_none_remains() -> None:
    policy = replace(DEN_HAAG, bridging=(GrantRule(MinusAtEnd(), 0, Account.BUDGET),))

    assert made(policy, a_household()).bridging == ()


def test_months_of_costs_are_those_that_the_policy_pays_rounded_up_to_its_step() -> None:
    cap = MinstandRule(MonthsOfCosts(Decimal("1.5"), (), 5000))
    policy = replace(DEN_HAAG, bridging=(cap,), routes={"rent": Route.ALWAYS, "energy": Route.ALWAYS})

    assert made(policy, a_household()).bridging == (Minstand(110000),), "1.5 × (620.00 + 110.00) = 1,095.00"


def test_months_of_one_cost_are_of_that_cost_also_where_the_client_pays_it() -> None:
    grant = GrantRule(MonthsOfCosts(Decimal(1), ("health_premium",), 1), 12, Account.CLIENT)

    assert made(replace(CAPELLE, bridging=(grant,)), a_household()).bridging == (
        Grant(15900, date(2026, 2, 20), Account.CLIENT),
    )


def test_half_a_month_of_an_odd_amount_is_rounded_half_up() -> None:
    policy = replace(DEN_HAAG, bridging=(AdvanceRule(HALF_A_MONTH, 0, Account.BUDGET),))

    (advance,) = made(policy, a_household(fixed_costs=(a_cost("rent", 1, 62001),))).bridging
    assert advance == Advance(31001, date(2026, 2, 8), Account.BUDGET)


def test_only_what_a_supplier_agreed_waits_whatever_the_policy_would_ask() -> None:
    policy = replace(DEN_HAAG, bridging=(DeferralRule(("health_premium", "rent"), 2),))
    premium = replace(a_cost("health_premium", 1, 15900), deferrals={MARCH: date(2026, 3, 25)})

    costs = made(policy, a_household(fixed_costs=(premium, a_cost("rent", 1, 62000)))).fixed_costs
    assert [cost.deferrals for cost in costs] == [{MARCH: date(2026, 3, 25)}, {}]


def test_toeslagen_are_on_the_budget_account_until_relief_ends() -> None:
    case = made(DEN_HAAG, a_household())

    assert case.toeslagen[0].paid_to == (PaidTo(None, Account.BUDGET), PaidTo(date(2026, 8, 8), Account.CLIENT))


def test_toeslagen_are_the_clients_own_until_a_late_change_is_in_force() -> None:
    case = made(DEN_HAAG, a_household(toeslagen=toeslagen(budget_account_from=date(2026, 6, 15))))

    assert case.toeslagen[0].paid_to == (
        PaidTo(None, Account.CLIENT),
        PaidTo(date(2026, 6, 15), Account.BUDGET),
        PaidTo(date(2026, 8, 8), Account.CLIENT),
    )


def test_without_the_clients_word_toeslagen_stay_with_him_where_the_policy_asks_for_it() -> None:
    refused = a_household(authorises_toeslagen=False)

    assert made(shipped()["dongemond"], refused).toeslagen[0].paid_to == (PaidTo(None, Account.CLIENT),)
    assert made(shipped()["dongemond"], a_household()).toeslagen[0].paid_to[0].account is Account.BUDGET


def test_kinderbijslag_goes_where_the_policy_sends_it_and_other_money_where_it_is() -> None:
    kinderbijslag = Flow(date(2026, 4, 1), Account.BUDGET, "kinderbijslag", 29507)
    gift = Flow(date(2026, 4, 1), Account.BUDGET, "gift", 5000)
    household = a_household(other_flows=(kinderbijslag, gift))

    assert [flow.account for flow in made(DEN_HAAG, household).other_flows] == [Account.CLIENT, Account.BUDGET]
    assert [flow.account for flow in made(CAPELLE, household).other_flows] == [Account.CLIENT, Account.CLIENT]


def test_costs_go_back_one_at_a_time_and_later_where_relief_is_extended() -> None:
    six_months = made(shipped()["statutory"], a_household())
    a_year = made(shipped()["statutory"], a_household(relief_ends_on=date(2027, 2, 7)))

    def months(case: Case) -> list[int | None]:
        return [cost.handed_back_from and cost.handed_back_from - FEBRUARY for cost in case.fixed_costs]

    assert months(six_months) == [6, 4, 3, 5], "rent last, then the premium, energy, and water first"
    assert months(a_year) == [12, 10, 9, 11]
    cut_short = made(shipped()["statutory"], a_household(relief_ends_on=date(2026, 5, 14)))
    assert months(cut_short) == [6, 4, 3, 5], "an end that nobody saw coming hands nothing back before its time"


def test_a_month_that_somebody_named_does_not_move_along_where_relief_is_extended() -> None:
    rent = replace(a_cost("rent", 1, 62000), handed_back_from=MARCH + 2)
    a_year = made(shipped()["statutory"], a_household(relief_ends_on=date(2027, 2, 7), fixed_costs=(rent,)))
    assert [cost.handed_back_from for cost in a_year.fixed_costs] == [MARCH + 2]


def test_what_was_taken_over_again_stays_ours_whatever_the_policy_foresees() -> None:
    interludes = (Interlude(MARCH + 1, MARCH + 2),)
    rent = replace(a_cost("rent", 1, 62000), interludes=interludes)
    (cost,) = made(shipped()["statutory"], a_household(fixed_costs=(rent,))).fixed_costs
    assert (cost.handed_back_from, cost.interludes) == (None, interludes)


def test_facts_that_cannot_be_true_make_no_case_and_every_fault_is_named() -> None:
    with pytest.raises(InvalidInput) as refused:
        made(DEN_HAAG, a_household(starts_on=date(2026, 1, 1), norms=()))

    assert [fault.where for fault in refused.value.faults] == ["startsOn", "norms"]


@given(households())
@settings(max_examples=times(30, 60), deadline=None)
def test_every_household_has_a_plan_under_every_policy_and_no_cent_is_lost(household: HouseholdFacts) -> None:
    for policy in shipped().values():
        case = made(policy, household)
        planned = plan(case, norm_book())

        on_budget = sum(entry.amount for entry in planned.entries if entry.account is Account.BUDGET)
        assert on_budget == planned.closing.budget
        if case.method is Method.INHOUDING:
            accounts = {paid_to.account for toeslag in case.toeslagen for paid_to in toeslag.paid_to}
            assert accounts == {Account.CLIENT}
            assert case.leefgeld.periods == ()
            assert not any(isinstance(one, Minstand) for one in case.bridging)
