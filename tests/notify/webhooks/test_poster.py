"""What is owed arrives, once for an id as far as we know, at the pace of each endpoint; and each attempt is kept."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from services.clock import MovableClock, SystemClock
from services.database import Database
from services.notify.deliveries.repository import place_of_answer
from services.notify.webhooks.attempts import PAUSES
from services.notify.webhooks.calling import EndpointCalls, open_calls
from services.notify.webhooks.poster import LEASE, WebhookPoster
from services.webhooks import WebhookSecret
from tests.notify.callers import subscribed
from tests.notify.webhooks.conftest import SOURCE, Happens, Rows
from tests.notify.webhooks.numbers import KNOWN
from tests.notify.webhooks.receiver import Receiver
from tests.notify.webhooks.test_calling import LOOPBACK
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING

STATES = "select state, attempts, due_at is null, settled_at is null from delivery order by event_id"
ATTEMPTS = "select event_id, number, status, failure from delivery_attempt order by event_id, number"
ARRIVED = ("delivered", 1, True, False)


def an_id(number: int) -> str:
    return str(UUID(int=number))


def due(rows: Rows) -> datetime:
    """When the next attempt is due."""
    ((when,),) = rows("select min(due_at) from delivery")
    assert isinstance(when, datetime)
    return when


async def test_what_is_owed_arrives_signed_and_is_written_down(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    made = await subscribed(sem, url=receiver.url)
    await happen(1, 2)
    assert await poster.deliver() == 2
    first, second = sorted(receiver.got, key=lambda one: one.headers["webhook-id"])
    assert (first.headers["webhook-id"], second.headers["webhook-id"]) == (an_id(1), an_id(2))
    assert first.headers["content-type"] == "application/cloudevents+json"
    assert rows(STATES) == [ARRIVED, ARRIVED]
    assert rows(ATTEMPTS) == [(UUID(int=number), 1, 204, None) for number in (1, 2)]
    assert (first.event.id, first.event.source, first.event.sequence) == (UUID(int=1), SOURCE, 1)
    assert first.event.data["supplierId"] == made["supplierId"]
    assert b"householdId" not in first.body
    assert len(first.body) < 1000
    assert await poster.deliver() == 0
    assert len(receiver.got) == 2


async def test_the_reference_library_lets_it_in_with_either_secret_while_one_replaces_the_other(
    sem: Caller,
    notify: Database,
    receiver: Receiver,
    calls: EndpointCalls,
    happen: Happens,
    clock: MovableClock,
) -> None:
    """It compares with the machine's own clock, so that is what signs here."""
    made = await subscribed(sem, url=receiver.url)
    rotated = (await sem.post(f"/subscriptions/{made['id']}/_rotate", {"overlapHours": 2})).json()
    await happen(1)
    assert await WebhookPoster(notify, calls, KNOWN, KEYRING, clock, SystemClock(), SOURCE).deliver() == 1
    for secret in (made["secret"], rotated["secret"]):
        assert [one.id for one in receiver.verified(secret)] == [UUID(int=1)]
    with pytest.raises(WebhookVerificationError):
        receiver.verified(WebhookSecret(bytes(32)).written())


async def test_an_attempt_is_signed_anew_and_keeps_its_id(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, clock: MovableClock
) -> None:
    await subscribed(sem, url=receiver.url)
    receiver.answers(500)
    await happen(1)
    await poster.deliver()
    clock.move_to(clock.now() + timedelta(minutes=1))
    receiver.answers(204)
    await poster.deliver()
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 60
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert first.body == second.body


