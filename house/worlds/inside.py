"""The inside of a world: a house at work, in which everything that waits is done when it is asked to be."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

import httpx
from starlette.types import ASGIApp

from house.composition.crew import Crew
from house.issuer import DevelopmentIssuer
from services.clock import MovableClock
from services.database import Database
from services.outbox import alone


class Inside(NamedTuple):
    """An open world: `app` is its front door, and `http` the way to it for whoever comes from outside of it."""

    app: ASGIApp
    http: httpx.AsyncClient
    crew: Crew
    clock: MovableClock
    databases: Mapping[str, Database]
    organisation_id: UUID
    issuer: DevelopmentIssuer

    async def settle(self) -> int:
        """Ring every alarm and do all that waits, until nobody finds anything; how much that was."""
        assert self.crew.wake is not None, "there is an alarm clock where there is a registry"
        with alone(self.organisation_id):
            for worker in self.crew.workers:
                await worker.ring()
            await self.crew.wake()
            return await self.crew.drain()
