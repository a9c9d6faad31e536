"""What the budget account cannot carry is held, leefgeld never."""

from datetime import date

from services.schedule.payments.fitting import short_of_money
from services.schedule.wanted.payments import PaymentKey, planned_payments
from services.schedule.wanted.sheet import Sheet
from tests.schedule.planning.builders import Raw, a_case, a_cost, a_grant, a_minstand, monthly, planned

FEBRUARY = date(2026, 2, 9)
END_OF_MARCH = date(2026, 3, 31)


def held(case: Raw, paid: set[PaymentKey] | None = None, not_before: date = FEBRUARY) -> list[str]:
    made = planned(case)
    short = short_of_money(Sheet.of(made), planned_payments(made), paid or set(), not_before, END_OF_MARCH)
    return sorted(f"{key.purpose}/{key.occasion}" for key in short)


def a_tight_case(cap: int) -> Raw:
    """A benefit of € 998.57 on 27 February; leefgeld € 300 + € 400, rent € 620 and energy € 110 fall due before April.

    Before the benefit the advance of € 300 makes a minus of € 300; on 27 February all three leave -300 + 998.57 - 400
    - 620 = -321.43 cents, and 13 March makes it -431.43 until the benefit of 31 March.
    """
    costs = [a_cost(amounts=62000), a_cost("energy", 11000, day=15)]
    return a_case(costs=costs, periods=[monthly(40000)], bridging=[a_minstand(cap)])


def test_all_is_paid_while_the_approved_minstand_carries_it() -> None:
    assert held(a_tight_case(43143)) == []


def test_one_cent_less_holds_the_cost_that_would_go_below_it() -> None:
    assert held(a_tight_case(43142)) == ["energy/2026-03"]


def test_a_cost_that_does_not_fit_leaves_room_for_a_smaller_one_behind_it() -> None:
    assert held(a_tight_case(30000)) == ["rent/2026-03"]


def test_leefgeld_is_paid_also_where_nothing_else_fits() -> None:
    case = a_case(costs=[a_cost()], periods=[monthly(150000)])
    assert held(case) == ["rent/2026-03"]


def test_what_was_paid_already_is_not_held_any_more() -> None:
    rent = PaymentKey(2026 * 12 + 2, "rent", "2026-03")
    assert held(a_tight_case(30000), paid={rent}) == ["energy/2026-03"]


def test_a_held_cost_is_tried_again_on_the_day_that_it_can_be_executed() -> None:
    case = a_case(costs=[a_cost()], bridging=[a_grant(50000, on="2026-03-10")], ends_on="2026-04-30", payout=(8, 1))
    assert held(case, not_before=date(2026, 2, 27)) == ["rent/2026-03"]
    assert held(case, not_before=date(2026, 3, 10)) == []


def test_under_inhouding_the_plan_itself_decides() -> None:
    case = a_case("inhouding", costs=[a_cost(amounts=200000)], floor=40000)
    assert held(case) == []
