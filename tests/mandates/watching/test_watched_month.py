"""The life of a watched month: asked after from its due day on, answered by who can know, and answered anew."""

from datetime import date

import pytest

from services.machine import CannotHappen
from services.mandate_events import Origin, WatchedMonthEvent, WatchedMonthState
from services.mandates.watching.watched_month import WATCHED_MONTHS, Knower, PaymentWord, answer_by

STATE = WatchedMonthState


@pytest.mark.parametrize(
    ("due_on", "by"),
    [(date(2026, 6, 15), date(2026, 6, 22)), (date(2026, 4, 1), date(2026, 4, 10))],
    ids=["over a weekend", "over Easter"],
)
def test_five_bank_days_are_there_to_ask_in(due_on: date, by: date) -> None:
    assert answer_by(due_on) == by


@pytest.mark.parametrize(
    ("before", "word", "after"),
    [
        (STATE.TO_ASK, PaymentWord.PAID, STATE.PAID),
        (STATE.TO_ASK, PaymentWord.PAID_LATE, STATE.PAID_LATE),
        (STATE.TO_ASK, PaymentWord.NOT_PAID, STATE.NOT_PAID),
        (STATE.NOT_PAID, PaymentWord.PAID_LATE, STATE.PAID_LATE),
        (STATE.NOT_PAID, PaymentWord.PAID, STATE.PAID),
        (STATE.PAID, PaymentWord.NOT_PAID, STATE.NOT_PAID),
        (STATE.PAID_LATE, PaymentWord.NOT_PAID, STATE.NOT_PAID),
    ],
)
def test_an_answer_leads_there_and_another_one_may_follow(before: STATE, word: PaymentWord, after: STATE) -> None:
    assert WATCHED_MONTHS.after(before, word.event) is after


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (STATE.PAID, PaymentWord.PAID),
        (STATE.NOT_PAID, PaymentWord.NOT_PAID),
        (STATE.WITHDRAWN, PaymentWord.PAID),
    ],
)
def test_the_same_is_not_said_twice_nor_anything_of_what_is_not_watched(state: STATE, word: PaymentWord) -> None:
    with pytest.raises(CannotHappen):
        WATCHED_MONTHS.after(state, word.event)


def test_what_is_answered_is_not_withdrawn_and_what_was_withdrawn_is_asked_after_again() -> None:
    with pytest.raises(CannotHappen):
        WATCHED_MONTHS.after(STATE.NOT_PAID, WatchedMonthEvent.WITHDRAW)
    assert WATCHED_MONTHS.after(STATE.WITHDRAWN, WatchedMonthEvent.WATCH) is STATE.TO_ASK


def test_a_step_comes_from_who_said_it() -> None:
    assert [one.origin for one in Knower] == [Origin.SUPPLIER, Origin.ORGANISATION, Origin.CLIENT]
