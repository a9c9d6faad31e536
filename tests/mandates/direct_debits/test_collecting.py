"""Whether a supplier would draw in a month, and when a mandate falls asleep."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.mandate_events import DirectDebitState as State
from services.mandates.costs import Cost
from services.mandates.direct_debits.collecting import Dormancy, collecting, collects, dormant, lapsed
from services.mandates.direct_debits.direct_debit import DirectDebit, OnAccount
from tests.mandates.direct_debits.mandates import TERMS

JANUARY, MARCH = 2026 * 12, 2026 * 12 + 2
ACTIVE = DirectDebit(
    UUID(int=1), UUID(int=2), Cost.RENT, UUID(int=3), OnAccount.CLIENT, TERMS, State.ACTIVE, 3, None, None, None,
    datetime(2026, 1, 5, tzinfo=UTC), "anna",
)  # fmt: skip


def until(first: date, last: date | None) -> DirectDebit:
    return ACTIVE._replace(terms=TERMS._replace(valid_from=first, valid_until=last, signed_on=None))


@pytest.mark.parametrize("state", list(State))
def test_only_by_an_active_mandate_a_supplier_draws(state: State) -> None:
    assert collects([ACTIVE._replace(state=state)], Cost.RENT, MARCH) is (state is State.ACTIVE)


def test_a_mandate_is_about_one_cost() -> None:
    assert collects([ACTIVE], Cost.RENT, MARCH)
    assert not collects([ACTIVE], Cost.WATER, MARCH)
    assert not collects([], Cost.RENT, MARCH)


@pytest.mark.parametrize(
    ("first", "last", "drawn"),
    [
        (date(2026, 3, 31), None, True),
        (date(2026, 4, 1), None, False),
        (date(2026, 1, 1), date(2026, 3, 1), True),
        (date(2026, 1, 1), date(2026, 2, 28), False),
        (date(2026, 3, 5), date(2026, 3, 5), True),
    ],
)
def test_a_month_is_drawn_in_if_the_mandate_holds_on_any_of_its_days(
    first: date, last: date | None, drawn: bool
) -> None:
    assert collects([until(first, last)], Cost.RENT, MARCH) is drawn


def test_where_the_days_of_collection_are_known_the_mandate_has_to_hold_on_one_of_them() -> None:
    from_the_tenth = until(date(2026, 3, 10), None)
    assert collects([from_the_tenth], Cost.RENT, MARCH, days=[1, 15])
    assert not collects([from_the_tenth], Cost.RENT, MARCH, days=[1, 9])
    assert collects([from_the_tenth], Cost.RENT, MARCH + 1, days=[31]), "the 31st of April is its last day"


def test_two_mandates_for_one_cost_are_both_named() -> None:
    other = ACTIVE._replace(id=UUID(int=9), on_account=OnAccount.ORGANISATION)
    assert collecting([ACTIVE, other], Cost.RENT, MARCH) == [ACTIVE, other]


def test_after_36_months_of_silence_nothing_is_drawn() -> None:
    silent = ACTIVE._replace(last_used_on=date(2023, 3, 10))
    assert collects([silent], Cost.RENT, MARCH), "until the 9th"
    assert not collects([silent], Cost.RENT, MARCH, days=[10])
    assert not collects([silent], Cost.RENT, MARCH + 1)


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 7, 30), None),
        (date(2026, 7, 31), Dormancy.WARNING),
        (date(2027, 1, 30), Dormancy.WARNING),
        (date(2027, 1, 31), Dormancy.EXPIRED),
    ],
)
def test_a_mandate_falls_asleep_after_30_months_and_ends_after_36(today: date, found: Dormancy | None) -> None:
    assert dormant(ACTIVE._replace(last_used_on=date(2024, 1, 31)), today) is found


def test_one_that_was_never_used_counts_from_its_signing_and_else_from_its_first_day() -> None:
    assert ACTIVE.unused_since == date(2026, 1, 2)
    assert until(date(2026, 1, 1), None).unused_since == date(2026, 1, 1)
    assert ACTIVE._replace(last_used_on=date(2026, 2, 1)).unused_since == date(2026, 2, 1)


def test_30_months_after_the_last_of_august_is_the_last_of_february() -> None:
    used = ACTIVE._replace(last_used_on=date(2023, 8, 31))
    assert dormant(used, date(2026, 2, 27)) is None
    assert dormant(used, date(2026, 2, 28)) is Dormancy.WARNING


def test_what_has_ended_neither_sleeps_nor_lapses() -> None:
    over = ACTIVE._replace(state=State.REVOKED, last_used_on=date(2020, 1, 1))
    assert dormant(over, date(2026, 1, 1)) is None
    assert not lapsed(over, date(2026, 1, 1))


def test_a_mandate_lapses_the_day_after_its_last_one() -> None:
    one = until(date(2026, 1, 1), date(2026, 3, 1))
    assert not lapsed(one, date(2026, 3, 1))
    assert lapsed(one, date(2026, 3, 2))
    assert lapsed(ACTIVE._replace(state=State.SUSPENDED), date(2029, 1, 2))
