"""The door for whoever watches a part: whether it lives, and its figures. A port closed to all others."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from socket import socket

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from house.serving.beside import serve_beside
from services.database import connections
from services.metrics import MEDIA_TYPE, REQUESTS, Source, page

OF_EVERY_PART: Sequence[Source] = (REQUESTS.figures, connections)
"""What every part counts, whatever it does."""


def watching_app(sources: Sequence[Source] = OF_EVERY_PART) -> Starlette:
    """`/health/live` while this process turns, and `/metrics`."""

    async def live(_request: Request) -> Response:
        return PlainTextResponse("live\n")

    async def figures(_request: Request) -> Response:
        return Response(page(sources), media_type=MEDIA_TYPE)

    return Starlette(routes=[Route("/health/live", live), Route("/metrics", figures)])


@asynccontextmanager
async def watched(listener: socket | None, sources: Sequence[Source] = OF_EVERY_PART) -> AsyncIterator[None]:
    """Let whoever watches ask at this socket while the block lasts; without one nobody does."""
    if listener is None:
        yield
        return
    async with serve_beside(watching_app(sources), listener):
        yield
