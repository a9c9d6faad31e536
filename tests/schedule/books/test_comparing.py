"""Three ledgers that say the same are nothing to tell; what differs has one reason, and the sums agree to the cent."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.months import parse_month
from services.schedule.books.comparing import Ledgers, MoneyKey, Movement, Reason, Span, Standing, day_end

MARCH = parse_month("2026-03")
RENT, BENEFIT = MoneyKey(MARCH, "rent/2026-03"), MoneyKey(MARCH, "benefit/2026-03")
FRIDAY, MONDAY, TUESDAY, WEDNESDAY = date(2026, 2, 27), date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
BEFORE = date(2026, 2, 20)


@dataclass
class Case:
    """A rent of 620 that is planned for Friday, and what of it is posted and shown by a day."""

    on: date
    reason: Reason | None
    posted: int = 0
    shown: int = 0
    planned: int = -620
    standing: Standing = Standing()  # noqa: RUF009 - a named tuple, which nobody can change


CASES = {
    "all say the same": Case(MONDAY, None, posted=-620, shown=-620),
    "before its day it is posted ahead": Case(date(2026, 2, 26), Reason.NOT_YET_DUE, posted=-620),
    "on its day it is on its way": Case(FRIDAY, Reason.ON_ITS_WAY, posted=-620, standing=Standing(late_after=TUESDAY)),
    "two bank days later it still is": Case(
        TUESDAY, Reason.ON_ITS_WAY, posted=-620, standing=Standing(late_after=TUESDAY)
    ),
    "and then it is not booked": Case(WEDNESDAY, Reason.NOT_BOOKED, posted=-620, standing=Standing(late_after=TUESDAY)),
    "no run asked for it": Case(FRIDAY, Reason.NOT_PROPOSED),
    "a run that nobody approved has it": Case(FRIDAY, Reason.NOT_APPROVED, standing=Standing(proposed=(Span(BEFORE),))),
    "it is held": Case(FRIDAY, Reason.HELD, standing=Standing(held=(Span(BEFORE),))),
    "it was held until a later run paid it": Case(
        MONDAY, None, posted=-620, shown=-620, standing=Standing(held=(Span(BEFORE, FRIDAY),))
    ),
    "it came back": Case(MONDAY, Reason.CAME_BACK, standing=Standing(back=(Span(MONDAY),), held=(Span(BEFORE),))),
    "somebody settled it": Case(MONDAY, Reason.SETTLED, standing=Standing(settled_on=FRIDAY)),
    "the bank booked another amount": Case(
        MONDAY, Reason.EXCEPTION, posted=-620, shown=-1, standing=Standing(odd=(Span(MONDAY),))
    ),
    "that was explained since": Case(
        TUESDAY, Reason.AMOUNT_DIFFERS, posted=-620, shown=-1, standing=Standing(odd=(Span(FRIDAY, MONDAY),))
    ),
    "the plan has it no longer": Case(MONDAY, Reason.NOT_EXPECTED, posted=-620, shown=-620, planned=0),
    "posted with another amount": Case(MONDAY, Reason.AMOUNT_DIFFERS, posted=-600, shown=-600),
}


def ledgers(case: Case) -> Ledgers:
    return Ledgers(
        planned=[Movement(RENT, FRIDAY, case.planned)] if case.planned else [],
        posted=[Movement(RENT, BEFORE, case.posted)],
        shown=[Movement(RENT, FRIDAY, case.shown)],
        standing={RENT: case.standing},
    )


@pytest.mark.parametrize("name", CASES)
def test_a_rent_that_differs_has_its_reason(name: str) -> None:
    case = CASES[name]
    assert [one.reason for one in day_end(ledgers(case), case.on).differences] == ([case.reason] if case.reason else [])


def test_income_that_is_late_has_not_arrived_after_five_bank_days() -> None:
    one = Movement(BENEFIT, FRIDAY, 1_331_42)
    three = Ledgers(planned=[one], posted=[one._replace(on=BEFORE)])
    by_day = {on: [one.reason for one in day_end(three, on).differences] for on in (date(2026, 3, 6), date(2026, 3, 7))}
    assert by_day == {date(2026, 3, 6): [Reason.ON_ITS_WAY], date(2026, 3, 7): [Reason.NOT_ARRIVED]}


def test_what_arrives_and_nobody_expects_is_told() -> None:
    end = day_end(Ledgers(shown=[Movement(BENEFIT, FRIDAY, 7_00)]), FRIDAY)
    (found,) = end.differences
    assert (found.reason, found.shown, end.is_in_order) == (Reason.NOT_EXPECTED, 7_00, False)


def test_what_time_makes_good_is_in_order() -> None:
    assert {one for one in Reason if one.is_in_order} == {Reason.NOT_YET_DUE, Reason.ON_ITS_WAY, Reason.SETTLED}


_DAYS = st.dates(FRIDAY - timedelta(days=10), FRIDAY + timedelta(days=10))
_KEYS = st.sampled_from([RENT, BENEFIT, MoneyKey(0, "rent/first"), MoneyKey(MARCH, "leefgeld/2026-03-01")])
_AMOUNTS = st.integers(-10_000, 10_000).filter(bool)
_MOVEMENTS = st.lists(st.builds(Movement, _KEYS, _DAYS, _AMOUNTS), max_size=6)
_PLANNED = st.lists(st.builds(Movement, _KEYS, _DAYS, _AMOUNTS), max_size=4, unique_by=lambda one: one.key)


@given(planned=_PLANNED, posted=_MOVEMENTS, shown=_MOVEMENTS, on=_DAYS)
def test_the_differences_of_the_keys_are_the_difference_of_the_sums(
    planned: list[Movement], posted: list[Movement], shown: list[Movement], on: date
) -> None:
    end = day_end(Ledgers(planned, posted, shown), on)
    assert end.planned - end.shown == sum(one.planned - one.shown for one in end.differences)
    assert end.planned - end.posted == sum(one.planned - one.posted for one in end.differences)
    assert end.shown == sum(one.amount for one in shown if one.on <= on)
    again = day_end(Ledgers(planned[::-1], posted[::-1], shown[::-1]), on)
    assert again == end


@given(same=_PLANNED, on=_DAYS)
def test_three_that_are_the_same_never_differ(same: list[Movement], on: date) -> None:
    assert day_end(Ledgers(same, same, same), on).differences == ()
