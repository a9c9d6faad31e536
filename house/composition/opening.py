"""Opening a house and its rooms. Whatever is opened here is closed here, in the opposite order."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple

import httpx
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from gateway.app import gateway_app
from house.composition.clients import client_over_http, client_within
from house.composition.clock_endpoints import clock_app
from house.composition.front import Front
from house.composition.sandbox_clock import SandboxClock
from house.issuer import DevelopmentIssuer, issuer_app
from house.settings import Deployment, HouseSettings
from services.auth import Tokens
from services.clock import Clock, SystemClock
from services.database import Database
from services.ids import Ids, RandomIds
from services.issuer_keys import IssuerKeys, keys_over_http
from services.jobs import Pulse, Worker
from services.schedule.app import schedule_app
from services.schedule.payments.service import ADVANCE, RunWorker
from services.schedule.settings import ScheduleSettings

ISSUER_PATH = "/issuer"
"""Where the development issuer answers in a house that has one; its tokens say so in `iss`."""


class House(NamedTuple):
    """An open house: `app` is its front door; `schedule` is None where that service runs elsewhere."""

    app: ASGIApp
    gateway: FastAPI
    schedule: FastAPI | None


@asynccontextmanager
async def open_house(
    deployment: Deployment,
    clock: Clock,
    *,
    ids: Ids | None = None,
    issuer: DevelopmentIssuer | None = None,
    token_clock: Clock | None = None,
) -> AsyncIterator[House]:
    """Everything behind one address: gateway and schedule, and in a sandbox its clock.

    `issuer` is one of our own, for development; without it the keys are fetched from the issuer of the settings. Tokens
    are judged by `token_clock`, the machine's by default, so that moving the sandbox's clock logs nobody out.
    """
    ids, token_clock = ids or RandomIds(), token_clock or SystemClock()
    async with AsyncExitStack() as stack:
        tokens = await stack.enter_async_context(_tokens(deployment.house, issuer, token_clock))
        schedule, way = None, None
        if deployment.schedule is not None:
            schedule = await stack.enter_async_context(open_schedule(deployment.schedule, tokens, clock, ids))
            way = client_within(schedule)
        gateway = await stack.enter_async_context(open_gateway(deployment.house, tokens, clock, ids, way))
        yield House(_front(gateway, schedule, clock, issuer, tokens, ids), gateway, schedule)


@asynccontextmanager
async def open_schedule(settings: ScheduleSettings, tokens: Tokens, clock: Clock, ids: Ids) -> AsyncIterator[FastAPI]:
    """The schedule service over its database, ready for requests."""
    async with _database(settings, ids) as database:
        app = schedule_app(database, tokens, clock, ids, settings.rules(), settings.keyring())
        async with app.router.lifespan_context(app):
            yield app


@asynccontextmanager
async def open_gateway(
    settings: HouseSettings, tokens: Tokens, clock: Clock, ids: Ids, schedule: httpx.AsyncClient | None = None
) -> AsyncIterator[FastAPI]:
    """The gateway; without a way to the schedule service it goes where `schedule_url` says."""
    async with schedule or client_over_http(settings.schedule_url or "") as way:
        app = gateway_app(way, tokens, clock, ids, development=settings.is_development)
        async with app.router.lifespan_context(app):
            yield app


@asynccontextmanager
async def open_worker(
    settings: ScheduleSettings, clock: Clock, *, ids: Ids | None = None, pulse: Pulse | None = None
) -> AsyncIterator[Worker]:
    """What does the jobs of the schedule service: `work()` until cancelled, or `drain()` until none is left."""
    async with _database(settings, ids or RandomIds()) as database:
        runs = RunWorker(database, clock, settings.rules(), settings.keyring())
        async with Worker(database, {ADVANCE: runs.advance}, pulse, [runs.wake]) as worker:
            yield worker


def clock_of(settings: HouseSettings) -> Clock:
    """The clock that the settings ask for: the machine's, or that of a sandbox which somebody started."""
    return SandboxClock.found(settings.sandbox_clock) if settings.sandbox_clock else SystemClock()


@asynccontextmanager
async def _tokens(settings: HouseSettings, issuer: DevelopmentIssuer | None, clock: Clock) -> AsyncIterator[Tokens]:
    async with client_over_http() as http:
        fetch = issuer.keys if issuer else keys_over_http(settings.oidc_issuer, http)
        yield Tokens(settings.oidc_issuer, settings.oidc_audience, IssuerKeys(fetch, clock), clock)


@asynccontextmanager
async def _database(settings: ScheduleSettings, ids: Ids) -> AsyncIterator[Database]:
    database = Database(settings.schedule_database_url.get_secret_value(), "schedule", ids=ids)
    try:
        yield database
    finally:
        await database.close()


def _front(
    gateway: FastAPI, schedule: FastAPI | None, clock: Clock, issuer: DevelopmentIssuer | None, tokens: Tokens, ids: Ids
) -> ASGIApp:
    rooms: dict[str, ASGIApp] = {}
    if schedule is not None:
        rooms["/v1"] = schedule
    if isinstance(clock, SandboxClock):
        rooms["/v1/sandbox"] = clock_app(clock, tokens, ids)
    if issuer is not None:
        rooms[ISSUER_PATH] = Starlette(routes=[Mount(ISSUER_PATH, issuer_app(issuer))])
    return Front(rooms, otherwise=gateway)
