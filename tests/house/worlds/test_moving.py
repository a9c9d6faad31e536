"""How far a move of a world's clock goes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from house.worlds.moving import FARTHEST, QUIET_AT_MOST, target
from house.worlds.shape import morning_of
from services.clock import TimeRunsForward
from services.errors import InvalidInput

NOW = datetime(2026, 3, 27, 9, 30, tzinfo=UTC)


def test_a_day_is_its_morning_at_eight_in_the_netherlands_also_when_the_clocks_change() -> None:
    assert target(NOW, None, date(2026, 3, 28)) == datetime(2026, 3, 28, 7, tzinfo=UTC)
    assert target(NOW, None, date(2026, 3, 29)) == datetime(2026, 3, 29, 6, tzinfo=UTC), "summer time began"
    assert morning_of(date(2026, 10, 25)) == datetime(2026, 10, 25, 7, tzinfo=UTC), "and ended"


def test_today_is_now_and_a_moment_is_that_moment() -> None:
    assert target(NOW, None, date(2026, 3, 27)) == NOW
    assert target(NOW, NOW + timedelta(minutes=1), None) == NOW + timedelta(minutes=1)


def test_the_next_event_is_looked_for_in_a_month() -> None:
    assert target(NOW, None, None) == NOW + QUIET_AT_MOST == NOW + timedelta(days=31)


@pytest.mark.parametrize(("to", "day"), [(NOW - timedelta(seconds=1), None), (None, date(2026, 3, 26))])
def test_time_does_not_go_back(to: datetime | None, day: date | None) -> None:
    with pytest.raises(TimeRunsForward, match="does not go back to 2026-03-2"):
        target(NOW, to, day)


@pytest.mark.parametrize(
    ("to", "day", "where"),
    [
        (NOW, date(2026, 3, 28), "toDay"),
        (NOW + FARTHEST + timedelta(seconds=1), None, "toInstant"),
        (None, date(2030, 1, 1), "toDay"),
        (None, date(9999, 12, 31), "toDay"),
    ],
)
def test_what_is_said_twice_or_lies_too_far_off_is_named(to: datetime | None, day: date | None, where: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        target(NOW, to, day)
    assert [(one.where, bool(one.cure)) for one in refused.value.faults] == [(where, True)]
