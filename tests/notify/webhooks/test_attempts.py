"""What an answer means, and when a delivery is tried again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.deliveries.delivery import DeliveryEvent
from services.notify.webhooks.attempts import (
    LONGEST_ASKED,
    MOST_ATTEMPTS,
    PAUSES,
    Answer,
    Failure,
    Next,
    Verdict,
    asked_to_wait,
    jitter_of,
    next_of,
    verdict,
)

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
HALF = 0.5
MEANS = {
    Verdict.TAKEN: (200, 201, 202, 204, 299),
    Verdict.GONE: (410,),
    Verdict.THROTTLED: (429, 502, 504),
    Verdict.NEVER: (400, 413, 414, 415, 422, 431, 451),
    Verdict.AGAIN: (100, 199, 300, 301, 302, 307, 308, 401, 403, 404, 405, 408, 409, 425, 500, 501, 503, 599, 999),
}


@pytest.mark.parametrize(("means", "status"), [(means, status) for means, all_ in MEANS.items() for status in all_])
def test_a_2xx_is_success_and_every_other_answer_means_what_it_says(means: Verdict, status: int) -> None:
    assert verdict(Answer(status)) is means


@pytest.mark.parametrize("failure", Failure)
def test_without_an_answer_it_is_tried_again_but_for_an_address_that_is_not_called(failure: Failure) -> None:
    wanted = Verdict.NEVER if failure is Failure.ADDRESS_REFUSED else Verdict.AGAIN
    assert verdict(failure) is wanted


def test_ten_attempts_take_three_days() -> None:
    assert MOST_ATTEMPTS == 10
    assert sum(PAUSES, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
    assert all(earlier < later for earlier, later in pairwise(PAUSES))


@pytest.mark.parametrize(("tries", "pause"), list(enumerate(PAUSES, start=1)))
def test_each_failure_is_followed_by_a_longer_pause(tries: int, pause: timedelta) -> None:
    assert next_of(Answer(500), tries, HALF, NOW) == Next(DeliveryEvent.FAIL, NOW + pause)


def test_the_tenth_failure_is_the_last() -> None:
    assert next_of(Answer(500), 10, HALF, NOW) == Next(DeliveryEvent.EXHAUST)
    assert next_of(Failure.TOO_SLOW, 11, HALF, NOW) == Next(DeliveryEvent.EXHAUST)


@pytest.mark.parametrize("reply", [Answer(410), Answer(422), Failure.ADDRESS_REFUSED])
def test_what_no_attempt_can_change_is_not_tried_again(reply: Answer | Failure) -> None:
    assert next_of(reply, 1, HALF, NOW) == Next(DeliveryEvent.EXHAUST)


def test_what_was_taken_at_the_last_attempt_arrived() -> None:
    assert next_of(Answer(204), 10, HALF, NOW) == Next(DeliveryEvent.ARRIVE)


@given(st.integers(1, 9), st.floats(0, 1, exclude_max=True))
def test_jitter_moves_a_pause_by_a_tenth_at_most(tries: int, jitter: float) -> None:
    due_at = next_of(Answer(503), tries, jitter, NOW).due_at
    assert due_at is not None
    assert PAUSES[tries - 1] * 0.9 <= due_at - NOW <= PAUSES[tries - 1] * 1.1


@given(st.uuids(), st.uuids(), st.integers(1, 10))
def test_jitter_is_a_part_of_one_and_the_same_whenever_it_is_asked(one: UUID, event: UUID, tries: int) -> None:
    drawn = jitter_of(one, event, tries)
    assert 0 <= drawn < 1
    assert drawn == jitter_of(one, event, tries)


def test_what_failed_together_does_not_come_back_together() -> None:
    drawn = {jitter_of(UUID(int=1), UUID(int=number), 1) for number in range(1000)}
    assert len(drawn) == 1000
    assert 0.45 < sum(drawn) / 1000 < 0.55


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Mon, 05 Jan 2026 08:10:00 GMT", 600),
        ("Mon, 05 Jan 2026 08:10:00", 600),
        ("Mon, 05 Jan 2026 07:00:00 GMT", 0),
        ("-5", 0),
        ("soon", 0),
        ("Mon, 45 Jan 2026 08:10:00 GMT", 0),
        ("", 0),
        ("1e3", 0),
        ("99999999999999999999999", 86_400),
        ("Mon, 05 Jan 2099 08:10:00 GMT", 86_400),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 86_400),
        ("Fri, 31 Dec 99999999999999999999 23:59:59 GMT", 0),
        ("Mon, 05 Jan 2026 99999999999999999999:10:00 GMT", 0),
        ("Mon, 05 Jan 2026 08:10:00 +99999999999999999999", 0),
    ],
)
def test_an_endpoint_may_ask_for_patience_and_for_a_day_at_most(said: str, seconds: int) -> None:
    assert asked_to_wait(Answer(503, said), NOW) == timedelta(seconds=seconds)


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["Mon,", "05", "Jan", "2026", "08:10:00", "GMT", "+0100", "-", "9" * 20])).map(" ".join)
)
def test_whatever_it_says_the_wait_is_between_nothing_and_a_day(said: str) -> None:
    assert timedelta() <= asked_to_wait(Answer(429, said), NOW) <= LONGEST_ASKED


def test_a_longer_wait_that_was_asked_for_is_kept_and_a_shorter_one_shortens_nothing() -> None:
    assert next_of(Answer(503, "600"), 1, HALF, NOW).due_at == NOW + timedelta(seconds=600)
    assert next_of(Answer(503, "1"), 3, HALF, NOW).due_at == NOW + timedelta(minutes=30)
