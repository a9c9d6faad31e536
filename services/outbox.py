"""News leaves in the same transaction as the fact, and arrives at least once at each of our own doors.

`announce` lets it be written down beside the fact: nothing is sent before that is committed, nothing committed is ever
not sent. All the news of a transaction is written when it ends, in one statement.
`relay` posts it, signed and many at a time, to a fixed list of doors, those of one subject in the order in which they
happened. `first_times` is the other side: it makes twice the same as once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import httpx
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Text, Uuid

from services.clock import Clock
from services.cloud_events import MOST_IN_A_BATCH, CloudEvent
from services.database import Database, ReadSession, Session, at_the_end, ids_of, organisation_of
from services.events import Event
from services.failpoints import failpoint
from services.knocking import Door, knock

LEASE = timedelta(minutes=2)
"""How long a relay has for the deliveries that it took; after that another one may try them."""

_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=15)
_LARGEST = 250_000
"""Bytes of what the events of a batch say; a door takes four times as much, and every event adds some of its own."""

_MOST_AT_ONCE = 1000
"""So much news is kept for the end of a transaction; what a whole caseload tells is written on the way."""

_TOLD = "news"
"""Where the session of a transaction keeps what is still to be written."""

_BEGINNING = ("", 0)
_AT_MOST = {"most": MOST_IN_A_BATCH, "largest": _LARGEST}

_ANNOUNCE = text(
    """
    with told as materialized (
        select *, row_number() over (partition by organisation_id, subject order by place) as nth
        from jsonb_to_recordset(:told) as one (
            place integer, organisation_id uuid, id uuid, subject text, type text, occurred_at timestamptz, data jsonb
        )
    ), numbered as (
        insert into outbox_subject (organisation_id, subject, sequence)
        select organisation_id, subject, count(*) from told
        group by organisation_id, subject order by organisation_id, subject
        on conflict (organisation_id, subject) do update set sequence = outbox_subject.sequence + excluded.sequence
        returning organisation_id, subject, sequence
    ), event as materialized (
        select id, organisation_id, subject, type, occurred_at, data,
            sequence - count(*) over (partition by organisation_id, subject) + nth as sequence
        from told join numbered using (organisation_id, subject)
    ), written as (
        insert into outbox (organisation_id, id, subject, sequence, type, occurred_at, data)
        select organisation_id, id, subject, sequence, type, occurred_at, data from event order by id
    )
    insert into outbox_delivery (organisation_id, event_id, door, subject, sequence, due_at)
    select organisation_id, id, door.name, subject, sequence, 'epoch' from event join door
    on door.hears is null or event.type = any(door.hears) order by id
    """
).bindparams(bindparam("told", type_=JSONB))
"""To the doors that hear of such; due at once by any clock, for that of a relay need not be that of the fact."""

_TAKE = text(
    """
    with held as materialized (
        select event_id, subject, sequence from outbox_delivery as waiting
        where organisation_id = :organisation_id and door = :door and delivered_at is null and due_at <= :now
        and (subject, sequence) > (:subject, :sequence) and (
            select true from outbox_delivery as earlier
            where earlier.organisation_id = :organisation_id and earlier.door = :door
            and earlier.subject = waiting.subject and earlier.sequence < waiting.sequence
            and earlier.delivered_at is null and earlier.due_at > :now
            limit 1
        ) is null
        order by subject, sequence limit :most for update skip locked
    ), next as materialized (
        select held.*, event.type, event.occurred_at, event.data, octet_length(event.data::text) as size,
            row_number() over (partition by held.subject order by held.sequence) as nth,
            (
                select count(*) from outbox_delivery as earlier
                where earlier.organisation_id = :organisation_id and earlier.door = :door
                and earlier.subject = held.subject and earlier.sequence <= held.sequence
                and earlier.delivered_at is null
            ) as in_line
        from held join outbox as event on event.organisation_id = :organisation_id and event.id = held.event_id
    ), fitting as materialized (
        select *, sum(size) over (order by subject, sequence) - size as before from next where nth = in_line
    ), taken as (
        update outbox_delivery as delivery set attempts = delivery.attempts + 1, due_at = :until from fitting
        where delivery.organisation_id = :organisation_id and delivery.door = :door
        and delivery.event_id = fitting.event_id and before < :largest
        returning fitting.event_id as id, fitting.subject, fitting.sequence, fitting.type, fitting.occurred_at,
            fitting.data, delivery.attempts
    )
    select * from taken order by subject, sequence
    """
)
"""What is due behind what came last, in the order of subjects: so a round goes once through all that waits, however
much that is. What has something before it that waits is taken with that or not at all: that may be to be tried again
later, or in the hands of another relay at this moment, whether this one sees so or skipped it. Asked in such a way that
each is looked up by its subject also where the database has not counted its rows yet."""

_DELIVERED = text(
    """
    update outbox_delivery set delivered_at = :now, refusal = null
    where organisation_id = :organisation_id and door = :door and event_id = any(:ids)
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_REFUSED = text(
    """
    update outbox_delivery set due_at = :again_at, refusal = :refusal
    where organisation_id = :organisation_id and door = :door and event_id = :event_id
    """
)

_RECEIVE = text(
    """
    insert into inbox select :organisation_id, message_id, :now from unnest(:ids) as message_id order by message_id
    on conflict do nothing returning message_id
    """
).bindparams(bindparam("ids", type_=ARRAY(Text)))


@dataclass(frozen=True, slots=True)
class Relayed:
    """How many deliveries succeeded, and how many have to be tried again."""

    delivered: int = 0
    refused: int = 0

    def __add__(self, other: "Relayed") -> "Relayed":
        return Relayed(self.delivered + other.delivered, self.refused + other.refused)


