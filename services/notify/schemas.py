"""What the notify service says to those that ask it, as they read it: its front door, with `client`."""

from typing import Annotated
from uuid import UUID

from pydantic import JsonValue, StringConstraints
from pydantic_core import to_json

from services.notify.words.saying import (
    AboutCustomer,
    AboutHandshake,
    AmountChanged,
    ArrearsSignalled,
    ArrearsStage,
    AuthorisationAccepted,
    AuthorisationRejected,
    BillBooked,
    BillNotBooked,
    CollectionResumed,
    CollectionSuspended,
    ContractEnded,
    CreditDue,
    CustomerNumberAssigned,
    Owing,
    PaymentBooked,
    PaymentNotBooked,
    Saying,
    SettlementMade,
    WhyNotBooked,
    opened,
)
from services.notify_events import SubscriptionState, WordType
from services.wire import Instant, Wire

__all__ = [
    "AboutCustomer",
    "AboutHandshake",
    "AmountChanged",
    "ArrearsSignalled",
    "ArrearsStage",
    "AuthorisationAccepted",
    "AuthorisationRejected",
    "BillBooked",
    "BillNotBooked",
    "CollectionResumed",
    "CollectionSuspended",
    "ContractEnded",
    "CreditDue",
    "CustomerNumberAssigned",
    "KnownAddressee",
    "Owing",
    "PaymentBooked",
    "PaymentNotBooked",
    "Saying",
    "SettlementMade",
    "Subscription",
    "SubscriptionState",
    "Subscriptions",
    "WhyNotBooked",
    "WordContent",
]


class KnownAddressee(Wire):
    """That it is known how a household is reached, and nothing of how."""

    household_id: UUID


class Subscription(Wire):
    """Where a supplier wants to be told of which types of event, and whether it is."""

    id: UUID
    supplier_id: UUID
    url: str
    event_types: tuple[str, ...]
    state: SubscriptionState
    version: int
    subscribed_at: Instant


class Subscriptions(Wire):
    """A page of them, in the order in which they were made."""

    items: list[Subscription]
    next_cursor: str | None


class WordContent(Wire):
    """A word of a supplier, told at `receivedAt`; `proof` is the SHA-256 of the bytes that it signed."""

    word_id: UUID
    supplier_id: UUID
    type: WordType
    received_at: Instant
    proof: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    data: dict[str, JsonValue]

    def says(self) -> Saying:
        """What it says."""
        return opened(self.type, to_json(self.data))
