"""The facts of a household: who lives from the benefit, which days follow from others, and what cannot be true."""

from dataclasses import replace
from datetime import date

import pytest

from services.schedule.norms import norm_book
from services.schedule.planning.case import AmountFrom, NormFrom, PayoutDay
from services.schedule.planning.case_making import case_for
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.household import (
    AppliedToeslag,
    Composition,
    HouseholdType,
    facts_of,
    faults_in,
)
from services.schedule.policies.loading import shipped
from tests.schedule.planning.builders import a_case, a_coa, a_cost, a_minstand, a_toeslag, monthly
from tests.schedule.policies.households import FEBRUARY, MARCH, a_household
from tests.schedule.policies.households import a_cost as contracted

ARRIVAL = date(2026, 2, 3)


@pytest.mark.parametrize(
    ("adults", "kind"),
    [
        ([date(1990, 5, 1)], HouseholdType.SINGLE),
        ([date(1990, 5, 1), date(1992, 5, 1)], HouseholdType.COUPLE),
        ([date(2005, 2, 4)], HouseholdType.YOUTH),
        ([date(2005, 2, 3)], HouseholdType.SINGLE),
        ([date(2006, 5, 1), date(2005, 2, 4)], HouseholdType.YOUTH_COUPLE),
        ([date(2006, 5, 1), date(1999, 5, 1)], HouseholdType.COUPLE),
    ],
    ids=["one adult", "two", "21 tomorrow", "21 today", "both under 21", "one of them under 21"],
)
def test_a_household_is_of_youth_while_nobody_in_it_is_21(adults: list[date], kind: HouseholdType) -> None:
    assert Composition.of(adults, [date(2020, 1, 1)], ARRIVAL) == Composition(kind, 1)


@pytest.mark.parametrize("adults", [0, 3])
def test_who_lives_there_too_is_no_part_of_the_household(adults: int) -> None:
    with pytest.raises(ValueError, match="one or two adults"):
        Composition.of([date(1990, 5, 1)] * adults, [], ARRIVAL)


def test_the_right_starts_five_days_after_the_departure_unless_known() -> None:
    household = a_household()

    assert household.right_starts_on == date(2026, 2, 8)
    assert household.relief_until == date(2026, 8, 7)
    assert replace(household, starts_on=date(2026, 2, 10)).relief_until == date(2026, 8, 9)


def test_a_decision_that_is_not_there_is_expected_on_the_last_day_the_law_allows() -> None:
    amounts = (AmountFrom(MARCH, 37400),)

    assert AppliedToeslag("huurtoeslag", amounts, applied_on=ARRIVAL).decision_on == date(2026, 5, 5)
    decided = AppliedToeslag("huurtoeslag", amounts, applied_on=ARRIVAL, decided_on=date(2026, 4, 17))
    assert decided.decision_on == date(2026, 4, 17)


def test_all_that_cannot_be_true_is_told_at_once() -> None:
    impossible = a_household(
        starts_on=date(2026, 2, 1),
        relief_ends_on=date(2026, 1, 31),
        fixed_costs=(replace(contracted("rent", 1, 62000), first_month=FEBRUARY),),
        toeslagen=(AppliedToeslag("huurtoeslag", ()),),
    )

    assert [str(fault) for fault in faults_in(impossible, norm_book())] == [
        "startsOn: the right starts on 2026-02-01, before the departure on 2026-02-03 (give a later day)",
        "reliefEndsOn: 2026-01-31 lies before the right starts on 2026-02-01 (give a later day)",
        "fixedCosts[0].amounts: no amount holds for the first month 2026-02 (start with that month)",
        "toeslagen[0].appliedOn: huurtoeslag is neither applied for nor decided "
        "(apply on the day of the key, and give that day)",
        "toeslagen[0].amounts: no amount is known (give the expected amount a month)",
    ]


@pytest.mark.parametrize(
    ("norms", "fault"),
    [
        ((NormFrom(MARCH, "single"),), "norms: no norm holds for 2026-02 (start with the month of the right)"),
        ((NormFrom(FEBRUARY, "bijstand"),), "norms: 'bijstand' is no norm of the Participatiewet "),
    ],
    ids=["a norm that starts too late", "a norm that does not exist"],
)
def test_every_month_of_the_relief_needs_a_norm(norms: tuple[NormFrom, ...], fault: str) -> None:
    (found,) = faults_in(a_household(norms=norms), norm_book())

    assert str(found).startswith(fault)


def test_the_facts_of_a_case_leave_out_what_its_policy_added() -> None:
    raw = a_case(
        coa=a_coa(1000, "2026-02-15"),
        costs=[
            a_cost(first=("2026-02-20", 20000), deferrals=[("2026-03", "2026-04-24")], handed_back="2026-06"),
            a_cost("energy", 11000, route="never"),
        ],
        floor=35000,
        periods=[monthly(40000)],
        toeslagen=[a_toeslag(to=[(None, "client"), ("2026-06-15", "budget")])],
        bridging=[a_minstand(100000)],
        payout=(8, 1),
    )
    facts = facts_of(read_case(raw, norm_book()))

    assert (facts.floor, facts.payout, facts.coa_daily_amount) == (35000, (8, 1), 1000)
    assert facts.fixed_costs[0].deferrals == {MARCH: date(2026, 4, 24)}, "a supplier's word is a fact"
    assert facts.toeslagen[0].budget_account_from == date(2026, 6, 15)
    zoetermeer = case_for(shipped()["zoetermeer"], facts, norm_book())
    assert (zoetermeer.bridging, zoetermeer.leefgeld.periods) == ((), ())
    assert [(str(cost.route), cost.handed_back_from) for cost in zoetermeer.fixed_costs] == [("never", None)] * 2


def test_a_month_that_is_paid_before_it_begins_needs_a_norm_too() -> None:
    """The relief ends on 7 August 2026; September is paid on the 5th."""
    norms = (NormFrom(FEBRUARY, "single"), NormFrom(MARCH + 6, "bijstand"))
    known = a_household(norms=norms)

    assert faults_in(known, norm_book()) == []
    assert len(faults_in(replace(known, payout=PayoutDay(5, -1)), norm_book())) == 1


@pytest.mark.parametrize(
    ("norm", "composition"),
    [
        ("single", Composition(HouseholdType.SINGLE, 0)),
        ("single_parent", Composition(HouseholdType.SINGLE, 1)),
        ("cost_sharer_2", Composition(HouseholdType.SINGLE, 0)),
        ("mixed_couple_children", Composition(HouseholdType.COUPLE, 1)),
        ("aow_couple", Composition(HouseholdType.COUPLE, 0)),
        ("youth_with_top_up", Composition(HouseholdType.YOUTH, 0)),
        ("youth_couple_children", Composition(HouseholdType.YOUTH_COUPLE, 1)),
    ],
)
def test_a_case_tells_by_its_norm_who_lives_from_it(norm: str, composition: Composition) -> None:
    raw = a_case(norms=[("2026-02", norm)])

    assert facts_of(read_case(raw, norm_book())).composition == composition


def test_the_same_household_is_found_behind_every_policy() -> None:
    household = replace(a_household(), floor=40000, payout=shipped()["den-haag"].payout)

    found = [facts_of(case_for(policy, household, norm_book())) for policy in shipped().values()]
    without_agreements = [replace(facts, fixed_costs=()) for facts in found]
    assert all(facts == without_agreements[0] for facts in without_agreements)
