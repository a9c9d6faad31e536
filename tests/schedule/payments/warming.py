"""What the first request of a process costs, paid once before anybody is forked.

What each route takes, which table is which and whom to trust over HTTP is worked out when it is first asked for, and
takes longer than most of the lives that are lived in a process here.
"""

import asyncio
import gc
from datetime import UTC, datetime

import httpx
from fastapi import FastAPI
from sqlalchemy.orm import configure_mappers

from gateway.graph.schema import make_schema
from house.composition.clients import client_over_http
from services.clock import MovableClock
from services.database import Database
from tests.mandates.callers import an_app as a_registry
from tests.notify.callers import an_app as a_teller
from tests.schedule.callers import an_app, an_issuer

_NOWHERE = "postgresql://nobody@/nothing"
"""Nobody connects to it."""


async def _ask_for_what_is_not_there(app: FastAPI) -> None:
    """Every route is tried before it is told that there is none."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://warming.test") as client:
        assert (await client.get("/v1/nothing")).status_code == 404


async def _warm() -> None:
    clock = MovableClock(datetime(2026, 1, 5, 8, tzinfo=UTC))
    for service, made in (("schedule", an_app), ("mandates", a_registry), ("notify", a_teller)):
        database = Database(_NOWHERE, service)
        await _ask_for_what_is_not_there(made(database, an_issuer(clock), clock))
        await database.close()
    await client_over_http().aclose()


configure_mappers()
make_schema(development=True)
asyncio.run(_warm())
gc.collect()
gc.freeze()  # what is there by now is shared by all, and is copied where somebody looks whether it is still wanted
