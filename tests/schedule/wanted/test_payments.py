"""What a plan wants paid, and under which keys."""

from datetime import date

from hypothesis import given

from services.months import month_text
from services.schedule.payees.payee import PayeeKind
from services.schedule.wanted.income import expectations
from services.schedule.wanted.payments import NO_MONTH, PaymentKey, PlannedPayment, planned_payments
from tests.schedule.planning.builders import a_case, a_cost, a_debt, a_grant, monthly, planned
from tests.schedule.planning.strategies import FAST, Raw, cases


def keys(payments: list[PlannedPayment]) -> list[tuple[str, str, str, int]]:
    return [(p.key.purpose, p.key.occasion, p.execute_on.isoformat(), p.amount) for p in payments]


def test_a_cost_month_is_paid_under_its_month_and_leefgeld_under_its_nominal_day() -> None:
    case = a_case(costs=[a_cost(day=1)], periods=[monthly(40000)], ends_on="2026-03-31")
    assert keys(planned_payments(planned(case))) == [
        ("leefgeld", "advance", "2026-02-10", 30000),
        ("leefgeld", "2026-03-01", "2026-02-27", 40000),
        ("rent", "2026-03", "2026-02-27", 62000),
        ("settlement", "2026-03-31", "2026-04-01", 99857 + 133142 - 30000 - 40000 - 62000),
    ]


def test_the_key_month_of_a_cost_is_its_cost_month_also_where_the_supplier_waits() -> None:
    case = a_case(costs=[a_cost(deferrals=[("2026-03", "2026-04-20")])], ends_on="2026-04-30")
    payments = planned_payments(planned(case))
    waiting = next(p for p in payments if p.key.occasion == "2026-03")
    assert month_text(waiting.key.month) == "2026-03"
    assert (waiting.due_on, waiting.execute_on) == (date(2026, 4, 20), date(2026, 4, 20))


def test_what_comes_once_belongs_to_no_month() -> None:
    case = a_case(costs=[a_cost(first=("2026-02-20", 20000))], ends_on="2026-03-31")
    first = planned_payments(planned(case))[0]
    assert first.key == PaymentKey(NO_MONTH, "rent", "first")
    assert first.payee is PayeeKind.SUPPLIER


def test_a_cost_that_was_handed_back_is_paid_to_the_client_under_the_same_key() -> None:
    ours = planned_payments(planned(a_case(costs=[a_cost()], ends_on="2026-04-30")))
    back = planned_payments(planned(a_case(costs=[a_cost(handed_back="2026-04")], ends_on="2026-04-30")))
    april = [p for p in back if p.key.occasion == "2026-04"]
    assert [p.key for p in april] == [p.key for p in ours if p.key.occasion == "2026-04"]
    assert [p.payee for p in april] == [PayeeKind.CLIENT]


def test_under_inhouding_the_rest_and_instalments_of_debts_are_not_ours_to_send() -> None:
    case = a_case("inhouding", costs=[a_cost()], debts=[a_debt(10000, 5000)], floor=40000, ends_on="2026-04-30")
    assert keys(planned_payments(planned(case))) == [
        ("rent", "2026-03", "2026-02-27", 62000),
        ("rent", "2026-04", "2026-04-01", 62000),
    ]


def test_bridging_that_goes_to_the_client_is_no_payment_from_the_budget_account() -> None:
    case = a_case(bridging=[a_grant(50000, to="client")], ends_on="2026-02-20")
    assert planned_payments(planned(case)) == []


@FAST
@given(cases())
def test_after_its_last_day_a_plan_wants_and_expects_nothing(case: Raw) -> None:
    made = planned(case)
    days = [one.due_on for one in planned_payments(made)]
    days += [one.on for one in expectations(made)]
    assert max(days, default=date.min) <= made.last_day
    assert made.settles_on <= made.last_day
