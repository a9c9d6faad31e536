"""The application of a sandbox: worlds, and behind each of them its house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from house.composition.front import Behind, Front
from house.worlds import graph
from house.worlds.endpoints import router, scenarios
from house.worlds.keeper import WORLDS_PATH, Keeper
from services.auth import Tokens
from services.clock import SystemClock
from services.errors import Forbidden
from services.ids import RandomIds
from services.issuer_keys import IssuerKeys
from services.openapi import Document
from services.problem_json import problem_response
from services.web import create_app


class FromWebsite(Forbidden):
    """A sandbox is no business of a page in a browser: it answers programs on this machine, without asking who."""


def worlds_app(keeper: Keeper | None) -> FastAPI:
    """The way in for whoever makes and moves worlds. It asks for no token: all that is in them is invented, and it
    answers nobody but this machine."""
    clock = SystemClock()

    async def no_keys() -> None:
        raise LookupError("nobody shows a token here")

    app = create_app(
        title="Ontzorg: sandbox",
        description="Worlds for tests: a whole Ontzorg each, with a clock that is moved and a world outside.",
        version="1.0.0",
        routers=[router, scenarios],
        tokens=Tokens("", "", IssuerKeys(no_keys, clock), clock),
        clock=clock,
        ids=RandomIds(),
    )
    app.include_router(graph.router)
    app.state.keeper = keeper
    return app


def worlds_document() -> Document:
    """The document of the API."""
    return worlds_app(None).openapi()


@asynccontextmanager
async def open_sandbox(keeper: Keeper) -> AsyncIterator[ASGIApp]:
    """Everything behind one address; at the end no world is left."""
    try:
        yield _NoPages(Front({WORLDS_PATH: Behind(WORLDS_PATH, keeper)}, otherwise=worlds_app(keeper)))
    finally:
        await keeper.close()


class _NoPages:
    """Turns away what a browser sends for a page, which says where that is from: no site is to make worlds here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "origin" in Headers(scope=scope):
            await problem_response(FromWebsite())(scope, receive, send)
            return
        await self._app(scope, receive, send)
