"""Silence of the bank says something five bank days later, and not before."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import banking_days
from services.schedule.unseen.unseen import Unseen, UnseenKind, judged_until, seen_by

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


def unseen(what: UnseenKind, subject: str) -> Unseen:
    return Unseen(what, UUID(int=1), subject, 620_00, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("expected_on", "shown_by"),
    [("2026-03-02", "2026-03-09"), ("2026-03-01", "2026-03-09"), ("2026-04-01", "2026-04-10")],
)
def test_a_statement_shows_it_within_five_bank_days(expected_on: str, shown_by: str) -> None:
    assert seen_by(date.fromisoformat(expected_on)) == date.fromisoformat(shown_by)  # Easter is 3 to 6 April


@given(DAYS, DAYS)
def test_nothing_is_judged_before_the_statements_reach_so_far_and_everything_after(
    expected_on: date, end: date
) -> None:
    if expected_on <= judged_until(end):
        assert seen_by(expected_on) <= end
    if seen_by(expected_on) <= end and banking_days.is_bank_day(expected_on):
        assert expected_on <= judged_until(end)


def test_leefgeld_that_nobody_saw_is_looked_at_today_and_a_rent_on_the_next_bank_day() -> None:
    friday = date(2026, 3, 13)
    assert unseen(UnseenKind.PAYMENT, "leefgeld/2026-03-01").due_on(friday) == friday
    assert unseen(UnseenKind.PAYMENT, "rent/2026-03").due_on(friday) == date(2026, 3, 16)
    assert unseen(UnseenKind.COLLECTION, "rent/2026-03").about == "collection/rent/2026-03"
