from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from services.clock import MovableClock, SystemClock, TimeRunsForward, civil_date, in_utc, stopwatch
from services.errors import InvalidInput

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_civil_date_is_that_of_amsterdam_in_winter_and_in_summer() -> None:
    assert civil_date(datetime(2026, 1, 31, 22, 59, tzinfo=UTC)) == date(2026, 1, 31)
    assert civil_date(datetime(2026, 1, 31, 23, 0, tzinfo=UTC)) == date(2026, 2, 1)
    assert civil_date(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)) == date(2026, 6, 30)
    assert civil_date(datetime(2026, 6, 30, 22, 0, tzinfo=UTC)) == date(2026, 7, 1)


def test_an_instant_is_written_in_utc_whatever_its_offset() -> None:
    assert in_utc(datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2)))) == NOON
    assert in_utc(datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2)))).tzinfo is UTC


def test_an_instant_without_a_time_zone_is_refused_with_its_cure() -> None:
    with pytest.raises(InvalidInput) as refusal:
        in_utc(datetime(2026, 3, 1, 12))  # noqa: DTZ001 - the naive instant is what is tested
    assert str(refusal.value) == "instant: 2026-03-01T12:00:00 has no time zone (end it with Z or an offset)"


@pytest.mark.parametrize("written", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_an_instant_that_is_on_no_calendar_in_utc_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="before the year 1 or after the year 9999 in UTC"):
        in_utc(datetime.fromisoformat(written))


def test_the_system_clock_is_in_utc_and_its_date_is_the_date_of_its_instant() -> None:
    clock = SystemClock()
    before, today, after = clock.now(), clock.today(), clock.now()
    assert before.tzinfo is UTC
    assert today in {civil_date(before), civil_date(after)}


def test_a_movable_clock_stands_still_until_it_is_moved() -> None:
    clock = MovableClock(NOON)
    assert (clock.now(), clock.now(), clock.today()) == (NOON, NOON, date(2026, 3, 1))
    clock.move_to(datetime(2026, 4, 30, 22, tzinfo=UTC))
    assert (clock.now(), clock.today()) == (datetime(2026, 4, 30, 22, tzinfo=UTC), date(2026, 5, 1))


def test_a_movable_clock_may_be_moved_to_where_it_stands() -> None:
    clock = MovableClock(NOON)
    clock.move_to(NOON)
    assert clock.now() == NOON


def test_a_movable_clock_does_not_go_back_and_says_so() -> None:
    clock = MovableClock(NOON)
    with pytest.raises(TimeRunsForward, match="stands at 2026-03-01T12:00:00"):
        clock.move_to(NOON - timedelta(seconds=1))
    assert clock.now() == NOON


def test_a_stopwatch_only_grows() -> None:
    elapsed = stopwatch()
    first, second = elapsed(), elapsed()
    assert 0 <= first <= second
