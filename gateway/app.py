"""The gateway as an application, made of what the composition root hands in."""

import httpx
from fastapi import FastAPI

from gateway import endpoint
from gateway.schema import make_schema
from services.auth import Tokens
from services.clock import Clock
from services.ids import Ids
from services.web import Check, create_app

VERSION = "1.0.0"
DESCRIPTION = """\
One question over all services, at /graphql. The schema is kept with the source; there is no REST here."""


def gateway_app(
    schedule: httpx.AsyncClient,
    mandates: httpx.AsyncClient,
    notify: httpx.AsyncClient,
    tokens: Tokens,
    clock: Clock,
    ids: Ids,
    *,
    development: bool = False,
) -> FastAPI:
    """The application; `schedule`, `mandates` and `notify` lead to those services, and who made them closes them."""
    app = create_app(
        title="Ontzorg: gateway",
        description=DESCRIPTION,
        version=VERSION,
        routers=[],
        tokens=tokens,
        clock=clock,
        ids=ids,
        checks={"schedule": _is_ready(schedule), "mandates": _is_ready(mandates), "notify": _is_ready(notify)},
    )
    app.include_router(endpoint.router, include_in_schema=False)
    app.state.schedule, app.state.mandates = schedule, mandates
    app.state.schema = make_schema(development=development)
    return app


def _is_ready(service: httpx.AsyncClient) -> Check:
    async def answers() -> None:
        (await service.get("/health/ready")).raise_for_status()

    return answers
