"""Deliveries in the database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Row, RowMapping, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.notify.deliveries.delivery import DeliveryState
from services.notify.deliveries.telling import Told
from services.notify.subscriptions.leaving import PING, UNASKED, EventType
from services.notify.webhooks.attempts import Failure
from services.sealing import Keyring, place_of

_OWE = text(
    """
    insert into delivery (
        organisation_id, subscription_id, event_id, type, subject, sequence, happened_at, data, about, owed_at, due_at
    )
    select subscription.organisation_id, subscription.id, told.event_id, told.type, told.subject, told.sequence,
        told.happened_at, told.data, told.about, :now, :now
    from jsonb_to_recordset(cast(:told as jsonb)) as told (
        supplier_id uuid, event_id uuid, type text, subject text, sequence bigint, happened_at timestamptz, data jsonb,
        about jsonb
    )
    join subscription on subscription.supplier_id = told.supplier_id and told.type = any(subscription.event_types)
    where subscription.state = 'active'
    for share of subscription
    """
)
"""Whoever is disabling one of these is waited for, so that nothing is owed to it afterwards."""
_LIST = text(
    """
    select event_id, type, subject, sequence, happened_at, data, owed_at, state, attempts, due_at, settled_at
    from delivery where subscription_id = :subscription_id and event_id > :after
    and (cast(:state as text) is null or state = :state) order by event_id limit :limit
    """
).bindparams(bindparam("after", type_=Uuid), bindparam("state", type_=Text))
_NEWEST_OF = text(
    """
    select kept.* from unnest(:ids) as asked (supplier) cross join lateral (
        select asked.supplier as supplier_id, subscription.id as subscription_id, owed.*
        from subscription cross join lateral (
            select event_id, type, subject, sequence, happened_at, data, owed_at, state, attempts, due_at, settled_at
            from delivery where subscription_id = subscription.id
            and (cast(:state as text) is null or delivery.state = :state) order by event_id desc limit :limit
        ) as owed
        where subscription.supplier_id = asked.supplier order by event_id desc, subscription_id limit :limit
    ) as kept order by event_id desc, subscription_id
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("state", type_=Text))
_ONE = text(
    """
    select event_id, type, subject, sequence, happened_at, data, owed_at, state, attempts, due_at, settled_at
    from delivery where subscription_id = :subscription_id and event_id = :event_id
    """
)
_ATTEMPTS = text(
    """
    select number, at, milliseconds, status, failure, said_sealed from delivery_attempt
    where subscription_id = :subscription_id and event_id = :event_id and number > :after order by number limit :limit
    """
)
_REPLAY = "state = 'owed', tries = 0, due_at = :now, settled_at = null"
_REPLAY_ONE = text(f"update delivery set {_REPLAY} where subscription_id = :subscription_id and event_id = :event_id")
_REPLAY_MANY = text(
    f"""
    with again as (
        update delivery set {_REPLAY} where subscription_id = :subscription_id and settled_at is not null
        and type <> :ping and owed_at >= :since and owed_at < :until and state = any(:states) returning event_id
    )
    select count(*) from again
    """
).bindparams(bindparam("states", type_=ARRAY(Text)))
_PING = text(
    """
    insert into delivery (
        organisation_id, subscription_id, event_id, type, subject, sequence, happened_at, data, owed_at, due_at
    )
    select organisation_id, id, :event_id, :type, id::text, changes, :now,
        jsonb_build_object('subscriptionId', id, 'supplierId', supplier_id), :now, :now
    from subscription where id = :subscription_id
    """
)
_OWE_OWN = text(
    """
    insert into delivery (
        organisation_id, subscription_id, event_id, type, subject, sequence, happened_at, data, owed_at, due_at
    )
    select organisation_id, id, :event_id, :type, :subject, :sequence, :now, cast(:data as jsonb), :now, :now
    from subscription where id = :subscription_id and state = 'active' and supplier_id = organisation_id
    for share of subscription
    """
)
_HOLD_LANE = text("select from delivery_lane where subscription_id = :subscription_id for update")
_CANCEL = text(
    """
    update delivery set state = 'cancelled', due_at = null, settled_at = :now
    where subscription_id = :subscription_id and due_at is not null
    """
)
_FORGET_PACE = text(
    """
    update delivery_lane set failures = 0, failing_since = null, rests_until = null, noticed_at = null
    where subscription_id = :subscription_id
    """
)
_FIRST = UUID(int=0)


class NoSuchDelivery(NotFound):
    """This subscription is owed no such event."""


class Attempt(NamedTuple):
    """One attempt: how long it took, and the status that was answered or why there was none; `said` are the first
    characters of what was answered to it, where that was no success.
    """

    number: int
    at: datetime
    milliseconds: int
    status: int | None
    failure: Failure | None
    said: str | None


class Again(NamedTuple):
    """Which deliveries are to be sent again: those first owed from `since` on and before `until` that ended so."""

    since: datetime
    until: datetime
    states: tuple[DeliveryState, ...]


class Own(NamedTuple):
    """What is told to the organisation itself: the how many-eth about which thing, and in which words."""

    event_id: UUID
    type: str
    subject: str
    sequence: int
    data: Mapping[str, Any]


class Delivery(NamedTuple):
    """What a subscription is owed, by the id of its event, and what became of it.

    It is due (again) at `due_at` until it ended, at `settled_at`.
    """

    event_id: UUID
    type: str
    subject: str
    sequence: int
    happened_at: datetime
    data: dict[str, Any]
    owed_at: datetime
    state: DeliveryState
    attempts: int
    due_at: datetime | None
    settled_at: datetime | None


