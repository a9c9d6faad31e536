"""What stands becomes the household that the planner knows."""

from datetime import date

import pytest

from services.errors import InvalidInput
from services.months import parse_month
from services.schedule.households.dossier import household_facts, missing
from services.schedule.norms.coa import coa_rates
from services.schedule.planning.case import Account, AmountFrom, Debt, Flow, PartMonth, PayoutDay
from services.schedule.planning.household import AppliedToeslag, Composition, HouseholdFacts, HouseholdType
from tests.schedule.households.builders import B12, ENERGY, NEEDED, PAPERS, PREMIUM, RENT, Raw, a_dossier


def made_of(*raws: Raw) -> HouseholdFacts:
    return household_facts(a_dossier(*raws), "h", coa_rates())


def test_a_bare_household_lacks_what_a_plan_needs() -> None:
    assert [fault.where for fault in missing(a_dossier())] == ["composition", "azc_departure", "benefit_norm"]


def test_from_the_papers_nothing_is_missing() -> None:
    assert missing(a_dossier(*PAPERS)) == []


def test_an_amount_without_a_contract_is_missing_its_contract() -> None:
    amount = {"kind": "cost_amount", "cost": "water", "from": "2026-04", "amount": 1600}
    assert [fault.what for fault in missing(a_dossier(*NEEDED, amount))] == [
        "nothing is known of the contract for water"
    ]


def test_the_papers_make_the_household() -> None:
    facts = made_of(*PAPERS)
    assert facts.composition == Composition(HouseholdType.SINGLE, 0)
    assert facts.leaves_reception_centre_on == date(2026, 2, 3)
    assert facts.right_starts_on == date(2026, 2, 8)
    assert facts.relief_until == date(2026, 8, 7)
    assert facts.coa_daily_amount == 1000
    assert [cost.kind for cost in facts.fixed_costs] == ["rent", "energy", "water", "health_premium"]
    assert [toeslag.kind for toeslag in facts.toeslagen] == ["huurtoeslag", "zorgtoeslag"]


def test_without_coas_letter_its_rates_are_taken() -> None:
    """€ 56.00 for food and € 14.47 of personal money a week, in 2026."""
    assert made_of(*NEEDED[:3]).coa_daily_amount == 1007


def test_before_the_first_rate_coas_letter_is_needed() -> None:
    early: list[Raw] = [NEEDED[0], {"kind": "azc_departure", "on": "2022-12-01"}, NEEDED[2]]
    with pytest.raises(InvalidInput, match="no rate of COA is known for 2022-12-01"):
        made_of(*early)


def test_an_amount_holds_from_its_month_on() -> None:
    facts = made_of(*NEEDED, RENT, {"kind": "cost_amount", "cost": "rent", "from": "2026-07", "amount": 64500})
    assert facts.fixed_costs[0].amounts == (
        AmountFrom(parse_month("2026-03"), 62000),
        AmountFrom(parse_month("2026-07"), 64500),
    )


def test_a_part_month_and_a_deferral_belong_to_their_cost() -> None:
    deferral = {"kind": "cost_deferred", "cost": "energy", "month": "2026-03", "until": "2026-05-20"}
    by_kind = {cost.kind: cost for cost in made_of(*NEEDED, ENERGY, PREMIUM, deferral).fixed_costs}
    assert by_kind["energy"].deferrals == {parse_month("2026-03"): date(2026, 5, 20)}
    assert by_kind["energy"].first is None
    assert by_kind["health_premium"].deferrals == {}
    assert by_kind["health_premium"].first == PartMonth(date(2026, 3, 1), 14764)


def toeslag(*raws: Raw) -> tuple[AppliedToeslag, ...]:
    amount = {"kind": "toeslag_amount", "toeslag": "huurtoeslag", "from": "2026-03", "amount": 37400}
    return made_of(*NEEDED, amount, *raws).toeslagen


