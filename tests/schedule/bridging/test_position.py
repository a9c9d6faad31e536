"""What is drawn, repaid and open: the same to the cent in the ledger and by the plan."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.schedule.bridging.position import Figures, positions
from services.schedule.ledger.accounts import Account
from services.schedule.ledger.entry import AccountKind, Movement
from services.schedule.payments.booking import Occasion, Standing, ToPay, ToRecognise, book
from services.schedule.wanted.income import Happening
from services.schedule.wanted.payments import PaymentKey
from tests.schedule.bridging.gaps import NO_MINSTAND, decided, trying
from tests.schedule.planning.strategies import FAST

MARCH = 2026 * 12 + 2
SOMEBODY = UUID("019b8d2b-8c00-79c9-8ee9-bce57c7b7939")
NOTHING = {kind: Account() for kind in AccountKind}


def test_of_what_the_plan_has_only_what_runs_have_booked_counts() -> None:
    repay = {"mode": "instalments", "count": 4, "fromPayout": 3}
    made = trying("dongemond", decided("loan", 80000, "2026-02-20", repay=repay)).plan()
    untold = {one.account: one.plan for one in positions(made, NOTHING, None)}
    assert untold[AccountKind.LOANS] == Figures(0, 0)
    until_may = {one.account: one for one in positions(made, NOTHING, date(2026, 5, 31))}
    assert until_may[AccountKind.LOANS].plan == Figures(80000, 40000)
    assert until_may[AccountKind.LOANS].plan.open == 40000
    assert until_may[AccountKind.LOANS].open_at_end == 0
    assert not until_may[AccountKind.LOANS].agrees


def test_a_grant_is_drawn_and_never_owed_at_the_end() -> None:
    made = trying("den-haag", NO_MINSTAND, decided("grant", 75400, "2026-02-20")).plan()
    (grants,) = [one for one in positions(made, NOTHING, date(2026, 3, 31)) if one.account is AccountKind.GRANTS]
    assert (grants.plan, grants.open_at_end) == (Figures(75400, 0), 0)


@FAST
@given(st.lists(st.tuples(st.integers(0, 250_000), st.integers(1, 250_000)), min_size=1, max_size=12))
def test_what_is_drawn_less_what_is_repaid_is_what_is_owed_month_after_month(months: list[tuple[int, int]]) -> None:
    """A run a month books income and payments: the minstand owes exactly what the account would be below zero."""
    budget = owed = drawn = repaid = balance = 0
    for number, (comes_in, goes_out) in enumerate(months):
        month = MARCH + number
        income = [ToRecognise(month, f"benefit/{month}", Happening.BENEFIT, comes_in, 0, 0)] if comes_in else []
        payment = ToPay(PaymentKey(month, "rent", str(month)), goes_out, (date(2026, 3, 1), 0))
        standing = Standing(budget, owed, 10_000_000)
        booking = book(SOMEBODY, standing, income, [payment], Occasion(date(2026, 3, 1), month, f"{month}"))
        assert booking.held == {}
        for entry in booking.entries:
            sums = {one: entry.amount if entry.movement is one else 0 for one in Movement}
            drawn += sums[Movement.MINSTAND_IS_DRAWN]
            repaid += sums[Movement.MINSTAND_IS_REPAID]
            budget += sums[Movement.BENEFIT_COMES_IN] + sums[Movement.MINSTAND_IS_DRAWN]
            budget -= sums[Movement.BUDGET_PAYS] + sums[Movement.MINSTAND_IS_REPAID]
        balance += comes_in - goes_out
        owed = drawn - repaid
        assert owed == max(-balance, 0)
        assert budget == max(balance, 0)