async def test_ten_attempts_on_the_schedule_and_then_it_is_exhausted(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    made = await subscribed(sem, url=receiver.url)
    receiver.answers(503, body=b"stuk")
    await happen(1)
    tried = []
    while rows("select from delivery where due_at is not null"):
        clock.move_to(due(rows))
        tried.append(clock.now())
        assert await poster.deliver() == 1
    paused = [later - earlier for earlier, later in pairwise(tried)]
    assert len(paused) == len(PAUSES) == 9
    assert all(0.9 * pause <= took <= 1.1 * pause for took, pause in zip(paused, PAUSES, strict=True))
    assert rows(STATES) == [("exhausted", 10, True, False)]
    assert rows("select number, status from delivery_attempt order by number") == [(n, 503) for n in range(1, 11)]
    assert await poster.deliver() == 0
    assert Counter(one.headers["webhook-id"] for one in receiver.got) == {an_id(1): 10}
    ((sealed, at),) = rows("select said_sealed, at from delivery_attempt where number = 1")
    ((organisation,),) = rows("select organisation_id from delivery")
    place = place_of_answer(organisation, UUID(made["id"]), UUID(int=1), at)
    assert KEYRING.unseal(bytes(sealed), place) == "stuk"
    assert rows("select failures from delivery_lane") == [(10,)]


async def test_two_days_away_and_back_again_everything_arrives_once_and_can_be_put_in_order(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    """An event an hour meanwhile; the alarm looks every ten minutes."""
    await subscribed(sem, url=receiver.url)
    await receiver.disappear()
    begun = clock.now()
    for ten_minutes in range(48 * 6):
        if ten_minutes % 6 == 0:
            await happen(ten_minutes // 6 + 1)
        await poster.deliver()
        clock.move_to(clock.now() + timedelta(minutes=10))
    assert clock.now() - begun == timedelta(days=2)
    made = rows("select count(*) from delivery_attempt")[0][0]
    assert 48 <= made <= 65, "some at first, and then one an hour or so"
    assert (receiver.got, rows("select distinct state from delivery")) == ([], [("owed",)])
    await receiver.appear()
    clock.move_to(clock.now() + timedelta(hours=1))
    await poster.deliver()
    assert receiver.ids() == {an_id(number): 1 for number in range(1, 49)}
    events = sorted((one.event for one in receiver.got), key=lambda event: event.sequence or 0)
    assert [event.id.int for event in events] == list(range(1, 49))
    assert set(rows("select state, settled_at is null from delivery")) == {("delivered", False)}
    assert rows("select failures, failing_since, rests_until, noticed_at from delivery_lane") == [(0, None, None, None)]


async def test_who_hangs_resets_redirects_or_fails_gets_it_again_and_then_once(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    await subscribed(sem, url=receiver.url)
    await happen(1)

    async def attempt() -> None:
        clock.move_to(due(rows))
        assert await poster.deliver() == 1

    receiver.answer = None
    await attempt()
    receiver.resets = True
    await attempt()
    receiver.resets = False
    receiver.answers(302, f"Location: {receiver.url}/elsewhere")
    await attempt()
    receiver.answers(200)
    await attempt()
    assert rows("select number, status, failure from delivery_attempt order by number") == [
        (1, None, "too_slow"),
        (2, None, "broken_off"),
        (3, 302, None),
        (4, 200, None),
    ]
    assert rows(STATES) == [("delivered", 4, True, False)]
    assert {one.path for one in receiver.got} == {"/webhooks"}


async def test_a_dead_endpoint_gets_one_message_to_see_whether_it_lives_and_the_rest_when_it_does(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    await subscribed(sem, url=receiver.url)
    receiver.answers(500)
    await happen(*range(1, 101))
    assert await poster.deliver() <= 8
    assert rows("select state, count(*) from delivery group by 1") == [("owed", 100)]
    before = len(receiver.got)
    clock.move_to(clock.now() + timedelta(hours=1))
    assert (await poster.deliver(), len(receiver.got)) == (1, before + 1)
    receiver.answers(204)
    clock.move_to(clock.now() + timedelta(hours=1))
    assert await poster.deliver() == 100
    assert rows("select state, count(*) from delivery group by 1") == [("delivered", 100)]


async def test_one_that_has_too_much_to_do_is_left_alone_for_as_long_as_it_asks(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    await subscribed(sem, url=receiver.url)
    receiver.answers(429, "Retry-After: 600")
    await happen(*range(1, 11))
    assert await poster.deliver() <= 4
    clock.move_to(clock.now() + timedelta(seconds=599))
    assert await poster.deliver() == 0
    receiver.answers(204)
    clock.move_to(clock.now() + timedelta(seconds=1))
    await poster.deliver()
    assert rows("select state, count(*) from delivery group by 1") == [("delivered", 10)]


async def test_no_more_than_four_are_under_way_to_one_endpoint(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens
) -> None:
    await subscribed(sem, url=receiver.url)
    await happen(*range(1, 301))
    assert await poster.deliver() == 300
    assert (receiver.connections, receiver.most_under_way) == (4, 4)


async def test_an_endpoint_that_hangs_keeps_no_other_waiting(
    sem: Caller, notify: Database, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    """What is sent to the others is there long before the one that hangs is given up."""
    async with (
        Receiver() as hanging,
        Receiver() as well,
        open_calls(LOOPBACK, whole=30) as calls,
    ):
        hanging.answer = None
        await subscribed(sem, url=hanging.url)
        await subscribed(sem, url=well.url)
        await happen(*range(1, 51))
        working = asyncio.create_task(WebhookPoster(notify, calls, KNOWN, KEYRING, clock, clock, SOURCE).work())
        await well.has(50)
        assert (len(well.got), len(hanging.got)) == (50, 4)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working


async def test_an_endpoint_that_is_gone_is_told_nothing_more_and_the_desk_sees_why(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows
) -> None:
    made = await subscribed(sem, url=receiver.url)
    receiver.answers(410)
    await happen(*range(1, 11))
    assert await poster.deliver() <= 4
    told = (await sem.get(f"/subscriptions/{made['id']}/steps")).json()["items"][-1]
    assert (told["happened"], told["state"], told["cause"], told["reason"]) == ("disable", "disabled", "gone", None)
    assert told["by"] == "sender of webhooks"
    states: dict[str, int] = dict(rows("select state, count(*) from delivery group by 1"))
    assert (states["exhausted"] + states["cancelled"], states["exhausted"]) == (10, len(receiver.got))
    assert await poster.deliver() == 0
    of_subscriptions = (
        "select data ->> 'happened' from outbox where type like '%.subscription.changed' order by sequence"
    )
    assert rows(of_subscriptions) == [("subscribe",), ("disable",)]
    assert rows("select kind, state, household_id from desk_alarm") == [("webhook_fails", "raised", None)]


async def test_one_that_only_fails_is_told_of_after_a_day_and_disabled_after_five(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, clock: MovableClock
) -> None:
    made = await subscribed(sem, url=receiver.url)
    receiver.answers(500)
    begun = clock.now()
    told: dict[str, tuple[timedelta, str | None]] = {}
    for hour in range(6 * 24):
        await happen(hour + 1)
        await poster.deliver()
        steps = (await sem.get(f"/subscriptions/{made['id']}/steps")).json()["items"]
        told |= {one["happened"]: (clock.now() - begun, one["cause"]) for one in steps if one["happened"] not in told}
        clock.move_to(clock.now() + timedelta(hours=1))
    assert told["warn"] == (timedelta(hours=24), "only_fails")
    assert told["disable"] == (timedelta(hours=120), "only_fails")
    assert set(rows("select state from delivery where settled_at is not null")) <= {("cancelled",), ("exhausted",)}
    assert rows("select count(*) from delivery where due_at is not null") == [(0,)]


async def test_enabled_again_it_is_sent_to_as_if_it_had_never_failed(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows
) -> None:
    made = await subscribed(sem, url=receiver.url)
    receiver.answers(410)
    await happen(1)
    await poster.deliver()
    await sem.post(f"/subscriptions/{made['id']}/_enable", None)
    receiver.answers(204)
    await happen(2)
    assert await poster.deliver() == 1
    assert rows("select state from delivery order by event_id") == [("exhausted",), ("delivered",)]


@pytest.mark.parametrize("command", ["_disable", "_remove"])
async def test_what_is_owed_is_cancelled_when_its_subscription_is_disabled_or_removed(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, command: str
) -> None:
    made = await subscribed(sem, url=receiver.url)
    await happen(1, 2)
    await sem.post(f"/subscriptions/{made['id']}/{command}", {"reason": "they moved"})
    assert rows(STATES) == [("cancelled", 0, True, False)] * 2
    assert (await poster.deliver(), receiver.got) == (0, [])


@pytest.mark.parametrize(("status", "state"), [(204, "delivered"), (500, "cancelled"), (422, "cancelled")])
async def test_what_was_cancelled_while_it_was_under_way_is_delivered_if_it_arrived_and_else_stays_cancelled(
    sem: Caller, poster: WebhookPoster, receiver: Receiver, happen: Happens, rows: Rows, status: int, state: str
) -> None:
    made = await subscribed(sem, url=receiver.url)
    receiver.holds = 1
    receiver.answers(status)
    await happen(1)
    sending = asyncio.create_task(poster.deliver())
    await receiver.has(1)
    assert rows("select state from delivery") == [("sending",)]
    await sem.post(f"/subscriptions/{made['id']}/_disable", {"reason": "they moved"})
    receiver.let_go.set()
    assert await sending == 1
    assert rows(STATES) == [(state, 1, True, False)]
    assert rows(ATTEMPTS) == [(UUID(int=1), 1, status, None)]


async def test_a_sender_whose_turn_was_taken_over_writes_nothing(
    sem: Caller,
    poster: WebhookPoster,
    receiver: Receiver,
    happen: Happens,
    rows: Rows,
    notify: Database,
    calls: EndpointCalls,
    clock: MovableClock,
) -> None:
    """It was slow, not dead: its message arrived, and the other one, who cannot know, sends it again."""
    await subscribed(sem, url=receiver.url)
    receiver.holds = 1
    await happen(1)
    async with open_calls(LOOPBACK, whole=30) as patient:
        slow = asyncio.create_task(WebhookPoster(notify, patient, KNOWN, KEYRING, clock, clock, SOURCE).deliver())
        await receiver.has(1)
        assert await poster.deliver() == 0
        clock.move_to(clock.now() + LEASE)
        assert await poster.deliver() == 1
        written = [rows(f"select * from {table}") for table in ("delivery", "delivery_attempt", "delivery_lane")]
        receiver.let_go.set()
        assert await slow == 0
    assert [rows(f"select * from {table}") for table in ("delivery", "delivery_attempt", "delivery_lane")] == written
    assert rows(ATTEMPTS) == [(UUID(int=1), 1, None, "interrupted"), (UUID(int=1), 2, 204, None)]
    assert receiver.ids() == {an_id(1): 2}


async def test_two_senders_at_once_send_each_once(
    sem: Caller,
    poster: WebhookPoster,
    receiver: Receiver,
    happen: Happens,
    rows: Rows,
    notify: Database,
    calls: EndpointCalls,
    clock: MovableClock,
) -> None:
    async with Receiver() as elsewhere:
        await subscribed(sem, url=receiver.url)
        await subscribed(sem, url=elsewhere.url)
        await happen(*range(1, 51))
        another = WebhookPoster(notify, calls, KNOWN, KEYRING, clock, clock, SOURCE)
        assert sum(await asyncio.gather(poster.deliver(), another.deliver())) == 100
        assert receiver.ids() == elsewhere.ids() == {an_id(number): 1 for number in range(1, 51)}


async def test_nothing_is_sent_to_an_address_inside_and_it_is_not_tried_again(
    sem: Caller, receiver: Receiver, happen: Happens, rows: Rows, notify: Database, clock: MovableClock
) -> None:
    await subscribed(sem, url=receiver.url)
    await happen(1)
    async with open_calls() as calls:
        assert await WebhookPoster(notify, calls, KNOWN, KEYRING, clock, clock, SOURCE).deliver() == 1
    assert rows(ATTEMPTS) == [(UUID(int=1), 1, None, "address_refused")]
    assert (rows(STATES), receiver.connections) == ([("exhausted", 1, True, False)], 0)
