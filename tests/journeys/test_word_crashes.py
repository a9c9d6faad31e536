"""Kill whoever is at work at any point between a supplier's word and what is done with it: nothing is lost, and nothing
is done twice.
"""

import asyncio
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import pytest

from house.postgres import Cluster
from services.failpoints import all_failpoints
from services.months import parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.houses import MONDAY, a_database, open_town
from tests.journeys.telling import Telling, live
from tests.journeys.town import DECISION, Told, done
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.payments.processes import bury_everybody, end_all, ended, started
from tests.thoroughness import spread

FINISHED = 0
FEBRUARY, MARCH = parse_month("2026-02"), parse_month("2026-03")
OWN = sorted(name for name in all_failpoints() if name.startswith("word.") and name != "word.put-off")
"""Nothing that the registry is told has to wait until more is known."""
PLACES = [
    *OWN,
    *(f"{name}:2" for name in OWN if name not in ("word.acted", "word.heard")),
    "outbox.posted",
    "outbox.taken",
    "outbox.taken:2",
]
ENDING: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "the words": (
        "select webhook_id, state, obstacle, changes from notify.word order by webhook_id",
        [("msg_1", "acted", None, 2), ("msg_2", "unclear", "unknown_reference", 2)],
    ),
    "their steps": (
        "select happened, count(*) from notify.word_step group by 1 order by 1",
        [("act", 1), ("leave", 1), ("receive", 2)],
    ),
    "the handshake's steps": (
        "select sequence, event from mandates.transition where machine = 'handshake' order by sequence",
        [(1, "prepare"), (2, "ask"), (3, "confirm")],
    ),
    "the payer of record": (
        "select from_month, payer from mandates.payer_of_record order by sequence",
        [(FEBRUARY, "client_pays"), (MARCH, "we_push")],
    ),
    "what was announced of words": (
        """
        select type, count(*) from (select type from notify.outbox union all select type from mandates.outbox) as told
        where type like '%.word.%' group by 1 order by 1
        """,
        [("nl.ontzorg.mandates.word.answered", 2), ("nl.ontzorg.notify.word.changed", 4)],
    ),
    "what is left to do": (
        """
        select count(*) from (
            select 1 from mandates.outbox_delivery where delivered_at is null
            union all select 1 from notify.outbox_delivery where delivered_at is null
            union all select 1 from mandates.heard_word where state = 'waiting'
            union all select 1 from mandates.procrastinate_jobs where status <> 'succeeded'
        ) as left_behind
        """,
        [(0,)],
    ),
}
EXPECTED = {name: rows for name, (_, rows) in ENDING.items()}


@pytest.fixture(autouse=True)
def nobody_left_behind() -> Iterator[None]:
    yield
    end_all()


class Place(NamedTuple):
    """A database and a clock, the supplier's source with its secret, and the handshake that it was asked."""

    url: str
    clock: Path
    source: Told
    handshake: str

    def live(self, number: int, at: str = "") -> int | None:
        """How a process ended that lived through it, after `number` others."""
        telling = [
            Telling(webhook_id, "collection.suspended", {"handshakeId": about, "fromMonth": "2026-03"})
            for webhook_id, about in (("msg_1", self.handshake), ("msg_2", str(UUID(int=9))))
        ]
        given = (self.url, str(self.clock), MONDAY, self.source, telling, number)
        return ended(started(live, *given, at=at))

    def ending(self) -> dict[str, list[Any]]:
        return {name: self._rows(query) for name, (query, _) in ENDING.items()}

    def _rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def begun(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A supplier with a system of its own that was asked, and everybody at rest."""
    clock = tmp_path_factory.mktemp("begun") / "clock"
    with a_database(cluster, template, "word_begun") as url:
        source, handshake = asyncio.run(_begin(url, clock))
        yield Place("word_begun", clock, source, handshake)


async def _begin(url: str, clock: Path) -> tuple[Told, str]:
    async with open_town(url, clock) as (town, *_):
        supplier = await town.supplier("energy", "Energie van Morgen", procedures=["webhook"])
        source = await done(town.sem, "/notify/v1/sources", {"supplierId": supplier["id"]}, 201)
        home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION])
        arrangement = await home.arrange("energy", supplier, FEBRUARY, "client_pays")
        handshake = await home.asks(arrangement, "we_push", MARCH)
        await town.settle()
        return source, handshake["id"]


@pytest.fixture
def place(cluster: Cluster, begun: Place, tmp_path: Path) -> Iterator[Place]:
    clock = tmp_path / "clock"
    shutil.copy(begun.clock, clock)
    with a_database(cluster, begun.url, "word_lived") as url:
        yield begun._replace(url=url, clock=clock)


def test_undisturbed_each_word_is_done_once_and_once_more_changes_nothing(place: Place) -> None:
    for number in (1, 2):
        assert place.live(number) == FINISHED
        assert place.ending() == EXPECTED


@pytest.mark.parametrize("name", spread(PLACES, 6))
def test_whoever_is_killed_the_next_one_does_what_is_left_and_nothing_twice(name: str, place: Place) -> None:
    assert place.live(1, at=name) == -signal.SIGKILL, f"no crash: a word does not come by {name}"
    bury_everybody(place.url)
    assert place.live(2) == FINISHED
    assert place.ending() == EXPECTED
