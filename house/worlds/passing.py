"""Time that passes in a world: day by day, each lived at eight in the morning, and then on to the moment itself."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Protocol

from house.worlds.inside import Inside
from house.worlds.shape import morning_of
from services.clock import civil_date

_DAY = timedelta(days=1)

Reached = Callable[[datetime], Awaitable[bool]]
"""Is told each moment that was lived; whether time is to go on."""


class FromOutside(Protocol):
    """Who comes in from outside: in the morning with what is brought, and at the end of a day for what is asked."""

    async def morning(self, day: date) -> None:
        """Bring what comes on this day."""

    async def evening(self, day: date) -> None:
        """See what was ordered and asked on this day, which is over."""


class AtWork(Protocol):
    """Who works in it by himself."""

    async def work(self, day: date) -> None:
        """Do what is to be done on this day."""


async def pass_until(inside: Inside, outside: FromOutside, office: AtWork, instant: datetime, reached: Reached) -> None:
    """Let time pass until `instant`, which is not before now; `reached` may end it sooner, after any day."""
    while (morning := _next_morning(inside.clock.now())) <= instant:
        today = inside.clock.today()
        if (day := civil_date(morning)) != today:
            await outside.evening(today)
        inside.clock.move_to(morning)
        await outside.morning(day)
        await office.work(day)
        await inside.settle()
        if not await reached(morning):
            return
    if instant > inside.clock.now():
        if civil_date(instant) != (today := inside.clock.today()):
            await outside.evening(today)
        inside.clock.move_to(instant)
    await inside.settle()
    await reached(instant)


def _next_morning(now: datetime) -> datetime:
    """The first eight o'clock after this moment."""
    today = morning_of(civil_date(now))
    return today if today > now else morning_of(civil_date(now) + _DAY)
