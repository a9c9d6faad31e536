"""`simulate`: months with a bank, suppliers and payers that misbehave, from a seed; what stays unseen is a failure."""

import asyncio
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

import uvloop

from house.bench.server import Server, open_server
from house.caseload import Caseload, Period
from house.demo.story_days import BEGINS_ON, Calendar
from house.demo.world import open_world, prepare_all
from house.memory import settle_memory
from house.postgres import PostgresProblem
from house.simulation.days import Days
from house.simulation.page import page
from house.simulation.side_by_side import LivedSeed, live_side_by_side
from house.simulation.telling import Teller
from sandbox.faults import MISBEHAVE, Chances, kinds_named
from services.clock import SystemClock
from services.errors import InvalidInput
from services.telemetry import set_up_logging

SUMMARY = "Live through months with a bank, suppliers and payers that misbehave; nothing may stay unseen."
GROUP = "builders"
EXAMPLE = "./ontzorg simulate --households 50 --months 3 --seed 3"

_FEWEST, _MOST = 10, 20_000
_MOST_PROCESSES = 64
_LONGEST = 12
_EMPTY = "empty"


def add_arguments(parser: ArgumentParser) -> None:
    """How many, how long, which seeds, and what goes wrong."""
    parser.add_argument("--households", type=_number(_FEWEST, _MOST), default=200, metavar="N", help="how many (200)")
    parser.add_argument("--months", type=_number(1, _LONGEST), default=7, metavar="N", help="how long (7)")
    parser.add_argument(
        "--seed", type=_number(0, 1_000_000), default=1, metavar="N", help="other people and faults (1)"
    )
    parser.add_argument("--seeds", type=_range, metavar="N-N", help="one after another, from this to that one")
    parser.add_argument(
        "--processes", type=_number(1, _MOST_PROCESSES), default=1, metavar="N", help="so many seeds at once (1)"
    )
    names = ", ".join(MISBEHAVE)
    parser.add_argument(
        "--faults", type=_faults, default="all", metavar="WORDS", help=f"all, none, {names}, or kinds of fault (all)"
    )
    parser.add_argument("--keep-going", action="store_true", help="live on when something was missed")


def run(args: Namespace) -> int:
    """Live through each seed; the first that fails ends it with 1."""
    kinds = kinds_named(args.faults)
    set_up_logging("simulate", SystemClock(), level="CRITICAL", stream=sys.stderr)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    seeds = args.seeds or range(args.seed, args.seed + 1)
    if args.processes > 1 and len(seeds) > 1:
        return _run_side_by_side(args, seeds)
    failed = []
    try:
        with open_server() as server:
            prepare_all(server.create(_EMPTY))
            for seed in seeds:
                if not _is_seen(args, server, Chances(seed, kinds)):
                    failed.append(seed)
                    if not args.keep_going:
                        break
    except PostgresProblem as problem:
        print(f"ontzorg simulate: {problem}", file=sys.stderr)
        return 1
    return 1 if failed else 0


def _run_side_by_side(args: Namespace, seeds: range) -> int:
    """So many at once, each by the command that lives through it alone; what came of each is a line."""
    commands = {seed: _words(args, seed) for seed in seeds}
    lived = asyncio.run(live_side_by_side(commands, args.processes, _tell, keeps_going=args.keep_going))
    failed = sorted(one.seed for one in lived if not one.is_seen)
    print(f"{len(lived)} of {len(seeds)} seeds were lived through; missed something: {_listed(failed)}")
    return 1 if failed else 0


def _tell(one: LivedSeed) -> None:
    """A seed in which something was missed is told in full."""
    if not one.is_seen:
        print(one.said)
    print(f"Seed {one.seed}, {one.seconds:,.0f} s: {one.last_word}", flush=True)


def _listed(seeds: list[int]) -> str:
    return ", ".join(map(str, seeds)) or "none"


def _is_seen(args: Namespace, server: Server, chances: Chances) -> bool:
    """Live through one seed in a database of its own, and tell of it; whether nothing stayed unseen."""
    name = f"seed_{chances.seed}"
    url = server.create(name, like=_EMPTY)
    with tempfile.TemporaryDirectory() as folder:
        days = uvloop.run(_live(args, chances, server, url, Path(folder)))
    server.drop(name)
    print("\n".join(page(days, again(args, chances.seed))), flush=True)
    return not days.lived.failures


async def _live(args: Namespace, chances: Chances, server: Server, admin_url: str, folder: Path) -> Days:
    calendar = Calendar(BEGINS_ON, args.months)
    caseload = Caseload(args.households, chances.seed, Period(BEGINS_ON, calendar.last_departure))
    teller = Teller(sys.stdout)
    teller.opening(args.households, args.months, chances.seed)
    async with open_world(admin_url, caseload.towns, BEGINS_ON, chances.seed) as world:
        settle_memory()
        days = Days(world, caseload, calendar, chances, folder, teller, server.cpu)
        await days.live(keeps_going=args.keep_going)
    return days


def again(args: Namespace, seed: int) -> str:
    """The command that lives through one seed again, whichever way it came up."""
    return " ".join(["./ontzorg", *_words(args, seed)])


def _words(args: Namespace, seed: int) -> list[str]:
    words = ["simulate", "--households", f"{args.households}", "--months", f"{args.months}", "--seed", f"{seed}"]
    words += [] if args.faults == "all" else ["--faults", args.faults]
    return [*words, "--keep-going"] if args.keep_going else words


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if text.isdecimal() and text.isascii() and least <= int(text) <= most:
            return int(text)
        raise ArgumentTypeError(f"{text!r} is no number from {least} to {most}")

    return read


def _faults(text: str) -> str:
    """The words as they were given, for so they are told again; each of them is known."""
    try:
        kinds_named(text)
    except InvalidInput as wrong:
        raise ArgumentTypeError("; ".join(f"{fault.what} ({fault.cure})" for fault in wrong.faults)) from wrong
    return text


def _range(text: str) -> range:
    first, dash, last = text.partition("-")
    if not (dash and first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise ArgumentTypeError(f"{text!r} is no range such as 1-20")
    return range(int(first), int(last) + 1)
