"""A dead endpoint is left alone a little longer each time, and then tried with one message."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest

from services.notify.webhooks.attempts import Verdict
from services.notify.webhooks.pace import Pace
from services.notify.webhooks.patience import step_of
from services.notify_events import SubscriptionEvent

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
NOTHING = timedelta()


def failed(times: int, verdict: Verdict = Verdict.AGAIN) -> Pace:
    paces = accumulate(range(times), lambda pace, _: pace.after(verdict, NOTHING, NOW), initial=Pace())
    return list(paces)[-1]


def test_an_endpoint_that_answers_gets_many_at_once() -> None:
    assert (Pace().most(), Pace().is_tried, Pace().rests(NOW)) == (200, False, False)


def test_after_a_failure_it_gets_few_and_after_five_in_a_row_one() -> None:
    assert [failed(times).most() for times in range(1, 7)] == [4, 4, 4, 4, 1, 1]
    assert [failed(times).rests(NOW) for times in range(1, 7)] == [False] * 4 + [True] * 2


@pytest.mark.parametrize(("times", "minutes"), [(5, 0.5), (6, 1), (7, 2), (10, 16), (11, 32), (12, 60), (500, 60)])
def test_each_failure_doubles_its_rest_up_to_an_hour(times: int, minutes: float) -> None:
    assert failed(times) == Pace(times, NOW, NOW + timedelta(minutes=minutes))


def test_one_that_says_it_is_too_much_rests_at_once_for_as_long_as_it_asks_and_an_hour_at_most() -> None:
    def rest(asked: timedelta) -> Pace:
        return Pace().after(Verdict.THROTTLED, asked, NOW)

    assert rest(NOTHING).rests_until == NOW + timedelta(seconds=30)
    assert rest(timedelta(minutes=10)).rests_until == NOW + timedelta(minutes=10)
    assert rest(timedelta(hours=9)).rests_until == NOW + timedelta(hours=1)


def test_a_rest_is_never_cut_short_by_a_failure_that_was_under_way() -> None:
    resting = Pace().after(Verdict.THROTTLED, timedelta(minutes=10), NOW)
    assert resting.after(Verdict.AGAIN, NOTHING, NOW).rests_until == NOW + timedelta(minutes=10)


def test_one_success_forgets_every_failure() -> None:
    assert failed(50).after(Verdict.TAKEN, NOTHING, NOW) == Pace()


def test_the_first_failure_of_a_row_is_remembered() -> None:
    later = failed(1).after(Verdict.AGAIN, NOTHING, NOW + timedelta(days=1))
    assert (later.failures, later.failing_since) == (2, NOW)


@pytest.mark.parametrize(
    ("lasts", "noticed", "step"),
    [
        (timedelta(hours=23), None, None),
        (timedelta(hours=24), None, SubscriptionEvent.WARN),
        (timedelta(days=9), None, SubscriptionEvent.WARN),
        (timedelta(days=4, hours=23), timedelta(days=1), None),
        (timedelta(days=5), timedelta(days=1), SubscriptionEvent.DISABLE),
        (timedelta(days=9), timedelta(days=8), None),
        (timedelta(days=10), timedelta(days=8), SubscriptionEvent.DISABLE),
    ],
)
def test_somebody_is_told_after_a_day_and_nothing_is_sent_after_five_and_never_without_notice(
    lasts: timedelta, noticed: timedelta | None, step: SubscriptionEvent | None
) -> None:
    told = None if noticed is None else NOW + noticed
    assert step_of(Pace(12, NOW, None, told), NOW + lasts) is step


def test_a_few_failures_are_borne_however_far_apart() -> None:
    assert step_of(Pace(4, NOW), NOW + timedelta(days=9)) is None
    assert step_of(Pace(5, NOW), NOW + timedelta(days=9)) is SubscriptionEvent.WARN


def test_an_endpoint_that_answers_is_borne_for_ever() -> None:
    assert step_of(Pace(), NOW) is None
