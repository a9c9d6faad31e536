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

from house.composition.crew import open_crew, ringing_every
from house.composition.opening import clock_of
from house.memory import settle_memory
from house.settings import Deployment
from services.clock import Clock
from services.jobs import Pulse
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
    working = asyncio.create_task(_work(deployment, clock))
    await asyncio.wait({working, asyncio.create_task(_until_alone())}, return_when=asyncio.FIRST_COMPLETED)
    # where the server was killed the database is gone too, and saying goodbye to that takes half a minute
    asyncio.get_running_loop().call_later(_LAST_BATCH, os._exit, 1)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working


async def _work(deployment: Deployment, clock: Clock) -> None:
    every = ringing_every(clock)
    async with open_crew(deployment, clock, pulse=Pulse(alarms_every=every)) as crew:
        settle_memory()
        await crew.work(every)


async def _until_alone() -> None:
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
