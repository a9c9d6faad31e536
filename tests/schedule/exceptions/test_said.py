"""What a person says of a booking becomes shares that come to it to the cent, whatever is said."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.months import parse_month
from services.schedule.exceptions.said import COSTS, INCOME, Households, MoneyIsShort, Part, check, shares_of
from services.schedule.matching.booked import Booked
from services.schedule.statements.statement import Direction

MARCH = parse_month("2026-03")
ACCOUNT = "NL91ABNA0417164300"
HOMES = [UUID(int=number) for number in range(1, 4)]

parts = st.lists(
    st.builds(
        Part,
        st.sampled_from(HOMES),
        st.sampled_from(sorted(INCOME | COSTS)),
        st.sampled_from([MARCH, MARCH + 1]),
        st.integers(-5, 50),
    ),
    min_size=1,
    max_size=5,
)


def booked(amount: int, direction: Direction) -> Booked:
    return Booked(UUID(int=9), 1, 1, ACCOUNT, amount, direction, date(2026, 3, 3))


@given(parts, st.integers(1, 150), st.sampled_from(Direction))
def test_shares_are_positive_of_their_direction_once_each_and_come_to_the_booking(
    said: list[Part], amount: int, direction: Direction
) -> None:
    kinds = COSTS if direction is Direction.DEBIT else INCOME
    is_right = (
        sum(part.amount for part in said) == amount
        and all(part.amount > 0 and part.kind in kinds for part in said)
        and len({part[:3] for part in said}) == len(said)
    )
    if not is_right:
        with pytest.raises(InvalidInput):
            shares_of(booked(amount, direction), said)
        return
    shares = shares_of(booked(amount, direction), said)
    assert sum(share.amount for share in shares) == amount
    assert [(share.household_id, share.month, share.subject.split("/")[0]) for share in shares] == [
        (part.household_id, part.month, part.kind) for part in said
    ]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=3), st.integers(0, 150))
def test_nobody_is_drawn_for_more_than_is_free_however_it_is_divided(amounts: list[int], free: int) -> None:
    kinds = sorted(COSTS)
    said = [Part(HOMES[0], kinds[at], MARCH, amount) for at, amount in enumerate(amounts)]
    debit = booked(sum(amounts), Direction.DEBIT)
    known = Households({HOMES[0]: ACCOUNT}, set(), {HOMES[0]: free})
    if sum(amounts) <= free:
        check(debit, shares_of(debit, said), known)
        return
    with pytest.raises(MoneyIsShort):
        check(debit, shares_of(debit, said), known)
