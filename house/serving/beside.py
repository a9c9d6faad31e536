"""A server beside what else a process does: it comes and goes with a block, and leaves signals to the others."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from socket import socket

import uvicorn
from starlette.types import ASGIApp

from house.serving.bounded_requests import BoundedRequests


@asynccontextmanager
async def serve_beside(app: ASGIApp, listener: socket) -> AsyncIterator[None]:
    """Answer at this socket while the block lasts."""
    config = uvicorn.Config(app, http=BoundedRequests, access_log=False, lifespan="off", log_config=None, ws="none")
    server = _Beside(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


class _Beside(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
