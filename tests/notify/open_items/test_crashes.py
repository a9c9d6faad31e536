"""A crash while a list of open items is taken in ends as no crash (promise I22): all its words, once, or none yet."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import as_service
from services.failpoints import all_failpoints
from services.notify.promises import PROMISES
from tests.mandates.rows import everything
from tests.notify.open_items.living import hand_in
from tests.schedule.payments.processes import end_all, ended, killed, started
from tests.superuser import as_superuser

OWN = sorted(name for name, place in all_failpoints().items() if place.startswith("notify/open_items/"))
ENDING = {
    "lists": ("select lines, owner from open_items_file", [(4, "sem")]),
    "lines": (
        "select line, says, word.type, word.state, word.changes from open_items_line"
        " left join word on word.id = word_id order by line",
        [
            (2, "booked", "bill.booked", "received", 1),
            (3, "open", "bill.not_booked", "received", 1),
            (4, "open", None, None, None),
            (5, "credit", "credit.due", "received", 1),
        ],
    ),
    "words": ("select count(*) from word", [(3,)]),
    "their steps": ("select happened, count(*) from word_step group by 1", [("receive", 3)]),
    "news": (
        "select data ->> 'says', count(*) from outbox where type like '%.word.changed' group by 1 order by 1",
        [("bill.booked", 1), ("bill.not_booked", 1), ("credit.due", 1)],
    ),
}


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


def ending(admin_url: str) -> dict[str, list[Any]]:
    with as_superuser(admin_url, "notify") as connection:
        return {name: connection.execute(query.encode()).fetchall() for name, (query, _) in ENDING.items()}


def bury(admin_url: str) -> None:
    """Wait until the server has noticed the death of whoever was connected as the service."""
    with as_superuser(admin_url) as connection:
        connection.execute(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
            " where datname = current_database() and usename = 'ontzorg_notify'"
        )


@pytest.mark.parametrize("name", [*OWN, "command.answered"])
def test_whoever_is_killed_leaves_nothing_and_the_same_list_is_taken_in_whole_and_once(
    name: str, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    url, before = as_service(admin_url, "notify"), everything(admin_url, "notify")
    killed(hand_in, url, organisation, clock, "march", at=name)
    bury(admin_url)
    assert everything(admin_url, "notify") == before
    for key in ("march", "march", "once more"):
        assert ended(started(hand_in, url, organisation, clock, key)) == 0
        assert ending(admin_url) == {which: rows for which, (_, rows) in ENDING.items()}
    with as_superuser(admin_url, "notify") as connection:
        for promise in PROMISES:
            assert connection.execute(promise.offenders.encode()).fetchall() == [], promise.says
