"""Nothing is sent before it is committed, nothing committed is ever not sent, and twice is the same as once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from services.clock import MovableClock
from services.cloud_events import BATCH_CONTENT_TYPE, CONTENT_TYPE, CloudEvent, Unreadable, read_batch, source_urn
from services.database import Database
from services.events import HouseholdRegistered, PlanMade
from services.knocking import Door
from services.outbox import LEASE, Relayed, alone, announce, every_organisation, first_time, relay
from services.webhooks import WebhookSecret, verify
from tests.conftest import SessionOf
from tests.crash import crash
from tests.superuser import as_superuser

SECRET = WebhookSecret(b"a secret of the house, 32 bytes.")
SOURCE = source_urn("00000001234567890000", "schedule")
NOTIFY = Door("notify", "http://notify/events", SECRET)

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
"""When the clock of a test begins."""

Relay = Callable[[], Awaitable[Relayed]]
Announce = Callable[..., Awaitable[None]]


@dataclass
class Receiver:
    """A service at the other side of a door: it keeps what it takes in, and can be told to refuse."""

    clock: MovableClock
    status: int = 202
    gone: bool = False
    only_single: bool = False
    dislikes: str = ""
    got: list[CloudEvent] = field(default_factory=list)
    requests: int = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if self.gone:
            raise httpx.ConnectError("nobody opens", request=request)
        message_id = verify([SECRET], request.headers, request.content, self.clock.now())
        if request.headers["content-type"] == BATCH_CONTENT_TYPE:
            return httpx.Response(400) if self.only_single else self.take_all(read_batch(request.content))
        message = CloudEvent.from_json(request.content)
        assert (message_id, request.headers["content-type"]) == (str(message.id), CONTENT_TYPE)
        if message.subject == self.dislikes:
            return httpx.Response(400)
        if self.status == 202:
            self.got.append(message)
        return httpx.Response(self.status)

    def take_all(self, messages: Sequence[CloudEvent | Unreadable]) -> httpx.Response:
        """All of a batch but what it dislikes."""
        if self.status != 202:
            return httpx.Response(self.status)
        problem = {"status": 400, "title": "What was given is not valid."}
        refused = [{"id": str(one.id), "problem": problem} for one in messages if one.subject == self.dislikes]
        self.got += [one for one in messages if isinstance(one, CloudEvent) and one.subject != self.dislikes]
        return httpx.Response(200, json={"refused": refused})

    @property
    def subjects(self) -> list[str]:
        return [message.subject for message in self.got]


def subject(number: int) -> str:
    return str(UUID(int=number))


def a_household(organisation: UUID, number: int) -> HouseholdRegistered:
    return HouseholdRegistered(organisation_id=organisation, household_id=UUID(int=number))


@pytest.fixture
def notify(clock: MovableClock) -> Receiver:
    return Receiver(clock)


@pytest.fixture
def door(admin_url: str) -> Door:
    """The door of `notify`, which hears everything; no other hears anything here."""
    with as_superuser(admin_url) as connection:
        connection.execute("update schedule.door set hears = '{}'")
        connection.execute("update schedule.door set hears = null where name = 'notify'")
    return NOTIFY


@pytest.fixture
async def post(database: Database, organisation: UUID, clock: MovableClock, notify: Receiver) -> AsyncIterator[Relay]:
    """One round of the relay for this organisation."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(notify)) as client:

        async def one_round() -> Relayed:
            return await relay(database, [organisation], [NOTIFY], client, clock, source=SOURCE)

        yield one_round


@pytest.fixture
def say(database: Database, organisation: UUID, clock: MovableClock) -> Announce:
    """Announce, in a transaction of its own, that these households were registered."""

    async def registered(*numbers: int) -> None:
        async with database.transaction(organisation) as session:
            await announce(session, *(a_household(organisation, number) for number in numbers), now=clock.now())

    return registered


