"""What a run reads of a plan is what the plan says."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.schedule.planning.bridging import minstand_cap
from services.schedule.planning.case import Account, Method
from services.schedule.wanted.income import expectations
from services.schedule.wanted.payments import planned_payments
from services.schedule.wanted.sheet import Sheet
from services.schedule.wanted.sheet_mark import sheet_mark
from tests.schedule.planning.builders import a_case, a_cost, a_minstand, monthly, planned
from tests.schedule.planning.strategies import FAST, Raw, cases

PERIODS = st.tuples(st.dates(date(2025, 12, 1), date(2027, 3, 1)), st.integers(0, 120))


@FAST
@given(cases(), PERIODS)
def test_a_sheet_that_was_kept_wants_what_its_plan_wants(case: Raw, period: tuple[date, int]) -> None:
    first, last = period[0], period[0] + timedelta(days=period[1])
    made = planned(case)
    kept = Sheet.read(Sheet.of(made).written())
    wanted, expected = planned_payments(made), expectations(made)
    in_period = [one for one in wanted if one.due_on >= first and (one.due_on <= last or one.execute_on <= last)]
    assert kept.payments_due(first, last) == in_period
    assert kept.every_payment == wanted
    assert kept.income(first, last) == [one for one in expected if first <= one.on <= last]
    assert kept.cap == minstand_cap(made.case)


@FAST
@given(cases(), PERIODS)
def test_it_knows_what_the_account_does_where_that_is_tried(case: Raw, period: tuple[date, int]) -> None:
    until, made = period[0], planned(case)
    kept = Sheet.read(Sheet.of(made).written())
    assert kept.is_tried == (made.case.method is Method.BUDGETBEHEER)
    if kept.is_tried:
        ends = [end.balance for end in made.day_ends if end.on <= until]
        assert kept.is_below_by(until) == any(balance < -kept.cap for balance in ends)
        moved = [one.amount for one in made.entries if one.account is Account.BUDGET and one.on <= until]
        assert sum(kept.days_moved(until).values()) == sum(moved)


def test_what_is_due_outside_the_relief_is_carried_by_its_first_or_its_last_day() -> None:
    wanted = Sheet.of(planned(a_case(ends_on="2026-03-31")))
    days = [date(2026, 2, 1), date(2026, 3, 3), date(2026, 4, 2)]
    assert [wanted.day_of_relief(day) for day in days] == [date(2026, 2, 8), date(2026, 3, 3), date(2026, 3, 31)]


def test_the_first_day_below_the_minstand_is_written_down() -> None:
    """Leefgeld of € 300 is advanced on 10 February, before any money is in, and nothing was approved for it."""
    short = Sheet.of(planned(a_case(costs=[a_cost()], periods=[monthly(40000)])))
    assert (short.cap, short.is_below_by(date(2026, 2, 9)), short.is_below_by(date(2026, 2, 10))) == (0, False, True)
    carried = Sheet.of(planned(a_case(costs=[a_cost()], periods=[monthly(40000)], bridging=[a_minstand(30000)])))
    assert (carried.cap, carried.is_below_by(date(2026, 2, 26))) == (30000, False)


def test_other_norms_and_other_rules_make_another_mark() -> None:
    assert sheet_mark("a") == sheet_mark("a") != sheet_mark("b")
    assert sheet_mark("a").startswith("a-")
    assert len(sheet_mark("a")) == len("a-") + 16
