"""What a month's bank statement takes, from bytes to ledger, beside a bare parse of them; and as history grows."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

from house.bench.bare_statement import parse
from house.bench.cases import HANDED_IN_ON
from house.bench.cost import Cost, timed
from house.bench.measure import Figure, Report, Setting, known, ratios
from house.bench.month import live
from house.bench.month_statement import lines_of, next_statements
from house.bench.office import Office, open_office
from house.bench.preparing import FIRST_MONTH, prepare
from house.bench.server import Server
from house.bench.workers import Workers, workers
from sandbox.statement_file import Statement, write
from services.errors import Problem
from services.schedule.matching.matching import match_next
from services.schedule.statements.taking_in import HandedIn, take_in

_ABOVE_A_PARSE, _SAME = 4.0, 1.1
_PIECE = 1 << 16


class NotTakenIn(Problem):
    """A statement of the bench was not taken in, so nothing was measured."""


class _Said(NamedTuple):
    """A month's statement: its entries, a bare parse of it, taking it in, and matching it."""

    entries: int
    bare: Cost
    taking: Cost
    matching: Cost

    @property
    def whole(self) -> Cost:
        """From the bytes to the ledger."""
        return self.taking + self.matching

    def micros(self, cost: Cost) -> float:
        """Microseconds on the wall for an entry."""
        return cost.wall / self.entries * 1e6


def take_statement(setting: Setting) -> Report:
    """Months one after the other, each with the statement that shows it."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_statements(setting.server(), Path(folder), setting))


async def _statements(server: Server, folder: Path, setting: Setting) -> Report:
    await prepare(server, folder, "bank", setting.households, setting.tell)
    said: list[_Said] = []
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(open_office(server.url("bank"), folder / "clock", HANDED_IN_ON))
        hired = await stack.enter_async_context(workers(1, office.environment, office.clock_file))
        before: dict[str, Statement] = {}
        for place in range(setting.repeat + 1):
            setting.tell(f"month {place + 1} of {setting.repeat + 1}, and its statement")
            said.append(await _month(office, hired, server, folder, FIRST_MONTH + place, before))
    server.drop("bank")
    return Report([_figure(said[1:]), _flat(said)], notes=[f"entries: {', '.join(f'{one.entries:,}' for one in said)}"])


async def _month(
    office: Office, hired: Workers, server: Server, folder: Path, month: int, before: dict[str, Statement]
) -> _Said:
    lived = await live(office, month, hired, server.cpu)
    lines = await lines_of(office.database, office.organisation_id, lived.run_id, month)
    statements = next_statements(lines, before)
    before |= {one.account: one for one in statements}
    file = folder / "statement.xml"
    write(file, statements)
    with timed() as bare:
        entries, _ = parse(_pieces(file))
    with timed(server.cpu) as taking:
        await _take_in(office, file)
    with timed(server.cpu) as matching:
        await _match(office)
    return _Said(entries, bare.cost, taking.cost, matching.cost)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


async def _take_in(office: Office, file: Path) -> None:
    async with office.database.transaction(office.organisation_id) as session:
        given = HandedIn(file.name, lambda: _pieces(file))
        taken = await take_in(session, office.hand(session, "clerk"), given)
    states = {one.statement.state.value for one in taken.statements}
    if states != {"taken"}:
        raise NotTakenIn(f"{NotTakenIn.title} They are {', '.join(sorted(states))}.")


async def _match(office: Office) -> None:
    goes_on = True
    while goes_on:
        async with office.database.transaction(office.organisation_id) as session:
            goes_on = await match_next(session, office.hand(session, "ontzorg"))


def _figure(said: list[_Said]) -> Figure:
    middle = sorted(said, key=lambda one: one.micros(one.whole))[len(said) // 2]
    return Figure(
        name="a statement, from bytes to ledger",
        floor="a streaming parse of the same bytes that adds up the amounts",
        goal=_ABOVE_A_PARSE,
        unit="×",
        samples=ratios([one.whole.wall for one in said], [one.bare.wall for one in said]),
        cpu=ratios(known([one.whole.cpu for one in said]), known([one.bare.cpu for one in said])),
        absolute={
            "µs an entry": middle.micros(middle.whole),
            "µs taking it in": middle.micros(middle.taking),
            "µs matching it": middle.micros(middle.matching),
            "µs of a bare parse": middle.micros(middle.bare),
        },
    )


def _flat(said: list[_Said]) -> Figure:
    """Each later month beside the first one, by the entry."""
    first, later = said[0], said[1:]
    return Figure(
        name="matching an entry as history grows",
        floor="matching an entry of the first month",
        goal=_SAME,
        unit="×",
        samples=tuple(one.micros(one.matching) / first.micros(first.matching) for one in later),
        cpu=tuple(
            one.matching.cpu / one.entries / (first.matching.cpu / first.entries)
            for one in later
            if one.matching.cpu is not None and first.matching.cpu
        ),
        absolute={"µs in the first month": first.micros(first.matching)},
    )
