"""Kill whoever is at work at any point of a handshake: after a restart both services agree, and it ends as without.

Both services and their crews are in the process that dies, so each of them is killed with the other in the middle of
whatever it does; what each has is its own database, and what it was told.
"""

import asyncio
import shutil
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from house.postgres import Cluster
from services.months import parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.houses import MONDAY, ORGANISATION, a_database, open_town
from tests.journeys.living import live
from tests.journeys.town import DECISION, monthly
from tests.schedule.households.builders import B12, NEEDED, TOESLAGEN
from tests.schedule.payments.processes import bury_everybody, end_all, ended, started
from tests.thoroughness import spread

FINISHED = 0
FEBRUARY, MARCH = parse_month("2026-02"), parse_month("2026-03")
PLACES = [
    "alarms.looked",
    "command.answered",
    "handshake.asked",
    "handshake.confirmed",
    "handshake.lapsed",
    "mandates.calendars-kept",
    "mandates.round-begun",
    "mandates.transitions-recorded",
    "outbox.posted",
    "outbox.taken",
    "outbox.taken:2",
]
"""Every failpoint that a handshake comes by; the one that both services have, in either."""

LATER = ["mandates.transitions-recorded:2", "outbox.posted:2", "outbox.taken:4"]
"""Where it comes by at more than one step, a later time."""

ENDING: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "the handshake": (
        "select state, changes, deadline, asked_on, answer, answered_month from mandates.handshake",
        [("confirmed", 4, date(2026, 3, 5), date(2026, 1, 5), "confirmed", MARCH)],
    ),
    "its steps": (
        "select sequence, event from mandates.transition where machine = 'handshake' order by sequence",
        [(1, "prepare"), (2, "ask"), (3, "lapse"), (4, "confirm")],
    ),
    "the payer of record": (
        "select sequence, from_month, payer, cause from mandates.payer_of_record order by sequence",
        [(1, FEBRUARY, "client_pays", "initial"), (2, MARCH, "we_push", "handshake")],
    ),
    "the alarms": (
        "select kind, about, number, closed_by from mandates.alarm where about = 'energy' order by kind",
        [("no_payer", "energy", 1, "handshake.confirm"), ("supplier_silent", "energy", 1, "handshake.confirm")],
    ),
    "the costs": (
        "select month, amount from mandates.cost_month where month < 24317 order by month",
        [(MARCH, 11000), (MARCH + 1, 12500), (MARCH + 2, 12500)],
    ),
    "the plan on both sides": (
        "select plan_version from schedule.household union all select plan_version from mandates.household",
        [(2,), (2,)],
    ),
    "what the registry announced": (
        """
        select split_part(type, '.', 4), count(*) from mandates.outbox
        where type ~ '(handshake|payer-of-record)' group by 1 order by 1
        """,
        [("handshake", 4), ("payer-of-record", 2)],
    ),
    "what the schedule announced": (
        "select type, count(*) from schedule.outbox where type ~ '(fact|plan)' group by 1 order by 1",
        [("nl.ontzorg.schedule.fact.recorded", 1), ("nl.ontzorg.schedule.plan.made", 2)],
    ),
}
"""What stands when all is over, whoever was killed and whenever."""

AGREED = """
    select household.version = heard.version from mandates.household
    left join schedule.registry_version as heard on heard.household_id = household.id
"""
LEFT = """
    select count(*) from (
        select 1 from mandates.outbox_delivery where delivered_at is null
        union all select 1 from schedule.outbox_delivery where delivered_at is null
        union all select 1 from mandates.procrastinate_jobs where status <> 'succeeded'
        union all select 1 from schedule.procrastinate_jobs where status <> 'succeeded'
    ) as left_behind
"""


@pytest.fixture(autouse=True)
def nobody_left_behind() -> Iterator[None]:
    yield
    end_all()


class Begun(NamedTuple):
    """A house at rest: its database to copy, its clock, and the household and arrangement that all is about."""

    database: str
    clock: Path
    about: tuple[str, str]


class Place:
    """A copy of it, with a clock of its own, where processes live through what comes."""

    def __init__(self, url: str, clock: Path, about: tuple[str, str]) -> None:
        self.url, self._clock, self._about = url, clock, about

    def live(self, number: int, at: str = "") -> int | None:
        """How a process ended that lived through it, after `number` others."""
        given = (self.url, str(self._clock), MONDAY, ORGANISATION, self._about, number)
        return ended(started(live, *given, at=at))

    def ending(self) -> dict[str, list[Any]]:
        return {name: self._rows(query) for name, (query, _) in ENDING.items()}

    def is_agreed(self) -> bool:
        """Whether both services know the same, and nobody has anything left to do or to say."""
        return self._rows(AGREED) == [(True,)] and self._rows(LEFT) == [(0,)]

    def _rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def begun(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    clock = tmp_path_factory.mktemp("begun") / "clock"
    with a_database(cluster, template, "handshake_begun") as url:
        yield Begun("handshake_begun", clock, asyncio.run(begin(url, clock)))


async def begin(url: str, clock: Path) -> tuple[str, str]:
    """One household whose energy its supplier draws, and whose papers are all there."""
    async with open_town(url, clock) as (town, *_):
        home = await town.household(DEN_HAAG, [*NEEDED, monthly("energy", 15, 11000), *TOESLAGEN, B12, DECISION])
        supplier = await town.supplier("energy", "Energie van Morgen")
        arrangement = await home.arrange("energy", supplier, FEBRUARY, "client_pays")
        await home.settles()
        return home.id, arrangement["id"]


@pytest.fixture
def place(cluster: Cluster, begun: Begun, tmp_path: Path) -> Iterator[Place]:
    clock = tmp_path / "clock"
    shutil.copy(begun.clock, clock)
    with a_database(cluster, begun.database, "handshake_lived") as url:
        yield Place(url, clock, begun.about)


EXPECTED = {name: rows for name, (_, rows) in ENDING.items()}


def test_undisturbed_both_services_agree_and_once_more_changes_nothing(place: Place) -> None:
    for number in (1, 2):
        assert place.live(number) == FINISHED
        assert place.is_agreed()
        assert place.ending() == EXPECTED


@pytest.mark.parametrize("name", [*spread(PLACES, 4), *(pytest.param(name, marks=pytest.mark.long) for name in LATER)])
def test_whoever_is_killed_both_services_agree_when_the_next_has_finished(name: str, place: Place) -> None:
    assert place.live(1, at=name) == -signal.SIGKILL, f"no crash: a handshake does not come by {name}"
    bury_everybody(place.url)
    assert place.live(2) == FINISHED
    assert place.is_agreed()
    assert place.ending() == EXPECTED
