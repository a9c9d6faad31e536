"""What failed is sent again, and an endpoint is tried out: a step of the subscription, with whoever wanted it."""

from uuid import UUID

from services.database import Session
from services.notify.deliveries import repository
from services.notify.deliveries.delivery import DELIVERIES, DeliveryEvent
from services.notify.deliveries.repository import Again, Delivery
from services.notify.hand import Hand
from services.notify.subscriptions import repository as subscriptions
from services.notify.subscriptions import service
from services.notify_events import SubscriptionEvent


async def replay(session: Session, hand: Hand, subscription_id: UUID, event_id: UUID) -> Delivery:
    """Send one delivery again that ended, however it did; `CannotHappen` for one that is still under way."""
    held = await subscriptions.hold(session, subscription_id)
    found = await repository.delivery(session, subscription_id, event_id)
    DELIVERIES.after(found.state, DeliveryEvent.REPLAY)
    await service.step(session, hand, held, SubscriptionEvent.REPLAY)
    await repository.replay_one(session, subscription_id, event_id, hand.now)
    return await repository.delivery(session, subscription_id, event_id)


async def replay_many(session: Session, hand: Hand, subscription_id: UUID, again: Again) -> int:
    """Send all of these again, and say how many they are; without any nothing happens."""
    held = await subscriptions.hold(session, subscription_id)
    many = await repository.replay_many(session, subscription_id, again, hand.now)
    if many:
        await service.step(session, hand, held, SubscriptionEvent.REPLAY)
    return many


async def ping(session: Session, hand: Hand, subscription_id: UUID) -> Delivery:
    """Send a message that says nothing, to see whether the endpoint takes it."""
    held = await subscriptions.hold(session, subscription_id)
    await service.step(session, hand, held, SubscriptionEvent.PING)
    event_id = hand.new_id()
    await repository.owe_ping(session, subscription_id, event_id, hand.now)
    return await repository.delivery(session, subscription_id, event_id)
