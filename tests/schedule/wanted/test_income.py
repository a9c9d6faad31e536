"""What a plan expects on the budget account beside the payments."""

from services.months import parse_month
from services.schedule.planning.plan import Plan
from services.schedule.wanted.income import Happening, expectations
from tests.schedule.planning.builders import (
    a_case,
    a_cost,
    a_debt,
    a_flow,
    a_grant,
    a_loan,
    a_toeslag,
    an_advance,
    instalments,
    planned,
)


def expected(made: Plan) -> list[tuple[str, str, int]]:
    return [(one.on.isoformat(), one.subject, one.amount) for one in expectations(made)]


def of_february(made: Plan) -> list[tuple[Happening, int]]:
    return [(one.happening, one.amount) for one in expectations(made) if one.month == parse_month("2026-02")]


def test_a_benefit_is_known_by_its_first_month_and_toeslagen_by_theirs() -> None:
    made = planned(a_case(toeslagen=[a_toeslag(10000)], ends_on="2026-04-30"))
    assert expected(made) == [
        ("2026-02-27", "benefit/2026-02", 99857),
        ("2026-03-31", "benefit/2026-03", 133142),
        ("2026-04-20", "huurtoeslag/2026-03", 30000),
        ("2026-04-30", "benefit/2026-04", 133142),
    ]


def test_what_the_benefit_system_keeps_never_comes_in() -> None:
    case = a_case("inhouding", costs=[a_cost()], debts=[a_debt(10000, 5000)], floor=40000, ends_on="2026-03-30")
    made = planned(case)
    assert expected(made) == [("2026-02-27", "benefit/2026-02", 62000)]


def test_an_advance_is_owed_and_set_off_from_the_payouts() -> None:
    made = planned(a_case(bridging=[an_advance(20000, on="2026-02-10")], ends_on="2026-02-28"))
    happenings = of_february(made)
    assert happenings == [(Happening.ADVANCE, 20000), (Happening.BENEFIT, 99857), (Happening.REPAYMENT, 20000)]
    assert not Happening.REPAYMENT.comes_in


def test_an_advance_that_the_client_got_is_set_off_before_the_benefit_comes_in() -> None:
    made = planned(a_case(bridging=[an_advance(20000, on="2026-02-10", to="client")], ends_on="2026-02-28"))
    assert expected(made) == [("2026-02-27", "benefit/2026-02", 99857 - 20000)]


def test_only_as_much_is_given_back_as_came_to_the_budget_account() -> None:
    lent = [an_advance(20000, on="2026-02-10"), an_advance(30000, on="2026-02-10", to="client")]
    made = planned(a_case(bridging=lent, ends_on="2026-02-28"))
    happenings = of_february(made)
    assert happenings == [
        (Happening.ADVANCE, 20000),
        (Happening.BENEFIT, 99857 - 30000),
        (Happening.REPAYMENT, 20000),
    ]


def test_two_repayments_in_one_month_have_names_of_their_own() -> None:
    loans = [a_loan(10000, instalments(1)), a_loan(20000, instalments(1))]
    made = planned(a_case(bridging=loans, ends_on="2026-02-28"))
    assert expected(made)[-2:] == [
        ("2026-02-27", "repayment/2026-02", 10000),
        ("2026-02-27", "repayment/2026-02:2", 20000),
    ]


def test_other_money_comes_in_and_what_leaves_by_other_hands_waits_for_the_bank() -> None:
    flows = [a_flow("2026-02-16", 5000), a_flow("2026-02-17", -3000)]
    made = planned(a_case(flows=flows, bridging=[a_grant(7000, on="2026-02-16")], ends_on="2026-02-20"))
    assert expected(made) == [("2026-02-16", "grant/2026-02", 7000), ("2026-02-16", "other/2026-02", 5000)]
