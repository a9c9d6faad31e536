"""What is sent, in the database: whose turn it is, what is due, and what came of it.

A subscription is served by one poster at a time, who holds its lane. Every statement that writes what came of sending
is behind `check_lane`, so that one whose lane was taken over writes nothing.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict
from services.notify.deliveries.delivery import DeliveryState
from services.notify.deliveries.repository import place_of_answer
from services.notify.webhooks.attempts import Failure
from services.notify.webhooks.pace import Pace
from services.sealing import Keyring, place_of

_WAITING = text(
    """
    select subscription.id from subscription left join delivery_lane as lane
        on lane.organisation_id = subscription.organisation_id and lane.subscription_id = subscription.id
    where subscription.state = 'active'
    and coalesce(lane.held_until <= :machine_now, true) and coalesce(lane.rests_until <= :now, true) and exists (
        select from delivery where delivery.organisation_id = subscription.organisation_id
        and delivery.subscription_id = subscription.id and delivery.due_at <= :now
    ) order by subscription.id
    """
)
_HOLD = text(
    """
    with active as (
        select organisation_id, id, supplier_id, url from subscription where id = :subscription_id and state = 'active'
    ),
    held as (
        insert into delivery_lane as lane (organisation_id, subscription_id, token, held_until)
        select organisation_id, id, 1, :until from active
        on conflict (organisation_id, subscription_id) do update
        set token = lane.token + 1, held_until = excluded.held_until
        where coalesce(lane.held_until <= :machine_now, true) and coalesce(lane.rests_until <= :now, true)
        returning token, failures, failing_since, rests_until, noticed_at
    )
    select supplier_id, url, token, failures, failing_since, rests_until, noticed_at from held, active
    """
)
_TAKE = text(
    """
    with due as materialized (
        select ctid as place, state as was from delivery where subscription_id = :subscription_id and due_at <= :now
        order by due_at, event_id limit :most
    ), taken as (
        update delivery set state = 'sending', attempts = attempts + (was = 'sending')::integer,
            tries = tries + (was = 'sending')::integer
        from due where delivery.ctid = due.place
        returning delivery.organisation_id, delivery.subscription_id, delivery.event_id, type, subject, sequence,
            happened_at, data, about, body_sealed, attempts, tries, due_at, was
    ), interrupted as (
        insert into delivery_attempt (
            organisation_id, subscription_id, event_id, number, at, milliseconds, failure
        )
        select organisation_id, subscription_id, event_id, attempts, :now, 0, 'interrupted' from taken
        where was = 'sending'
    )
    select event_id, type, subject, sequence, happened_at, data, about, body_sealed, tries
    from taken order by due_at, event_id
    """
)
"""What was being sent when its poster died may have arrived: that is an attempt too. Whoever writes to deliveries of a
subscription holds its lane, so they stay where they were found; and there they are looked up one by one, also where the
database has not counted its rows yet.
"""
_KEEP = text(
    """
    with mine as materialized (
        select from delivery_lane where subscription_id = :subscription_id and token = :token for share
    ), kept as (
        update delivery set body_sealed = decode(body, 'base64')
        from unnest(cast(:event_ids as uuid[]), cast(:bodies as text[])) as told (event_id, body), mine
        where delivery.subscription_id = :subscription_id and delivery.event_id = told.event_id
    )
    select exists (select from mine)
    """
)
_CHECK = text(
    """
    update delivery_lane set held_until = null, failures = :failures, failing_since = :failing_since,
        rests_until = :rests_until, noticed_at = :noticed_at
    where subscription_id = :subscription_id and token = :token returning token
    """
)
_RECORD = text(
    """
    with told as materialized (
        select * from jsonb_to_recordset(cast(:told as jsonb)) as one (
            event_id uuid, state text, due_at timestamptz, at timestamptz, milliseconds integer, status smallint,
            failure text, said text
        )
    ), found as materialized (
        select told.*, kept.ctid as place from told, lateral (
            select ctid from delivery where subscription_id = :subscription_id and event_id = told.event_id limit 1
        ) kept
    ), written as (
        update delivery set attempts = attempts + 1, tries = tries + 1,
            state = case when delivery.state = 'cancelled' and found.state <> 'delivered' then 'cancelled'
                else found.state end,
            due_at = case when delivery.state = 'cancelled' then null else found.due_at end,
            settled_at = case when found.state = 'delivered' or (delivery.state <> 'cancelled' and found.due_at is null)
                then :now else settled_at end
        from found where delivery.ctid = found.place
        returning organisation_id, subscription_id, delivery.event_id, attempts, found.at, milliseconds, status,
            failure, said
    )
    insert into delivery_attempt (
        organisation_id, subscription_id, event_id, number, at, milliseconds, status, failure, said_sealed
    )
    select organisation_id, subscription_id, event_id, attempts, at, milliseconds, status, failure,
        decode(said, 'base64') from written
    """
)
_PUT_BACK = text(
    """
    update delivery set state = 'owed'
    where subscription_id = :subscription_id and due_at is not null and state = 'sending'
    and event_id = any(:event_ids)
    """
).bindparams(bindparam("event_ids", type_=ARRAY(Uuid)))
_DUE_AT_ONCE = text(
    "update delivery set due_at = :now where subscription_id = :subscription_id and state = 'owed' and due_at > :now"
)
_NOTICED = text("update delivery_lane set noticed_at = :now where subscription_id = :subscription_id")


class LaneLost(Conflict):
    """Another poster has taken over this subscription, so what this one still wanted to write is not written."""


class Lane(NamedTuple):
    """The turn of one poster to send to one subscription; the next holder's token is higher."""

    subscription_id: UUID
    supplier_id: UUID
    token: int
    url: str
    pace: Pace


