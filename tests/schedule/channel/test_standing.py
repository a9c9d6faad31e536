"""When a channel is asked again, and when somebody has to hear of it."""

from datetime import UTC, datetime, time, timedelta

import pytest

from services.events import ChannelState
from services.schedule.channel.port import ChannelFailure, may_be_read
from services.schedule.channel.standing import Standing, rest, state_of

NINE = time(9)
WEDNESDAY = datetime(2026, 3, 4, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 7, 12, tzinfo=UTC)
LASTING = [
    ChannelFailure.ANOTHER_HOST_KEY,
    ChannelFailure.KEY_REFUSED,
    ChannelFailure.KEY_UNREADABLE,
    ChannelFailure.NO_SUCH_FOLDER,
]


def at(hour: int, minute: int = 0) -> datetime:
    """An hour of that Wednesday in UTC; in the Netherlands it is one later."""
    return WEDNESDAY + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("got_at", "now", "expected"),
    [
        (None, at(7, 59), ChannelState.WORKS),
        (None, at(8), ChannelState.SILENT),
        (at(-20), at(8), ChannelState.SILENT),
        (at(-2), at(8), ChannelState.SILENT),
        (at(-1), at(8), ChannelState.WORKS),
        (at(0), at(8), ChannelState.WORKS),
        (None, SATURDAY, ChannelState.WORKS),
    ],
)
def test_nothing_by_the_hour_of_a_bank_day_is_silence(
    got_at: datetime | None, now: datetime, expected: ChannelState
) -> None:
    """23:00 UTC of the day before is midnight in the Netherlands, and so today."""
    assert state_of(Standing(got_at), now, NINE) is expected


def test_without_an_hour_nobody_minds_silence() -> None:
    assert state_of(Standing(), at(23), None) is ChannelState.WORKS


@pytest.mark.parametrize("failure", LASTING)
def test_what_only_a_person_ends_is_told_the_first_time(failure: ChannelFailure) -> None:
    assert state_of(Standing(at(0), 1, failure), at(8), NINE) is ChannelState.FAILS


@pytest.mark.parametrize("failure", [one for one in ChannelFailure if one not in LASTING])
def test_what_may_pass_is_told_the_third_time(failure: ChannelFailure) -> None:
    assert state_of(Standing(at(0), 2, failure), at(8), NINE) is ChannelState.WORKS
    assert state_of(Standing(at(0), 3, failure), at(8), NINE) is ChannelState.FAILS


def test_a_channel_that_fails_is_left_alone_for_longer_and_longer_up_to_an_hour() -> None:
    minute = timedelta(minutes=1)
    assert [rest(5 * minute, failures) // minute for failures in range(8)] == [5, 5, 10, 20, 40, 60, 60, 60]
    assert rest(timedelta(hours=6), 9) == timedelta(hours=6)


@pytest.mark.parametrize(
    "name", ["", ".hidden", "half.xml.part", "half.TMP", "a/b.xml", "..", "a\\b", "a\nb", "a\x7fb", "x" * 201]
)
def test_a_name_of_what_is_not_finished_or_lies_elsewhere_is_not_read(name: str) -> None:
    assert not may_be_read(name)


def test_any_other_name_is_read() -> None:
    assert may_be_read("CAMT053_20260303 (1).xml")
