"""What asking the registry adds to a month, and whether a line costs the same however many households there are."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from house.bench.cases import HANDED_IN_ON
from house.bench.cost import Cost, timed
from house.bench.kept_answers import heard
from house.bench.measure import Figure, Report, Setting, known, ratios
from house.bench.month import Lived, live
from house.bench.office import Office, open_office
from house.bench.preparing import FIRST_MONTH, prepare
from house.bench.registry import open_registry
from house.bench.server import Server
from house.bench.shares import shares_of
from house.bench.worker_process import KEEP, STAND_IN
from house.bench.workers import Workers, workers
from services.months import Month
from services.schedule.registry.registry import Registry

_ADDS, _SAME = 1.25, 1.1
_TIMES = 5


@dataclass(frozen=True)
class _Desk:
    """An organisation, its one worker, and the file with what the registry says to it, if it is asked."""

    office: Office
    hired: Workers
    answers: Path
    registry: Registry


@dataclass(frozen=True)
class _Asked:
    """All lines of a month, asked once more by themselves."""

    lines: int
    cost: Cost

    @property
    def micros(self) -> float:
        """Microseconds on the wall for a line."""
        return self.cost.wall / self.lines * 1e6

    @property
    def cpu(self) -> float | None:
        """Seconds of processor time for a line."""
        return None if self.cost.cpu is None else self.cost.cpu / self.lines


class _Month(NamedTuple):
    """A month with the registry and without it; its lines asked by themselves, and those of the fewer."""

    asked: Lived
    told: Lived
    few: _Asked
    many: _Asked


def take_release(setting: Setting) -> Report:
    """The same months with the registry and with answers that were kept; and a line among many and among a fifth."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_release(setting.server(), Path(folder), setting))


async def _release(server: Server, folder: Path, setting: Setting) -> Report:
    fewer = max(setting.households // _TIMES, 1)
    await prepare(server, folder, "asked", setting.households, setting.tell)
    await prepare(server, folder, "fewer", fewer, setting.tell)
    server.create("told", like="asked")
    months = await _lived(server, folder, setting)
    server.drop("asked", "told", "fewer")
    return Report(
        [_adds(months), _same_for_each(months, setting.households, fewer)],
        shares=shares_of([one.asked for one in months]),
        notes=[
            f"{setting.households:,} households",
            f"payments of the months: {', '.join(f'{one.asked.payments:,}' for one in months)}",
            f"lines asked: {', '.join(f'{one.many.lines:,}' for one in months)}",
        ],
    )


async def _lived(server: Server, folder: Path, setting: Setting) -> list[_Month]:
    """Consecutive months, each in turn with the registry, without it, and in the smaller organisation."""
    months, answers = [], folder / "answers"
    async with AsyncExitStack() as stack:
        asked = await stack.enter_async_context(_desk(server, folder, "asked", KEEP, answers))
        told = await stack.enter_async_context(_desk(server, folder, "told", STAND_IN, answers))
        few = await stack.enter_async_context(_desk(server, folder, "fewer", KEEP, folder / "answers-fewer"))
        for month in range(FIRST_MONTH, FIRST_MONTH + setting.repeat):
            setting.tell(f"month {month - FIRST_MONTH + 1} of {setting.repeat}, with the registry and without")
            with_it = await _live(asked, month, server)
            without = await live(told.office, month, told.hired, server.cpu)
            await _live(few, month, server)
            months.append(_Month(with_it, without, few=await _ask(few, server), many=await _ask(asked, server)))
    return months


@asynccontextmanager
async def _desk(server: Server, folder: Path, name: str, how: str, answers: Path) -> AsyncIterator[_Desk]:
    async with (
        open_office(server.url(name), folder / f"clock-{name}", HANDED_IN_ON) as office,
        open_registry(office.deployment, office.clock) as registry,
        workers(1, office.environment, office.clock_file, how, answers) as hired,
    ):
        yield _Desk(office, hired, answers, registry)


async def _live(desk: _Desk, month: Month, server: Server) -> Lived:
    """A month in which the registry is asked, and what it says kept in the place of what it said before."""
    desk.answers.unlink(missing_ok=True)
    return await live(desk.office, month, desk.hired, server.cpu)


async def _ask(desk: _Desk, server: Server) -> _Asked:
    """Every question of the month just lived, in the same pages; to the registry it is all the same that these
    payments have been made by now."""
    questions = [(on, lines) for on, lines, _ in heard(desk.answers)]
    with timed(server.cpu) as asking:
        for on, lines in questions:
            await desk.registry.release(desk.office.organisation_id, on, lines)
    return _Asked(sum(len(lines) for _, lines in questions), asking.cost)


def _adds(months: Sequence[_Month]) -> Figure:
    asked, told = [one.asked for one in months], [one.told for one in months]
    return Figure(
        name="a month with the registry",
        floor="the same month with what it said kept and told at once",
        goal=_ADDS,
        unit="×",
        samples=ratios([one.whole.wall for one in asked], [one.whole.wall for one in told]),
        cpu=ratios(*(known([one.whole.cpu for one in lived]) for lived in (asked, told))),
        absolute={"µs a payment": _micros(asked), "µs without": _micros(told)},
    )


def _micros(months: Sequence[Lived]) -> float:
    return median(one.whole.wall / one.payments * 1e6 for one in months)


def _same_for_each(months: Sequence[_Month], many: int, few: int) -> Figure:
    """A line among many households beside one among few, in the same months."""
    manies, fews = [one.many for one in months], [one.few for one in months]
    each = [[one.micros for one in asked] for asked in (manies, fews)]
    return Figure(
        name=f"a line asked among {many:,}",
        floor=f"a line among {few:,} households",
        goal=_SAME,
        unit="×",
        samples=ratios(*each),
        cpu=ratios(*(known([one.cpu for one in asked]) for asked in (manies, fews))),
        absolute={"µs a line": median(each[0]), "µs among fewer": median(each[1])},
    )
