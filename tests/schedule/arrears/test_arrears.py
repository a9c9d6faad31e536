"""What we know of a bill decides what a letter about it becomes."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.events import ArrearsState
from services.months import parse_month
from services.schedule.arrears.arrears import ArrearsStage, Letter, Payment, ToldBy, alarm, weigh

FIRST, SECOND = Payment("a", 6000, date(2026, 3, 2)), Payment("b", 5000, date(2026, 3, 9))
TODAY = date(2026, 3, 24)


def letter(cents: int) -> Letter:
    march = parse_month("2026-03")
    return Letter(UUID(int=1), UUID(int=2), "rent", march, cents, ArrearsStage.REMINDER, TODAY, ToldBy.SUPPLIER)


def test_a_bill_that_was_paid_is_refuted_by_its_last_payment() -> None:
    assert weigh(letter(11000), [SECOND, FIRST]) == (ArrearsState.REFUTED, 0, SECOND)


def test_what_was_paid_in_part_is_open_for_the_rest() -> None:
    assert weigh(letter(11001), [FIRST, SECOND]) == (ArrearsState.OPEN, 1, SECOND)
    assert weigh(letter(11000), []) == (ArrearsState.OPEN, 11000, None)


def test_the_alarm_is_of_today_and_names_the_bill() -> None:
    task = alarm(letter(11000), 5000, TODAY)
    assert (task.about, task.due_on, task.amount, task.done) == ("rent/2026-03", TODAY, 5000, False)


@given(st.integers(1, 10**9), st.lists(st.integers(1, 10**9), max_size=4))
def test_no_cent_is_lost_between_what_was_asked_what_was_paid_and_what_is_open(asked: int, paid: list[int]) -> None:
    state, still_open, _ = weigh(letter(asked), [Payment(str(one), one, TODAY) for one in paid])
    assert still_open == max(asked - sum(paid), 0)
    assert (state is ArrearsState.REFUTED) == (still_open == 0)
