"""`journal`: the postings of days that are over, once each, as lines for a general ledger."""

import asyncio
import hashlib
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from pathlib import Path

from house.at_the_house import WHERE, at_the_house
from house.commands.run import AnotherFile, day
from services.clock import SystemClock
from services.errors import Problem
from services.ids import new_id
from services.money import euros
from services.schedule.client import ScheduleClient
from services.schedule.schemas import JournalExport
from services.telemetry import set_up_logging

SUMMARY = "Export the postings of days that are over for the general ledger."
GROUP = "people"
EXAMPLE = "./ontzorg journal export 2026-03-31"


class AnotherJournal(Problem):
    """What was downloaded is not the journal that was exported."""


def add_arguments(parser: ArgumentParser) -> None:
    """What to do with which journal."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="export | list | fetch | accounts")
    export = acts.add_parser("export", help="everything up to and including a day that stands in no export yet")
    export.add_argument("through", type=day, metavar="YYYY-MM-DD")
    acts.add_parser("list", help="the newest exports")
    fetch = acts.add_parser("fetch", help="a journal as CSV, the same bytes every time; or as JSON")
    fetch.add_argument("number", type=int, metavar="N")
    fetch.add_argument("--json", action="store_true", help="the same lines as JSON")
    fetch.add_argument("--output", type=Path, default=Path(), metavar="FOLDER", help="where to put it (here)")
    acts.add_parser("accounts", help="which code each account has, and where it comes from")
    parser.epilog = f"{parser.epilog}\n\n{WHERE}"


def run(args: Namespace) -> int:
    """Do it, and say what it came to; the house's own problem if it refuses."""
    set_up_logging("journal", SystemClock(), level="ERROR")  # what goes wrong is told in words of its own

    async def act(house: ScheduleClient) -> None:
        await _ACTS[args.act](house, args)

    asyncio.run(at_the_house(os.environ, act))
    return 0


async def _export(house: ScheduleClient, args: Namespace) -> None:
    print(told(await house.export_journal(args.through, f"journal export {new_id(SystemClock().now())}")))


async def _list(house: ScheduleClient, args: Namespace) -> None:
    page = await house.journal_exports()
    print("\n".join(told(one) for one in page.items) or "There are none.")


async def _fetch(house: ScheduleClient, args: Namespace) -> None:
    known = await house.journal_export(args.number)
    content = await house.journal_content(args.number, as_json=args.json)
    if not args.json and hashlib.sha256(content).hexdigest() != known.sha256:
        raise AnotherJournal
    print(f"{kept(args, content)}: {len(content)} bytes; {told(known)}")


def kept(args: Namespace, content: bytes) -> Path:
    """Where the journal stands now; `AnotherFile` if there is one with other content."""
    args.output.mkdir(parents=True, exist_ok=True)
    path: Path = args.output / f"journal-{args.number}.{'json' if args.json else 'csv'}"
    if path.exists() and path.read_bytes() != content:
        raise AnotherFile(f"{path} is there with other content, and is not overwritten.")
    path.write_bytes(content)
    return path


async def _accounts(house: ScheduleClient, args: Namespace) -> None:
    known = await house.journal_accounts()
    for one in known.items:
        whose = f"set by {one.set_by}" if one.set_by else "by default"
        print(f"{one.code:<20}  {one.account:<18}  {one.group:<8}  {one.name} ({whose})")
    print(f"Defaults come from {known.source}.")


_ACTS: dict[str, Callable[[ScheduleClient, Namespace], Awaitable[None]]] = {
    "export": _export,
    "list": _list,
    "fetch": _fetch,
    "accounts": _accounts,
}


def told(one: JournalExport) -> str:
    """An export in a line."""
    sums = f"{one.entries} posting(s), {euros(one.sum.amount, 'en')} debit and credit"
    return f"Journal {one.number}, {one.since} through {one.through}: {sums}; SHA-256 {one.sha256[:12]}…"
