"""The gateway as an application, made of what the composition root hands in."""

import asyncio
from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from gateway import endpoint
from gateway.endpoint import Door
from gateway.graph.schema import make_schema
from gateway.kept_documents import KeptDocuments
from gateway.rates import Pace, Rate
from gateway.settings import GatewaySettings
from services.auth import Tokens
from services.clock import Clock, SystemClock
from services.ids import Ids
from services.web import Check, create_app

VERSION = "1.0.0"
DESCRIPTION = """\
One question over all services, at /graphql. The schema is kept with the source; there is no REST here."""
_MOST_STREAMS = 200


def gateway_app(
    ways: Mapping[str, httpx.AsyncClient],
    tokens: Tokens,
    clock: Clock,
    ids: Ids,
    settings: GatewaySettings,
    machine: Clock | None = None,
) -> FastAPI:
    """The application; `ways` lead to the services by their names, and who made them closes them.

    How often somebody asks is measured by `machine`, the machine's own clock: a sandbox's stands still.
    """
    app = create_app(
        title="Ontzorg: gateway",
        description=DESCRIPTION,
        version=VERSION,
        routers=[],
        tokens=tokens,
        clock=clock,
        ids=ids,
        checks={name: _is_ready(way) for name, way in ways.items()},
    )
    app.include_router(endpoint.router, include_in_schema=False)
    app.state.door = Door(
        schema=make_schema(development=settings.is_development),
        ways=dict(ways),
        documents=KeptDocuments.read(settings.kept_documents),
        rates={name: Rate(_pace(name, per_second)) for name, per_second in settings.rates.items()},
        machine=machine or SystemClock(),
        streams=asyncio.Semaphore(_MOST_STREAMS),
        look_every=settings.look_every,
    )
    return app


def _pace(name: str, per_second: int) -> Pace:
    return Pace(name, per_second, per_second * 5)


def _is_ready(service: httpx.AsyncClient) -> Check:
    async def answers() -> None:
        (await service.get("/health/ready")).raise_for_status()

    return answers