APPLIED: Raw = {"kind": "toeslag_applied", "toeslag": "huurtoeslag", "on": "2026-02-03"}
DECIDED: Raw = {"kind": "toeslag_decided", "toeslag": "huurtoeslag", "on": "2026-04-17"}


def test_a_toeslag_that_nobody_applied_for_is_not_counted_on() -> None:
    assert toeslag() == ()


def test_a_toeslag_that_was_applied_for_is_decided_in_thirteen_weeks() -> None:
    assert toeslag(APPLIED)[0].decision_on == date(2026, 5, 5)


def test_a_decision_counts_from_its_day() -> None:
    assert toeslag(APPLIED, DECIDED)[0].decision_on == date(2026, 4, 17)


def test_a_refused_toeslag_is_not_counted_on() -> None:
    assert toeslag(APPLIED, DECIDED | {"granted": False}) == ()


def test_the_budget_account_is_in_force_from_the_day_that_was_told() -> None:
    account = {
        "kind": "toeslag_account",
        "toeslag": "huurtoeslag",
        "on": "2026-04-01",
        "account": "budget",
        "from": "2026-05-20",
    }
    assert toeslag(APPLIED, account)[0].budget_account_from == date(2026, 5, 20)


@pytest.mark.parametrize(
    ("stated", "ends_on"),
    [
        ([], date(2026, 8, 7)),
        ([{"kind": "decision", "article": "56a", "from": "2026-02-08", "until": "2026-08-07"}], date(2026, 8, 7)),
        (
            [
                {"kind": "decision", "article": "56a", "from": "2026-02-08", "until": "2026-08-07"},
                {"kind": "decision", "article": "57", "from": "2026-08-08", "until": "2027-02-07"},
            ],
            date(2027, 2, 7),
        ),
        ([{"kind": "decision", "article": "bridging", "from": "2026-02-08", "until": "2026-12-31"}], date(2026, 8, 7)),
        (
            [
                {"kind": "decision", "article": "57", "from": "2026-08-08", "until": "2027-02-07"},
                {"kind": "relief_ends", "on": "2026-11-30"},
            ],
            date(2026, 11, 30),
        ),
    ],
    ids=["six months", "as decided", "extended under art. 57", "bridging extends nothing", "ended before"],
)
def test_relief_ends(stated: list[Raw], ends_on: date) -> None:
    assert made_of(*NEEDED, *stated).relief_until == ends_on


def test_everything_else_reaches_the_planner_as_it_was_stated() -> None:
    facts = made_of(
        *NEEDED,
        B12,
        {"kind": "right_to_bijstand", "from": "2026-02-10", "decidedOn": "2026-02-20"},
        {"kind": "payout_day", "from": "2026-02-01", "day": 8, "monthOffset": 1},
        {"kind": "floor_assessed", "from": "2026-02-03", "amount": 45000},
        {"kind": "toeslagen_authorisation", "on": "2026-02-03", "given": False},
        {"kind": "costs_chosen", "from": "2026-02-03", "costs": ["rent"]},
        {"kind": "benefit_paid", "month": "2026-03", "amount": 98000},
        {"kind": "debt", "debt": "azc", "open": 20000, "instalment": 2500, "from": "2026-04-01"},
        {"kind": "other_flow", "flow": "gift", "on": "2026-04-02", "account": "client", "amount": 5000},
    )
    assert (facts.starts_on, facts.decided_on) == (date(2026, 2, 10), date(2026, 2, 20))
    assert facts.b12_received_on == date(2026, 2, 15)
    assert facts.payout == PayoutDay(8, 1)
    assert facts.floor == 45000
    assert not facts.authorises_toeslagen
    assert facts.chosen_costs == frozenset({"rent"})
    assert facts.actual_benefit == {parse_month("2026-03"): 98000}
    assert facts.debts == (Debt("azc", 20000, 2500, date(2026, 4, 1)),)
    assert facts.other_flows == (Flow(date(2026, 4, 2), Account.CLIENT, "gift", 5000),)
