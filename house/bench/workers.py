"""Worker processes that work at a word, one after another month, all at the same time."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from services.errors import Problem

_GOODBYE = 10.0


class WorkerDied(Problem):
    """A worker process of the bench ended; what it said stands above."""


@dataclass(frozen=True)
class Work:
    """What a word came to, over all workers: processor seconds, and the most megabytes that one had.

    `looks` are by stage how often a worker was seen at it, `waits` how often it waited for the database then.
    """

    cpu: float
    memory: float | None
    looks: Counter[str]
    waits: Counter[str]


class Workers:
    """So many processes on the same database."""

    def __init__(self, processes: list[Process]) -> None:
        self._processes = processes

    def __len__(self) -> int:
        return len(self._processes)

    async def work(self) -> Work:
        """Let all of them do the jobs that wait, together; `WorkerDied` if one did not live to say so."""
        works = await asyncio.gather(*(_answer(process) for process in self._processes))
        most = [one.memory for one in works if one.memory is not None]
        return Work(
            cpu=sum(one.cpu for one in works),
            memory=max(most, default=None),
            looks=sum((one.looks for one in works), Counter()),
            waits=sum((one.waits for one in works), Counter()),
        )


@asynccontextmanager
async def workers(count: int, settings: Mapping[str, str], clock: Path, *answers: str | Path) -> AsyncIterator[Workers]:
    """So many workers with these environment variables, gone at the end of the block.

    `answers` say what the worker does with those of the registry, if anything: `worker_process` knows the words.
    """
    processes: list[Process] = []
    try:
        for _ in range(count):
            processes.append(await _started(settings, clock, *answers))
        hired = Workers(processes)
        await hired.work()  # of which there is none yet, but imports and connections are made now
        yield hired
    finally:
        for process in processes:
            await _dismissed(process)


async def _started(settings: Mapping[str, str], *arguments: str | Path) -> Process:
    command = [sys.executable, "-P", "-m", "house.bench.worker_process", *map(str, arguments)]
    return await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, env=settings)


async def _answer(process: Process) -> Work:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"work\n")
    await process.stdin.drain()
    said = await process.stdout.readline()
    if not said:
        raise WorkerDied
    told = json.loads(said)
    return Work(told["cpu"], told["memory"], Counter(told["looks"]), Counter(told["waits"]))


async def _dismissed(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), _GOODBYE)
    except TimeoutError:
        process.kill()
        await process.wait()
