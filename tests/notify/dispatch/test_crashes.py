"""A crash while messages are sent ends as no crash (promise I22): each is there once, and is known to be sent."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from services.clock import MovableClock
from services.database import Database, as_service
from services.failpoints import all_failpoints
from tests.notify.dispatch.living import MESSAGES, live, live_by_provider
from tests.notify.dispatch.provider import TextProvider
from tests.notify.told.sending import prepared, reachable
from tests.schedule.payments.processes import end_all, ended, started

OWN = sorted(name for name, place in all_failpoints().items() if place.startswith("notify/dispatch/"))


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


@pytest.mark.parametrize("name", [*OWN, "dispatch.carried:3"])
async def test_a_process_that_is_killed_leaves_messages_that_the_next_one_sends_once(
    name: str, notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, admin_url: str
) -> None:
    await reachable(notify, organisation, clock.now())
    for message_id in MESSAGES:
        await prepared(notify, organisation, clock.now(), message_id)
    url = as_service(admin_url, "notify")
    assert ended(started(live, url, organisation, clock, tmp_path, 1, at=name)) == -signal.SIGKILL
    assert ended(started(live, url, organisation, clock, tmp_path, 2)) == 0
    assert sorted(path.stem for path in (tmp_path / "sms").glob("*.txt")) == [str(one) for one in MESSAGES]
    with psycopg.connect(admin_url) as connection:
        states = connection.execute("select state, count(*) from notify.message group by 1").fetchall()
        twice = connection.execute(
            "select count(*) from notify.message_step where happened = 'hand_over' group by message_id"
        ).fetchall()
    assert states == [("sent", len(MESSAGES))]
    assert twice == [(1,)] * len(MESSAGES)


@pytest.mark.parametrize("name", ["dispatch.begun", "dispatch.carried:3"])
async def test_after_a_crash_a_provider_is_asked_again_by_the_same_id_and_sends_each_message_once(
    name: str, notify: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    await reachable(notify, organisation, clock.now())
    for message_id in MESSAGES:
        await prepared(notify, organisation, clock.now(), message_id)
    url, provider = as_service(admin_url, "notify"), TextProvider()
    async with provider.open() as there:
        killed = started(live_by_provider, url, organisation, clock, there, 1, at=name)
        assert await asyncio.to_thread(ended, killed) == -signal.SIGKILL
        before = len(provider.got)
        assert await asyncio.to_thread(ended, started(live_by_provider, url, organisation, clock, there, 2)) == 0
    assert (before, len(provider.got)) == ((0, 5) if name == "dispatch.begun" else (3, 6))
    assert sorted(provider.sent) == [str(one) for one in MESSAGES]
    with psycopg.connect(admin_url) as connection:
        states = connection.execute("select state, count(*) from notify.message group by 1").fetchall()
    assert states == [("sent", len(MESSAGES))]


def test_there_is_something_to_crash() -> None:
    assert OWN == ["dispatch.begun", "dispatch.carried"]
