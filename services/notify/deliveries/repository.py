"""Deliveries in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Row, text

from services.database import ReadSession, Session
from services.notify.deliveries.telling import Told
from services.notify.subscriptions.leaving import EventType

_OWE = text(
    """
    insert into delivery (
        organisation_id, subscription_id, event_id, type, subject, sequence, happened_at, data, owed_at
    )
    select subscription.organisation_id, subscription.id, told.event_id, told.type, told.subject, told.sequence,
        told.happened_at, told.data, :now
    from jsonb_to_recordset(cast(:told as jsonb)) as told (
        supplier_id uuid, event_id uuid, type text, subject text, sequence bigint, happened_at timestamptz, data jsonb
    )
    join subscription on subscription.supplier_id = told.supplier_id and told.type = any(subscription.event_types)
    where subscription.state = 'active'
    """
)
_LIST = text(
    """
    select event_id, type, subject, sequence, happened_at, data, owed_at from delivery
    where subscription_id = :subscription_id and event_id > :after order by event_id limit :limit
    """
)
_FIRST = UUID(int=0)


class Delivery(NamedTuple):
    """What a subscription is owed, by the id of its event."""

    event_id: UUID
    type: EventType
    subject: str
    sequence: int
    happened_at: datetime
    data: dict[str, Any]
    owed_at: datetime


async def owe(session: Session, told: Sequence[Told], now: datetime) -> None:
    """A row for each of these and each active subscription that wants it."""
    await session.execute(_OWE, {"told": to_json([one._asdict() for one in told]).decode(), "now": now})


async def deliveries(session: ReadSession, subscription_id: UUID, after: UUID | None, limit: int) -> list[Delivery]:
    """So many of what a subscription is owed after the event with that id, in the order of the events."""
    asked = {"subscription_id": subscription_id, "after": after or _FIRST, "limit": limit}
    return [_delivery(row) for row in await session.execute(_LIST, asked)]


def _delivery(row: Row[Any]) -> Delivery:
    kind = EventType(row.type)
    return Delivery(row.event_id, kind, row.subject, row.sequence, row.happened_at, row.data, row.owed_at)
