"""Every measure is taken of a tiny caseload: what comes out has its shape, and no figure is held against a clock."""

import asyncio
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest

from house.bench.bare_rows import BareTables
from house.bench.cases import HANDED_IN_ON
from house.bench.floor import floor_of
from house.bench.measure import Figure, Report, Setting
from house.bench.measures import MEASURES
from house.bench.month import live
from house.bench.office import open_office
from house.bench.preparing import FIRST_MONTH, prepare
from house.bench.server import Server, open_once
from house.bench.workers import WorkerDied, workers

TINY = 40
FIGURES = {
    "plan": ["one plan", f"a plan among {TINY}", "memory of the stream"],
    "leefgeld": ["sustainable leefgeld"],
    "month": [
        "booking, files and check",
        "the month, one worker",
        "the month, two workers",
        f"a payment among {TINY}",
        "memory of a worker",
    ],
    "release": ["a month with the registry", f"a line asked among {TINY}"],
    "statement": ["a statement, from bytes to ledger", "matching an entry as history grows"],
    "webhooks": ["webhooks sent", "beside one that hangs"],
    "messages": ["a household's month told", "memory from the first fifth on"],
    "graph": ["a page", "the same page", "the slowest of a hundred at half pace"],
    "replicas": ["a page by two of each"],
    "history": ["a month after 0.5 years"],
}
LONG = {"month", "release", "statement", "messages", "graph", "replicas", "history"}
"""They live a month first, or hire workers, who are processes."""

REPEATS = {
    "plan": 1,
    "leefgeld": 1,
    "month": 1,
    "release": 1,
    "statement": 1,
    "webhooks": 1,
    "messages": 1,
    "graph": 1,
    "replicas": 1,
    "history": 1,
}
"""How often each is asked for: the same one for all tests, for a month takes seconds."""

_TABLES = ("payment", "ledger_entry", "expected_income", "ledger_account", "payment_account", "payment_release")


Way = Callable[[], Server]


@pytest.fixture(scope="module")
def server() -> Iterator[Way]:
    """The way to one server for all of them, as in one bench."""
    with open_once() as way:
        yield way


@cache
def taken(name: str, repeat: int, server: Way) -> Report:
    measure = next(one for one in MEASURES if one.name == name)
    return measure.take(Setting(TINY, repeat, lambda told: None, server, half_years=1))


def test_there_is_an_expectation_for_each_measure() -> None:
    assert list(FIGURES) == [measure.name for measure in MEASURES]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.long] if name in LONG else []) for name in FIGURES]
)
def test_a_measure_gives_its_figures_with_a_goal_and_a_ratio(name: str, server: Way) -> None:
    report = taken(name, REPEATS[name], server)
    assert [figure.name for figure in report.figures] == FIGURES[name]
    for figure in report.figures:
        assert figure.goal > 0
        assert len(figure.samples) == (1 if figure.name.startswith("memory") else REPEATS[name])
        assert_beside_its_floor(figure)


def assert_beside_its_floor(figure: Figure) -> None:
    if figure.unit == "×":
        assert figure.floor
        assert min((*figure.samples, *figure.cpu, *figure.absolute.values())) > 0


@pytest.mark.long
def test_a_month_tells_where_its_time_goes(server: Way) -> None:
    report = taken("month", REPEATS["month"], server)
    assert {"asking the registry", "posting", "checking files"} <= {share.stage for share in report.shares}


@pytest.mark.long
def test_the_floor_of_a_month_takes_in_the_rows_that_the_month_left(server: Way, tmp_path: Path) -> None:
    asyncio.run(_rows_are_the_same(server(), tmp_path))


async def _rows_are_the_same(server: Server, folder: Path) -> None:
    await prepare(server, folder, "months", TINY, lambda told: None)
    url = server.url("months")
    async with open_office(url, folder / "clock", HANDED_IN_ON) as office:
        bare = BareTables(url)
        async with workers(2, office.environment, office.clock_file) as hired:
            for month in (FIRST_MONTH, FIRST_MONTH + 1):
                lived = await live(office, month, hired, lambda: None)
                await floor_of(office, lived, bare, lambda: None)
                assert lived.payments > TINY
                assert lived.whole.cpu is None
    with psycopg.connect(url) as connection:
        for table in _TABLES:
            same = f"select (select count(*) from bare.{table}), (select count(*) from schedule.{table})"
            floor, real = connection.execute(same.encode()).fetchone() or (None, None)
            assert floor == real
        held = connection.execute("select distinct reason from schedule.payment where reason is not null").fetchall()
        assert {reason for (reason,) in held} <= {"limit", "money_short"}, "nothing waits for the registry"
        guarded = "select count(*) from pg_class where relnamespace = 'bare'::regnamespace and relrowsecurity"
        assert connection.execute(guarded.encode()).fetchone() == (0,)


async def test_a_worker_that_died_is_told_of(tmp_path: Path) -> None:
    nowhere = {**os.environ, "ONTZORG_SCHEDULE_DATABASE_URL": "postgresql://nobody@/nowhere?host=/nowhere"}
    with pytest.raises(WorkerDied):
        async with workers(1, nowhere, tmp_path / "no-clock"):
            pass