class Owed(NamedTuple):
    """What is to be sent; `tries` are the attempts that failed since it was last owed.

    `about` is by what the registry knows the customer number that belongs in it, and `body` what was sent with it
    before, to the byte.
    """

    event_id: UUID
    type: str
    subject: str
    sequence: int
    happened_at: datetime
    data: dict[str, Any]
    tries: int
    about: dict[str, str] | None = None
    body: bytes | None = None


class Attempted(NamedTuple):
    """What came of one attempt, and where that leaves the delivery."""

    event_id: UUID
    state: DeliveryState
    due_at: datetime | None
    at: datetime
    milliseconds: int
    status: int | None
    failure: Failure | None
    said: bytes


async def waiting(session: ReadSession, now: datetime, machine_now: datetime) -> list[UUID]:
    """The subscriptions that something is due for, that do not rest, and that nobody sends to."""
    return list((await session.execute(_WAITING, {"now": now, "machine_now": machine_now})).scalars())


async def hold(
    session: Session, subscription_id: UUID, now: datetime, machine_now: datetime, until: datetime
) -> Lane | None:
    """Take the turn until then, by the machine's clock; None if somebody has it, it rests, or it is told nothing."""
    asked = {"subscription_id": subscription_id, "now": now, "machine_now": machine_now, "until": until}
    row = (await session.execute(_HOLD, asked)).first()
    if row is None:
        return None
    pace = Pace(row.failures, row.failing_since, row.rests_until, row.noticed_at)
    return Lane(subscription_id, row.supplier_id, row.token, row.url, pace)


async def take(session: Session, keyring: Keyring, lane: Lane, now: datetime) -> list[Owed]:
    """What is due, as much as its pace allows, what is due longest first; from now on it is being sent."""
    asked = {"subscription_id": lane.subscription_id, "now": now, "most": lane.pace.most()}
    mine = organisation_of(session)
    return [_owed(keyring, mine, lane, row) for row in await session.execute(_TAKE, asked)]


async def keep(session: Session, keyring: Keyring, lane: Lane, bodies: Mapping[UUID, bytes]) -> None:
    """What these will be, sealed, before any of it is sent: the same bytes at each attempt. `LaneLost`."""
    mine = organisation_of(session)
    sealed = [
        keyring.seal(body.decode(), place_of_body(mine, lane.subscription_id, event_id))
        for event_id, body in bodies.items()
    ]
    asked = {
        "subscription_id": lane.subscription_id,
        "token": lane.token,
        "event_ids": list(bodies),
        "bodies": [base64.b64encode(one).decode() for one in sealed],
    }
    if not (await session.execute(_KEEP, asked)).scalar_one():
        raise LaneLost


async def check_lane(session: Session, lane: Lane, pace: Pace) -> None:
    """Begin what is written of a turn with this: `LaneLost` if it is another's. The turn ends, at this new pace."""
    asked = {"subscription_id": lane.subscription_id, "token": lane.token, **pace._asdict()}
    if (await session.execute(_CHECK, asked)).first() is None:
        raise LaneLost


async def record(session: Session, keyring: Keyring, lane: Lane, attempted: Sequence[Attempted], now: datetime) -> None:
    """Write down what came of these. What was cancelled meanwhile stays so, unless it arrived."""
    organisation_id = organisation_of(session)
    told = [_told(keyring, organisation_id, lane.subscription_id, one) for one in attempted]
    asked = {"subscription_id": lane.subscription_id, "told": to_json(told).decode(), "now": now}
    await session.execute(_RECORD, asked)


async def put_back(session: Session, lane: Lane, event_ids: Sequence[UUID]) -> None:
    """These were taken up and never begun."""
    await session.execute(_PUT_BACK, {"subscription_id": lane.subscription_id, "event_ids": list(event_ids)})


async def make_due(session: Session, lane: Lane, now: datetime) -> None:
    """All that waits for another attempt is due now, for the endpoint answers again."""
    await session.execute(_DUE_AT_ONCE, {"subscription_id": lane.subscription_id, "now": now})


async def set_noticed(session: Session, subscription_id: UUID, now: datetime) -> None:
    """Somebody is told at this moment that its endpoint only fails."""
    await session.execute(_NOTICED, {"subscription_id": subscription_id, "now": now})


def _owed(keyring: Keyring, mine: UUID, lane: Lane, row: Row[Any]) -> Owed:
    told = dict(row._mapping)
    sealed = told.pop("body_sealed")
    body = (
        keyring.unseal(bytes(sealed), place_of_body(mine, lane.subscription_id, row.event_id)).encode()
        if sealed
        else None
    )
    return Owed(**told, body=body)


def place_of_body(mine: UUID, subscription_id: UUID, event_id: UUID) -> bytes:
    """Where what was sent with a number is sealed for."""
    return place_of(mine, subscription_id, f"body {event_id}")


def _told(keyring: Keyring, organisation_id: UUID, subscription_id: UUID, one: Attempted) -> dict[str, Any]:
    sealed = None
    if one.said:
        place = place_of_answer(organisation_id, subscription_id, one.event_id, one.at)
        sealed = base64.b64encode(keyring.seal(one.said.decode("utf-8", "replace"), place)).decode()
    return {**one._asdict(), "said": sealed}
