"""Kill whoever is at work at any point of a proceeding: the next one ends it, each step of it was done once, and what
stands in both services is what stands without a crash.
"""

import asyncio
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from house.postgres import Cluster
from services.months import parse_month
from tests.journeys.houses import MONDAY, ORGANISATION, a_database, open_town
from tests.journeys.proceeding_living import live, live_without_registry
from tests.journeys.test_proceedings import REACHED, beginning
from tests.journeys.town import Told, done
from tests.schedule.payments.processes import bury_everybody, end_all, ended, started

FINISHED = 0
FEBRUARY, MARCH = parse_month("2026-02"), parse_month("2026-03")
STEPS = 10
_HANDSHAKE = 8
"""The steps of it; and which one prepares the handshake, after the registry did seven others, or was asked for them."""
NOW = [f"proceeding.step-done:{_HANDSHAKE}"]
"""The registry has it, and it is not noted."""
LATER = [
    *(f"proceeding.step-done:{number}" for number in range(1, STEPS + 1) if number != _HANDSHAKE),
    *(f"proceeding.step-noted:{number}" for number in range(1, STEPS + 1)),
    *(f"command.answered:{number}" for number in range(1, 8)),
    "mandates.transitions-recorded",
    "outbox.posted",
    "outbox.posted:2",
    "outbox.taken",
]
ENDING: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "the proceeding": ("select kind, state, look_at from schedule.proceeding", [("start_relief", "done", None)]),
    "its steps": ("select state, count(*) from schedule.proceeding_step group by 1", [("done", STEPS)]),
    "what was done": (
        "select count(*), count(distinct step) from schedule.proceeding_turn where happened = 'do'",
        [(STEPS, STEPS)],
    ),
    "facts that were told": (
        "select kind, count(*) from schedule.fact where recorded_by = 'anna' and kind = 'decision' group by 1",
        [("decision", 1)],
    ),
    "the team": (
        "select role, subject, count(*) from mandates.team_member group by 1, 2 order by 1",
        [("contact", "anna", 1), ("regisseur", "rosa", 1)],
    ),
    "the arrangements": (
        "select cost, from_month from mandates.arrangement order by cost",
        [("energy", FEBRUARY), ("rent", FEBRUARY)],
    ),
    "the handshake's steps": (
        "select sequence, event from mandates.transition where machine = 'handshake' order by sequence",
        [(1, "prepare"), (2, "ask"), (3, "confirm")],
    ),
    "the payers of record": (
        "select cost, from_month, payer from mandates.payer_of_record order by cost, sequence",
        [("energy", FEBRUARY, "client_pays"), ("energy", MARCH, "we_push"), ("rent", FEBRUARY, "we_push")],
    ),
    "what is left to do": (
        """
        select count(*) from (
            select 1 from mandates.outbox_delivery where delivered_at is null
            union all select 1 from schedule.outbox_delivery where delivered_at is null
            union all select 1 from mandates.procrastinate_jobs where status <> 'succeeded'
            union all select 1 from schedule.procrastinate_jobs where status <> 'succeeded'
            union all select 1 from schedule.task where kind = 'proceeding' and outcome is null
        ) as left_behind
        """,
        [(0,)],
    ),
}
"""What stands when all is over, whoever was killed and whenever."""
EXPECTED = {name: rows for name, (_, rows) in ENDING.items()}


@pytest.fixture(autouse=True)
def nobody_left_behind() -> Iterator[None]:
    yield
    end_all()


class Begun(NamedTuple):
    """A house at rest: its database to copy, its clock, where the command goes, and what it asks."""

    database: str
    clock: Path
    path: str
    asked: Told


class Place:
    """A copy of it, with a clock of its own, where processes live through what comes."""

    def __init__(self, url: str, clock: Path, begun: Begun) -> None:
        self.url, self._clock, self._begun = url, clock, begun

    def live(self, number: int, at: str = "") -> int | None:
        """How a process ended that lived through it, after `number` others."""
        asked = self._begun.path, self._begun.asked
        return ended(started(live, self.url, str(self._clock), MONDAY, ORGANISATION, *asked, number, at=at))

    def live_without_registry(self) -> int | None:
        """How a process ended in which the registry was away from the first step on."""
        asked = self._begun.path, self._begun.asked
        given = self.url, str(self._clock), MONDAY, ORGANISATION
        return ended(started(live_without_registry, *given, *asked, 1))

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode()).fetchall()

    def ending(self) -> dict[str, list[Any]]:
        return {name: self.rows(query) for name, (query, _) in ENDING.items()}


@pytest.fixture(scope="module")
def begun(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    clock = tmp_path_factory.mktemp("begun") / "clock"
    with a_database(cluster, template, "proceeding_begun") as url:
        path, asked = asyncio.run(begin(url, clock))
        yield Begun("proceeding_begun", clock, path, asked)


async def begin(url: str, clock: Path) -> tuple[str, Told]:
    """A household that can be reached, and what is asked for it."""
    async with open_town(url, clock) as (town, *_):
        home, asked = await beginning(town)
        await done(town.anna, "/notify/v1/addressees", {"householdId": home.id, **REACHED}, 201)
        await town.settle()
        return f"/v1/households/{home.id}/relief-starts", asked


@pytest.fixture
def place(cluster: Cluster, begun: Begun, tmp_path: Path) -> Iterator[Place]:
    clock = tmp_path / "clock"
    shutil.copy(begun.clock, clock)
    with a_database(cluster, begun.database, "proceeding_lived") as url:
        yield Place(url, clock, begun)


@pytest.mark.long
def test_undisturbed_it_ends_and_once_more_changes_nothing(place: Place) -> None:
    for number in (1, 2):
        assert place.live(number) == FINISHED
        assert place.ending() == EXPECTED


@pytest.mark.parametrize("name", [*NOW, *(pytest.param(name, marks=pytest.mark.long) for name in LATER)])
def test_whoever_is_killed_it_ends_as_without_a_crash(name: str, place: Place) -> None:
    assert place.live(1, at=name) == -signal.SIGKILL, f"no crash: it does not come by {name}"
    bury_everybody(place.url)
    assert place.live(2) == FINISHED
    assert place.ending() == EXPECTED


@pytest.mark.long
def test_a_registry_that_is_away_for_some_tries_holds_it_up_and_nothing_else(place: Place) -> None:
    assert place.live_without_registry() == FINISHED
    assert place.rows("select state, look_at is not null from schedule.proceeding") == [("under_way", True)]
    done_by_then = "select step from schedule.proceeding_turn where happened = 'do'"
    assert place.rows(done_by_then) == [("facts",)], "what is done here was not in vain"
    assert place.rows("select count(*) from schedule.task where kind = 'proceeding'") == [(0,)], "silence is no refusal"
    assert place.live(2) == FINISHED
    assert place.ending() == EXPECTED
