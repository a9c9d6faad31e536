"""A poster that is killed leaves nothing unsent and nothing that is said to have arrived and did not (promise I22)."""

import asyncio
import signal
from collections.abc import Iterator

import psycopg
import pytest

from services.database import as_service
from services.failpoints import all_failpoints
from tests.notify.callers import subscribed
from tests.notify.webhooks.conftest import SOURCE, Happens, Rows
from tests.notify.webhooks.living import send
from tests.notify.webhooks.receiver import Receiver
from tests.schedule.callers import Caller
from tests.schedule.payments.processes import end_all, ended, started

FINISHED = 0
MANY = 6
OWN = sorted(name for name, place in all_failpoints().items() if place.startswith("notify/webhooks/"))


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


async def sent(admin_url: str, process: int, at: str = "") -> int | None:
    """How a process ended that sent; the receiver answers meanwhile."""
    working = started(send, as_service(admin_url, "notify"), process, SOURCE, at=at)
    return await asyncio.to_thread(ended, working)


def bury(admin_url: str) -> None:
    """Wait until the server has noticed the death of whoever was connected as the service."""
    with psycopg.connect(admin_url) as connection:
        connection.execute(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
            " where datname = current_database() and usename = 'ontzorg_notify'"
        )


@pytest.mark.parametrize("at", [*OWN, "webhooks.answered:3"])
async def test_who_is_killed_leaves_what_the_next_one_sends_and_nothing_that_did_not_arrive(
    at: str, sem: Caller, receiver: Receiver, happen: Happens, rows: Rows, admin_url: str
) -> None:
    await subscribed(sem, url=receiver.url)
    await happen(*range(1, MANY + 1))
    assert await sent(admin_url, 1, at) == -signal.SIGKILL
    bury(admin_url)
    arrived = set(receiver.ids())
    said = {str(event_id) for (event_id,) in rows("select event_id from delivery where state = 'delivered'")}
    assert said <= arrived
    assert await sent(admin_url, 2) == FINISHED
    assert rows("select state, count(*) from delivery group by 1") == [("delivered", MANY)]
    assert set(receiver.ids().values()) <= {1, 2}
    assert len(receiver.ids()) == MANY
    twice = sum(times - 1 for times in receiver.ids().values())
    ((interrupted,),) = rows("select count(*) from delivery_attempt where failure = 'interrupted'")
    assert twice <= interrupted <= MANY
    before = len(receiver.got)
    assert await sent(admin_url, 3) == FINISHED
    assert len(receiver.got) == before
