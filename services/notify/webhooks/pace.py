"""The pace of a subscription: how many messages are under way to it at once, and how long it is left alone. Pure.

An endpoint that fails time after time is left alone, a little longer each time; after that one message is sent to see
whether it answers again. So a dead endpoint costs little, and a living one nothing.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from services.notify.webhooks.attempts import Verdict

AT_ONCE = 4
"""Messages under way to one endpoint, over as many connections."""
MOST = 200
"""Messages that are taken up at once for an endpoint that answers."""
RESTS_AFTER = 5
"""Failures in a row."""
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(hours=1)


class Pace(NamedTuple):
    """How an endpoint does: how many attempts in a row failed, the first of them when, until when it rests, and when
    somebody was told that it only fails.
    """

    failures: int = 0
    failing_since: datetime | None = None
    rests_until: datetime | None = None
    noticed_at: datetime | None = None

    @property
    def is_tried(self) -> bool:
        """Whether it failed so often that one message is enough to see whether it answers again."""
        return self.failures >= RESTS_AFTER

    def rests(self, now: datetime) -> bool:
        """Whether it is left alone at this moment."""
        return self.rests_until is not None and now < self.rests_until

    def most(self) -> int:
        """How many messages are taken up at once."""
        if self.is_tried:
            return 1
        return AT_ONCE if self.failures else MOST

    def after(self, verdict: Verdict, asked: timedelta, now: datetime) -> "Pace":
        """The pace after an attempt; `asked` is how long the endpoint said it wants to be left alone."""
        if verdict is Verdict.TAKEN:
            return Pace()
        failures, since = self.failures + 1, self.failing_since or now
        pause = _rest(failures)
        if verdict is Verdict.THROTTLED:
            pause = max(pause, FIRST_REST, min(asked, LONGEST_REST))
        ends = max(now + pause, self.rests_until or now)
        return Pace(failures, since, ends if ends > now else None, self.noticed_at)


def _rest(failures: int) -> timedelta:
    """Twice as long after each failure from the fifth on, an hour at most."""
    if failures < RESTS_AFTER:
        return timedelta()
    return min(FIRST_REST * (1 << min(failures - RESTS_AFTER, 10)), LONGEST_REST)
