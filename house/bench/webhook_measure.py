"""How quick webhooks are sent and written down, and what an endpoint that hangs costs the others."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from ipaddress import IPv4Network
from typing import NamedTuple
from uuid import UUID

from house.bench.cost import Cost, micros, timed
from house.bench.measure import Figure, Report, Setting, known, ratios
from house.bench.preparing import begin
from house.bench.server import Server, tidy
from house.bench.sink import Sink, open_sink
from house.memory import settle_memory
from services.clock import MovableClock, SystemClock
from services.cloud_events import CONTENT_TYPE, source_urn
from services.database import Database, as_service
from services.ids import RandomIds, secret_bytes
from services.mandate_events import HandshakeChanged
from services.notify.deliveries import repository as deliveries
from services.notify.deliveries.telling import Told
from services.notify.hand import Hand
from services.notify.subscriptions.leaving import EventType
from services.notify.subscriptions.service import subscribe
from services.notify.subscriptions.subscription import Wish
from services.notify.webhooks.attempts import Answer, Reply
from services.notify.webhooks.calling import EndpointCalls, open_calls
from services.notify.webhooks.pace import AT_ONCE
from services.notify.webhooks.port import Calls, Number
from services.notify.webhooks.poster import WebhookPoster, document
from services.notify.webhooks.repository import Owed
from services.outbox import every_organisation
from services.sealing import Keyring
from services.webhooks import WebhookSecret, sign

_GOAL, _HANGING_GOAL = 1 / 0.3, 1.05
_ENDPOINTS = 8
_A_MESSAGE = 4
"""One message for so many households: 20,000 of them have some 5,000 handshakes under way in a busy month."""
_MOST_AT_ONCE = 500
_SOURCE = source_urn("0" * 20, "bench-notify")
_LOOPBACK = [IPv4Network("127.0.0.0/8")]
_NUMBER = Number("K-4471", "RF18539007547034")
_PATIENCE = 2.0
"""Seconds after which an endpoint that hangs is given up here; in life fifteen."""


def take_webhooks(setting: Setting) -> Report:
    """Signed deliveries with their states and attempts, beside a bare loop of the same client with the same bytes."""
    return asyncio.run(_take(setting))


class _Bench(NamedTuple):
    """What is sent: so many messages to each endpoint; from a database to a sink."""

    server: Server
    sink: Sink
    database: Database
    organisation_id: UUID
    clock: MovableClock
    keyring: Keyring
    each: int

    @property
    def messages(self) -> int:
        return self.each * _ENDPOINTS


async def _take(setting: Setting) -> Report:
    server = setting.server()
    url = await begin(server, "webhooks")
    database = Database(as_service(url, "notify"), "notify")
    keyring = Keyring({"bench": secret_bytes(32)}, "bench", secret_bytes(32))
    async with open_sink() as sink:
        async with database.reading(None) as session:
            (organisation_id, *_) = await every_organisation(session)
        clock = MovableClock(SystemClock().now())
        each = max(setting.households // _A_MESSAGE // _ENDPOINTS, 1)
        bench = _Bench(server, sink, database, organisation_id, clock, keyring, each)
        try:
            suppliers = [await _subscribed(bench, sink.takes) for _ in range(_ENDPOINTS)]
            await _warm_up(bench, suppliers)
            tidy(url)
            settle_memory()
            sending = await _beside_bare(bench, suppliers, setting)
            hanging = await _beside_hanging(bench, suppliers, setting)
        finally:
            await database.close()
    notes = [f"{bench.messages:,} messages to {_ENDPOINTS} endpoints, {AT_ONCE} at once to each; one process sends"]
    server.drop("webhooks")
    return Report([sending, hanging], notes=notes)


async def _subscribed(bench: _Bench, port: int) -> UUID:
    """A supplier of its own, that wants to be told at this port."""
    supplier_id = RandomIds().new_id(bench.clock.now())
    async with bench.database.transaction(bench.organisation_id) as session:
        hand = Hand.of(session, "bench", bench.clock.now(), bench.keyring)
        wish = Wish(f"http://127.0.0.1:{port}/{supplier_id}", (EventType.HANDSHAKE,))
        await subscribe(session, hand, supplier_id, wish)
    return supplier_id


async def _owe(bench: _Bench, suppliers: Sequence[UUID]) -> None:
    """Let each of them be owed its messages, due at this moment."""
    bench.clock.move_to(bench.clock.now() + timedelta(hours=2))
    told = [_told(bench, supplier_id) for supplier_id in suppliers for _ in range(bench.each)]
    for begins in range(0, len(told), _MOST_AT_ONCE):
        async with bench.database.transaction(bench.organisation_id) as session:
            await deliveries.owe(session, told[begins : begins + _MOST_AT_ONCE], bench.clock.now())


_ids = RandomIds()


def _told(bench: _Bench, supplier_id: UUID) -> Told:
    now = bench.clock.now()
    event_id, subject = _ids.new_id(now), _ids.new_id(now)
    data = {
        "supplierId": str(supplier_id),
        "handshakeId": str(subject),
        "direction": "taking_over",
        "happened": "ask",
        "state": "asked",
        "fromMonth": "2026-02",
        "deadline": "2026-01-20",
    }
    return Told(
        supplier_id,
        event_id,
        EventType(HandshakeChanged.type),
        str(subject),
        1,
        now,
        data,
        {"handshakeId": str(subject)},
    )


async def _warm_up(bench: _Bench, suppliers: Sequence[UUID]) -> None:
    """What nothing is timed of: connections, statements, and rows that the database can count."""
    await _owe(bench, suppliers)
    async with open_calls(_LOOPBACK) as calls:
        await _poster(bench, calls).deliver()


async def _beside_bare(bench: _Bench, suppliers: Sequence[UUID], setting: Setting) -> Figure:
    sent, bare = [], []
    for turn in range(setting.repeat):
        setting.tell(f"sending {bench.messages:,} webhooks, the {turn + 1}. time")
        async with open_calls(_LOOPBACK) as calls:
            await _owe(bench, suppliers)
            with timed(bench.server.cpu) as sending:
                many = await _poster(bench, calls).deliver()
            assert many == bench.messages, f"{many} attempts for {bench.messages} messages"
            sent.append(sending.cost)
        async with open_calls(_LOOPBACK) as calls:
            bare.append(await _bare(bench, calls))
    return Figure(
        name="webhooks sent",
        floor="a bare loop of the same client that posts the same bytes",
        goal=_GOAL,
        unit="×",
        samples=ratios([cost.wall for cost in sent], [cost.wall for cost in bare]),
        cpu=ratios(known([cost.cpu for cost in sent]), known([cost.cpu for cost in bare])),
        absolute={"µs a message": micros(sent, bench.messages), "µs its floor": micros(bare, bench.messages)},
    )


async def _bare(bench: _Bench, calls: EndpointCalls) -> Cost:
    """The same number of messages of the same length, to as many addresses and as many at once; ready-made."""
    now = bench.clock.now()
    told = _told(bench, UUID(int=1))
    owed = Owed(told.event_id, told.type, told.subject, told.sequence, now, dict(told.data), 0)
    body = document(owed, _SOURCE, _NUMBER)
    headers = {**sign([WebhookSecret.new()], str(owed.event_id), body, now), "Content-Type": CONTENT_TYPE}

    async def post(url: str, many: int) -> None:
        for _ in range(many):
            await calls.post(url, body, headers)

    urls = [f"http://127.0.0.1:{bench.sink.takes}/{UUID(int=number)}" for number in range(_ENDPOINTS)]
    shares = [bench.each // AT_ONCE + (place < bench.each % AT_ONCE) for place in range(AT_ONCE)]
    with timed() as timing:
        await asyncio.gather(*(post(url, share) for url in urls for share in shares))
    return timing.cost


async def _beside_hanging(bench: _Bench, suppliers: Sequence[UUID], setting: Setting) -> Figure:
    """The same messages to the same endpoints, with one more beside them that never answers, and without."""
    with_it: list[Cost] = []
    without: list[Cost] = []
    silent = await _subscribed(bench, bench.sink.hangs)
    for turn in range(setting.repeat):
        setting.tell(f"sending beside an endpoint that hangs, the {turn + 1}. time")
        ways: list[tuple[list[UUID], list[Cost]]] = [([], without), ([silent], with_it)]
        for others, costs in ways if turn % 2 else reversed(ways):
            await _owe(bench, [*suppliers, *others])
            costs.append(await _until_taken(bench))
    return Figure(
        name="beside one that hangs",
        floor="the same endpoints without it",
        goal=_HANGING_GOAL,
        unit="×",
        samples=ratios([cost.wall for cost in with_it], [cost.wall for cost in without]),
        cpu=ratios(known([cost.cpu for cost in with_it]), known([cost.cpu for cost in without])),
        absolute={"µs a message": micros(with_it, bench.messages), "µs its floor": micros(without, bench.messages)},
    )


class _Counting:
    """The way out, that tells when so many were taken."""

    def __init__(self, calls: Calls, many: int) -> None:
        self._calls, self._left, self.over = calls, many, asyncio.Event()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post it; see `Calls`."""
        reply = await self._calls.post(url, body, headers)
        if isinstance(reply, Answer):
            self._left -= 1
            if self._left == 0:
                self.over.set()
        return reply


async def _until_taken(bench: _Bench) -> Cost:
    """Send until whoever answers has everything; what is left for the one that hangs is not waited for."""
    async with open_calls(_LOOPBACK, whole=_PATIENCE) as calls:
        counting = _Counting(calls, bench.messages)
        with timed(bench.server.cpu) as timing:
            sending = asyncio.create_task(_poster(bench, counting).deliver())
            await counting.over.wait()
        await sending
    return timing.cost


async def _numbers(_organisation: UUID, _supplier: UUID, about: Sequence[Mapping[str, str]]) -> Sequence[Number]:
    """A number for each, at once: what the registry takes to answer is no part of sending."""
    return [_NUMBER] * len(about)


def _poster(bench: _Bench, calls: Calls) -> WebhookPoster:
    return WebhookPoster(bench.database, calls, _numbers, bench.keyring, bench.clock, SystemClock(), _SOURCE)
