"""What may be done with subscriptions: every step is a row of history and an announcement in one transaction."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.notify.deliveries import repository as deliveries
from services.notify.hand import Hand
from services.notify.safe import SUBSCRIPTION_SECRETS
from services.notify.secrets import older_sign_until
from services.notify.subscriptions import repository
from services.notify.subscriptions.repository import Why
from services.notify.subscriptions.subscription import (
    SUBSCRIPTIONS,
    Subscription,
    Wish,
    check_seen,
)
from services.notify_events import DisablingCause, SubscriptionChanged, SubscriptionState
from services.notify_events import SubscriptionEvent as Event
from services.outbox import announce
from services.webhooks import WebhookSecret


class WithSecret(NamedTuple):
    """A subscription with the secret that was made for it, to be shown this once."""

    subscription: Subscription
    secret: WebhookSecret


async def subscribe(session: Session, hand: Hand, supplier_id: UUID, wish: Wish) -> WithSecret:
    """Tell a supplier what it wishes from now on; `AlreadySubscribed` at an address that it has already."""
    made = Subscription(hand.new_id(), supplier_id, wish, SUBSCRIPTIONS.first, 1, hand.now)
    await repository.add(session, made)
    return await _with_secret(session, hand, made, Event.SUBSCRIBE)


async def change(session: Session, hand: Hand, subscription_id: UUID, seen: int, wish: Wish) -> Subscription:
    """Tell it something else, or elsewhere; `SubscriptionHasChanged` if `seen` is not the newest version."""
    held = await repository.hold(session, subscription_id)
    check_seen(held.version, seen)
    await deliveries.forget_pace(session, held.id)
    changed = _after(held, Event.CHANGE)._replace(wish=wish)
    await repository.replace(session, changed)
    return await _happened(session, hand, changed, Event.CHANGE)


async def rotate(session: Session, hand: Hand, subscription_id: UUID, overlap: timedelta) -> WithSecret:
    """Sign with a new secret from now on, and with the one before it for as long as `overlap`; `RotationUnderWay`."""
    held = await repository.hold(session, subscription_id)
    rotated = _after(held, Event.ROTATE)
    await SUBSCRIPTION_SECRETS.end(session, held.id, older_sign_until(held.secrets, overlap, hand.now))
    await repository.replace(session, rotated)
    return await _with_secret(session, hand, rotated, Event.ROTATE)


async def disable(session: Session, hand: Hand, subscription_id: UUID, reason: str) -> Subscription:
    """Tell it nothing for now; what it is owed is cancelled."""
    held = await repository.hold(session, subscription_id)
    await deliveries.cancel(session, held.id, hand.now)
    return await _step(session, hand, _after(held, Event.DISABLE), Event.DISABLE, reason)


async def step(session: Session, hand: Hand, held: Subscription, event: Event) -> Subscription:
    """What happens to it and changes nothing of where and of what it is told; `CannotHappen`. It is held."""
    return await _step(session, hand, _after(held, event), event)


async def warn(session: Session, hand: Hand, subscription_id: UUID) -> Subscription:
    """Say that its endpoint has only failed for a while; it is told all the same."""
    held = await repository.hold(session, subscription_id)
    return await _step(session, hand, _after(held, Event.WARN), Event.WARN, DisablingCause.ONLY_FAILS)


async def give_up(session: Session, hand: Hand, subscription_id: UUID, cause: DisablingCause) -> Subscription:
    """Tell it nothing for now, for nothing arrives there; what it is owed is cancelled."""
    held = await repository.hold(session, subscription_id)
    await deliveries.cancel(session, held.id, hand.now)
    return await _step(session, hand, _after(held, Event.DISABLE), Event.DISABLE, cause)


async def enable(session: Session, hand: Hand, subscription_id: UUID) -> Subscription:
    """Tell it again, as if its endpoint had never failed."""
    held = await repository.hold(session, subscription_id)
    await deliveries.forget_pace(session, held.id)
    return await _step(session, hand, _after(held, Event.ENABLE), Event.ENABLE)


async def remove(session: Session, hand: Hand, subscription_id: UUID, reason: str) -> Subscription:
    """Tell it nothing any more; its secrets end at this moment, and what it is owed is cancelled."""
    held = await repository.hold(session, subscription_id)
    await deliveries.cancel(session, held.id, hand.now)
    await SUBSCRIPTION_SECRETS.end(session, held.id, hand.now)
    return await _step(session, hand, _after(held, Event.REMOVE), Event.REMOVE, reason)


def _after(held: Subscription, event: Event) -> Subscription:
    state: SubscriptionState = SUBSCRIPTIONS.after(held.state, event)
    return held._replace(state=state, version=held.version + 1)


async def _step(session: Session, hand: Hand, changed: Subscription, event: Event, why: Why = None) -> Subscription:
    await repository.replace(session, changed)
    return await _happened(session, hand, changed, event, why)


async def _with_secret(session: Session, hand: Hand, kept: Subscription, event: Event) -> WithSecret:
    secret = await SUBSCRIPTION_SECRETS.add(session, hand, kept.id)
    return WithSecret(await _happened(session, hand, kept, event), secret)


async def _happened(session: Session, hand: Hand, kept: Subscription, event: Event, why: Why = None) -> Subscription:
    """Write it down and announce it; the subscription as it is now, with its secrets."""
    await repository.add_step(session, hand, kept, event, why)
    news = SubscriptionChanged(
        organisation_id=organisation_of(session),
        subscription_id=kept.id,
        supplier_id=kept.supplier_id,
        happened=event,
        state=kept.state,
    )
    await announce(session, news, now=hand.now)
    return await repository.subscription(session, kept.id)
