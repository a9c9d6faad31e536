"""The workers beside the server, for every service that runs in it: one process, started anew when it dies, and gone
when the server is.

It hears that the server is gone from a pipe that nobody writes to, so a server that was killed leaves nothing behind.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import structlog
import uvloop

from house.composition.opening import clock_of
from house.serving.working import work_until
from house.settings import Deployment
from services.telemetry import set_up_logging

_PAUSE = 1.0
_LAST_BATCH = 5.0
"""Seconds that a worker gets to come to the end of its batch, which takes one or two."""

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def worker_beside(settings: Mapping[str, str]) -> AsyncIterator[None]:
    """A worker with these environment variables, for as long as the block lasts."""
    keeping = asyncio.create_task(_keep_one(await _start(settings), settings))
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def _start(settings: Mapping[str, str]) -> Process:
    command = [sys.executable, "-P", "-m", "house.serving.worker_process"]
    return await asyncio.create_subprocess_exec(*command, stdin=PIPE, env=settings, start_new_session=True)


async def _keep_one(process: Process, settings: Mapping[str, str]) -> None:
    while True:
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            await _dismiss(process)
            raise
        _log.warning("worker ended, starting another", exit_code=code)
        await asyncio.sleep(_PAUSE)
        process = await _start(settings)


async def _dismiss(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), _LAST_BATCH)
    except TimeoutError:
        process.kill()  # its batch is rolled back, and whoever comes next does it
        await process.wait()


async def main() -> None:
    """Work until standard input ends; settings come from the environment."""
    deployment = Deployment.load()
    clock = clock_of(deployment.house)
    set_up_logging("worker", clock, level=deployment.house.log_level, strict=deployment.house.is_development)
    # where the server was killed the database is gone too, and saying goodbye to that takes half a minute
    await work_until(_alone(), deployment, clock, patience=_LAST_BATCH)


async def _alone() -> None:
    """Wait for the end of standard input: the server holds its other end for as long as it lives."""
    alone, ending = asyncio.Event(), sys.stdin.fileno()

    def hear() -> None:
        if not os.read(ending, 1):
            alone.set()

    loop = asyncio.get_running_loop()
    loop.add_reader(ending, hear)
    await alone.wait()
    loop.remove_reader(ending)


if __name__ == "__main__":
    uvloop.run(main())
