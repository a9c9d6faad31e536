"""A month from the proposal to the bank files, beside the least that its rows and files take."""

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

from house.bench.bare_rows import BareTables
from house.bench.cases import HANDED_IN_ON
from house.bench.cost import Cost
from house.bench.floor import Floor, floor_of
from house.bench.measure import Figure, Report, Setting, known, ratios
from house.bench.month import Lived, live
from house.bench.office import open_office
from house.bench.preparing import FIRST_MONTH, prepare
from house.bench.server import Server
from house.bench.shares import shares_of
from house.bench.workers import workers

_BOOKING, _ONE_WORKER, _TWO_WORKERS, _SAME = 2, 5, 3, 1.1
_MEMORY = 250
_TIMES = 5
_FLOOR = "COPY of the same rows, the same files from a template, the schema"
_ASKED = "the registry is asked for every payment, in the worker's process; the floor asks nobody"


class Pair(NamedTuple):
    """A month and its floor."""

    lived: Lived
    floor: Floor

    def per_payment(self, cost: Cost) -> float:
        """Microseconds on the wall."""
        return cost.wall / self.lived.payments * 1e6


def take_month(setting: Setting) -> Report:
    """Consecutive months of one caseload, lived by one worker process and by two; and those of a fifth as many."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_month(setting.server(), Path(folder), setting))


async def _month(server: Server, folder: Path, setting: Setting) -> Report:
    fewer = max(setting.households // _TIMES, 1)
    await prepare(server, folder, "alone", setting.households, setting.tell)
    await prepare(server, folder, "fewer", fewer, setting.tell)
    server.create("together", like="alone")
    ones = await _lived(server, folder, "alone", 1, setting)
    twos = await _lived(server, folder, "together", 2, setting)
    fews = await _lived(server, folder, "fewer", 1, setting)
    server.drop("alone", "together", "fewer")
    floors = [pair.floor.whole.wall for pair in ones]
    return Report(
        [
            Figure(
                name="booking, files and check",
                floor=_FLOOR,
                goal=_BOOKING,
                unit="×",
                samples=ratios([pair.lived.booking for pair in ones], floors),
                absolute={
                    "µs a payment": median(pair.lived.booking / pair.lived.payments * 1e6 for pair in ones),
                    "µs its floor": median(pair.per_payment(pair.floor.whole) for pair in ones),
                },
            ),
            _whole("the month, one worker", _ONE_WORKER, ones),
            _whole("the month, two workers", _TWO_WORKERS, twos),
            _same_for_each(ones, setting.households, fews, fewer),
            *_memory(ones),
        ],
        shares=shares_of([pair.lived for pair in ones]),
        notes=[_taken_of(setting, ones), _parts_of_floor(ones), _ASKED],
    )


async def _lived(server: Server, folder: Path, name: str, count: int, setting: Setting) -> list[Pair]:
    """Consecutive months with so many workers, each with its floor right behind it."""
    url, pairs = server.url(name), []
    bare = BareTables(url)
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(open_office(url, folder / f"clock-{name}", HANDED_IN_ON))
        hired = await stack.enter_async_context(workers(count, office.environment, office.clock_file))
        for month in range(FIRST_MONTH, FIRST_MONTH + setting.repeat):
            setting.tell(f"month {month - FIRST_MONTH + 1} of {setting.repeat} by {_said(count)}")
            lived = await live(office, month, hired, server.cpu)
            pairs.append(Pair(lived, await floor_of(office, lived, bare, server.cpu)))
    return pairs


def _whole(name: str, goal: int, pairs: Sequence[Pair]) -> Figure:
    lived, floors = [pair.lived.whole for pair in pairs], [pair.floor.whole for pair in pairs]
    return Figure(
        name=name,
        floor=_FLOOR,
        goal=goal,
        unit="×",
        samples=ratios([one.wall for one in lived], [one.wall for one in floors]),
        cpu=ratios(known([one.cpu for one in lived]), known([one.cpu for one in floors])),
        absolute={
            "µs a payment": median(pair.per_payment(pair.lived.whole) for pair in pairs),
            "µs its floor": median(pair.per_payment(pair.floor.whole) for pair in pairs),
        },
    )


def _memory(pairs: Sequence[Pair]) -> list[Figure]:
    """A worker's peak, over all its months: it lives through them one after another, as in production."""
    most = known([pair.lived.paid.memory for pair in pairs])
    return [Figure("memory of a worker", "", _MEMORY, "MB", (max(most),))] if most else []


def _same_for_each(manies: Sequence[Pair], many: int, fews: Sequence[Pair], few: int) -> Figure:
    """A payment among many households beside one among few, in the same months."""
    each = [[pair.per_payment(pair.lived.whole) for pair in pairs] for pairs in (manies, fews)]
    return Figure(
        name=f"a payment among {many:,}",
        floor=f"a payment among {few:,} households",
        goal=_SAME,
        unit="×",
        samples=ratios(*each),
        cpu=ratios(*(_cpu_of_payment(pairs) for pairs in (manies, fews))),
        absolute={"µs a payment": median(each[0]), "µs among fewer": median(each[1])},
    )


def _cpu_of_payment(pairs: Sequence[Pair]) -> list[float]:
    return known([_divided(pair.lived.whole.cpu, pair.lived.payments) for pair in pairs])


def _divided(seconds: float | None, count: int) -> float | None:
    return None if seconds is None else seconds / count


def _taken_of(setting: Setting, pairs: Sequence[Pair]) -> str:
    counts = ", ".join(f"{pair.lived.payments:,}" for pair in pairs)
    return f"{setting.households:,} households; payments of the months: {counts}"


def _parts_of_floor(pairs: Sequence[Pair]) -> str:
    parts = {
        "COPY": median(pair.per_payment(pair.floor.copying) for pair in pairs),
        "template": median(pair.per_payment(pair.floor.writing) for pair in pairs),
        "schema": median(pair.per_payment(pair.floor.checking) for pair in pairs),
    }
    return "the floor, µs a payment: " + ", ".join(f"{name} {micros:.1f}" for name, micros in parts.items())


def _said(count: int) -> str:
    return "one worker process" if count == 1 else f"{count} worker processes"
