"""A crew at work, in a process of its own or beside a server, until told to leave and to the end of its batch."""

import asyncio
import os
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from house.composition.crew import open_crew, ringing_every
from house.memory import settle_memory
from house.settings import Deployment
from services.clock import Clock
from services.jobs import Pulse


async def work_until(
    told_to_leave: Coroutine[Any, Any, None], deployment: Deployment, clock: Clock, *, patience: float
) -> None:
    """Do what the services of this deployment have to do without a request, until `told_to_leave` returns.

    No job is begun after that. The one that is being done gets `patience` seconds; then the process ends where it is,
    its batch is rolled back, and whoever comes next does it.
    """
    working = asyncio.create_task(_work(deployment, clock))
    telling = asyncio.create_task(told_to_leave)
    await asyncio.wait({working, telling}, return_when=asyncio.FIRST_COMPLETED)
    telling.cancel()
    end = asyncio.get_running_loop().call_later(patience, os._exit, 1)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    end.cancel()


async def _work(deployment: Deployment, clock: Clock) -> None:
    every = ringing_every(clock)
    async with open_crew(deployment, clock, pulse=Pulse(alarms_every=every)) as crew:
        settle_memory()
        await crew.work(every)
