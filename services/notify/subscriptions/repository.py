"""Subscriptions in the database: as they are now, and step by step."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.notify.hand import Hand
from services.notify.safe import SUBSCRIPTION_SECRETS
from services.notify.subscriptions.leaving import EventType
from services.notify.subscriptions.subscription import (
    AlreadySubscribed,
    NoSuchSubscription,
    Subscription,
    Wish,
)
from services.notify_events import DisablingCause, SubscriptionEvent, SubscriptionState
from services.sealing import Keyring, place_of

_COLUMNS = "id, supplier_id, url, event_types, state, changes, subscribed_at"
_ONE = text(f"select {_COLUMNS} from subscription where id = :id")
_HOLD = text(f"select {_COLUMNS} from subscription where id = :id for no key update")
_LIST = text(
    f"""
    select {_COLUMNS} from subscription
    where id > :after and (cast(:supplier_id as uuid) is null or supplier_id = :supplier_id)
    and (cast(:state as text) is null or state = :state)
    and (cast(:event_type as text) is null or :event_type = any(event_types))
    order by id limit :limit
    """
).bindparams(
    bindparam("after", type_=Uuid),
    bindparam("supplier_id", type_=Uuid),
    bindparam("state", type_=Text),
    bindparam("event_type", type_=Text),
)
_LIST_OF = text(
    f"""
    select kept.* from unnest(:ids) as asked (supplier) cross join lateral (
        select {_COLUMNS} from subscription where supplier_id = asked.supplier order by id limit :limit
    ) as kept order by id
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_ADD = text(
    """
    insert into subscription (organisation_id, id, supplier_id, url, event_types, state, changes, subscribed_at)
    values (:organisation_id, :id, :supplier_id, :url, :event_types, :state, :changes, :subscribed_at)
    """
).bindparams(bindparam("event_types", type_=ARRAY(Text)))
_REPLACE = text(
    "update subscription set url = :url, event_types = :event_types, state = :state, changes = :changes where id = :id"
).bindparams(bindparam("event_types", type_=ARRAY(Text)))
_STEP = text(
    """
    insert into subscription_step (
        organisation_id, subscription_id, sequence, happened, state, url, event_types, reason_sealed, cause, at, by
    ) values (
        :organisation_id, :id, :changes, :happened, :state, :url, :event_types, :reason_sealed, :cause, :now, :by
    )
    """
).bindparams(bindparam("event_types", type_=ARRAY(Text)))
_STEPS = text(
    """
    select sequence, happened, state, url, event_types, reason_sealed, cause, at, by from subscription_step
    where subscription_id = :id and sequence > :after order by sequence limit :limit
    """
)
_FIRST = UUID(int=0)

Why = str | DisablingCause | None
"""Why a step was taken: in the words of a person, or what the poster met with."""


class Wanted(NamedTuple):
    """Which subscriptions a list is to show."""

    supplier_id: UUID | None = None
    state: SubscriptionState | None = None
    event_type: EventType | None = None


class Step(NamedTuple):
    """A step in the life of a subscription, what stood after it, and why it was taken."""

    sequence: int
    happened: SubscriptionEvent
    state: SubscriptionState
    wish: Wish
    reason: str | None
    cause: DisablingCause | None
    at: datetime
    by: str


async def subscription(session: ReadSession, subscription_id: UUID) -> Subscription:
    """One of the organisation's; `NoSuchSubscription`."""
    return await _found(session, (await session.execute(_ONE, {"id": subscription_id})).first())


async def hold(session: Session, subscription_id: UUID) -> Subscription:
    """The same, held until the end of the transaction."""
    return await _found(session, (await session.execute(_HOLD, {"id": subscription_id})).first())


async def subscriptions(session: ReadSession, wanted: Wanted, after: UUID | None, limit: int) -> list[Subscription]:
    """So many of these after the one with that id, in the order in which they were made."""
    asked = {**wanted._asdict(), "after": after or _FIRST, "limit": limit}
    return await _with_secrets(session, (await session.execute(_LIST, asked)).all())


