"""What the notify service announces: the same contract as `services.events`, in a file of its own."""

from enum import StrEnum
from uuid import UUID

from services.events import Event


class SubscriptionState(StrEnum):
    """Where a supplier's subscription is: it is told, it is not told for now, or it is gone for good."""

    ACTIVE = "active"
    DISABLED = "disabled"
    REMOVED = "removed"


class SubscriptionEvent(StrEnum):
    """What can happen to a subscription; *replay* is that something is sent again, *ping* that a message tries its
    endpoint, *warn* that its endpoint only fails and somebody is told so.
    """

    SUBSCRIBE = "subscribe"
    CHANGE = "change"
    ROTATE = "rotate"
    REPLAY = "replay"
    PING = "ping"
    WARN = "warn"
    DISABLE = "disable"
    ENABLE = "enable"
    REMOVE = "remove"


class DisablingCause(StrEnum):
    """Why the sender takes a step: the endpoint says that it is gone, or it has only failed for days."""

    GONE = "gone"
    ONLY_FAILS = "only_fails"


class SubscriptionChanged(Event):
    """A supplier was subscribed; or its subscription was changed, given another secret, sent something again, tried
    out, found to fail, disabled, enabled, removed.
    """

    type = "nl.ontzorg.notify.subscription.changed"
    about = "subscription_id"
    subscription_id: UUID
    supplier_id: UUID
    happened: SubscriptionEvent
    state: SubscriptionState


class AddresseeEvent(StrEnum):
    """What can happen to the addressee of a household."""

    RECORD = "record"
    CORRECT = "correct"
    ERASE = "erase"


class AddresseeChanged(Event):
    """How a household is reached became known, is otherwise than before, or was erased; versions count from 1."""

    type = "nl.ontzorg.notify.addressee.changed"
    about = "household_id"
    household_id: UUID
    happened: AddresseeEvent
    version: int
