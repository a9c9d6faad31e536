"""A customer number travels to who gave it: put in when it is sent, kept under seal, the same bytes at each attempt."""

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.notify.retention import Retention
from services.notify.webhooks.calling import EndpointCalls
from services.notify.webhooks.port import Number
from services.notify.webhooks.poster import WebhookPoster
from tests.mandates.rows import everything
from tests.notify.callers import SUPPLIER, subscribed
from tests.notify.deliveries.test_telling import THING
from tests.notify.webhooks.conftest import SOURCE, Happens, Rows
from tests.notify.webhooks.numbers import Known
from tests.notify.webhooks.receiver import Receiver
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING

LATER = timedelta(minutes=10)


@pytest.fixture
def registry() -> Known:
    return Known()


@pytest.fixture
def poster(notify: Database, calls: EndpointCalls, registry: Known, clock: MovableClock) -> WebhookPoster:
    return WebhookPoster(notify, calls, registry, KEYRING, clock, clock, SOURCE)


async def test_what_is_sent_in_a_turn_is_asked_for_at_once_and_the_number_stands_nowhere_in_the_clear(
    sem: Caller, poster: WebhookPoster, registry: Known, receiver: Receiver, happen: Happens, admin_url: str
) -> None:
    made = await subscribed(sem, url=receiver.url)
    await happen(1, 2)
    assert await poster.deliver() == 2
    assert registry.asked == [(SUPPLIER, [{"handshakeId": str(THING)}] * 2)]
    told = [(one.event.data["customerNumber"], one.event.data["reference"]) for one in receiver.got]
    assert told == [("K-4471", "RF18539007547034")] * 2
    assert "K-4471" not in str(everything(admin_url, "notify"))
    listed = (await sem.get(f"/subscriptions/{made['id']}/deliveries")).text
    assert "K-4471" not in listed
    assert "about" not in listed


async def test_each_attempt_and_each_replay_is_the_same_to_the_byte_whatever_the_registry_says_since(
    sem: Caller, poster: WebhookPoster, registry: Known, receiver: Receiver, happen: Happens, clock: MovableClock
) -> None:
    made = await subscribed(sem, url=receiver.url)
    await happen(1)
    receiver.answers(500)
    assert await poster.deliver() == 1
    registry.number = Number("another", None)
    receiver.answers(204)
    clock.move_to(clock.now() + LATER)
    assert await poster.deliver() == 1
    path = f"/subscriptions/{made['id']}/deliveries/{receiver.got[0].event.id}/_replay"
    assert (await sem.post(path, None)).status_code == 200
    assert await poster.deliver() == 1
    first, *others = receiver.got
    assert [one.body for one in others] == [first.body] * 2
    assert len({one.headers["webhook-id"] for one in receiver.got}) == 1
    assert len(registry.asked) == 1


async def test_while_nobody_tells_the_number_it_waits_and_that_is_no_attempt(
    sem: Caller, poster: WebhookPoster, registry: Known, receiver: Receiver, happen: Happens, rows: Rows
) -> None:
    made = await subscribed(sem, url=receiver.url)
    await happen(1)
    await sem.post(f"/subscriptions/{made['id']}/_ping", None)
    registry.number = None
    assert await poster.deliver() == 1
    assert [one.event.type.rpartition(".")[2] for one in receiver.got] == ["pinged"]
    assert rows("select state, attempts, due_at is null from delivery order by attempts") == [
        ("owed", 0, False),
        ("delivered", 1, True),
    ]
    registry.number = Number()
    assert await poster.deliver() == 1
    assert receiver.got[1].event.data["customerNumber"] is None


async def test_once_a_subscription_is_gone_for_long_what_was_sent_with_a_number_goes_and_its_hash_stays(
    sem: Caller,
    poster: WebhookPoster,
    receiver: Receiver,
    happen: Happens,
    rows: Rows,
    notify: Database,
    organisation: UUID,
    clock: MovableClock,
) -> None:
    made = await subscribed(sem, url=receiver.url)
    await happen(1)
    assert await poster.deliver() == 1
    assert (await sem.post(f"/subscriptions/{made['id']}/_remove", {"reason": "sold on"})).status_code == 200
    retention = Retention(notify, clock, KEYRING, 6)
    clock.move_to(clock.now() + timedelta(days=180))
    await retention.forget(str(organisation))
    assert rows("select body_hash from delivery where body_sealed is not null") == [(None,)]
    clock.move_to(clock.now() + timedelta(days=60))
    for _ in range(2):
        await retention.forget(str(organisation))
    (sent,) = receiver.got
    assert rows("select body_sealed, body_hash, state from delivery where about is not null") == [
        (None, hashlib.sha256(sent.body).digest(), "delivered")
    ]
    assert rows("select number, status from delivery_attempt") == [(1, 204)]
