"""Which months money is for, and what was decided beside what came."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.months import month_text, parse_month
from services.schedule.planning.case import Account
from services.schedule.planning.toeslagen import ToeslagPayment
from services.schedule.toeslagen.arrival import Arrival, months_of, together
from tests.schedule.toeslagen.builders import IN_TIME, came, known

BACK_PAY = came("2026-04-20", 112200, "2026-03", "2026-05")


def is_for(amount: int, on: str, *before: Arrival) -> tuple[str, str]:
    """The months of money that came on a day, after what came before."""
    first, last = months_of(known(*IN_TIME).payments, before, amount, date.fromisoformat(on))
    return month_text(first), month_text(last)


@pytest.mark.parametrize(
    ("amount", "on", "months"),
    [
        (112200, "2026-04-20", ("2026-03", "2026-05")),
        (112200, "2026-04-14", ("2026-03", "2026-05")),  # three bank days early
        (99900, "2026-04-22", ("2026-03", "2026-05")),  # another amount is still that payment
        (37400, "2026-05-20", ("2026-06", "2026-06")),
        (149600, "2026-05-20", ("2026-03", "2026-06")),  # both at once, a month late
        (112200, "2026-05-22", ("2026-03", "2026-05")),  # the older one alone
        (5000, "2026-05-22", ("2026-06", "2026-06")),
        (37400, "2026-02-20", ("2026-03", "2026-03")),  # before anything was due
    ],
)
def test_money_is_for_what_was_due_and_has_not_come(amount: int, on: str, months: tuple[str, str]) -> None:
    assert is_for(amount, on) == months


def test_what_comes_on_top_is_for_the_months_that_came_last() -> None:
    assert is_for(37400, "2026-05-20", BACK_PAY) == ("2026-06", "2026-06")
    assert is_for(5000, "2026-04-28", BACK_PAY) == ("2026-03", "2026-05")


def test_a_row_of_payments_has_no_month_between_that_came_already() -> None:
    june = came("2026-05-20", 37400, "2026-06")
    assert is_for(112200 + 37400, "2026-06-22", june) == ("2026-07", "2026-07")


_MONTHS = st.integers(parse_month("2026-01"), parse_month("2027-12"))


@given(
    st.lists(st.tuples(_MONTHS, st.integers(0, 3), st.integers(1, 10**6)), max_size=8),
    st.lists(st.tuples(_MONTHS, st.integers(0, 3), st.integers(1, 10**6)), max_size=8),
)
def test_nothing_is_lost_or_counted_twice_where_payments_and_arrivals_are_put_together(
    decided: list[tuple[int, int, int]], told: list[tuple[int, int, int]]
) -> None:
    on = date(2026, 4, 20)
    payments = [ToeslagPayment(on, Account.BUDGET, "x", amount, first, first + more) for first, more, amount in decided]
    arrivals = [Arrival(first, first + more, amount, on, Account.BUDGET) for first, more, amount in told]
    found = together(payments, arrivals)
    assert sorted(one for each in found for one in each.payments) == sorted(payments)
    assert sorted(one for each in found for one in each.arrivals) == sorted(arrivals)
    assert all(one.last < other.first for one, other in pairwise(found)), "no month stands twice"
    came_more = sum(amount for *_, amount in told) - sum(amount for *_, amount in decided)
    assert sum(one.difference for one in found) == came_more
