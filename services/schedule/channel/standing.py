"""How a channel stands, when it is asked again, and when somebody has to hear of it. Pure."""

from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

from services import banking_days
from services.clock import AMSTERDAM, civil_date
from services.events import ChannelState
from services.schedule.channel.port import ChannelFailure

SETTLING: Final = timedelta(minutes=1)
"""What was offered for the first time is looked at again after so long: unchanged, nobody is writing it any more."""
PATIENCE: Final = 3
"""So many failures in a row are no passing trouble."""
_LONGEST_REST = timedelta(hours=1)
_MANY = 10

_LASTING = {
    ChannelFailure.ANOTHER_HOST_KEY,
    ChannelFailure.KEY_REFUSED,
    ChannelFailure.KEY_UNREADABLE,
    ChannelFailure.NO_SUCH_FOLDER,
}
"""What only a person ends."""


class Standing(NamedTuple):
    """What is known of a channel: when it last gave something, how often it failed since it last answered, and why."""

    got_at: datetime | None = None
    failures: int = 0
    failure: ChannelFailure | None = None


def state_of(standing: Standing, now: datetime, expected_by: time | None) -> ChannelState:
    """Whether a channel works, fails so that somebody has to see to it, or is silent past its hour."""
    if standing.failure in _LASTING or standing.failures >= PATIENCE:
        return ChannelState.FAILS
    if _is_silent(standing.got_at, now, expected_by):
        return ChannelState.SILENT
    return ChannelState.WORKS


def rest(every: timedelta, failures: int) -> timedelta:
    """How long a channel is left alone: twice as long after each failure in a row, up to an hour.

    >>> [rest(timedelta(minutes=15), failures) // timedelta(minutes=1) for failures in range(5)]
    [15, 15, 30, 60, 60]
    """
    longer: timedelta = every * 2 ** min(max(failures - 1, 0), _MANY)
    return min(longer, max(every, _LONGEST_REST))


def _is_silent(got_at: datetime | None, now: datetime, expected_by: time | None) -> bool:
    """Whether this is a bank day on which nothing came, although the hour (in the Netherlands) has gone by."""
    today = civil_date(now)
    if expected_by is None or not banking_days.is_bank_day(today):
        return False
    return now.astimezone(AMSTERDAM).time() >= expected_by and (got_at is None or civil_date(got_at) < today)
