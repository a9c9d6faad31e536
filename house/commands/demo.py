"""`demo`: seven months of an organisation that never was, with a real database, real books and real bank files."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path

import uvloop
from rich.console import Console

from house.caseload import Caseload, Period
from house.demo.messages import Way
from house.demo.output_folder import (
    BANK_FILES,
    CASELOAD,
    DATABASE,
    MESSAGES,
    SUMMARY_HTML,
    SUMMARY_JSON,
    empty_folder,
)
from house.demo.page import page
from house.demo.story import Story, Told
from house.demo.story_days import BEGINS_ON, LONGEST, Calendar
from house.demo.summary import summary
from house.demo.telling import Teller
from house.demo.world import ORGANISATION, open_world
from house.memory import settle_memory
from house.postgres import PostgresProblem, open_database_server
from services.clock import SystemClock, stopwatch
from services.notify.addressees.channel import Channel
from services.telemetry import set_up_logging

SUMMARY = "Live through seven months with an invented caseload: runs, bank files, and what happened to people."
GROUP = "people"
EXAMPLE = "./ontzorg demo"

_FEWEST, _MOST = 10, 20_000
_NARROWEST, _WIDEST = 80, 110


def add_arguments(parser: ArgumentParser) -> None:
    """How many households, which ones, how long, and where to."""
    parser.add_argument("--households", type=_number(_FEWEST, _MOST), default=300, metavar="N", help="how many (300)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, other households (1)")
    parser.add_argument("--months", type=_number(1, LONGEST), default=LONGEST, metavar="N", help=f"({LONGEST})")
    parser.add_argument("--output", type=Path, default=Path("output/demo"), metavar="FOLDER", help="(output/demo)")
    parser.add_argument("--keep", action="store_true", help="keep the database too, in the output folder")


def run(args: Namespace) -> int:
    """Live through it and write down what came of it; a check that fails ends it with 1."""
    lasted = stopwatch()
    folder = empty_folder(args.output)
    set_up_logging("demo", SystemClock(), level="WARNING")
    teller = Teller(_console())
    try:
        with open_database_server(None, folder / DATABASE if args.keep else None) as admin_url:
            told = uvloop.run(_live(args, admin_url, folder, teller))
    except PostgresProblem as problem:
        print(f"ontzorg demo: {problem}", file=sys.stderr)
        return 1
    _write(args, told, folder)
    teller.outcomes(told.outcomes, told.calendar.ends_on)
    teller.closing(list(_where_to_look(args, told, folder, lasted())))
    return 0


async def _live(args: Namespace, admin_url: str, folder: Path, teller: Teller) -> Told:
    calendar = Calendar(BEGINS_ON, args.months)
    caseload = Caseload(args.households, args.seed, Period(BEGINS_ON, calendar.last_departure))
    async with open_world(admin_url, caseload.towns, BEGINS_ON, args.seed) as world:
        teller.opening(ORGANISATION, len(caseload.towns), BEGINS_ON)
        settle_memory()
        return await Story(world, caseload, calendar, folder, teller).live()


def _write(args: Namespace, told: Told, folder: Path) -> None:
    written = json.dumps(summary(told, args.households, args.seed), indent=2)
    (folder / SUMMARY_JSON).write_text(f"{written}\n", encoding="utf-8")
    html = page(told, ORGANISATION, args.households, args.seed)
    (folder / SUMMARY_HTML).write_text(html, encoding="utf-8")


def _where_to_look(args: Namespace, told: Told, folder: Path, seconds: float) -> Iterator[str]:
    yield f"{folder / SUMMARY_HTML}  the page to read (the same as data in {SUMMARY_JSON})"
    yield f"{folder / BANK_FILES}/  the bank files, and in {CASELOAD}/ what was handed in"
    yield f"{folder / MESSAGES}/  {_what_people_were_told(told.messages)}"
    if args.keep:
        yield f"{folder / DATABASE}/  the database, at rest"
    yield f"\nAll of it took {seconds:.0f} seconds. Next, one household under all these policies:"
    yield "  ./ontzorg compare docs/examples/one-adult.json"


def _what_people_were_told(sent: Counter[Way]) -> str:
    """How many messages by each channel, and in which languages."""
    names = {Channel.LETTER: "letters", Channel.EMAIL: "e-mails", Channel.SMS: "text messages"}
    by_channel = {channel: sum(count for way, count in sent.items() if way.channel is channel) for channel in names}
    counted = ", ".join(f"{count:,} {names[channel]}" for channel, count in by_channel.items())
    languages = " ".join(sorted({way.language for way in sent}))
    return f"what people were told: {counted} (languages: {languages})"


def _console() -> Console:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without a euro sign still gets the figures
    console = Console(highlight=False)
    console.width = min(max(console.width, _NARROWEST), _WIDEST)
    return console


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if text.isdecimal() and text.isascii() and least <= int(text) <= most:
            return int(text)
        raise ArgumentTypeError(f"{text!r} is no number from {least} to {most}")

    return read
