"""A worker as production has it, in a process of its own, that works when it is told to and then says what it took.

A line on standard input means: do all jobs that wait. The answer is a line of JSON. It ends when standard input does.
It asks the registry, which stands in the same process. With `keep` it also keeps in a file what that says, and with
`stand-in` it takes from such a file what the registry would say.
"""

import asyncio
import json
import sys
from pathlib import Path

from house.bench.cost import memory, timed
from house.bench.kept_answers import Keeping, StandIn
from house.bench.registry import open_registry
from house.bench.sampling import Sampler
from house.composition.opening import open_worker
from house.composition.sandbox_clock import SandboxClock
from house.memory import settle_memory
from house.settings import Deployment
from services.jobs import Worker
from services.schedule.registry.registry import Registry
from services.telemetry import set_up_logging

KEEP, STAND_IN = "keep", "stand-in"


async def main(clock_file: str, how: str = "", answers: str = "") -> None:
    """Work at each word; the settings come from the environment, the rest from the command line."""
    clock = SandboxClock.found(Path(clock_file))
    set_up_logging("bench", clock, level="WARNING", stream=sys.stderr)
    deployment = Deployment.load()
    assert deployment.schedule is not None, "nothing of the bench runs elsewhere"
    async with open_registry(deployment, clock) as asked:
        registry = _registry(asked, how, Path(answers))
        async with open_worker(deployment.schedule, clock, registry=registry) as worker:
            await _work(worker, registry)


async def _work(worker: Worker, registry: Registry) -> None:
    sampler = Sampler(asyncio.get_running_loop())
    settle_memory()
    while await asyncio.to_thread(sys.stdin.readline):
        if isinstance(registry, StandIn):
            registry.learn()
            settle_memory()
        with timed() as timing, sampler.looking():
            await worker.drain()
        if isinstance(registry, Keeping):
            registry.keep()
        done = {"cpu": timing.cost.cpu, "memory": memory(), "looks": sampler.looks, "waits": sampler.waits}
        print(json.dumps(done), flush=True)


def _registry(asked: Registry, how: str, answers: Path) -> Registry:
    if how == STAND_IN:
        return StandIn(answers)
    return Keeping(asked, answers) if how == KEEP else asked


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