async def subscriptions_of(
    session: ReadSession, supplier_ids: Collection[UUID], limit: int
) -> Mapping[UUID, list[Subscription]]:
    """So many subscriptions of each of these suppliers, in the order in which they were made."""
    rows = (await session.execute(_LIST_OF, {"ids": list(supplier_ids), "limit": limit})).all()
    found: dict[UUID, list[Subscription]] = defaultdict(list)
    for one in await _with_secrets(session, rows):
        found[one.supplier_id].append(one)
    return found


async def steps(session: ReadSession, keyring: Keyring, subscription_id: UUID, after: int, limit: int) -> list[Step]:
    """So many steps of a subscription after the one with that number, oldest first."""
    asked = {"id": subscription_id, "after": after, "limit": limit}
    return [_step(session, keyring, subscription_id, row) for row in await session.execute(_STEPS, asked)]


async def add(session: Session, kept: Subscription) -> None:
    """A subscription that was not there; `AlreadySubscribed`."""
    await _write(session, kept, _ADD)


async def replace(session: Session, kept: Subscription) -> None:
    """What a subscription that is held is from now on; `AlreadySubscribed`."""
    await _write(session, kept, _REPLACE)


async def add_step(session: Session, hand: Hand, kept: Subscription, happened: SubscriptionEvent, why: Why) -> None:
    """Write down what happened to a subscription, with what it is now."""
    place = _place_of_reason(session, kept.id, kept.version)
    cause = why if isinstance(why, DisablingCause) else None
    sealed = hand.keyring.seal(why, place) if why and cause is None else None
    told = {"happened": happened, "reason_sealed": sealed, "cause": cause, "now": hand.now, "by": hand.by}
    await session.execute(_STEP, {**_values(session, kept), **told})


async def _write(session: Session, kept: Subscription, statement: Any) -> None:
    try:
        await session.execute(statement, {**_values(session, kept), "subscribed_at": kept.subscribed_at})
    except IntegrityError as refusal:
        if isinstance(refusal.orig, UniqueViolation):
            raise AlreadySubscribed from None
        raise


def _values(session: Session, kept: Subscription) -> dict[str, Any]:
    return {
        "organisation_id": organisation_of(session),
        "id": kept.id,
        "supplier_id": kept.supplier_id,
        "url": kept.wish.url,
        "event_types": list(kept.wish.event_types),
        "state": kept.state,
        "changes": kept.version,
    }


async def _found(session: ReadSession, row: Row[Any] | None) -> Subscription:
    if row is None:
        raise NoSuchSubscription
    (found,) = await _with_secrets(session, [row])
    return found


async def _with_secrets(session: ReadSession, rows: Sequence[Row[Any]]) -> list[Subscription]:
    kept = await SUBSCRIPTION_SECRETS.kept(session, [row.id for row in rows])
    return [
        Subscription(
            row.id,
            row.supplier_id,
            _wish(row),
            SubscriptionState(row.state),
            row.changes,
            row.subscribed_at,
            kept[row.id],
        )
        for row in rows
    ]


def _step(session: ReadSession, keyring: Keyring, subscription_id: UUID, row: Row[Any]) -> Step:
    place = _place_of_reason(session, subscription_id, row.sequence)
    reason = keyring.unseal(bytes(row.reason_sealed), place) if row.reason_sealed else None
    happened, state = SubscriptionEvent(row.happened), SubscriptionState(row.state)
    cause = DisablingCause(row.cause) if row.cause else None
    return Step(row.sequence, happened, state, _wish(row), reason, cause, row.at, row.by)


def _wish(row: Row[Any]) -> Wish:
    return Wish(row.url, tuple(map(EventType, row.event_types)))


def _place_of_reason(session: ReadSession, subscription_id: UUID, sequence: int) -> bytes:
    return place_of(organisation_of(session), subscription_id, f"reason {sequence}")
