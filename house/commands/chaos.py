"""`chaos`: a house of parts under load while its database is stopped, parts are killed and the network is cut."""

import asyncio
import signal
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from house.chaos.run import Outcome, live_through
from services.clock import stopwatch

SUMMARY = "Stop the database, kill parts and cut the network under load; every promise has to be kept."
GROUP = "builders"
EXAMPLE = "./ontzorg chaos --minutes 10 --seed 3"

_MOST_MINUTES, _SHORTEST_TURN = 120.0, 10.0


def add_arguments(parser: ArgumentParser) -> None:
    """How long, how often, and which seed."""
    parser.add_argument("--minutes", type=_minutes, default=10.0, metavar="N", help="how long the load lasts (10)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="other troubles and people (1)")
    parser.add_argument(
        "--every", type=_turn, default=20.0, metavar="N", help="seconds of a turn of three troubles (20)"
    )
    parser.epilog = (
        f"{parser.epilog}\n\nEverything runs on this machine's loopback, over a PostgreSQL of its own that is thrown\n"
        "away. The same seed plans the same troubles; what they hit depends on the machine. docs/chaos.md"
    )


def run(args: Namespace) -> int:
    """Live through it and say what was seen; 1 if anything broke."""
    elapsed = stopwatch()

    def say(words: str) -> None:
        print(f"{elapsed():7.1f} s  {words}", flush=True)

    with tempfile.TemporaryDirectory(prefix="ontzorg-chaos-", dir=_place(), ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may run as another user, who has to pass through
        outcome = asyncio.run(_until_told(live_through(args.seed, 60 * args.minutes, args.every, Path(folder), say)))
    print("\n".join(outcome.lines()))
    print(f"again: ./ontzorg chaos --minutes {args.minutes:g} --every {args.every:g} --seed {args.seed}")
    return int(bool(outcome.wrong))


async def _until_told(living: Coroutine[Any, Any, Outcome]) -> Outcome:
    """What comes of it; SIGTERM ends it as Ctrl-C does, with every process that it started."""
    task = asyncio.create_task(living)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


def _place() -> str | None:
    """A disk rather than memory, where there is one: what was written has to survive."""
    return "/var/tmp" if Path("/var/tmp").is_dir() else None


def _minutes(text: str) -> float:
    return _between(text, 0.1, _MOST_MINUTES)


def _turn(text: str) -> float:
    return _between(text, _SHORTEST_TURN, 60 * _MOST_MINUTES)


def _between(text: str, least: float, most: float) -> float:
    number = float(text)
    if not least <= number <= most:
        raise ArgumentTypeError(f"{text} is not between {least:g} and {most:g}")
    return number
