"""`watch`: what waits in the database and whether its promises are kept, as figures for Prometheus."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from pathlib import Path

import uvloop

from house.commands.doctor import patient_of
from house.serving.part import told_to_leave
from house.serving.running import DATABASE
from house.serving.server import LOOPBACK, listening
from house.serving.watching import OF_EVERY_PART, watched
from house.watch.watcher import Watcher
from services.clock import SystemClock
from services.telemetry import set_up_logging

SUMMARY = "Tell what waits in the database, and whether its promises are kept, as figures for Prometheus."
GROUP = "operators"
EXAMPLE = "./ontzorg watch --watch-port 8091"

_PORT, _EVERY, _EXAMINE_EVERY = 8090, 15.0, 900.0


def add_arguments(parser: ArgumentParser) -> None:
    """Which database, how often, and where it tells."""
    parser.add_argument("--database-url", metavar="URL", help=f"as its administrator; {DATABASE} does the same")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the folder of an `up` that is running")
    parser.add_argument("--watch-host", default=LOOPBACK, metavar="HOST", help=f"the address to tell at ({LOOPBACK})")
    parser.add_argument("--watch-port", type=int, default=_PORT, metavar="N", help=f"and the port ({_PORT})")
    parser.add_argument("--every", type=float, default=_EVERY, metavar="S", help=f"seconds between looks ({_EVERY:g})")
    doctor = f"seconds between looks at the promises ({_EXAMINE_EVERY:g})"
    parser.add_argument("--doctor-every", type=float, default=_EXAMINE_EVERY, metavar="S", help=doctor)


def run(args: Namespace) -> int:
    """Watch until told to leave; `NoDatabase`, `SeesTooLittle` or `NothingToExamine` if there is nothing to see."""
    patient = patient_of(args)
    set_up_logging("watch", SystemClock(), level=os.environ.get("ONTZORG_LOG_LEVEL", "INFO"))
    watcher = Watcher(patient.url, SystemClock(), patient.keyring)
    watcher.look()
    uvloop.run(_watch(watcher, args))
    return 0


async def _watch(watcher: Watcher, args: Namespace) -> None:
    with listening(args.watch_port, args.watch_host) as listener:
        async with watched(listener, [*OF_EVERY_PART, watcher.figures]):
            print(f"figures at http://{args.watch_host}:{listener.getsockname()[1]}/metrics", flush=True)
            watching = asyncio.create_task(watcher.watch(args.every, args.doctor_every))
            leaving = asyncio.create_task(told_to_leave())
            await asyncio.wait({watching, leaving}, return_when=asyncio.FIRST_COMPLETED)
            leaving.cancel()
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
