"""What the notify service says to those that ask it, as they read it: its front door, with `client`."""

from uuid import UUID

from services.notify_events import SubscriptionState
from services.wire import Instant, Wire

__all__ = ["Subscription", "SubscriptionState", "Subscriptions"]


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
