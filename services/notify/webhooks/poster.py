"""The poster: posts what subscriptions are owed, to each at its own pace, for as long as a worker lives.

A turn is: take up what is due (one transaction), put in the customer numbers that belong in it (asked for once, and
kept sealed before anything is sent), post it (no transaction is open), write down what came of it (another). A crash
in between sends again once the turn is over, so a receiver may get a message twice and none is lost; what is written
as delivered was answered with a 2xx.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import structlog

from services.clock import Clock, stopwatch
from services.cloud_events import CONTENT_TYPE, CloudEvent
from services.database import Database
from services.errors import Problem
from services.failpoints import failpoint
from services.jobs import passes
from services.notify.deliveries.delivery import DELIVERIES, DeliveryState
from services.notify.hand import Hand
from services.notify.safe import SUBSCRIPTION_SECRETS
from services.notify.subscriptions import repository as subscriptions
from services.notify.webhooks import repository
from services.notify.webhooks.attempts import Answer, Reply, Verdict, asked_to_wait, jitter_of, next_of, verdict
from services.notify.webhooks.pace import AT_ONCE, Pace
from services.notify.webhooks.patience import be_patient
from services.notify.webhooks.port import Calls, Number, Numbers
from services.notify.webhooks.repository import Attempted, Lane, LaneLost, Owed
from services.outbox import every_organisation
from services.sealing import Keyring
from services.webhooks import WebhookSecret, sign

LEASE: Final = timedelta(minutes=2)
"""How long a turn lasts at most: a batch, and an attempt that was begun at its end, take far less."""
BATCH: Final = timedelta(seconds=2)
"""After that no other message of the batch is begun, so that what came of it is soon written down."""
BY: Final = "sender of webhooks"
"""Who disables a subscription that only fails."""

_PAUSE: Final = 1.0
"""Seconds between two looks at what is due."""
_MOST_LANES: Final = 200
"""Subscriptions that are served at once."""

_log = structlog.get_logger(__name__)


class _Turn(NamedTuple):
    """Whose turn it is, what is sent in it, and what signs it."""

    lane: Lane
    owed: Sequence[Owed]
    secrets: Sequence[WebhookSecret]
    waiting: Sequence[UUID] = ()
    """What cannot be sent yet, for nobody tells the number that belongs in it."""


class WebhookPoster:
    """Sends for all organisations of a database; any number of posters may. `source` is the `source_urn` of this
    service, `clock` that of the house; `machine` signs, for receivers compare with a clock that nobody moves. `numbers`
    is the way to who knows customer numbers.
    """

    def __init__(
        self,
        database: Database,
        calls: Calls,
        numbers: Numbers,
        keyring: Keyring,
        clock: Clock,
        machine: Clock,
        source: str,
    ) -> None:
        self._database = database
        self._calls = calls
        self._numbers = numbers
        self._keyring = keyring
        self._clock = clock
        self._machine = machine
        self._source = source

    async def deliver(self) -> int:
        """Send everything that is due and may be sent now, and say how many attempts that took."""
        total = 0
        while made := await self._serve_all((await self._waiting())[:_MOST_LANES]):
            total += made
        return total

    async def work(self) -> None:
        """Go on until cancelled. A subscription that is slow keeps nobody else waiting."""
        served: set[_Place] = set()
        async with asyncio.TaskGroup() as together:
            while True:
                for place in await self._waiting_if_it_can_be_seen():
                    if place not in served and len(served) < _MOST_LANES:
                        served.add(place)
                        together.create_task(self._attend(place, served))
                await asyncio.sleep(_PAUSE)

    async def _serve_all(self, places: "Sequence[_Place]") -> int:
        async with asyncio.TaskGroup() as together:
            serving = [together.create_task(self._serve(place)) for place in places]
        return sum(one.result() for one in serving)

    async def _attend(self, place: "_Place", served: "set[_Place]") -> None:
        """A mistake of ours with one endpoint is that one's: its turn ends with the lease, and all others go on."""
        try:
            await self._serve(place)
        except Exception as failure:
            if passes(failure):
                _log.warning("a turn was broken off", reason=type(failure).__name__)
            else:
                _log.exception("a turn broke", subscription_id=str(place.subscription_id))
        finally:
            served.discard(place)

    async def _waiting_if_it_can_be_seen(self) -> "list[_Place]":
        try:
            return await self._waiting()
        except Exception as failure:
            if not passes(failure):
                raise
            _log.warning("no deliveries to look at", reason=type(failure).__name__)
            return []

    async def _waiting(self) -> "list[_Place]":
        async with self._database.reading(None) as session:
            organisations = await every_organisation(session)
        found = []
        for organisation_id in organisations:
            async with self._database.reading(organisation_id) as session:
                ids = await repository.waiting(session, self._clock.now(), self._machine.now())
            found += [_Place(organisation_id, one) for one in ids]
        return found

    async def _serve(self, place: "_Place") -> int:
        """One turn after another, until nothing is due there or it is to be left alone."""
        total = 0
        try:
            while made := await self._turn(place):
                total += made
        except LaneLost:
            _log.warning("a turn was taken over", subscription_id=str(place.subscription_id))
        return total

    async def _turn(self, place: "_Place") -> int:
        turn = await self._begin(place)
        if turn is None:
            return 0
        failpoint("webhooks.taken")
        turn = await self._put_in_numbers(place, turn)
        failpoint("webhooks.put_together")
        batch = _Batch(turn, self._calls, self._clock, self._machine, self._source)
        await batch.post()
        failpoint("webhooks.posted")
        await self._end(place, turn, batch)
        failpoint("webhooks.recorded")
        return len(batch.attempted)

    async def _begin(self, place: "_Place") -> _Turn | None:
        now, machine_now = self._clock.now(), self._machine.now()
        async with self._database.transaction(place.organisation_id) as session:
            lane = await repository.hold(session, place.subscription_id, now, machine_now, machine_now + LEASE)
            if lane is None:
                return None
            secrets = await SUBSCRIPTION_SECRETS.live(session, self._keyring, lane.subscription_id, now)
            return _Turn(lane, await repository.take(session, self._keyring, lane, now), secrets)

    async def _put_in_numbers(self, place: "_Place", turn: _Turn) -> _Turn:
        """The turn with what each message will be. While nobody tells the numbers, those that need one wait."""
        lacking = {one.event_id: one for one in turn.owed if one.about is not None and one.body is None}
        if not lacking:
            return turn
        about = [one.about for one in lacking.values() if one.about is not None]
        try:
            numbers = await self._numbers(place.organisation_id, turn.lane.supplier_id, about)
        except Problem as problem:
            _log.warning("customer numbers are not told", reason=problem.code, many=len(lacking))
            return turn._replace(owed=[one for one in turn.owed if one.event_id not in lacking], waiting=list(lacking))
        told = zip(lacking.values(), numbers, strict=True)
        bodies = {one.event_id: document(one, self._source, number) for one, number in told}
        async with self._database.transaction(place.organisation_id) as session:
            await repository.keep(session, self._keyring, turn.lane, bodies)
        return turn._replace(owed=[one._replace(body=bodies.get(one.event_id, one.body)) for one in turn.owed])

    async def _end(self, place: "_Place", turn: _Turn, batch: "_Batch") -> None:
        """Write it down; what fails for too long is told of, and then nothing is sent there any more.

        Whoever disables a subscription holds that first and then its lane, so here it is done in that order too.
        """
        now = self._clock.now()
        async with self._database.transaction(place.organisation_id) as session:
            if batch.pace.failures:
                await subscriptions.hold(session, place.subscription_id)
            await repository.check_lane(session, turn.lane, batch.pace)
            if batch.attempted:
                await repository.record(session, self._keyring, turn.lane, batch.attempted, now)
            if untouched := [*batch.untouched, *turn.waiting]:
                await repository.put_back(session, turn.lane, untouched)
            if turn.lane.pace.is_tried and not batch.pace.failures:
                await repository.make_due(session, turn.lane, now)
            hand = Hand.of(session, BY, now, self._keyring)
            await be_patient(session, hand, place.subscription_id, batch.pace, is_gone=batch.is_gone)


