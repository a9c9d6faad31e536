"""`bench`: how fast it is, beside what it cannot be faster than."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from functools import partial
from io import TextIOWrapper

from house.bench.document import document
from house.bench.measure import Setting
from house.bench.measures import MEASURES
from house.bench.page import page
from house.bench.server import open_once
from house.postgres import PostgresProblem
from services.clock import SystemClock, stopwatch
from services.telemetry import set_up_logging

SUMMARY = "Measure how fast plans and months are, each beside the floor that bounds it."
GROUP = "builders"
EXAMPLE = "./ontzorg bench plan leefgeld"

_FEWEST, _MOST = 100, 200_000
_MOST_MONTHS = 5
"""The caseload is relieved for six months, and the first of them pays what fell due before it."""


def add_arguments(parser: ArgumentParser) -> None:
    """Which measures, on how many households, how often."""
    names = [measure.name for measure in MEASURES]
    parser.add_argument("measures", nargs="*", choices=[*names, []], metavar="MEASURE", help="all of them if none")
    parser.add_argument(
        "--households", type=_number(_FEWEST, _MOST), default=20_000, metavar="N", help="how many (20,000)"
    )
    parser.add_argument("--repeat", type=_number(1, _MOST_MONTHS), default=5, metavar="N", help="medians of N (5)")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    width = max(map(len, names))
    told = "\n".join(f"  {one.name:<{width}}  {one.what}\n  {'':<{width}}  Takes {one.lasts}." for one in MEASURES)
    parser.epilog = (
        f"Measures, and how long they take on two quiet cores with 20,000 households:\n{told}\n\n{parser.epilog}"
    )


def run(args: Namespace) -> int:
    """Take the measures one after another; a goal that is not reached is said, and is no failure."""
    set_up_logging("bench", SystemClock(), level="WARNING", stream=sys.stderr)
    lasted = stopwatch()
    load = os.getloadavg()[0]
    found = []
    try:
        with open_once() as server:
            setting = Setting(args.households, args.repeat, partial(_tell, lasted), server)
            for measure in MEASURES:
                if not args.measures or measure.name in args.measures:
                    report = measure.take(setting)
                    found.append(document(measure.name, report))
                    if not args.json:
                        _show(page(measure, report))
    except PostgresProblem as problem:
        print(f"ontzorg bench: {problem}", file=sys.stderr)
        return 1
    machine = {"cores": os.cpu_count(), "loadBefore": round(load, 2), "seconds": round(lasted(), 1)}
    if args.json:
        print(json.dumps({"machine": machine, "households": args.households, "measures": found}))
    else:
        _show(f"\n{machine['cores']} cores, load {load:.2f} before; {lasted():.0f} seconds in all.")
    return 0


def _tell(lasted: Callable[[], float], told: str) -> None:
    print(f"{lasted():5.0f} s  {told}", file=sys.stderr)


def _show(text: str) -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without × and ≤ still gets the figures
    print(text, flush=True)


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if text.isdecimal() and text.isascii() and least <= int(text) <= most:
            return int(text)
        raise ArgumentTypeError(f"{text!r} is no number from {least} to {most}")

    return read
