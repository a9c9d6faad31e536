"""`reconcile`: what plans expect, what is posted and what the bank shows, and who differs; for a nightly job."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import date, timedelta
from uuid import UUID

from house.at_the_house import WHERE, at_the_house
from house.commands.run import day
from house.plan_page import printable
from house.reconciliation_page import bank_page, household_page
from services.clock import SystemClock
from services.schedule.client import ScheduleClient
from services.schedule.schemas import BankDay, HouseholdReconciliation
from services.telemetry import set_up_logging

SUMMARY = "Set plan, postings and bank side by side, and say who differs."
GROUP = "people"
EXAMPLE = "./ontzorg reconcile --on 2026-03-31"

Act = Callable[[ScheduleClient], Awaitable[bool]]
"""What is asked of the house; whether all of it is in order."""

_YESTERDAY = timedelta(days=1)
_MOST_PAGES = 10_000


def add_arguments(parser: ArgumentParser) -> None:
    """Which day; or which household, over which days."""
    parser.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="everybody, at the end of this day (yesterday)")
    parser.add_argument("--household", type=UUID, metavar="ID", help="this household alone, with what is in order too")
    parser.add_argument("--from", dest="since", type=day, metavar="YYYY-MM-DD", help="its days from this one (--on)")
    parser.epilog = (
        f"{parser.epilog}\n\n{WHERE}\n"
        "Exit code 1 if somebody has to look at something: a household that differs, a booking that nobody explained."
    )


def run(args: Namespace) -> int:
    """Print it; 1 if anything is to be looked at."""
    clock = SystemClock()
    set_up_logging("reconcile", clock, level="ERROR")  # what goes wrong is told in words of its own
    on: date = args.on or clock.today() - _YESTERDAY
    ask = _of_household(args.household, args.since or on, on) if args.household else _of_everybody(on)
    return 0 if asyncio.run(at_the_house(os.environ, ask)) else 1


def _of_household(household_id: UUID, since: date, on: date) -> Act:
    async def ask(house: ScheduleClient) -> bool:
        told = await house.household_reconciliation(household_id, since, on)
        _print(household_page(told, everything=True))
        return told.fault is None and all(one.is_in_order for one in told.days)

    return ask


def _of_everybody(on: date) -> Act:
    async def ask(house: ScheduleClient) -> bool:
        differing = 0
        async for household in _households(house, on):
            differing += 1
            _print(household_page(household, everything=False))
        days = [one async for one in _bank_days(house, on)]
        for one in days:
            _print(bank_page(one))
        odd = sum(not one.is_in_order for one in days)
        print(f"{on}: {differing} household(s) and {odd} of {len(days)} account(s) to be looked at")
        return not differing and not odd

    return ask


async def _households(house: ScheduleClient, on: date) -> AsyncIterator[HouseholdReconciliation]:
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = await house.differing_households(on, cursor)
        for one in page.items:
            yield one
        cursor = page.next_cursor
        if cursor is None:
            return


async def _bank_days(house: ScheduleClient, on: date) -> AsyncIterator[BankDay]:
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = await house.bank_days(on, on, cursor)
        for one in page.items:
            yield one
        cursor = page.next_cursor
        if cursor is None:
            return


def _print(lines: Iterable[str]) -> None:
    print("\n".join(printable(line) for line in lines))
