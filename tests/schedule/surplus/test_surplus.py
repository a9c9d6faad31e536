"""What is over is here, needed for nothing until the end, and above the buffer; in whole euros."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.months import parse_month
from services.schedule.households.rulebook import Rulebook
from services.schedule.planning.household import HouseholdType
from services.schedule.planning.plan import Plan
from services.schedule.planning.policy import ByHousehold, SurplusRule
from services.schedule.surplus.surplus import (
    Means,
    Surplus,
    falls_short,
    flows,
    is_looked_at,
    looked_at_on,
    paid_on,
    surplus,
)
from services.schedule.wanted.payments import planned_payments
from tests.schedule.households.builders import B12, NEEDED, RENT, RULES, a_plan
from tests.schedule.toeslagen.builders import IN_TIME

MAY = parse_month("2026-05")
RULE = SurplusRule(4, 15, ByHousehold(dict.fromkeys(HouseholdType, 100_00), 0))
FACTS = (*NEEDED, RENT, B12, *IN_TIME)


def with_rule(rule: SurplusRule = RULE) -> Rulebook:
    """The rules that ship, with a surplus rule for Den Haag."""
    policies = dict(RULES.policies) | {"den-haag": replace(RULES.policies["den-haag"], surplus=rule)}
    return Rulebook.of(policies, RULES.norms, RULES.rates)


def the_plan(*further: dict[str, object]) -> Plan:
    return a_plan(*FACTS, *further).plan


def test_a_month_is_looked_at_on_a_bank_day_and_paid_with_the_next_run() -> None:
    assert looked_at_on(RULE, MAY) == date(2026, 5, 15)
    assert looked_at_on(RULE, parse_month("2026-08")) == date(2026, 8, 14)
    assert (paid_on(MAY), paid_on(parse_month("2026-04"))) == (date(2026, 6, 1), date(2026, 5, 4))


def test_the_rule_speaks_from_its_month_of_the_relief_on_and_no_longer_than_it_pays_within_it() -> None:
    made = the_plan()
    spoken = [number for number in range(3, 9) if is_looked_at(RULE, made, parse_month(f"2026-0{number}"))]
    assert spoken == [5, 6, 7]  # what July finds is paid on 3 August, and the relief ends on the 7th


def test_what_waits_or_has_not_arrived_is_not_here() -> None:
    assert Means(500_00, 120_00, 80_00).here == 300_00


def test_the_buffer_stays_and_whole_euros_go() -> None:
    assert Surplus(300_00, 250_99, 100_00).amount == 150_00
    assert Surplus(300_00, 99_00, 100_00).amount == 0
    assert Surplus(-1_00, 500_00, 0).amount == 0


def test_no_more_is_over_than_the_account_comes_to_at_its_lowest() -> None:
    made = the_plan()
    booked = date(2026, 5, 31)
    rich = Means(5_000_00, 0, 0)
    lowest = surplus(0, rich, made, booked).lowest
    costs = {one.due_on: one.amount for one in planned_payments(made) if one.due_on > booked}
    assert lowest < rich.free
    assert lowest >= rich.free - sum(costs.values())
    assert surplus(0, rich, made, date(2026, 8, 7)).lowest == rich.free
    assert surplus(0, rich._replace(waiting=200_00), made, booked).lowest == lowest - 200_00


@given(st.integers(-100_000, 500_000), st.integers(-100_000, 500_000), st.integers(0, 200_000))
def test_what_goes_never_touches_the_buffer(here: int, lowest: int, buffer: int) -> None:
    amount = Surplus(here, lowest, buffer).amount
    assert amount >= 0
    assert amount % 100 == 0
    assert amount == 0 or min(here, lowest) - amount >= buffer
    assert min(here, lowest) - amount - buffer < 100 or amount == 0


def test_the_plan_pays_it_to_the_client_under_the_key_of_its_month() -> None:
    told = [one.model_dump(mode="json") for one in flows(150_00, MAY)]
    made = the_plan(*told)
    (payment,) = [one for one in planned_payments(made) if one.key.purpose == "surplus"]
    assert payment.key == (parse_month("2026-06"), "surplus", "2026-06")
    assert (payment.amount, payment.due_on, str(payment.payee)) == (150_00, date(2026, 6, 1), "client")
    assert not falls_short(the_plan(), made)
    settled = [one.closing.settlement for one in (the_plan(), made)]
    assert settled[0] - settled[1] == 150_00


def test_a_release_that_leaves_a_minus_at_the_end_falls_short() -> None:
    made = the_plan()
    told = [one.model_dump(mode="json") for one in flows(made.closing.settlement + 100_000_00, MAY)]
    assert falls_short(made, the_plan(*told))