class _Place(NamedTuple):
    """A subscription that something is due for."""

    organisation_id: UUID
    subscription_id: UUID


class _Batch:
    """What is posted in one turn, some at once, and what came of each."""

    def __init__(self, turn: _Turn, calls: Calls, clock: Clock, machine: Clock, source: str) -> None:
        self.pace: Pace = turn.lane.pace
        self.attempted: list[Attempted] = []
        self.untouched: list[UUID] = []
        self.is_gone = False
        self._turn = turn
        self._calls = calls
        self._clock = clock
        self._machine = machine
        self._source = source
        self._left = iter(turn.owed)

    async def post(self) -> None:
        """Post until nothing is left, the endpoint is to be left alone, or the time of a batch is over."""
        ends = self._machine.now() + BATCH
        at_once = min(AT_ONCE, len(self._turn.owed))
        await asyncio.gather(*(self._one_after_another(ends) for _ in range(at_once)))
        self.untouched = [one.event_id for one in self._left]

    async def _one_after_another(self, ends: datetime) -> None:
        for owed in self._still(ends):
            at, lasted = self._clock.now(), stopwatch()
            reply = await self._post(owed)
            failpoint("webhooks.answered")
            self._note(owed, at, int(lasted() * 1000), reply)

    def _still(self, ends: datetime) -> Iterator[Owed]:
        while not (self.is_gone or self.pace.rests(self._clock.now())) and self._machine.now() < ends:
            owed = next(self._left, None)
            if owed is None:
                break
            yield owed

    async def _post(self, owed: Owed) -> Reply:
        body = owed.body or document(owed, self._source)
        headers = sign(self._turn.secrets, str(owed.event_id), body, self._machine.now())
        return await self._calls.post(self._turn.lane.url, body, {**headers, "Content-Type": CONTENT_TYPE})

    def _note(self, owed: Owed, at: datetime, milliseconds: int, reply: Reply) -> None:
        now, tries = self._clock.now(), owed.tries + 1
        meant = verdict(reply)
        follows = next_of(reply, tries, jitter_of(self._turn.lane.subscription_id, owed.event_id, tries), now)
        state = DELIVERIES.after(DeliveryState.SENDING, follows.happened)
        status, said = (reply.status, reply.said) if isinstance(reply, Answer) else (None, b"")
        failure = None if isinstance(reply, Answer) else reply
        kept = b"" if meant is Verdict.TAKEN else said
        self.pace = self.pace.after(meant, asked_to_wait(reply, now), now)
        self.is_gone |= meant is Verdict.GONE
        self.attempted.append(Attempted(owed.event_id, state, follows.due_at, at, milliseconds, status, failure, kept))


def document(owed: Owed, source: str, number: Number | None = None) -> bytes:
    """What is posted: a CloudEvent in structured mode, with the id and the place that the event had in the house; and
    with the numbers that belong in it."""
    data: Mapping[str, Any] = owed.data
    if number is not None:
        data = {**owed.data, "customerNumber": number.customer_number, "reference": number.reference}
    return CloudEvent(owed.event_id, source, owed.type, owed.subject, owed.happened_at, data, owed.sequence).to_json()
