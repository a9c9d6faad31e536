"""News leaves in the same transaction as the fact, and arrives at least once at each of our own doors.

`announce` writes it down beside the fact: nothing is sent before that is committed, nothing committed is ever not sent.
`relay` posts it, signed, to a fixed list of doors, those of one subject in the order in which they happened.
`first_time` is the other side: it makes twice the same as once.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Text

from services.clock import Clock
from services.cloud_events import CONTENT_TYPE, CloudEvent
from services.database import Database, ReadSession, Session, ids_of, organisation_of
from services.events import Event
from services.failpoints import failpoint
from services.webhooks import WebhookSecret, sign

LEASE = timedelta(minutes=2)
"""How long a relay has for the deliveries that it took; after that another one may try them."""

_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=15)
_BATCH = 50

_ANNOUNCE = text(
    """
    with told as materialized (
        select *, row_number() over (partition by organisation_id, subject order by place) as nth
        from jsonb_to_recordset(:told) as one (
            place integer, organisation_id uuid, id uuid, subject text, type text, data jsonb
        )
    ), numbered as (
        insert into outbox_subject (organisation_id, subject, sequence)
        select organisation_id, subject, count(*) from told
        group by organisation_id, subject order by organisation_id, subject
        on conflict (organisation_id, subject) do update set sequence = outbox_subject.sequence + excluded.sequence
        returning organisation_id, subject, sequence
    ), event as materialized (
        select id, organisation_id, subject, type, data,
            sequence - count(*) over (partition by organisation_id, subject) + nth as sequence
        from told join numbered using (organisation_id, subject)
    ), written as (
        insert into outbox (organisation_id, id, subject, sequence, type, occurred_at, data)
        select organisation_id, id, subject, sequence, type, :occurred_at, data from event order by id
    )
    insert into outbox_delivery (organisation_id, event_id, door, subject, sequence, due_at)
    select organisation_id, id, door.name, subject, sequence, 'epoch' from event join door
    on door.hears is null or event.type = any(door.hears) order by id
    """
).bindparams(bindparam("told", type_=JSONB))
"""To the doors that hear of such; due at once by any clock, for that of a relay need not be that of the fact."""

_TAKE = text(
    """
    update outbox_delivery as taken set attempts = taken.attempts + 1, due_at = :until
    from (
        select organisation_id, event_id, door from outbox_delivery as waiting
        where delivered_at is null and due_at <= :now and door = any(:doors) and not exists (
            select from outbox_delivery as earlier
            where earlier.organisation_id = waiting.organisation_id and earlier.door = waiting.door
            and earlier.subject = waiting.subject and earlier.sequence < waiting.sequence
            and earlier.delivered_at is null
        )
        order by organisation_id, event_id limit :batch for update skip locked
    ) as due join outbox as event on event.organisation_id = due.organisation_id and event.id = due.event_id
    where taken.organisation_id = due.organisation_id and taken.event_id = due.event_id and taken.door = due.door
    returning taken.door, taken.attempts, event.id, event.type, event.subject, event.occurred_at, event.data
    """
).bindparams(bindparam("doors", type_=ARRAY(Text)))

_DELIVERED = text(
    "update outbox_delivery set delivered_at = :now, refusal = null where event_id = :event_id and door = :door"
)
_REFUSED = text(
    "update outbox_delivery set due_at = :again_at, refusal = :refusal where event_id = :event_id and door = :door"
)

_RECEIVE = text(
    "insert into inbox values (:organisation_id, :message_id, :now) on conflict do nothing returning message_id"
)


@dataclass(frozen=True, slots=True)
class Door:
    """Where one of our own services takes announcements in, and the secret that it knows ours by."""

    name: str
    url: str
    secret: WebhookSecret


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
    are given: two that announce about the same subject at once wait for each other, each subject in its turn. An event
    of another organisation than the session's is refused by the database.
    """
    if events:
        ids = ids_of(session)
        told = [_as_told(place, event, ids.new_id(now)) for place, event in enumerate(events)]
        await session.execute(_ANNOUNCE, {"told": told, "occurred_at": now})


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
    by_name = {door.name: door for door in doors}
    for organisation_id in organisations:
        while taken := await _take(database, organisation_id, list(by_name), clock.now()):
            failpoint("outbox.taken")
            posts = (_post(client, by_name[row.door], _as_message(row, source), clock.now()) for row in taken)
            refusals = await asyncio.gather(*posts)
            failpoint("outbox.posted")
            total += await _record(database, organisation_id, taken, refusals, clock.now())
    return total


async def first_time(session: Session, message_id: str, now: datetime) -> bool:
    """Whether this organisation sees the message for the first time; the answer is remembered with the transaction.

    Two at once: the second waits for the first, and is told no if that one commits.
    """
    values = {"organisation_id": organisation_of(session), "message_id": message_id, "now": now}
    return (await session.execute(_RECEIVE, values)).first() is not None


async def every_organisation(session: ReadSession) -> list[UUID]:
    """All whose work this service does, for those who go round: the relay, the alarm clock."""
    return list((await session.execute(text("select id from organisation order by id"))).scalars())


def _as_told(place: int, event: Event, event_id: UUID) -> dict[str, Any]:
    return {
        "place": place,
        "organisation_id": str(event.organisation_id),
        "id": str(event_id),
        "subject": event.subject,
        "type": event.type,
        "data": event.data(),
    }


def _as_message(row: Row[Any], source: str) -> CloudEvent:
    return CloudEvent(row.id, source, row.type, row.subject, row.occurred_at, row.data)


async def _take(database: Database, organisation_id: UUID, doors: Sequence[str], now: datetime) -> Sequence[Row[Any]]:
    values: Mapping[str, Any] = {"now": now, "until": now + LEASE, "doors": doors, "batch": _BATCH}
    async with database.transaction(organisation_id) as session:
        return (await session.execute(_TAKE, values)).all()


async def _post(client: httpx.AsyncClient, door: Door, message: CloudEvent, now: datetime) -> str | None:
    """Deliver one event; what the door had against it, or `None` if it took it."""
    body = message.to_json()
    headers = {**sign([door.secret], str(message.id), body, now), "content-type": CONTENT_TYPE}
    try:
        answer = await client.post(door.url, content=body, headers=headers)
    except httpx.HTTPError as failure:
        return f"{type(failure).__name__}: {failure}"
    return None if answer.is_success else f"{answer.status_code} {answer.reason_phrase}"


async def _record(
    database: Database,
    organisation_id: UUID,
    taken: Sequence[Row[Any]],
    refusals: Sequence[str | None],
    now: datetime,
) -> Relayed:
    outcomes = [
        {"event_id": row.id, "door": row.door, "now": now, "again_at": now + _pause(row.attempts), "refusal": refusal}
        for row, refusal in zip(taken, refusals, strict=True)
    ]
    refused = [outcome for outcome in outcomes if outcome["refusal"] is not None]
    delivered = [outcome for outcome in outcomes if outcome["refusal"] is None]
    async with database.transaction(organisation_id) as session:
        for statement, rows in ((_DELIVERED, delivered), (_REFUSED, refused)):
            if rows:
                await session.execute(statement, rows)
    return Relayed(len(delivered), len(refused))


def _pause(attempts: int) -> timedelta:
    """Twice as long after each attempt, up to a quarter of an hour; our own doors are never given up."""
    return min(_FIRST_PAUSE * (1 << min(attempts - 1, 10)), _LONGEST_PAUSE)