async def announce(session: Session, *events: Event, now: datetime) -> None:
    """Let the doors know that this happened, if and only if this transaction commits.

    Events of one subject are numbered without gaps in the order of their transactions, and of one transaction as they
    are given: two that announced about the same subject at once wait for each other when they end, each subject in its
    turn. An event of another organisation than the session's is refused by the database, which ends the transaction.
    """
    if not events:
        return
    told: list[dict[str, Any]] = session.info.setdefault(_TOLD, [])
    if not told:
        at_the_end(session, partial(_write, session))
    ids = ids_of(session)
    told.extend(_as_told(place, event, ids.new_id(now), now) for place, event in enumerate(events, start=len(told)))
    if len(told) >= _MOST_AT_ONCE:
        await _write(session)


async def relay(
    database: Database,
    organisations: Iterable[UUID],
    doors: Sequence[Door],
    client: httpx.AsyncClient,
    clock: Clock,
    *,
    source: str,
) -> Relayed:
    """Post everything that is due to `doors` and say how it went; any number of relays may run at once.

    No transaction is open while a door is spoken to. A crash in between sends again after the lease, so a door may get
    an event twice but never out of order. `source` is the `source_urn` of this service.
    """
    total = Relayed()
    for organisation_id in organisations:
        for door in doors:
            total += await _Round(database, organisation_id, door, client, clock, source).go()
    return total


async def first_time(session: Session, message_id: str, now: datetime) -> bool:
    """Whether this organisation sees the message for the first time; the answer is remembered with the transaction.

    Two at once: the second waits for the first, and is told no if that one commits.
    """
    return bool(await first_times(session, [message_id], now))


async def first_times(session: Session, message_ids: Iterable[str], now: datetime) -> set[str]:
    """The same of many: those that it sees for the first time."""
    values = {"organisation_id": organisation_of(session), "ids": list(message_ids), "now": now}
    return set((await session.execute(_RECEIVE, values)).scalars())


_alone: ContextVar[UUID | None] = ContextVar("alone", default=None)


@contextmanager
def alone(organisation_id: UUID) -> Iterator[None]:
    """In this block there is no other organisation than this one, and nobody who goes round has to ask which there are:
    for a database of one, as a sandbox's world has it. A day of such a world asks a hundred times."""
    before = _alone.set(organisation_id)
    try:
        yield
    finally:
        _alone.reset(before)


async def every_organisation(session: ReadSession) -> list[UUID]:
    """All whose work this service does, for those who go round: the relay, the alarm clock."""
    if (one := _alone.get()) is not None:
        return [one]
    return list((await session.execute(text("select id from organisation order by id"))).scalars())


async def _write(session: Session) -> None:
    """Write down the news of this transaction that was not written yet."""
    if told := session.info.pop(_TOLD, None):
        await session.execute(_ANNOUNCE, {"told": told})


def _as_told(place: int, event: Event, event_id: UUID, now: datetime) -> dict[str, Any]:
    return {
        "place": place,
        "organisation_id": str(event.organisation_id),
        "id": str(event_id),
        "subject": event.subject,
        "type": event.type,
        "occurred_at": now.isoformat(),
        "data": event.data(),
    }


class _Round(NamedTuple):
    """One way through all that is due of one organisation at one door."""

    database: Database
    organisation_id: UUID
    door: Door
    client: httpx.AsyncClient
    clock: Clock
    source: str

    async def go(self) -> Relayed:
        """A door that is silent is left alone until the next round, and what it was not asked to take stays due."""
        total, after = Relayed(), _BEGINNING
        while taken := await self._take(after):
            failpoint("outbox.taken")
            answer = await knock(self.client, self.door, [self._message(row) for row in taken], self.clock)
            failpoint("outbox.posted")
            total += await self._record(taken, answer.refused)
            if answer.is_silent:
                break
            after = (taken[-1].subject, taken[-1].sequence)
        return total

    def _message(self, row: Row[Any]) -> CloudEvent:
        return CloudEvent(row.id, self.source, row.type, row.subject, row.occurred_at, row.data, row.sequence)

    async def _take(self, after: tuple[str, int]) -> Sequence[Row[Any]]:
        now, (subject, sequence) = self.clock.now(), after
        values = {"now": now, "until": now + LEASE, "subject": subject, "sequence": sequence}
        async with self.database.transaction(self.organisation_id) as session:
            return (await session.execute(_TAKE, {**values, **self._here, **_AT_MOST})).all()

    async def _record(self, taken: Sequence[Row[Any]], refused: Mapping[UUID, str]) -> Relayed:
        now = self.clock.now()
        delivered = [row.id for row in taken if row.id not in refused]
        again = [
            {**self._here, "event_id": row.id, "again_at": now + _pause(row.attempts), "refusal": refused[row.id]}
            for row in taken
            if row.id in refused
        ]
        async with self.database.transaction(self.organisation_id) as session:
            if delivered:
                await session.execute(_DELIVERED, {**self._here, "ids": delivered, "now": now})
            if again:
                await session.execute(_REFUSED, again)
        return Relayed(len(delivered), len(again))

    @property
    def _here(self) -> Mapping[str, Any]:
        return {"organisation_id": self.organisation_id, "door": self.door.name}


def _pause(attempts: int) -> timedelta:
    """Twice as long after each attempt, up to a quarter of an hour; our own doors are never given up."""
    return min(_FIRST_PAUSE * (1 << min(attempts - 1, 10)), _LONGEST_PAUSE)
