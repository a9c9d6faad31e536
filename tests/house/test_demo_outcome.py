"""What the demo says of people: the plan they live by, laid beside what became of their payments."""

from collections import Counter
from datetime import date
from typing import Any

from house.demo.outcome import Fate, Household, Span, household, policy_outcome
from services.months import parse_month
from services.schedule.policies.loading import shipped
from services.schedule.wanted.payments import PaymentKey
from tests.schedule.planning.builders import a_case, a_coa, a_cost, monthly, planned

MARCH = parse_month("2026-03")
SPAN = Span(date(2026, 3, 1), date(2026, 4, 30))
RENT, ENERGY = PaymentKey(MARCH, "rent", "2026-03"), PaymentKey(MARCH, "energy", "2026-03")
LEEFGELD = PaymentKey(MARCH, "leefgeld", "2026-03-01")


def lived(*fates: Fate, **changes: Any) -> Household:
    """A single adult from 8 February on, with a rent, an energy bill, and a leefgeld of € 400 on the 1st."""
    costs = [a_cost("rent", 62000), a_cost("energy", 11000, day=15)]
    case = {"costs": costs, "floor": 40000, "periods": [monthly(40000)], "coa": a_coa(1000), **changes}
    return household(planned(a_case(**case)), fates, SPAN)


def paid(key: PaymentKey, due: str, on: str, amount: int = 62000) -> Fate:
    return Fate(key, amount, date.fromisoformat(due), date.fromisoformat(on), None)


def held(key: PaymentKey, due: str, reason: str, amount: int = 62000) -> Fate:
    return Fate(key, amount, date.fromisoformat(due), date.fromisoformat(due), reason)


def test_a_bill_paid_on_its_day_or_before_is_not_late() -> None:
    assert lived(paid(RENT, "2026-03-01", "2026-02-27"), paid(ENERGY, "2026-03-15", "2026-03-15")).late_costs == ()


def test_a_bill_paid_after_its_day_is_late_once_however_often_it_was_held_before() -> None:
    found = lived(
        held(RENT, "2026-03-01", "money_short"),
        held(RENT, "2026-03-01", "limit"),
        paid(RENT, "2026-03-01", "2026-03-12"),
    )

    assert found.late_costs == (62000,)
    assert found.held == Counter({"money_short": 1, "limit": 1})
    assert found.waiting == Counter()


def test_a_bill_that_is_held_and_never_paid_is_late_and_waits() -> None:
    twice = held(ENERGY, "2026-03-15", "unknown_to_registry", 11000)

    found = lived(twice, twice)

    assert found.late_costs == (11000,)
    assert found.held == Counter({"unknown_to_registry": 1})
    assert found.waiting == Counter({"unknown_to_registry": 1})


def test_what_fell_due_before_the_story_or_falls_due_after_it_is_not_counted() -> None:
    before, to_come = "2026-02-28", "2026-05-01"

    assert lived(paid(RENT, before, "2026-03-12"), held(ENERGY, to_come, "limit")).late_costs == ()


def test_nothing_can_be_paid_before_there_is_a_right() -> None:
    first = PaymentKey(0, "rent", "first")
    span = Span(date(2026, 2, 1), date(2026, 4, 30))
    plan = planned(a_case(left="2026-02-03", starts_on="2026-02-08"))

    on_its_first_day = household(plan, [paid(first, "2026-02-03", "2026-02-09")], span)
    a_day_later = household(plan, [paid(first, "2026-02-03", "2026-02-10")], span)

    assert on_its_first_day.late_costs == ()
    assert a_day_later.late_costs == (62000,)


def test_a_bill_that_the_plan_pays_late_and_no_run_ever_saw_is_late_too() -> None:
    costs = [a_cost("rent", 200000)]

    found = lived(method="inhouding", costs=costs, periods=[])

    assert found.late_costs == (200000, 200000)


def test_leefgeld_that_comes_after_its_day_is_told_apart_from_bills() -> None:
    late, in_time = paid(LEEFGELD, "2026-03-01", "2026-03-02", 40000), paid(LEEFGELD, "2026-03-01", "2026-02-27", 40000)

    assert (lived(late).late_leefgeld, lived(late).late_costs) == (1, ())
    assert lived(in_time).late_leefgeld == 0
    assert lived(held(LEEFGELD, "2026-03-01", "no_decision", 40000)).late_leefgeld == 1


def test_what_is_left_to_live_on_counts_months_that_have_begun() -> None:
    falling = [monthly(40000), monthly(30000, since="2026-04-01"), monthly(10000, since="2026-05-01")]

    found = lived(periods=falling)

    assert found.lowest_rest == 30000
    assert found.could_not_live


def test_while_no_b12_comes_the_debt_to_coa_grows_by_the_day_and_no_further_than_today() -> None:
    never, came = lived(), lived(coa=a_coa(1000, "2026-02-16"))

    assert never.coa_debt == (26 + 31 + 30) * 1000
    assert never.days_paid_twice > 0
    assert came.coa_debt == 13 * 1000
    assert (came.paid_twice, came.days_paid_twice) == (0, 0)


def test_without_any_money_the_days_count_up_to_today() -> None:
    nothing_yet = lived(decided_on="2026-06-10", periods=[], method="inhouding", costs=[])

    assert nothing_yet.days_without_money == (date(2026, 4, 30) - date(2026, 2, 3)).days


def test_a_policy_is_the_sum_of_its_households_and_the_worst_of_them() -> None:
    good = lived(paid(RENT, "2026-03-01", "2026-02-27"))
    bad = lived(held(RENT, "2026-03-01", "money_short"), periods=[monthly(10000)])

    found = policy_outcome(shipped()["den-haag"], "Voorbeeldam", [good, bad, good], Counter({"review": 2}))

    assert (found.households, found.could_not_live, found.share_that_could_not_live) == (3, 1, 33)
    assert (found.lowest_rest, found.median_rest) == (bad.lowest_rest, good.lowest_rest)
    assert (found.late_costs, found.late_sum) == (1, 62000)
    assert found.waiting == Counter({"money_short": 1})
    assert found.overdue.total() == 2
    assert found.deepest_gap == min(
        [one.deepest_gap for one in (good, bad) if one.deepest_gap], key=lambda gap: gap.deepest
    )
