"""`trace`: the way of a euro, from the decision that lets it be paid to the statement that shows it."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from uuid import UUID

from house.at_the_house import WHERE, at_the_house
from house.plan_page import printable
from house.trace_page import trace_page
from services.clock import SystemClock
from services.schedule.client import ScheduleClient
from services.schedule.schemas import Traces
from services.telemetry import set_up_logging

SUMMARY = "Tell the way of a euro: decision, plan, run, file, postings, statement."
GROUP = "people"
EXAMPLE = "./ontzorg trace 2026032e07472802464cd386766a9c"


def add_arguments(parser: ArgumentParser) -> None:
    """What is in hand; one of three."""
    parser.add_argument("identifier", nargs="?", metavar="ENDTOENDID", help="of a payment, as in its file")
    parser.add_argument("--statement", type=UUID, metavar="ID", help="with --entry: a booking of this statement")
    parser.add_argument("--entry", type=int, metavar="N", help="its entry")
    parser.add_argument("--part", type=int, metavar="N", help="which payment of the entry (1)")
    parser.add_argument("--household", type=UUID, metavar="ID", help="with --purpose and --occasion: whose money")
    parser.add_argument("--purpose", metavar="WORD", help="rent, leefgeld, benefit, …")
    parser.add_argument("--occasion", metavar="WHEN", help="2026-03, leefgeld's day 2026-03-01, first, advance")
    parser.add_argument("--json", action="store_true", help="as the house tells it, in whole cents")
    parser.epilog = f"{parser.epilog}\n\n{WHERE}\nExit code 1 if there is nothing of this name."


def run(args: Namespace) -> int:
    """Print it; the house's own problem if there is nothing to tell."""
    set_up_logging("trace", SystemClock(), level="ERROR")  # what goes wrong is told in words of its own

    async def ask(house: ScheduleClient) -> Traces:
        return await house.traces(
            end_to_end_id=args.identifier,
            statement_id=args.statement,
            entry=args.entry,
            part=args.part,
            household_id=args.household,
            purpose=args.purpose,
            occasion=args.occasion,
        )

    told = asyncio.run(at_the_house(os.environ, ask))
    if args.json:
        print(told.model_dump_json(by_alias=True))
        return 0
    pages = ["\n".join(printable(line) for line in trace_page(one)) for one in told.items]
    print(f"\n\n{'-' * 40}\n\n".join(pages))
    if told.next_cursor is not None:
        print("\n… and more: this booking is of many payments; trace one by its EndToEndId.")
    return 0
