"""A supplier's subscription: its life, and what it asks for. Pure."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.errors import Conflict, NotFound
from services.machine import Machine
from services.notify.secrets import Secret, signing
from services.notify.subscriptions.leaving import EventType
from services.notify_events import SubscriptionEvent as Event
from services.notify_events import SubscriptionState as State

SUBSCRIPTIONS = Machine(
    "subscription",
    State.ACTIVE,
    {
        (State.ACTIVE, Event.CHANGE): State.ACTIVE,
        (State.ACTIVE, Event.ROTATE): State.ACTIVE,
        (State.ACTIVE, Event.REPLAY): State.ACTIVE,
        (State.ACTIVE, Event.PING): State.ACTIVE,
        (State.ACTIVE, Event.WARN): State.ACTIVE,
        (State.ACTIVE, Event.DISABLE): State.DISABLED,
        (State.ACTIVE, Event.REMOVE): State.REMOVED,
        (State.DISABLED, Event.CHANGE): State.DISABLED,
        (State.DISABLED, Event.ROTATE): State.DISABLED,
        (State.DISABLED, Event.ENABLE): State.ACTIVE,
        (State.DISABLED, Event.REMOVE): State.REMOVED,
    },
)
"""What happened to a subscription that was removed is over: who wants to be told again is subscribed anew."""


class NoSuchSubscription(NotFound):
    """There is no such subscription here."""


class AlreadySubscribed(Conflict):
    """This supplier is subscribed at this address already; change that subscription, or remove it first."""


class SubscriptionHasChanged(Conflict):
    """Somebody changed this subscription since it was looked at; look again at what it is now."""


class Wish(NamedTuple):
    """What a supplier wants to be told of, and where: the address in its one form, each type once and in order."""

    url: str
    event_types: tuple[EventType, ...]


class Subscription(NamedTuple):
    """A subscription as it is now; `version` counts its steps, `secrets` are those that were not forgotten."""

    id: UUID
    supplier_id: UUID
    wish: Wish
    state: State
    version: int
    subscribed_at: datetime
    secrets: tuple[Secret, ...] = ()

    def signing(self, now: datetime) -> tuple[Secret, ...]:
        """The secrets that sign at this moment, the newest first."""
        return signing(self.secrets, now)


def check_seen(version: int, seen: int) -> None:
    """`SubscriptionHasChanged` unless the newest version is the one that was looked at."""
    if seen != version:
        raise SubscriptionHasChanged(f"version {version} of this subscription stands; look at it before you change it")
