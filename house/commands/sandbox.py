"""`sandbox`: worlds for tests, each a whole Ontzorg with a clock that is moved, gone when this process ends."""

import asyncio
import os
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from socket import socket

from uvicorn.loops.auto import auto_loop_factory

from house.postgres import PostgresProblem, throwaway_cluster
from house.serving.server import LOOPBACK, listening, serve
from house.worlds.app import open_sandbox
from house.worlds.databases import Databases
from house.worlds.keeper import Keeper
from services.clock import SystemClock
from services.telemetry import set_up_logging

SUMMARY = "Worlds for tests: make one, move its clock, and see what happens; all gone at the end."
GROUP = "builders"
EXAMPLE = "./ontzorg sandbox --port 8057"

_PORT, _WORLDS, _MOST_WORLDS = 8057, 8, 64
_OURS, _EACH = 20, 30
"""Connections to the database: those of this process, and those of a world."""


def add_arguments(parser: ArgumentParser) -> None:
    """Where it listens, how many worlds it keeps, and when it ends."""
    parser.add_argument("--port", type=int, default=_PORT, metavar="N", help=f"where to listen ({_PORT}; 0: any free)")
    parser.add_argument(
        "--worlds", type=_number, default=_WORLDS, metavar="N", help=f"how many there may be at once ({_WORLDS})"
    )
    parser.add_argument("--until-alone", action="store_true", help="end when standard input does, with who started it")


def run(args: Namespace) -> int:
    """Serve until told to leave; 1 if there is no database to stand on."""
    set_up_logging("sandbox", SystemClock(), level="WARNING", stream=sys.stderr)
    connections = {"max_connections": str(_OURS + _EACH * args.worlds)}
    try:
        with (
            listening(args.port) as listener,
            throwaway_cluster(settings=connections) as cluster,
            tempfile.TemporaryDirectory(prefix="ontzorg-") as folder,
        ):
            databases = Databases(cluster.url())
            databases.prepare()
            address = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
            keeper = Keeper(databases, address, Path(folder), args.worlds)
            with asyncio.Runner(loop_factory=auto_loop_factory(use_subprocess=False)) as runner:
                runner.run(_serve(keeper, listener, _page(address), until_alone=args.until_alone))
    except PostgresProblem as problem:
        print(f"ontzorg sandbox: {problem}", file=sys.stderr)
        return 1
    return 0


async def _serve(keeper: Keeper, listener: socket, page: str, *, until_alone: bool) -> None:
    async with open_sandbox(keeper) as app:
        serving = asyncio.create_task(serve(app, listener, lambda: print(page, flush=True)))
        waiting = {serving, *([asyncio.create_task(_until_alone())] if until_alone else [])}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for one in waiting - {serving}:
            one.cancel()
        if not serving.done():
            serving.cancel()
        await asyncio.wait({serving})


async def _until_alone() -> None:
    """Wait for the end of standard input: whoever started this holds its other end for as long as he lives."""
    alone, ending = asyncio.Event(), sys.stdin.fileno()

    def hear() -> None:
        if not os.read(ending, 1024):
            alone.set()

    loop = asyncio.get_running_loop()
    loop.add_reader(ending, hear)
    await alone.wait()
    loop.remove_reader(ending)


def _page(address: str) -> str:
    return (
        f"A sandbox is open at {address}\n"
        "Make a world, and let it be the next day on which something happens:\n\n"
        f"  curl -s {address}/v1/sandbox/worlds -H 'Content-Type: application/json' -d '{{}}'\n"
        f"  curl -s {address}/v1/sandbox/worlds/ID/moves -H 'Content-Type: application/json' -d '{{}}'\n\n"
        "docs/sandbox.md tells the rest. Ctrl-C ends it, and every world with it."
    )


def _number(text: str) -> int:
    if text.isdecimal() and text.isascii() and 1 <= int(text) <= _MOST_WORLDS:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is no number from 1 to {_MOST_WORLDS}")
