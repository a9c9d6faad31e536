"""How often somebody may ask: a number at once, then as fast as the pace allows. By a clock that the test moves."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.rates import Pace, Rate, headers_of

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
PACE = Pace("caller", per_second=2, at_once=4)


def let_in(rate: Rate, *seconds: float, who: str = "roos") -> list[bool]:
    return [rate.ask(who, NOW + timedelta(seconds=one)).is_let_in for one in seconds]


def test_so_many_at_once_and_then_none() -> None:
    assert let_in(Rate(PACE), 0, 0, 0, 0, 0) == [True, True, True, True, False]


def test_half_a_second_later_one_more() -> None:
    assert let_in(Rate(PACE), 0, 0, 0, 0, 0.49, 0.5, 0.5, 1.0) == [True] * 4 + [False, True, False, True]


def test_who_is_refused_loses_nothing_by_asking() -> None:
    rate = Rate(PACE)
    let_in(rate, *[0] * 50)
    assert let_in(rate, 0.5, 1.0, 1.5) == [True, True, True]


def test_one_does_not_stand_in_the_way_of_another() -> None:
    rate = Rate(PACE)
    let_in(rate, *[0] * 9)
    assert let_in(rate, 0, who="anna") == [True]


def test_a_clock_that_goes_back_lets_nobody_in_for_nothing() -> None:
    rate = Rate(PACE)
    let_in(rate, 10, 10, 10, 10)
    assert let_in(rate, 0) == [False]


@given(st.lists(st.floats(0, 30), max_size=200))
def test_over_any_time_no_more_than_the_pace_and_what_goes_at_once(moments: list[float]) -> None:
    rate, seconds = Rate(PACE), sorted(moments)
    found = [second for second, is_in in zip(seconds, let_in(rate, *seconds), strict=True) if is_in]
    for at, begin in enumerate(found):
        for count, end in enumerate(found[at:], 1):
            assert count <= PACE.at_once + (end - begin) * PACE.per_second + 1e-6


def test_the_headers_say_what_is_left_and_when_to_come_back() -> None:
    rate = Rate(PACE)
    first = rate.ask("roos", NOW)
    assert headers_of([first]) == {"RateLimit-Policy": '"caller";q=4;w=2', "RateLimit": '"caller";r=3;t=1'}
    let_in(rate, 0, 0, 0)
    refused = rate.ask("roos", NOW)
    assert headers_of([refused])["Retry-After"] == "1"
    assert headers_of([refused])["RateLimit"] == '"caller";r=0;t=2'


def test_who_was_not_seen_for_the_longest_is_forgotten_first() -> None:
    rate = Rate(PACE)
    let_in(rate, *[0] * 4)
    for number in range(10_000):
        rate.ask(number, NOW)
    assert let_in(rate, 0) == [True]
