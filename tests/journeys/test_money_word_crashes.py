"""Kill whoever is at work while the schedule service acts upon what a supplier told about money: nothing is lost, and
nothing is done twice.

Each word is one transaction with the note that it was done; so the middle of each of them is where a crash could tell.
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
from services.schedule.words.acting import ACTED_UPON
from tests.journeys.houses import MONDAY, a_database, open_town
from tests.journeys.telling import Telling, live
from tests.journeys.test_letter_for_a_paid_bill import NUMBER, paid_and_shown
from tests.journeys.town import Told, done
from tests.schedule.payments.processes import bury_everybody, end_all, ended, started

FINISHED = 0
NOWHERE = "https://127.0.0.1:1/"
"""An endpoint that may not be called: what it is owed is counted."""


def told(payment: Told) -> list[Telling]:
    """Everything that can be told about money, of one payment and one customer; then what nobody can act upon, and what
    may be known later."""
    sum_, customer = payment["sum"], {"customerNumber": NUMBER}
    about, booked_on = {"endToEndId": payment["endToEndId"]}, payment["executeOn"]
    march = {**customer, "month": "2026-03"}
    credit = {**customer, "sum": {"amount": 1250, "currency": "EUR"}}
    words = [
        ("payment.booked", {**about, "bookedOn": booked_on}),
        ("payment.not_booked", {**about, "reason": "not_placed"}),
        ("bill.booked", {**march, "bookedOn": booked_on, "sum": sum_}),
        ("bill.not_booked", {**march, "reason": "not_received"}),
        ("amount.changed", {**customer, "fromMonth": "2026-05", "sum": sum_}),
        ("settlement.made", {**credit, "owedBy": "customer"}),
        ("credit.due", credit),
        ("arrears.signalled", {**march, "sum": sum_, "letterOn": booked_on}),
        ("contract.ended", {**customer, "endsOn": "2026-05-01"}),
        ("payment.booked", {"endToEndId": "NEVER-PAID", "bookedOn": booked_on}),
        ("bill.booked", {**customer, "month": "2026-05", "bookedOn": booked_on, "sum": sum_}),
    ]
    return [Telling(f"msg_{number}", kind, data) for number, (kind, data) in enumerate(words, start=1)]


ACTED = [
    "payment.booked",
    "payment.not_booked",
    "bill.booked",
    "bill.not_booked",
    "amount.changed",
    "settlement.made",
    "credit.due",
    "arrears.signalled",
    "contract.ended",
]
ENDING: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "the words": (
        "select type, state, obstacle, changes from notify.word order by id",
        [
            *((kind, "acted", None, 2) for kind in ACTED),
            ("payment.booked", "unclear", "unknown_reference", 2),
            ("bill.booked", "received", None, 1),
        ],
    ),
    "what schedule did": (
        "select state, again_at is not null, count(*) from schedule.heard_word group by 1, 2 order by 1",
        [("acted", False, 9), ("unclear", False, 1), ("waiting", True, 1)],
    ),
    "answers about the payment": (
        "select number, word, reason from schedule.allocation_answer order by number",
        [
            (1, "booked", None),
            (2, "not_booked", "not_placed"),
            (3, "booked", None),
            (4, "not_booked", "not_received"),
        ],
    ),
    "tasks": (
        """
        select kind, about, amount, outcome from schedule.task
        where kind in ('supplier_told', 'paid_not_booked', 'arrears') order by kind, about
        """,
        [
            ("paid_not_booked", "energy/2026-03", 11000, None),
            ("supplier_told", "energy/amount_changed", 11000, None),
            ("supplier_told", "energy/contract_ended", None, None),
            ("supplier_told", "energy/credit_due", -1250, None),
            ("supplier_told", "energy/settlement_made", 1250, None),
        ],
    ),
    "the letter": (
        "select stage, state, sum, paid_amount from schedule.arrears",
        [("reminder", "refuted", 11000, 11000)],
    ),
    "what was announced": (
        "select type, count(*) from schedule.outbox where type ~ 'word|arrears|allocation' group by 1 order by 1",
        [
            ("nl.ontzorg.schedule.arrears.answered", 1),
            ("nl.ontzorg.schedule.payment-allocation.changed", 4),
            ("nl.ontzorg.schedule.word.answered", 10),
        ],
    ),
    "the proof that the supplier is owed": ("select count(*) from notify.delivery where type ~ 'arrears'", [(1,)]),
    "what is left to do": (
        """
        select count(*) from (
            select 1 from schedule.outbox_delivery where delivered_at is null
            union all select 1 from notify.outbox_delivery where delivered_at is null
            union all select 1 from schedule.procrastinate_jobs where status <> 'succeeded'
        ) as left_behind
        """,
        [(0,)],
    ),
}
EFFECTS = """
    select (select count(*) from schedule.allocation_answer) + (select count(*) from schedule.arrears)
    + (select count(*) from schedule.task where kind = 'supplier_told')
