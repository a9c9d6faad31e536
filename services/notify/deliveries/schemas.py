"""Deliveries on the wire."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.errors import Fault, InvalidInput
from services.many_suppliers import SuppliersAsked
from services.notify.deliveries.delivery import DeliveryState
from services.notify.deliveries.repository import Again
from services.notify.deliveries.repository import Attempt as KeptAttempt
from services.notify.deliveries.repository import Delivery as KeptDelivery
from services.notify.deliveries.repository import SupplierDelivery as KeptSupplierDelivery
from services.notify.webhooks.attempts import Failure
from services.wire import Instant, PageRequest, Wire


class Delivery(Wire):
    """What a subscription is owed: ids, dates and words, as the schema of its type says; and what became of it."""

    event_id: UUID
    type: Annotated[str, Field(description="One of the event types, or that of a ping")]
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


class SupplierDelivery(Delivery):
    """What a supplier is owed by one of its subscriptions."""

    subscription_id: UUID

    @classmethod
    def told(cls, kept: KeptSupplierDelivery) -> "SupplierDelivery":
        """The delivery as it is told."""
        return cls(subscription_id=kept.subscription_id, **kept.delivery._asdict())


class DeliverySearch(SuppliersAsked):
    """Which deliveries of which suppliers."""

    state: DeliveryState | None = None


class DeliveryFilter(PageRequest):
    """Which deliveries a list is to show."""

    state: DeliveryState | None = None


class DeliveryAttempt(Wire):
    """One attempt at a delivery: a status, or why there was no answer."""

    number: int
    at: Instant
    milliseconds: int
    status: int | None
    failure: Failure | None
    said: Annotated[str | None, Field(description="The first characters of an answer that was no success")]

    @classmethod
    def of(cls, kept: KeptAttempt) -> "DeliveryAttempt":
        """The attempt as it is told."""
        return cls(**kept._asdict())


class DeliveryReplay(Wire):
    """Which deliveries are sent again: by the moment since when they were owed."""

    since: Annotated[Instant, Field(examples=["2026-01-05T08:00:00Z"])]
    until: Annotated[Instant | None, Field(description="Up to and without this moment; up to now if left out")] = None
    only_failed: Annotated[
        bool, Field(description="Only what was exhausted or cancelled; else also what was delivered")
    ] = True

    def again(self, now: datetime) -> Again:
        """These deliveries; `InvalidInput` for a time that ends before it begins."""
        until = self.until or now + timedelta(microseconds=1)
        if until <= self.since:
            raise InvalidInput([Fault("until", "is not after since", "give a later moment, or leave it out")])
        failed = (DeliveryState.EXHAUSTED, DeliveryState.CANCELLED)
        return Again(self.since, until, failed if self.only_failed else (*failed, DeliveryState.DELIVERED))


class ReplayedDeliveries(Wire):
    """How many deliveries are owed once more."""

    replayed: int
