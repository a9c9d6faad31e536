"""uvicorn in our own process, on a socket that is ours before anybody is told of it."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EADDRINUSE

import uvicorn
from starlette.types import ASGIApp

from house.memory import settle_memory
from house.serving.bounded_requests import BoundedRequests
from services.errors import Conflict

LOOPBACK = "127.0.0.1"
_LEAVING = (signal.SIGINT, signal.SIGTERM)
_LAST_ANSWERS = 5
"""Seconds that requests get to be answered once we are told to leave."""


class PortTaken(Conflict):
    """Something else listens on this port."""


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A socket on the loopback address; with port 0 on one that is free. `PortTaken` if it is not."""
    try:
        opened = socket.create_server((LOOPBACK, port), backlog=512)
    except OSError as refusal:
        if refusal.errno != EADDRINUSE:
            raise
        raise PortTaken(f"Something else listens on port {port}; choose another with --port.") from None
    with opened:
        yield opened


async def serve(app: ASGIApp, listener: socket.socket, started: Callable[[], None]) -> None:
    """Answer requests until Ctrl-C or SIGTERM, and return when the last one is answered; `started` is called once."""
    config = uvicorn.Config(
        app,
        http=BoundedRequests,
        access_log=False,  # web.py logs each request by its route; uvicorn would log ids
        lifespan="off",  # the composition opens and closes what the applications need
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS,
        ws="none",
    )
    await _Server(config, started).serve(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        settle_memory()
        self._told()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave in good order: uvicorn would raise the signal anew before anything else could be closed."""
        loop = asyncio.get_running_loop()
        for one in _LEAVING:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in _LEAVING:
                loop.remove_signal_handler(one)
