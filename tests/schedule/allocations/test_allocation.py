"""Who is asked, until when, and what a word means in cents."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events import AllocationState
from services.schedule.allocations.allocation import (
    Allocation,
    AllocationWord,
    NotAsked,
    Said,
    silent_since,
    why_not_asked,
)
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments.run import PaymentRoute
from tests.schedule.allocations.builders import BOOKED, ELSEWHERE, LESS, NOT_BOOKED, RENT, answered, rent

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
MAY = datetime(2026, 5, 1, 22, tzinfo=UTC)
"""In the Netherlands it is 2 May, 61 days after the rent was executed."""


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (RENT, None),
        (rent(payee=PayeeKind.CLIENT), NotAsked.TO_CLIENT),
        (rent(route=PaymentRoute.BENEFIT_SYSTEM_WITHHOLDS), NotAsked.WITHHELD),
        (rent(route=PaymentRoute.SUPPLIER_PULLS), NotAsked.DRAWN),
        (rent(executed_on=None, known_at=None), NotAsked.NOT_EXECUTED),
        (rent(known_at=MAY), NotAsked.LONG_AGO),
        (rent(known_at=datetime(2026, 5, 1, 21, tzinfo=UTC)), None),
    ],
)
def test_only_a_supplier_is_asked_about_what_a_statement_shows_in_time(one: Allocation, why: NotAsked | None) -> None:
    assert why_not_asked(one) == why


@pytest.mark.parametrize(
    ("known_at", "answer_by"),
    [("2026-03-02T18:00:00+00:00", "2026-03-16"), ("2026-03-05T23:30:00+00:00", "2026-03-20")],
)
def test_an_answer_has_ten_bank_days_from_when_we_knew(known_at: str, answer_by: str) -> None:
    one = rent(known_at=datetime.fromisoformat(known_at))
    assert one.answer_by == date.fromisoformat(answer_by)
    assert not one.is_overdue(one.answer_by)
    assert one.is_overdue(date.fromisoformat(answer_by).replace(day=one.answer_by.day + 1))


@given(DAYS, DAYS)
def test_what_became_known_up_to_that_day_is_late_and_nothing_else(known_on: date, today: date) -> None:
    at = datetime(known_on.year, known_on.month, known_on.day, 12, tzinfo=UTC)
    one = rent(executed_on=known_on, known_at=at)
    assert one.is_overdue(today) == (known_on <= silent_since(today))


@pytest.mark.parametrize(
    ("said", "state", "astray"),
    [
        (BOOKED, AllocationState.BOOKED, 0),
        (NOT_BOOKED, AllocationState.NOT_BOOKED, 620_00),
        (LESS, AllocationState.BOOKED_OTHERWISE, 20_00),
        (LESS._replace(amount=650_00), AllocationState.BOOKED_OTHERWISE, 30_00),
        (ELSEWHERE, AllocationState.BOOKED_OTHERWISE, 620_00),
    ],
)
def test_what_does_not_stand_on_the_clients_account_is_astray(said: Said, state: AllocationState, astray: int) -> None:
    one = answered(said)
    assert (one.state, one.astray, one.is_overdue(date(2026, 12, 1))) == (state, astray, False)


@pytest.mark.parametrize("said", [BOOKED, NOT_BOOKED, LESS])
def test_what_came_back_is_asked_after_no_more_whatever_was_said(said: Said) -> None:
    one = answered(said)._replace(over=True)
    assert (one.state, one.astray) == (AllocationState.ENDED, 0)
    assert not rent(over=True).is_overdue(date(2026, 12, 1))


def test_every_word_is_a_state() -> None:
    assert {AllocationState(word) for word in AllocationWord} == set(AllocationState) - {
        AllocationState.ASKED,
        AllocationState.ENDED,
    }
