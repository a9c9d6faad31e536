"""A receiver that has every bad day there is, one after the other: all of it arrives in the end, each message once."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest

from services.clock import MovableClock
from services.database import Database
from services.notify.webhooks.attempts import PAUSES, SPREAD, Reply
from services.notify.webhooks.calling import EndpointCalls
from services.notify.webhooks.poster import WebhookPoster
from tests.notify.callers import subscribed
from tests.notify.webhooks.conftest import SOURCE, Happens, Rows
from tests.notify.webhooks.numbers import KNOWN
from tests.notify.webhooks.receiver import Receiver
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING

HOUR, AWAY = timedelta(hours=1), timedelta(days=2)
DAYS: dict[str, Callable[[Receiver], None]] = {
    "fails": lambda receiver: receiver.answers(500, body=b"stuk"),
    "hangs": lambda receiver: setattr(receiver, "answer", None),
    "resets": lambda receiver: setattr(receiver, "resets", True),
    "never ends its answer": lambda receiver: setattr(receiver, "answer", b"HTTP/1.1 200 OK\r\nContent-Le"),
    "redirects": lambda receiver: receiver.answers(307, f"Location: {receiver.url}/elsewhere"),
}
LOG = """
    select event_id, array_agg(at order by number), array_agg(coalesce(failure, status::text) order by number)
    from delivery_attempt group by 1 order by 1
"""


class Mistaken(NamedTuple):
    """Calls, with a mistake of ours about what one endpoint answers."""

    calls: EndpointCalls
    about: str
    made: asyncio.Event

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        if url == self.about:
            self.made.set()
            raise OverflowError
        return await self.calls.post(url, body, headers)


async def test_a_mistake_of_ours_with_one_endpoint_keeps_no_other_waiting(
    sem: Caller, notify: Database, calls: EndpointCalls, happen: Happens, clock: MovableClock
) -> None:
    async with Receiver() as odd, Receiver() as well:
        await subscribed(sem, url=odd.url)
        await subscribed(sem, url=well.url)
        mistaken = Mistaken(calls, odd.url, asyncio.Event())
        await happen(1)
        working = asyncio.create_task(WebhookPoster(notify, mistaken, KNOWN, KEYRING, clock, clock, SOURCE).work())
        async with asyncio.timeout(10):
            await mistaken.made.wait()
        await happen(2, 3)
        await well.has(3)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working
    assert set(well.ids().values()) == {1}


async def test_whatever_it_does_all_arrives_once_on_the_schedule_and_can_be_put_in_order(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    """An event each hour; then two days of nobody there. Once one arrives, all that waits follows at once."""

    async def an_hour() -> None:
        await poster.deliver()
        clock.move_to(clock.now() + HOUR)

    await subscribed(sem, url=receiver.url)
    for number, misbehave in enumerate(DAYS.values(), start=1):
        receiver.resets = False
        misbehave(receiver)
        await happen(number)
        await an_hour()
    await receiver.disappear()
    for _ in range(AWAY // HOUR):
        await an_hour()
    bad = len(receiver.got)
    assert {one.path for one in receiver.got} == {"/webhooks"}
    assert rows("select state, count(*) from delivery group by 1") == [("owed", len(DAYS))]

    receiver.answers(204)
    await receiver.appear()
    while rows("select from delivery where due_at is not null"):
        await an_hour()
    got = receiver.got[bad:]
    assert sorted(one.event.id.int for one in got) == list(range(1, len(DAYS) + 1))
    in_order = sorted((one.event for one in got), key=lambda event: event.sequence or 0)
    assert [event.id.int for event in in_order] == list(range(1, len(DAYS) + 1))
    assert rows("select state, count(*) from delivery group by 1") == [("delivered", len(DAYS))]

    log = rows(LOG)
    assert {failure for _, _, failures in log for failure in failures} == {
        "500",
        "too_slow",
        "broken_off",
        "307",
        "unreachable",
        "204",
    }
    for _, at, failures in log:
        assert failures[-1] == "204"
        while_bad = pairwise(at[:-1])
        for (earlier, later), pause in zip(while_bad, PAUSES, strict=False):
            assert later - earlier >= (1 - SPREAD) * pause
