"""The alarm clock: the only thing that happens because time passes (APScheduler, with nothing stored).

It rings every minute, and what it wakes looks at the house's own clock whether a new day has begun. So a machine that
slept at six, a second clock, and a sandbox whose day is moved by its user all come to the same: one round a day.
"""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from services.clock import AMSTERDAM, SystemClock

EVERY = 60
"""Seconds between two rings."""

Wake = Callable[[], Awaitable[int]]
"""Begins what is to begin today, if nobody did, and says how much that was."""


class AlarmClock:
    """Wakes somebody again and again, from the moment it is wound up; `with` winds it up and lets it run down."""

    def __init__(self, wake: Wake, every: float = EVERY) -> None:
        self._scheduler = AsyncIOScheduler(timezone=AMSTERDAM)
        self._scheduler.add_job(
            wake,
            IntervalTrigger(seconds=every, timezone=AMSTERDAM),
            next_run_time=SystemClock().now(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def __enter__(self) -> "AlarmClock":
        self._scheduler.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._scheduler.shutdown(wait=False)
