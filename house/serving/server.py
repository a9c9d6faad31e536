"""uvicorn in our own process, on a socket that is ours before anybody is told of it."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EADDRINUSE
from pathlib import Path
from typing import Final, NamedTuple

import uvicorn
from starlette.types import ASGIApp

from house.memory import settle_memory
from house.serving.bounded_requests import BoundedRequests
from services.errors import Conflict

LOOPBACK = "127.0.0.1"
_LEAVING = (signal.SIGINT, signal.SIGTERM)
_LAST_ANSWERS = 5
"""Seconds that requests get to be answered once we are told to leave."""
PATIENCE: Final = 25
"""Seconds for what was begun, once a part is told to leave; whoever runs it must wait for longer before a kill."""


class PortTaken(Conflict):
    """Something else listens on this port."""


class Tls(NamedTuple):
    """What a server shows who it is with: its certificate with those above it, and the key of it, as PEM files."""

    certificate: Path
    key: Path


@contextmanager
def listening(port: int, host: str = LOOPBACK) -> Iterator[socket.socket]:
    """A socket on an address of this machine; with port 0 on one that is free. `PortTaken` if it is not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        opened = socket.create_server((host, port), family=family, backlog=512)
    except OSError as refusal:
        if refusal.errno != EADDRINUSE:
            raise
        raise PortTaken(f"Something else listens on port {port}; choose another with --port.") from None
    with opened:
        yield opened


async def serve(
    app: ASGIApp,
    listener: socket.socket,
    started: Callable[[], None],
    *,
    tls: Tls | None = None,
    last_answers: int = _LAST_ANSWERS,
) -> None:
    """Answer requests until Ctrl-C or SIGTERM, and return when the last one is answered; `started` is called once.

    Whoever is not answered after `last_answers` seconds, as a listener to a stream, is sent away.
    """
    config = uvicorn.Config(
        app,
        http=BoundedRequests,
        access_log=False,  # web.py logs each request by its route; uvicorn would log ids
        lifespan="off",  # the composition opens and closes what the applications need
        log_config=None,
        server_header=False,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
        timeout_graceful_shutdown=last_answers,
        ws="none",
    )
    await _Server(config, started).serve(sockets=[listener])


async def serve_at(app: ASGIApp, listener: socket.socket, says: str, tls: Tls | None = None) -> None:
    """Answer as a part of its own, and say where in a line once it can be asked."""
    host, port = listener.getsockname()[:2]
    where = f"{'https' if tls else 'http'}://{host}:{port}"
    await serve(app, listener, lambda: print(f"{says} at {where}", flush=True), tls=tls, last_answers=PATIENCE)


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
