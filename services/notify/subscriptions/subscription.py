"""A supplier's subscription: its life, what it asks for, and how one secret follows another. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.errors import Conflict, NotFound
from services.machine import Machine
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

OVERLAP = timedelta(hours=24)
LONGEST_OVERLAP = timedelta(days=7)
"""For so long both secrets sign at most, so that one that leaked is worth nothing after a week."""


class NoSuchSubscription(NotFound):
    """There is no such subscription here."""


class AlreadySubscribed(Conflict):
    """This supplier is subscribed at this address already; change that subscription, or remove it first."""


class SubscriptionHasChanged(Conflict):
    """Somebody changed this subscription since it was looked at; look again at what it is now."""


class RotationUnderWay(Conflict):
    """The secret before this one still signs; wait until it does no more, or rotate without an overlap."""


class Wish(NamedTuple):
    """What a supplier wants to be told of, and where: the address in its one form, each type once and in order."""

    url: str
    event_types: tuple[EventType, ...]


class Secret(NamedTuple):
    """A secret as everybody may know it: its number, and until when it signs (None is for good)."""

    number: int
    made_at: datetime
    signs_until: datetime | None

    def signs(self, now: datetime) -> bool:
        """Whether a delivery at this moment is signed with it."""
        return self.signs_until is None or now < self.signs_until


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
        return tuple(sorted((one for one in self.secrets if one.signs(now)), reverse=True))


def check_seen(version: int, seen: int) -> None:
    """`SubscriptionHasChanged` unless the newest version is the one that was looked at."""
    if seen != version:
        raise SubscriptionHasChanged(f"version {version} of this subscription stands; look at it before you change it")


def older_sign_until(secrets: Iterable[Secret], overlap: timedelta, now: datetime) -> datetime:
    """Until when the secrets before a new one sign; two at most overlap, else `RotationUnderWay`.

    Without an overlap all of them end now: so a secret that leaked is replaced at once, whatever is under way.
    """
    if overlap and any(one.signs_until is not None and one.signs(now) for one in secrets):
        raise RotationUnderWay
    return now + overlap
