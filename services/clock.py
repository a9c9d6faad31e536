"""What time it is: the only module that reads the machine's clock.

Everything that decides gets `now` or `today` as an argument; only a composition root holds a `Clock`. Instants are
aware and in UTC; a civil date is that of Europe/Amsterdam, for due days, decisions and legal terms are Dutch dates.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from services.errors import Fault, InvalidInput, Refused

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class TimeRunsForward(Refused):
    """A clock that people and payments have lived by is never set back."""


class Clock(Protocol):
    """Whoever can say what time it is."""

    def now(self) -> datetime:
        """The instant, aware and in UTC."""

    def today(self) -> date:
        """The civil date in Europe/Amsterdam at that instant."""


def civil_date(instant: datetime) -> date:
    """The date on a calendar in the Netherlands at `instant`; `InvalidInput` if the instant has no time zone."""
    return in_utc(instant).astimezone(AMSTERDAM).date()


def in_utc(instant: datetime) -> datetime:
    """The same instant written in UTC; `InvalidInput` if it has no time zone, for then it is no instant at all, or if
    it is on no calendar there.
    """
    if instant.tzinfo is None:
        raise InvalidInput([Fault("instant", f"{instant.isoformat()} has no time zone", "end it with Z or an offset")])
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        what = f"{instant.isoformat()} lies before the year 1 or after the year 9999 in UTC"
        raise InvalidInput([Fault("instant", what, "give the moment itself")]) from None


class SystemClock:
    """The machine's own clock, in production."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return civil_date(self.now())


class MovableClock:
    """A clock that stands still until somebody moves it: the sandbox, the demo and the tests."""

    def __init__(self, start: datetime) -> None:
        self._now = in_utc(start)

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return civil_date(self._now)

    def move_to(self, instant: datetime) -> None:
        """Let time pass until `instant`; the present instant is fine, an earlier one is `TimeRunsForward`."""
        later = in_utc(instant)
        if later < self._now:
            raise TimeRunsForward(
                f"The clock stands at {self._now.isoformat()} and does not go back to {later.isoformat()}; "
                "open a new sandbox to begin earlier."
            )
        self._now = later


def stopwatch() -> Callable[[], float]:
    """Start measuring; each call of the answer gives the seconds since. For logs and benches, never for a decision."""
    started = time.perf_counter()
    return lambda: time.perf_counter() - started
