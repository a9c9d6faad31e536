"""A month of the same households in an organisation that has two years behind it, and in one that begins."""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from statistics import median

from house.bench.cases import BEGINS_ON, HANDED_IN_ON, KNOWN_ON, SEED
from house.bench.cost import Cost
from house.bench.measure import Figure, Report, Setting, known, ratios
from house.bench.month import Lived, live
from house.bench.office import Office, open_office
from house.bench.preparing import begin
from house.bench.registry import take_over
from house.bench.server import Server, tidy
from house.bench.workers import Workers, workers
from house.caseload import Caseload, Period
from services.months import Month, day_in, month_of

_MONTHS = 6
"""People come for the six months of the relief, and go: each half year has its own."""

_SAME = 1.1
_SMALLER, _LEAST = 10, 10


def take_history(setting: Setting) -> Report:
    """Two years of a smaller caseload first, then the measured months beside those of a new organisation."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_history(setting.server(), Path(folder), setting))


async def _history(server: Server, folder: Path, setting: Setting) -> Report:
    size = max(setting.households // _SMALLER, _LEAST)
    async with AsyncExitStack() as stack:
        offices = []
        for name, begins in (("old", BEGINS_ON), ("new", _begins_on(setting.half_years))):
            url = await begin(server, name)
            office = await stack.enter_async_context(open_office(url, folder / name, begins))
            hired = await stack.enter_async_context(workers(1, office.environment, office.clock_file))
            offices.append((office, hired))
        (old, old_workers), (new, new_workers) = offices
        payments = await _what_was(old, old_workers, size, server, setting)
        for office, _ in offices:
            await _generation(office, setting.half_years, size, setting)
            tidy(office.url)
        befores, afters = [], []
        for place in range(setting.repeat):
            setting.tell(f"month {place + 1} of {setting.repeat} after {_years(setting)}, and in a new organisation")
            month = _first_month(setting.half_years) + place
            afters.append(await live(old, month, old_workers, server.cpu))
            befores.append(await live(new, month, new_workers, server.cpu))
    server.drop("old", "new")
    return Report(
        [_figure(setting, afters, befores)],
        notes=[f"{size:,} households; {payments:,} payments of {_years(setting)} before"],
    )


async def _what_was(office: Office, hired: Workers, size: int, server: Server, setting: Setting) -> int:
    """Live through them; how many payments there were."""
    payments = 0
    for generation in range(setting.half_years):
        setting.tell(f"{_years(setting)} of {size:,} households: half a year {generation + 1} of {setting.half_years}")
        await _generation(office, generation, size, setting)
        for place in range(_MONTHS):
            payments += (await live(office, _first_month(generation) + place, hired, server.cpu)).payments
    return payments


async def _generation(office: Office, generation: int, size: int, setting: Setting) -> None:
    """People who were never there before come to town, and to the registry."""
    office.move_to(_moved(HANDED_IN_ON, generation), 9)
    caseload = Caseload(size * (generation + 1), SEED, Period(_begins_on(generation)))
    coming = caseload.households(size * generation, size * (generation + 1))
    await office.hand_in(coming, _moved(KNOWN_ON, generation))
    await take_over(office, setting.tell)


def _years(setting: Setting) -> str:
    return f"{setting.half_years / 2:g} years"


def _begins_on(generation: int) -> date:
    return _moved(BEGINS_ON, generation)


def _first_month(generation: int) -> Month:
    return month_of(HANDED_IN_ON) + generation * _MONTHS + 1


def _moved(day: date, generation: int) -> date:
    return day_in(month_of(day) + generation * _MONTHS, day.day)


def _figure(setting: Setting, afters: list[Lived], befores: list[Lived]) -> Figure:
    after, before = [one.whole for one in afters], [one.whole for one in befores]
    return Figure(
        name=f"a month after {_years(setting)}",
        floor="the same month in an organisation that began with it",
        goal=_SAME,
        unit="×",
        samples=ratios([one.wall for one in after], [one.wall for one in before]),
        cpu=ratios(known([one.cpu for one in after]), known([one.cpu for one in before])),
        absolute={"µs a payment": _micros(afters, after), "µs without history": _micros(befores, before)},
    )


def _micros(months: list[Lived], costs: list[Cost]) -> float:
    return median(cost.wall / lived.payments * 1e6 for cost, lived in zip(costs, months, strict=True))
