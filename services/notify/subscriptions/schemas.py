"""Subscriptions on the wire. A secret is told in the answer of the command that made it, and in no other."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic.types import JsonValue

from services.errors import InvalidInput
from services.notify.secret_schemas import Reason, SigningSecret
from services.notify.subscriptions import address
from services.notify.subscriptions.leaving import EventType, schema_of
from services.notify.subscriptions.repository import Step, Wanted
from services.notify.subscriptions.service import WithSecret
from services.notify.subscriptions.subscription import Subscription as KeptSubscription
from services.notify.subscriptions.subscription import Wish
from services.notify_events import DisablingCause, SubscriptionEvent, SubscriptionState
from services.wire import Instant, PageRequest, Wire

_EXAMPLE: dict[str, JsonValue] = {
    "url": "https://woonstede.example/ontzorg",
    "eventTypes": ["nl.ontzorg.mandates.handshake.changed"],
}

Url = Annotated[
    str,
    StringConstraints(min_length=1, max_length=address.LONGEST),
    Field(description="Where the supplier takes webhooks in", examples=["https://woonstede.example/ontzorg"]),
]


def _in_order(given: tuple[EventType, ...]) -> tuple[EventType, ...]:
    return tuple(sorted(set(given)))


class SubscriptionWish(Wire):
    """What a supplier wants to be told of, and where."""

    url: Url
    event_types: Annotated[
        tuple[EventType, ...], AfterValidator(_in_order), Field(min_length=1, description="See /event-types")
    ]

    def wish(self, *, development: bool) -> Wish:
        """The wish as we keep it; `InvalidInput` says what is wrong with the address."""
        try:
            return Wish(address.checked(self.url, development=development), self.event_types)
        except InvalidInput as invalid:
            raise InvalidInput(invalid.under("url")) from None


class NewSubscription(SubscriptionWish):
    """A supplier that wants to be told."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"supplierId": "019b8d2b-8c00-7000-8000-000000000000", **_EXAMPLE}]}
    )

    supplier_id: UUID


class ChangedSubscription(SubscriptionWish):
    """What it wants from now on, by somebody who saw what it wanted before."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_EXAMPLE, "seenVersion": 1}]})

    seen_version: Annotated[int, Field(strict=True, ge=1, description="The version that this was decided on")]


class SubscriptionReason(Wire):
    """Why a subscription is disabled or removed."""

    reason: Reason


class Subscription(Wire):
    """A subscription as it is now; of two secrets that sign the newer stands first."""

    id: UUID
    supplier_id: UUID
    url: str
    event_types: tuple[EventType, ...]
    state: SubscriptionState
    version: int
    subscribed_at: Instant
    secrets: list[SigningSecret]

    @classmethod
    def of(cls, kept: KeptSubscription, now: datetime) -> "Subscription":
        """The subscription as it is told at this moment."""
        return cls(**_told(kept, now))


class SubscriptionWithSecret(Subscription):
    """A subscription, and the secret that was made for it: give it to the supplier, for it is not shown again."""

    secret: Annotated[str, Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"])]

    @classmethod
    def made(cls, made: WithSecret, now: datetime) -> "SubscriptionWithSecret":
        """The answer of the command that made it."""
        return cls(**_told(made.subscription, now), secret=made.secret.written())


def _told(kept: KeptSubscription, now: datetime) -> dict[str, Any]:
    return {
        "id": kept.id,
        "supplier_id": kept.supplier_id,
        **kept.wish._asdict(),
        "state": kept.state,
        "version": kept.version,
        "subscribed_at": kept.subscribed_at,
        "secrets": [SigningSecret.of(one) for one in kept.signing(now)],
    }


class SubscriptionFilter(PageRequest):
    """Which subscriptions of the organisation."""

    supplier_id: Annotated[UUID | None, Field(description="Those of this supplier")] = None
    state: Annotated[SubscriptionState | None, Field(description="Those in this state")] = None
    event_type: Annotated[EventType | None, Field(description="Those that want to be told of this")] = None

    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(self.supplier_id, self.state, self.event_type)


class SubscriptionStep(Wire):
    """A step in the life of a subscription, and what stood after it."""

    sequence: int
    happened: SubscriptionEvent
    state: SubscriptionState
    url: str
    event_types: tuple[EventType, ...]
    reason: str | None
    cause: DisablingCause | None
    at: Instant
    by: str

    @classmethod
    def of(cls, kept: Step) -> "SubscriptionStep":
        """The step as it is told."""
        return cls(
            sequence=kept.sequence,
            happened=kept.happened,
            state=kept.state,
            **kept.wish._asdict(),
            reason=kept.reason,
            cause=kept.cause,
            at=kept.at,
            by=kept.by,
        )


class SubscribableType(Wire):
    """A type of event that can be subscribed to: what it says, and the JSON Schema of its `data`."""

    type: EventType
    says: str
    data_schema: dict[str, Any]

    @classmethod
    def of(cls, kind: EventType) -> "SubscribableType":
        """The type as it is told."""
        schema = schema_of(kind)
        return cls(type=kind, says=" ".join(schema["description"].split()), data_schema=schema)
