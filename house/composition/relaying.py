"""The relay of one service: carries what it announced to the doors of the others, for as long as a worker lives."""

import asyncio
from collections.abc import Sequence

import httpx
import structlog

from services.clock import Clock
from services.database import Database
from services.jobs import passes
from services.knocking import Door
from services.outbox import every_organisation, relay

DOOR_PATH = "/v1/events"
"""Where every service takes announcements in."""

_PAUSE = 1.0
"""Seconds between two looks into an outbox that was empty."""

_log = structlog.get_logger(__name__)


class Relay:
    """Carries the announcements of one service. `clock` is the machine's, by which signatures are judged too."""

    def __init__(
        self, database: Database, doors: Sequence[Door], client: httpx.AsyncClient, clock: Clock, source: str
    ) -> None:
        self._database = database
        self._doors = doors
        self._client = client
        self._clock = clock
        self._source = source

    async def deliver(self) -> int:
        """Carry everything that is due, and say how much arrived."""
        async with self._database.reading(None) as session:
            organisations = await every_organisation(session)
        carried = await relay(
            self._database, organisations, self._doors, self._client, self._clock, source=self._source
        )
        if carried.refused:
            _log.warning("announcements are to be sent again", service=self._database.service, many=carried.refused)
        return carried.delivered

    async def work(self) -> None:
        """Go on until cancelled; while the database is away, wait for it."""
        while True:
            try:
                await self.deliver()
            except Exception as failure:
                if not passes(failure):
                    raise
                _log.warning("no outbox to look into", service=self._database.service, reason=type(failure).__name__)
            await asyncio.sleep(_PAUSE)
