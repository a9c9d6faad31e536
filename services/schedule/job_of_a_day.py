"""An alarm that rings as often as its worker does, and once a day gives every organisation a job for which something is
due. What is due stands in the tables, so another worker, or the same one after a crash, changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

from services.clock import Clock, SystemClock
from services.database import Database, Session
from services.jobs import defer_once, is_under_way, rests
from services.outbox import every_organisation

IsDue = Callable[[Session, date], Awaitable[bool]]
"""Whether anything of an organisation is due on a day."""


class JobOfADay:
    """Sees to it that a `job` of every organisation of which something `is_due` is done today."""

    def __init__(self, job: str, is_due: IsDue, database: Database, clock: Clock, machine: Clock | None = None) -> None:
        self._job = job
        self._is_due = is_due
        self._database = database
        self._clock = clock
        self._machine = machine or SystemClock()
        self._looked_on: date | None = None

    async def wake(self) -> int:
        """An alarm: give a job wherever the day has come. No job was lost by a new day: it says 0."""
        today = self._clock.today()
        if self._looked_on != today:
            async with self._database.reading(None) as session:
                organisations = await every_organisation(session)
            for mine in organisations:
                await self._defer(mine, today)
            self._looked_on = today
        return 0

    async def _defer(self, mine: UUID, today: date) -> None:
        """Not while one is under way, nor at once again where one has failed."""
        arguments = {"organisation_id": str(mine)}
        async with self._database.transaction(mine) as session:
            if not await self._is_due(session, today) or await is_under_way(session, self._job, **arguments):
                return
            if not await rests(session, self._job, self._machine.now(), **arguments):
                await defer_once(session, self._job, **arguments)
