"""Deliveries in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Row, text

from services.database import ReadSession, Session
from services.notify.deliveries.delivery import DeliveryState
from services.notify.deliveries.telling import Told
from services.notify.subscriptions.leaving import EventType

_OWE = text(
    """
    insert into delivery (
        organisation_id, subscription_id, event_id, type, subject, sequence, happened_at, data, owed_at, due_at
    )
    select subscription.organisation_id, subscription.id, told.event_id, told.type, told.subject, told.sequence,
        told.happened_at, told.data, :now, :now
    from jsonb_to_recordset(cast(:told as jsonb)) as told (
        supplier_id uuid, event_id uuid, type text, subject text, sequence bigint, happened_at timestamptz, data jsonb
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
    from delivery where subscription_id = :subscription_id and event_id > :after order by event_id limit :limit
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


class Delivery(NamedTuple):
    """What a subscription is owed, by the id of its event, and what became of it.

    It is due (again) at `due_at` until it ended, at `settled_at`.
    """

    event_id: UUID
    type: EventType
    subject: str
    sequence: int
    happened_at: datetime
    data: dict[str, Any]
    owed_at: datetime
    state: DeliveryState
    attempts: int
    due_at: datetime | None
    settled_at: datetime | None


async def owe(session: Session, told: Sequence[Told], now: datetime) -> None:
    """A row for each of these and each active subscription that wants it."""
    await session.execute(_OWE, {"told": to_json([one._asdict() for one in told]).decode(), "now": now})


async def cancel(session: Session, subscription_id: UUID, now: datetime) -> None:
    """Nothing more of what this subscription is owed; it is held, and whoever sends to it is waited for."""
    await session.execute(_HOLD_LANE, {"subscription_id": subscription_id})
    await session.execute(_CANCEL, {"subscription_id": subscription_id, "now": now})


async def forget_pace(session: Session, subscription_id: UUID) -> None:
    """How its endpoint did so far is of no account any more; the subscription is held."""
    await session.execute(_FORGET_PACE, {"subscription_id": subscription_id})


async def deliveries(session: ReadSession, subscription_id: UUID, after: UUID | None, limit: int) -> list[Delivery]:
    """So many of what a subscription is owed after the event with that id, in the order of the events."""
    asked = {"subscription_id": subscription_id, "after": after or _FIRST, "limit": limit}
    return [_delivery(row) for row in await session.execute(_LIST, asked)]


def _delivery(row: Row[Any]) -> Delivery:
    kind, state = EventType(row.type), DeliveryState(row.state)
    return Delivery(**{**row._mapping, "type": kind, "state": state})
