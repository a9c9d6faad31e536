"""Deliveries on the wire."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.notify.deliveries.delivery import DeliveryState
from services.notify.deliveries.repository import Delivery as KeptDelivery
from services.notify.subscriptions.leaving import EventType
from services.wire import Instant, Wire


class Delivery(Wire):
    """What a subscription is owed: ids, dates and words, as the schema of its type says; and what became of it."""

    event_id: UUID
    type: EventType
    subject: str
    sequence: Annotated[int, Field(description="Its place among the events of its subject; numbers may be left out")]
    happened_at: Instant
    data: dict[str, Any]
    owed_at: Instant
    state: DeliveryState
    attempts: Annotated[int, Field(description="How often it was sent, or begun to be sent")]
    due_at: Annotated[Instant | None, Field(description="When it is sent (again); null once it ended")]
    settled_at: Annotated[Instant | None, Field(description="When it ended; null before that")]

    @classmethod
    def of(cls, kept: KeptDelivery) -> "Delivery":
        """The delivery as it is told."""
        return cls(**kept._asdict())
