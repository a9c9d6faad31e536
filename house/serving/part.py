"""A part of a house as a process: serving or working until it is told to leave, and to the end of what it began."""

import asyncio
import signal
import socket

from house.composition.opening import clock_of
from house.composition.parts import open_part
from house.serving.server import PATIENCE, Tls, serve_at
from house.serving.watching import watched
from house.serving.working import work_until
from house.settings import Deployment
from services.telemetry import set_up_logging


async def serve_part(
    part: str, deployment: Deployment, listener: socket.socket, tls: Tls | None, watch: socket.socket | None = None
) -> None:
    """Answer by HTTP until SIGTERM or Ctrl-C; requests that were let in are answered. `watch` is for who watches."""
    clock = clock_of(deployment.house)
    set_up_logging(part, clock, level=deployment.house.log_level, strict=deployment.house.is_development)
    async with open_part(part, deployment, clock) as app, watched(watch):
        await serve_at(app, listener, f"{part} answers", tls)


async def work_apart(deployment: Deployment, watch: socket.socket | None = None) -> None:
    """Do what has to be done without a request until SIGTERM or Ctrl-C; the job that was begun is done."""
    clock = clock_of(deployment.house)
    set_up_logging("worker", clock, level=deployment.house.log_level, strict=deployment.house.is_development)
    print(f"working for {', '.join(deployment.databases)}", flush=True)
    async with watched(watch):
        await work_until(told_to_leave(), deployment, clock, patience=PATIENCE)


async def told_to_leave() -> None:
    """Return at SIGTERM or Ctrl-C."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, told.set)
    await told.wait()