class SupplierDelivery(NamedTuple):
    """What a supplier is owed, and by which of its subscriptions."""

    subscription_id: UUID
    delivery: Delivery


async def owe(session: Session, told: Sequence[Told], now: datetime) -> None:
    """A row for each of these and each active subscription that wants it."""
    await session.execute(_OWE, {"told": to_json([one._asdict() for one in told]).decode(), "now": now})


async def owe_own(session: Session, subscription_id: UUID, own: Own, now: datetime) -> None:
    """What the organisation's own system is told, at the subscription that was named for it; nothing if it is told
    nothing at the moment."""
    asked = {**own._asdict(), "data": to_json(own.data).decode(), "subscription_id": subscription_id, "now": now}
    await session.execute(_OWE_OWN, asked)


async def cancel(session: Session, subscription_id: UUID, now: datetime) -> None:
    """Nothing more of what this subscription is owed; it is held, and whoever sends to it is waited for."""
    await session.execute(_HOLD_LANE, {"subscription_id": subscription_id})
    await session.execute(_CANCEL, {"subscription_id": subscription_id, "now": now})


async def forget_pace(session: Session, subscription_id: UUID) -> None:
    """How its endpoint did so far is of no account any more; the subscription is held."""
    await session.execute(_FORGET_PACE, {"subscription_id": subscription_id})


async def deliveries(
    session: ReadSession, subscription_id: UUID, state: DeliveryState | None, after: UUID | None, limit: int
) -> list[Delivery]:
    """So many of what a subscription is owed after the event with that id, in the order of the events; in any state,
    or in that one.
    """
    asked = {"subscription_id": subscription_id, "state": state, "after": after or _FIRST, "limit": limit}
    return [_delivery(row) for row in (await session.execute(_LIST, asked)).mappings()]


async def newest_of(
    session: ReadSession, supplier_ids: Collection[UUID], state: DeliveryState | None, limit: int
) -> Mapping[UUID, list[SupplierDelivery]]:
    """So many of what each of these suppliers is owed by all its subscriptions, the newest event first."""
    found: dict[UUID, list[SupplierDelivery]] = defaultdict(list)
    for row in await session.execute(_NEWEST_OF, {"ids": list(supplier_ids), "state": state, "limit": limit}):
        told = dict(row._mapping)
        supplier_id, subscription_id = told.pop("supplier_id"), told.pop("subscription_id")
        found[supplier_id].append(SupplierDelivery(subscription_id, _delivery(told)))
    return found


async def delivery(session: ReadSession, subscription_id: UUID, event_id: UUID) -> Delivery:
    """One of them; `NoSuchDelivery`."""
    row = (await session.execute(_ONE, {"subscription_id": subscription_id, "event_id": event_id})).mappings().first()
    if row is None:
        raise NoSuchDelivery
    return _delivery(row)


async def attempts(
    session: ReadSession, keyring: Keyring, subscription_id: UUID, event_id: UUID, after: int, limit: int
) -> list[Attempt]:
    """So many attempts at a delivery after the one with that number, oldest first."""
    asked = {"subscription_id": subscription_id, "event_id": event_id, "after": after, "limit": limit}
    organisation_id = organisation_of(session)
    return [
        _attempt(row, keyring, place_of_answer(organisation_id, subscription_id, event_id, row.at))
        for row in await session.execute(_ATTEMPTS, asked)
    ]


async def replay_one(session: Session, subscription_id: UUID, event_id: UUID, now: datetime) -> None:
    """Owe it once more; its subscription is held, and it ended."""
    await session.execute(_HOLD_LANE, {"subscription_id": subscription_id})
    await session.execute(_REPLAY_ONE, {"subscription_id": subscription_id, "event_id": event_id, "now": now})


async def replay_many(session: Session, subscription_id: UUID, again: Again, now: datetime) -> int:
    """Owe once more what ended so and was first owed then, and say how many those are; its subscription is held."""
    await session.execute(_HOLD_LANE, {"subscription_id": subscription_id})
    asked = {**again._asdict(), "states": list(again.states), "subscription_id": subscription_id, "now": now}
    return int((await session.execute(_REPLAY_MANY, {**asked, "ping": PING})).scalar_one())


async def owe_ping(session: Session, subscription_id: UUID, event_id: UUID, now: datetime) -> None:
    """Owe a message that tries the endpoint out; its place among those of its subscription is that of its step."""
    asked = {"subscription_id": subscription_id, "event_id": event_id, "type": PING, "now": now}
    await session.execute(_PING, asked)


def place_of_answer(organisation_id: UUID, subscription_id: UUID, event_id: UUID, at: datetime) -> bytes:
    """Where the first bytes of an answer stand: that of the attempt at that moment."""
    return place_of(organisation_id, subscription_id, f"answer {event_id} {at.isoformat()}")


def _attempt(row: Row[Any], keyring: Keyring, place: bytes) -> Attempt:
    said = keyring.unseal(bytes(row.said_sealed), place) if row.said_sealed else None
    failure = Failure(row.failure) if row.failure else None
    return Attempt(row.number, row.at, row.milliseconds, row.status, failure, said)


def _delivery(row: RowMapping | Mapping[str, Any]) -> Delivery:
    kind = row["type"] if row["type"] in UNASKED else EventType(row["type"])
    return Delivery(**{**row, "type": kind, "state": DeliveryState(row["state"])})
