"""Where the time of a process goes: a timer looks every few milliseconds what it is at, and whether it waits.

A timer of the machine and not a thread: Python would let a thread look mostly when the process waits for something.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from house.bench.stages import stage_of

EVERY = 0.004
"""Seconds between two looks: each takes some thirty microseconds."""

_DEEPEST = 200
_WAITING = "selectors", "select"
"""Where a loop stands that has nothing to do."""


class Sampler:
    """Counts looks by stage, in the main thread of a process with a running loop.

    `waits` are those of `looks` at which the process had nothing to do but wait, here always for the database.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.looks: Counter[str] = Counter()
        self.waits: Counter[str] = Counter()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look for as long as the block lasts."""
        self.looks.clear()
        self.waits.clear()
        before = signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        at_work = list(_running(frame))
        waits = at_work[:1] == [_WAITING]
        if waits:
            at_work = [one for task in asyncio.all_tasks(self._loop) for one in _waiting(task)]
        stage = stage_of(at_work)
        self.looks[stage] += 1
        self.waits[stage] += waits


def _running(frame: FrameType | None) -> Iterator[tuple[str, str]]:
    """The functions that run now, from the innermost on."""
    for _ in range(_DEEPEST):
        if frame is None:
            return
        yield _named(frame)
        frame = frame.f_back


def _waiting(task: asyncio.Task[Any]) -> list[tuple[str, str]]:
    """The coroutines that a task waits in, from the innermost on."""
    found: list[tuple[str, str]] = []
    one: Any = task.get_coro()
    for _ in range(_DEEPEST):
        if one is None:
            break
        frame = getattr(one, "cr_frame", None) or getattr(one, "gi_frame", None) or getattr(one, "ag_frame", None)
        if frame is not None:
            found.append(_named(frame))
        one = getattr(one, "cr_await", None) or getattr(one, "gi_yieldfrom", None) or getattr(one, "ag_await", None)
    return found[::-1]


def _named(frame: FrameType) -> tuple[str, str]:
    return str(frame.f_globals.get("__name__", "")), frame.f_code.co_name
