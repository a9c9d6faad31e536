"""A worker as production has it, in a process of its own, that works when it is told to and then says what it took.

A line on standard input means: do all jobs that wait. The answer is a line of JSON. It ends when standard input does.
"""

import asyncio
import json
import sys
from pathlib import Path

from house.bench.cost import memory, timed
from house.bench.sampling import Sampler
from house.composition.opening import open_worker
from house.composition.sandbox_clock import SandboxClock
from house.memory import settle_memory
from services.schedule.settings import ScheduleSettings
from services.telemetry import set_up_logging


async def main() -> None:
    """Work at each word; the settings come from the environment, the file of the clock is the one argument."""
    clock = SandboxClock.found(Path(sys.argv[1]))
    set_up_logging("bench", clock, level="WARNING", stream=sys.stderr)
    sampler = Sampler(asyncio.get_running_loop())
    async with open_worker(ScheduleSettings.load(), clock) as worker:
        settle_memory()
        while await asyncio.to_thread(sys.stdin.readline):
            with timed() as timing, sampler.looking():
                await worker.drain()
            done = {"cpu": timing.cost.cpu, "memory": memory(), "looks": sampler.looks, "waits": sampler.waits}
            print(json.dumps(done), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
