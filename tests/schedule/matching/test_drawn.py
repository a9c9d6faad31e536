"""What a remembered collector draws is one bill a month, of one amount, out of money that is there."""

import pytest

from services.events import Oddity
from services.months import parse_month
from services.schedule.matching.booked import Booked
from services.schedule.matching.drawn import Bill, drawn
from services.schedule.matching.remembered import Remembered
from services.schedule.matching.verdict import Odd, Rule, Share, Shared
from services.schedule.statements.statement import Direction
from tests.schedule.matching.bookings import FATIMA, YUSUF, debit

WATER = Remembered(None, Direction.DEBIT, b"the waterworks", frozenset(), "water", FATIMA, 41_00)
BOOKED = debit(41, "2026-03-02", counterparty=b"the waterworks")
MARCH: Bill = (FATIMA, parse_month("2026-03"), "water/2026-03")


def test_the_bill_of_the_month_is_paid_from_the_budget() -> None:
    assert drawn(BOOKED, [WATER], set(), {FATIMA: 41_00}) == Shared(Rule.REMEMBERED, (Share(*MARCH, 41_00),))


@pytest.mark.parametrize(
    ("booked", "known", "has", "odd"),
    [
        (BOOKED, {MARCH}, 99_00, Oddity.PAID_TWICE),
        (BOOKED._replace(amount=42_00), set(), 99_00, Oddity.AMOUNT_DIFFERS),
        (BOOKED, set(), 40_99, Oddity.MONEY_SHORT),
    ],
)
def test_what_differs_is_looked_at(booked: Booked, known: set[Bill], has: int, odd: Oddity) -> None:
    assert drawn(booked, [WATER], known, {FATIMA: has}) == Odd(odd, household_id=FATIMA)


def test_two_households_of_one_collector_are_told_apart_by_words_alone() -> None:
    both = [WATER, WATER._replace(household_id=YUSUF)]
    assert drawn(BOOKED, both, set(), {FATIMA: 41_00}) == Odd(Oddity.SEVERAL_FIT)


def test_who_is_not_remembered_says_nothing() -> None:
    assert drawn(debit(41, "2026-03-02", counterparty=b"another"), [WATER], set(), {}) is None