async def deliveries(database: Database, organisation: UUID) -> list[tuple[Any, ...]]:
    async with database.reading(organisation) as reading:
        asked = "select subject, sequence, attempts, delivered_at, refusal from outbox_delivery order by 1, 2"
        return [tuple(row) for row in await reading.execute(text(asked))]


async def test_what_was_announced_arrives_signed_and_once(
    organisation: UUID, clock: MovableClock, door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    await say(1)
    assert await post() == Relayed(delivered=1)
    (message,) = notify.got
    assert (message.source, message.subject, message.time) == (SOURCE, subject(1), clock.now())
    assert message.event() == a_household(organisation, 1)
    assert await post() == Relayed()
    assert len(notify.got) == 1


async def test_nothing_leaves_before_it_is_committed(
    database: Database, organisation: UUID, clock: MovableClock, door: Door, post: Relay, notify: Receiver
) -> None:
    async with database.transaction(organisation) as session:
        await announce(session, a_household(organisation, 1), now=clock.now())
        assert await post() == Relayed()
    assert await post() == Relayed(delivered=1)


async def test_what_was_rolled_back_was_never_announced(
    database: Database, organisation: UUID, clock: MovableClock, door: Door, post: Relay, notify: Receiver
) -> None:
    async def fail() -> None:
        async with database.transaction(organisation) as session:
            await announce(session, a_household(organisation, 1), now=clock.now())
            raise OverflowError

    with pytest.raises(OverflowError):
        await fail()
    assert await post() == Relayed()
    assert notify.got == []


async def test_a_refused_event_is_tried_again_after_a_pause_that_grows(
    database: Database,
    organisation: UUID,
    clock: MovableClock,
    door: Door,
    say: Announce,
    post: Relay,
    notify: Receiver,
) -> None:
    notify.status = 503
    await say(1)
    for attempt, pause in enumerate((5, 10, 20), start=1):
        assert await post() == Relayed(refused=1)
        assert await post() == Relayed()
        assert await deliveries(database, organisation) == [(subject(1), 1, attempt, None, "503 Service Unavailable")]
        clock.move_to(clock.now() + timedelta(seconds=pause))
    notify.status = 202
    assert await post() == Relayed(delivered=1)
    assert await deliveries(database, organisation) == [(subject(1), 1, 4, clock.now(), None)]


async def test_a_door_is_never_given_up_and_asked_at_least_every_quarter_of_an_hour(
    clock: MovableClock, door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    notify.gone = True
    await say(1)
    for _ in range(30):
        assert await post() == Relayed(refused=1)
        clock.move_to(clock.now() + timedelta(minutes=15))
    notify.gone = False
    assert await post() == Relayed(delivered=1)


async def test_why_a_door_did_not_open_is_kept(
    database: Database, organisation: UUID, door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    notify.gone = True
    await say(1)
    await post()
    assert await deliveries(database, organisation) == [(subject(1), 1, 1, None, "ConnectError: nobody opens")]


async def test_events_of_one_subject_arrive_in_order_and_do_not_hold_up_another(
    database: Database,
    organisation: UUID,
    clock: MovableClock,
    door: Door,
    say: Announce,
    post: Relay,
    notify: Receiver,
) -> None:
    notify.status = 503
    await say(1)
    await post()
    notify.status = 202
    await say(1, 2)
    assert await post() == Relayed(delivered=1)
    assert notify.subjects == [subject(2)]
    clock.move_to(clock.now() + timedelta(seconds=5))
    assert await post() == Relayed(delivered=2)
    assert notify.subjects == [subject(2), subject(1), subject(1)]
    numbered = [row[:2] for row in await deliveries(database, organisation)]
    assert numbered == [(subject(1), 1), (subject(1), 2), (subject(2), 1)]
    assert notify.got[1].id < notify.got[2].id


async def test_a_subject_is_numbered_without_gaps_however_many_announce_at_once(
    database: Database, organisation: UUID, door: Door, say: Announce
) -> None:
    await asyncio.gather(*(say(1) for _ in range(20)))
    assert [row[1] for row in await deliveries(database, organisation)] == list(range(1, 21))


async def test_what_is_announced_together_is_numbered_as_it_was_given_and_behind_what_was_before(
    database: Database, organisation: UUID, door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    await say(2)
    await say(1, 2, 1, 3, 2, 1)
    numbers = [row[:2] for row in await deliveries(database, organisation)]
    assert numbers == [(subject(one), number) for one in (1, 2) for number in (1, 2, 3)] + [(subject(3), 1)]
    async with database.reading(organisation) as reading:
        in_turn = "select array_agg(sequence order by id) from outbox where subject = :subject"
        assert (await reading.execute(text(in_turn), {"subject": subject(1)})).scalar_one() == [1, 2, 3]


@pytest.mark.parametrize("most_at_once", [1000, 2])
async def test_what_is_announced_bit_by_bit_is_numbered_in_that_order_with_the_moment_of_each(
    most_at_once: int,
    database: Database,
    organisation: UUID,
    clock: MovableClock,
    door: Door,
    post: Relay,
    notify: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.outbox._MOST_AT_ONCE", most_at_once)
    async with database.transaction(organisation) as session:
        for number in (2, 1, 2, 1, 2):
            clock.move_to(clock.now() + timedelta(seconds=1))
            await announce(session, a_household(organisation, number), now=clock.now())
    assert [row[:2] for row in await deliveries(database, organisation)] == [
        (subject(1), 1), (subject(1), 2), (subject(2), 1), (subject(2), 2), (subject(2), 3),
    ]  # fmt: skip
    assert await post() == Relayed(delivered=5)
    assert [(one.subject, (one.time - START).seconds) for one in notify.got] == [
        (subject(1), 2), (subject(1), 4), (subject(2), 1), (subject(2), 3), (subject(2), 5),
    ]  # fmt: skip


async def test_two_who_announce_about_the_same_subjects_in_another_order_do_not_lock_each_other_out(
    database: Database, organisation: UUID, door: Door, say: Announce
) -> None:
    await asyncio.gather(*(say(*(range(1, 30) if one % 2 else range(29, 0, -1))) for one in range(8)))
    numbers = [row[:2] for row in await deliveries(database, organisation)]
    assert numbers == [(subject(one), number) for one in range(1, 30) for number in range(1, 9)]


async def test_many_relays_at_once_deliver_each_event_once(
    door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    await say(*range(120))
    rounds = await asyncio.gather(*(post() for _ in range(4)))
    assert sum(done.delivered for done in rounds) == 120
    assert sorted(notify.subjects) == [subject(number) for number in range(120)]


async def test_what_waits_goes_in_batches_and_each_event_once(
    door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    await say(*range(450))
    assert await post() == Relayed(delivered=450)
    assert (notify.requests, notify.subjects) == (3, [subject(number) for number in range(450)])
    assert await post() == Relayed()


async def test_events_of_one_subject_go_together_in_their_order(
    door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    await say(*[1] * 250, 2)
    assert await post() == Relayed(delivered=251)
    assert (notify.requests, notify.subjects) == (2, [subject(1)] * 250 + [subject(2)])
    ids = [message.id for message in notify.got[:250]]
    assert ids == sorted(ids)


async def test_of_a_batch_one_that_is_refused_is_tried_again_at_its_own_pace_and_holds_up_no_other(
    database: Database,
    organisation: UUID,
    clock: MovableClock,
    door: Door,
    say: Announce,
    post: Relay,
    notify: Receiver,
) -> None:
    notify.dislikes = subject(2)
    await say(1, 2, 3)
    why = "400 What was given is not valid."
    for attempt, pause in enumerate((5, 10, 20), start=1):
        assert (await post()).refused == 1
        assert await deliveries(database, organisation) == [
            (subject(1), 1, 1, START, None),
            (subject(2), 1, attempt, None, why if attempt == 1 else "400 Bad Request"),
            (subject(3), 1, 1, START, None),
        ]
        clock.move_to(clock.now() + timedelta(seconds=pause))
    notify.dislikes = ""
    assert await post() == Relayed(delivered=1)
    assert notify.subjects == [subject(1), subject(3), subject(2)]


async def test_what_comes_behind_a_refused_event_of_its_subject_waits_for_it(
    clock: MovableClock, door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    notify.dislikes = subject(2)
    await say(2, 1)
    await post()
    await say(2, *range(10, 300))
    assert await post() == Relayed(delivered=290)
    notify.dislikes = ""
    clock.move_to(clock.now() + timedelta(seconds=5))
    assert await post() == Relayed(delivered=2)
    assert notify.subjects[-2:] == [subject(2)] * 2
    assert notify.got[-2].id < notify.got[-1].id


async def test_a_door_that_takes_no_batches_is_told_one_by_one(
    clock: MovableClock, door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    notify.only_single, notify.dislikes = True, subject(2)
    await say(1, 2, 2, 3)
    assert await post() == Relayed(delivered=2, refused=2)
    assert (notify.requests, notify.subjects) == (4, [subject(1), subject(3)])


@pytest.mark.parametrize("gone", [True, False], ids=["nobody opens", "it breaks"])
async def test_a_silent_door_is_left_alone_until_the_next_round_and_what_it_was_not_asked_stays_due(
    door: Door, say: Announce, post: Relay, notify: Receiver, gone: bool
) -> None:
    notify.gone, notify.status = gone, 202 if gone else 503
    await say(*range(450))
    assert await post() == Relayed(refused=200)
    assert notify.requests == 1
    notify.gone, notify.status = False, 202
    assert await post() == Relayed(delivered=250)


async def test_a_batch_is_no_larger_than_a_door_takes(
    admin_url: str, organisation: UUID, door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    await say(*range(4))
    with as_superuser(admin_url) as connection:
        connection.execute("alter table schedule.outbox disable trigger user")
        large = "update schedule.outbox set data = data || jsonb_build_object('more', repeat('x', 200000))"
        connection.execute(large)
    assert await post() == Relayed(delivered=4)
    assert (notify.requests, notify.subjects) == (2, [subject(number) for number in range(4)])


async def test_while_another_relay_has_the_first_of_a_subject_in_hand_nobody_takes_the_second(
    admin_url: str, clock: MovableClock, door: Door, say: Announce, post: Relay, notify: Receiver
) -> None:
    await say(1, 1, 2)
    with as_superuser(admin_url) as another:
        another.execute("select from schedule.outbox_delivery where subject = %s and sequence = 1 for update",
                        [subject(1)])  # fmt: skip
        assert await post() == Relayed(delivered=1)
        assert notify.subjects == [subject(2)]
    assert await post() == Relayed(delivered=2)
    assert notify.subjects == [subject(2), subject(1), subject(1)]


async def test_an_event_of_another_organisation_cannot_be_announced(
    database: Database, organisation: UUID, another_organisation: UUID, clock: MovableClock
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with database.transaction(organisation) as session:
            await announce(session, a_household(another_organisation, 1), now=clock.now())


async def test_a_door_that_opens_later_hears_what_happens_from_then_on(
    say: Announce, post: Relay, notify: Receiver, request: pytest.FixtureRequest
) -> None:
    await say(1)
    request.getfixturevalue("door")
    await say(2)
    assert await post() == Relayed(delivered=1)
    assert notify.subjects == [subject(2)]


async def test_a_door_hears_only_what_it_is_open_for(
    admin_url: str,
    organisation: UUID,
    clock: MovableClock,
    door: Door,
    database: Database,
    post: Relay,
    notify: Receiver,
) -> None:
    with as_superuser(admin_url) as connection:
        connection.execute("update schedule.door set hears = %s", [[PlanMade.type]])
    ours = {"organisation_id": organisation, "household_id": UUID(int=1)}
    async with database.transaction(organisation) as session:
        plan = PlanMade(**ours, plan_id=UUID(int=2), version=1)
        await announce(session, HouseholdRegistered(**ours), plan, now=clock.now())
    assert await post() == Relayed(delivered=1)
    assert [message.event() for message in notify.got] == [plan]


async def test_news_of_a_day_to_come_is_due_at_once(
    organisation: UUID, clock: MovableClock, database: Database, door: Door, post: Relay, notify: Receiver
) -> None:
    """The clock of a sandbox may be ahead of the relay's."""
    async with database.transaction(organisation) as session:
        await announce(session, a_household(organisation, 1), now=clock.now() + timedelta(days=30))
    assert await post() == Relayed(delivered=1)


RELAY = """
import asyncio, sys
from datetime import datetime
from uuid import UUID
import httpx
from services.clock import MovableClock
from services.database import Database
from services.outbox import relay
from tests.test_outbox import NOTIFY, SOURCE

async def take(request):
    print(request.headers["webhook-id"], flush=True)
    return httpx.Response(202)

async def main(url, organisation, now):
    database, clock = Database(url, "schedule"), MovableClock(datetime.fromisoformat(now))
    async with httpx.AsyncClient(transport=httpx.MockTransport(take)) as client:
        await relay(database, [UUID(organisation)], [NOTIFY], client, clock, source=SOURCE)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize(("at", "sent_before"), [("outbox.taken", 0), ("outbox.posted", 1)])
async def test_what_a_relay_had_in_hand_when_it_died_is_sent_under_the_same_id_after_its_lease(
    database_url: str,
    organisation: UUID,
    clock: MovableClock,
    door: Door,
    say: Announce,
    post: Relay,
    notify: Receiver,
    at: str,
    sent_before: int,
) -> None:
    await say(1)
    sent = crash(RELAY, database_url, str(organisation), clock.now().isoformat(), at=at).split()
    assert await post() == Relayed()
    clock.move_to(clock.now() + LEASE)
    assert await post() == Relayed(delivered=1)
    assert sent == [str(message.id) for message in notify.got][:sent_before]


async def test_a_message_is_new_once(session: SessionOf, organisation: UUID, clock: MovableClock) -> None:
    async with session(organisation) as work:
        assert await first_time(work, "message-1", clock.now()) is True
        assert await first_time(work, "message-1", clock.now()) is False
    async with session(organisation) as work:
        assert await first_time(work, "message-1", clock.now()) is False
        assert await first_time(work, "message-2", clock.now()) is True


async def test_a_message_whose_effect_was_rolled_back_is_new_again(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    async def fail() -> None:
        async with session(organisation) as work:
            await first_time(work, "message-1", clock.now())
            raise OverflowError

    with pytest.raises(OverflowError):
        await fail()
    async with session(organisation) as work:
        assert await first_time(work, "message-1", clock.now()) is True


async def test_of_several_that_receive_a_message_at_once_one_is_first(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    async def receive() -> bool:
        async with session(organisation) as work:
            return await first_time(work, "message-1", clock.now())

    assert sorted(await asyncio.gather(receive(), receive(), receive())) == [False, False, True]


async def test_each_organisation_has_its_own_inbox(
    session: SessionOf, organisation: UUID, another_organisation: UUID, clock: MovableClock
) -> None:
    for each in (organisation, another_organisation):
        async with session(each) as work:
            assert await first_time(work, "message-1", clock.now()) is True


async def test_who_goes_round_finds_every_organisation(
    database: Database, organisation: UUID, another_organisation: UUID
) -> None:
    async with database.reading(None) as reading:
        assert await every_organisation(reading) == sorted([organisation, another_organisation])
        with alone(another_organisation):
            assert await every_organisation(reading) == [another_organisation], "whoever is alone asks nobody"
        assert len(await every_organisation(reading)) == 2
