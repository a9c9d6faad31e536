"""A run from its first call to its count: load, trouble, quiet, and what became of it all."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import httpx

from house.chaos.asking import Asker, token_of
from house.chaos.book import Told, amiss, sent_amiss
from house.chaos.callers import Callers
from house.chaos.counting import examined, idle, ids_for_the_bank, payments_of, rows_of
from house.chaos.house_of_parts import House, open_house_of_parts
from house.chaos.trouble import Kind, Trouble, troubles
from house.chaos.verdict import Verdict
from house.doctor.examination import Finding
from services.clock import SystemClock, stopwatch
from services.sealing import Keyring

Say = Callable[[str], None]

_FIRST = 5
"""So many kinds of refusal are told."""

_CALLS_AT_ONCE = httpx.Limits(max_connections=20, max_keepalive_connections=10)


class Outcome(NamedTuple):
    """What was done and seen; `wrong` is a line for whatever does not fit, and empty if every promise was kept."""

    told: Sequence[Told]
    befell: Sequence[Trouble]
    reads: int
    restarts: int
    broken_connections: int
    payments: int
    findings: Sequence[Finding]
    wrong: Sequence[str]

    def lines(self) -> Iterable[str]:
        """It in figures."""
        verdicts = Counter(one.verdict for one in self.told)
        repeats = sum(one.attempts - 1 for one in self.told)
        again = sum(one.attempts > 1 for one in self.told)
        kinds = Counter(one.kind for one in self.befell)
        yield (
            f"{len(self.told):,} commands: {verdicts[Verdict.ANSWERED]:,} answered,"
            f" {verdicts[Verdict.REFUSED]:,} refused, {verdicts[Verdict.AGAIN]:,} without an answer"
        )
        refusals = Counter(one.said for one in self.told if one.verdict == Verdict.REFUSED)
        yield from (f"    refused {times} times: {said}" for said, times in refusals.most_common(_FIRST))
        yield f"{again:,} commands were given again, {repeats:,} times; {self.reads:,} reads"
        happened = ", ".join(f"{kinds[kind]} × {kind}" for kind in Kind if kinds[kind])
        yield f"{happened}; {self.restarts} parts started anew, {self.broken_connections:,} connections broken off"
        yield f"{self.payments:,} payments in files for the bank"
        kept = sum(one.offenders == 0 for one in self.findings)
        yield f"doctor: {kept} of {len(self.findings)} promises kept"
        yield from (f"WRONG: {line}" for line in self.wrong)


async def live_through(seed: int, seconds: float, every: float, folder: Path, say: Say) -> Outcome:
    """Open a house of parts in `folder`, trouble it while it is called, let it come to rest, and count."""
    plan = troubles(seed, seconds, every)
    async with open_house_of_parts(folder) as house:
        say(f"{len(house.parts)} parts answer; {len(plan)} troubles are planned for {seconds:.0f} seconds")
        book: list[Told] = []
        async with httpx.AsyncClient(limits=_CALLS_AT_ONCE, timeout=15) as http:
            callers = await _callers(house, http, book, seed)
            await _trouble(house, callers, plan, seconds, say)
            say("all is well again; waiting for every answer and until nothing is left to do")
            left = await idle(house.admin_url)
            sent = await ids_for_the_bank(house.admin_url, callers.system)
        keys = Keyring.parse(house.keys.sealing_keys, house.keys.lookup_key)
        findings = await examined(house.admin_url, keys)
        wrong = [
            *(f"{what} is still waiting, {count} times" for what, count in left.items()),
            *amiss(book, rows_of(house.admin_url)),
            *sent_amiss(sent, payments_of(house.admin_url)),
            *(f"{one.service} {one.promise.number}: {one.promise.says}" for one in findings if one.offenders != 0),
        ]
        reads = callers.manager.reads + callers.system.reads + callers.approver.reads
        broken = sum(link.broken for link in house.links.values())
    return Outcome(book, plan, reads, house.restarts, broken, len(sent), findings, wrong)


async def _callers(house: House, http: httpx.AsyncClient, book: list[Told], seed: int) -> Callers:
    manager, system, approver = [
        Asker(house, http, await token_of(house, http, role), book) for role in ("case_manager", "system", "approver")
    ]
    return Callers(manager, system, approver, SystemClock().today(), seed, asyncio.Event())


async def _trouble(house: House, callers: Callers, plan: Sequence[Trouble], seconds: float, say: Say) -> None:
    """Let everybody call for so long, and everything that is planned happen meanwhile."""
    elapsed = stopwatch()
    async with asyncio.TaskGroup() as together:
        together.create_task(callers.call())
        for one in plan:
            await asyncio.sleep(max(0.0, one.at - elapsed()))
            say(f"{elapsed():6.1f} s  {one.what} is {one.kind} for {one.lasts} s")
            together.create_task(house.befall(one))
        await asyncio.sleep(max(0.0, seconds - elapsed()))
        callers.enough.set()
    await house.all_are_up()
