"""Policies side by side: the worst month decides, and neither promising nor paying late nor doing nothing wins."""

from datetime import date

from hypothesis import given, settings

from services.schedule.norms import norm_book
from services.schedule.planning.case import PayoutDay
from services.schedule.planning.comparison import DebtAtEnd, Outcome, Rest, Verdict, compare, document
from services.schedule.planning.household import HouseholdFacts
from services.schedule.policies.loading import shipped
from tests.schedule.policies.households import a_household, a_poor_youth, costs, households
from tests.thoroughness import times


def outcomes(household: HouseholdFacts, *names: str) -> dict[str, Outcome]:
    """The outcomes of some policies by name, best first."""
    policies = [shipped()[name] for name in names] if names else shipped().values()
    return {one.policy.name: one for one in compare(household, policies, norm_book())}


def test_the_worst_month_decides_the_order() -> None:
    found = outcomes(a_household())

    assert [(name, one.margin) for name, one in found.items()] == [
        ("statutory", 31200),
        ("den-haag", 0),
        ("edam-volendam", 0),
        ("dongemond", 0),
        ("capelle", -43164),
        ("zuidplas", -43164),
        ("lansingerland", -45307),
        ("waterland", -45307),
        ("zoetermeer", -45307),
        ("hendrik-ido-ambacht", -49423),
    ]


def test_each_outcome_is_told_in_figures_with_their_days() -> None:
    statutory = outcomes(a_household(), "statutory")["statutory"]

    assert statutory.verdict is Verdict.CARRIES
    assert statutory.lowest_rest == Rest(date(2026, 2, 8), date(2026, 2, 28), 61200)
    assert statutory.days_without_money == 7
    assert statutory.deepest_gap is not None
    assert (statutory.deepest_gap.deepest, statutory.deepest_gap.deepest_on) == (-185465, date(2026, 4, 15))
    assert statutory.deepest_gap.ends_on == date(2026, 5, 29)
    assert (statutory.late_count, statutory.late_sum, statutory.missing) == (0, 0, 0)
    assert statutory.debt == DebtAtEnd(coa=13000, loans=0, minus=0)
    assert (statutory.leefgeld, statutory.sustainable_leefgeld) == ((81600,), 81600)


def test_money_that_nobody_provides_is_taken_from_what_is_left() -> None:
    weekly = outcomes(a_household(), "hendrik-ido-ambacht")["hendrik-ido-ambacht"]

    assert weekly.verdict is Verdict.LACKS_MONEY
    assert weekly.missing == 70407
    assert weekly.lowest_rest == Rest(date(2026, 2, 8), date(2026, 2, 28), 27900)
    assert weekly.margin == 37200 - 36923 - (9300 + 20300 + 10800 + 9300), "four Fridays of March that are not there"


def test_a_bill_that_comes_late_is_not_money_to_live_on() -> None:
    in_arrears = a_household(payout=PayoutDay(8, 1))

    waterland = outcomes(in_arrears, "waterland")["waterland"]
    assert (waterland.verdict, waterland.late_count, waterland.late_sum) == (Verdict.PAYS_LATE, 2, 124000)
    first_benefit, first_window = 99857, 2 * 62000 + 14764 + 2 * 15900 + 11000 + 1500
    assert waterland.margin == first_benefit - first_window - 40000


def test_a_loan_that_is_open_at_the_end_is_told_apart_from_a_plan_that_carries() -> None:
    dongemond = outcomes(a_household(), "dongemond")["dongemond"]

    assert (dongemond.verdict, dongemond.debt) == (Verdict.LEAVES_A_DEBT, DebtAtEnd(13000, 160712, 0))


def test_a_minus_that_is_open_at_the_end_is_a_debt_and_a_gap_without_an_end() -> None:
    den_haag = outcomes(a_poor_youth(), "den-haag")["den-haag"]

    assert den_haag.debt.minus == 178339
    assert den_haag.deepest_gap is not None
    assert den_haag.deepest_gap.ends_on is None


def test_relieving_nothing_weighs_as_much_as_withholding_the_rent_and_comes_after_it() -> None:
    """Also where the benefit comes in arrears: the rent of March is then due before any money, whoever pays it."""
    for payout in (PayoutDay(31, 0), PayoutDay(8, 1)):
        found = outcomes(a_household(payout=payout), "zoetermeer", "waterland")
        assert found["zoetermeer"].margin == found["waterland"].margin
        assert list(found) == ["waterland", "zoetermeer"]


@given(households())
@settings(max_examples=times(30, 60), deadline=None)
def test_relieving_nothing_never_wins(household: HouseholdFacts) -> None:
    assert next(iter(outcomes(household))) != "zoetermeer"


def test_a_household_that_never_gets_any_money_has_nothing_left_and_all_its_bills() -> None:
    too_short = a_household(relief_ends_on=date(2026, 2, 20), fixed_costs=costs())

    zoetermeer = outcomes(too_short, "zoetermeer")["zoetermeer"]
    assert zoetermeer.lowest_rest is None
    assert zoetermeer.margin == -40000
    assert zoetermeer.days_without_money is None


def test_an_outcome_is_written_in_cents_with_the_reasons_of_what_was_inferred() -> None:
    written = document(outcomes(a_household(), "lansingerland")["lansingerland"])

    assert written["policy"] == "lansingerland"
    assert written["verdict"] == "leaves too little"
    assert written["lowestRest"] == {"from": "2026-02-27", "to": "2026-03-30", "amount": -5307}
    assert written["deepestGap"] is None
    assert written["debtAtEnd"] == {"coa": 13000, "loans": 0, "minus": 0, "total": 13000}
    assert written["late"] == {"count": 0, "amount": 0}
    assert written["leftWithClient"] == 9
    assert (
        written["inferred"]["routes.water"] == "the seeds name gas and electricity; water is taken as a part of energy"
    )