"""
"""One of each word that was acted upon."""
EXPECTED = {name: rows for name, (_, rows) in ENDING.items()}


@pytest.fixture(autouse=True)
def nobody_left_behind() -> Iterator[None]:
    yield
    end_all()


class Place(NamedTuple):
    """A database and a clock, the supplier's source with its secret, and what it tells."""

    url: str
    clock: Path
    source: Told
    telling: list[Telling]

    def live(self, number: int, at: str = "") -> int | None:
        """How the so many-eth process ended; the first one is told everything."""
        telling = self.telling if number == 1 else []
        return ended(started(live, self.url, str(self.clock), MONDAY, self.source, telling, number, at=at))

    def dies(self, number: int, at: str) -> None:
        """It lives until it is killed there."""
        assert self.live(number, at=at) == -signal.SIGKILL, f"no crash: a word about money does not come by {at}"
        bury_everybody(self.url)

    def ending(self) -> dict[str, list[Any]]:
        return {name: self.rows(query) for name, (query, _) in ENDING.items()}

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def begun(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A bill that we paid, as a statement shows, and a supplier with a system of its own."""
    clock = tmp_path_factory.mktemp("begun") / "clock"
    with a_database(cluster, template, "money_word_begun") as url:
        source, payment = asyncio.run(_begin(url, clock))
        yield Place("money_word_begun", clock, source, told(payment))


async def _begin(url: str, clock: Path) -> tuple[Told, Told]:
    async with open_town(url, clock) as (town, *_):
        _, supplier, payment = await paid_and_shown(town, NOWHERE)
        source = await done(town.sem, "/notify/v1/sources", {"supplierId": supplier["id"]}, 201)
        await town.settle()
        return source, payment


@pytest.fixture
def place(cluster: Cluster, begun: Place, tmp_path: Path) -> Iterator[Place]:
    clock = tmp_path / "clock"
    shutil.copy(begun.clock, clock)
    with a_database(cluster, begun.url, "money_word_lived") as url:
        yield begun._replace(url=url, clock=clock)


def test_undisturbed_each_word_is_done_once_and_told_again_changes_nothing(place: Place) -> None:
    assert {one.type for one in place.telling} == {kind.value for kind in ACTED_UPON}
    for _ in range(2):
        assert place.live(1) == FINISHED
        assert place.ending() == EXPECTED


@pytest.mark.long
def test_killed_at_each_place_and_in_the_middle_of_each_word_the_next_one_goes_on_from_there(place: Place) -> None:
    place.dies(1, at="word.heard")
    place.dies(2, at="word.asked")
    for number, kind in enumerate(ACTED, start=1):
        place.dies(2 + number, at="word.acted" if number == 1 else "word.acted:2")
        noted = place.rows("select says from schedule.heard_word where state = 'acted' order by word_id")
        assert noted == [(one,) for one in ACTED[: number - 1]], f"before {kind}"
        assert place.rows(EFFECTS) == [(len(noted),)], f"half of {kind}"
    place.dies(3 + len(ACTED), at="word.answered")
    place.dies(4 + len(ACTED), at="word.put-off")
    assert place.live(5 + len(ACTED)) == FINISHED
    assert place.ending() == EXPECTED


def test_the_proof_is_owed_once_though_it_was_announced_by_one_who_died_before_he_noted_it(place: Place) -> None:
    place.dies(1, at="outbox.posted:3")
    proof, *_ = ENDING["the proof that the supplier is owed"]
    assert place.rows(proof) == [(1,)]
    noted = """
        select delivered_at from schedule.outbox_delivery
        where event_id in (select id from schedule.outbox where type ~ 'arrears') and door = 'notify'
    """
    assert place.rows(noted) == [(None,)]
    assert place.live(2) == FINISHED
    assert place.ending() == EXPECTED
