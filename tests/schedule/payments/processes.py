"""Processes of their own, which may be killed: forked from one that has imported everything, so that each costs little.

A process is given a coroutine function, what to call it with, and the failpoint that it is to die at.
"""

import importlib
import multiprocessing
import os
import signal
from collections.abc import Awaitable, Callable
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from typing import Any

import uvloop

from services import failpoints
from tests.superuser import as_superuser

Work = Callable[..., Awaitable[None]]

LIVES = [
    "tests.schedule.payments.living",
    "tests.schedule.statements.living",
    "tests.schedule.channel.living",
    "tests.schedule.recalls.living",
    "tests.schedule.books.living",
    "tests.schedule.exceptions.living",
    "tests.schedule.matching.living",
    "tests.mandates.living",
    "tests.notify.webhooks.living",
    "tests.notify.open_items.living",
    "tests.journeys.living",
    "tests.journeys.proceeding_living",
    "tests.journeys.telling",
    "tests.schedule.registry.neighbours",
    "tests.mandates.households.neighbours",
    "tests.mandates.arrangements.steps",
    "tests.schedule.payments.warming",
]
"""What is imported once, before anybody is forked: to import it takes a process seconds. What warms it comes last."""

_AT_MOST = 60
_started: list[ForkServerProcess] = []
_forking = multiprocessing.get_context("forkserver")


def started(work: Work, *given: Any, at: str = "") -> ForkServerProcess:
    """A process at work."""
    _forking.set_forkserver_preload(LIVES)
    process = _forking.Process(target=_run, args=(work, given, at))
    process.start()
    _started.append(process)
    return process


def a_barrier(parties: int) -> Barrier:
    """Where so many processes wait for one another; a minute at most."""
    return _forking.Barrier(parties, timeout=_AT_MOST)


def ended(process: ForkServerProcess) -> int | None:
    """How it ended: 0, or the signal that killed it, negative; None if it has not after a minute, and never will."""
    process.join(_AT_MOST)
    code = process.exitcode
    process.kill()
    process.join()
    return code


def killed(work: Work, *given: Any, at: str) -> None:
    """Let a process do it until it dies at that failpoint; it must come by there."""
    code = ended(started(work, *given, at=at))
    assert code == -signal.SIGKILL, f"no crash at {at}: it ended with {code}"


def end_all() -> None:
    """Kill whoever a test that failed left behind, asleep or not."""
    while _started:
        process = _started.pop()
        process.kill()
        process.join()


def bury(admin_url: str) -> None:
    """Wait until the server has noticed the death of whoever was connected as the service."""
    with as_superuser(admin_url) as connection:
        connection.execute(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
            " where datname = current_database() and usename = 'ontzorg_schedule'"
        )


def bury_everybody(admin_url: str) -> None:
    """The same of whoever was connected, as any service."""
    with as_superuser(admin_url) as connection:
        connection.execute(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


def _run(work: Work, given: tuple[Any, ...], at: str) -> None:
    os.environ[failpoints.VARIABLE] = at
    importlib.reload(failpoints)  # it reads the environment once, and everybody's `failpoint` looks into this module
    uvloop.run(_to_the_end(work, given))


async def _to_the_end(work: Work, given: tuple[Any, ...]) -> None:
    await work(*given)
