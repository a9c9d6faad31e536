"""How long failure is borne: after a day of nothing else somebody is told, after five nothing is sent there any more.

A subscription whose endpoint says that it is gone (410) is disabled at once. Both are steps of the subscription, with
their cause, so the supplier desk sees them as it sees its own; and
either is loud, so whoever works there is told.
"""

from datetime import datetime, timedelta
from uuid import UUID

from services.database import Session
from services.notify.desk.alarm_repository import raise_alarms
from services.notify.hand import Hand
from services.notify.subscriptions import repository as subscriptions
from services.notify.subscriptions import service
from services.notify.webhooks import repository
from services.notify.webhooks.pace import Pace
from services.notify_events import DisablingCause, LoudKind, SubscriptionEvent, SubscriptionState

NOTICE_AFTER = timedelta(days=1)
"""And after five failures at least: two in two days are no more than two."""
DISABLED_AFTER = timedelta(days=5)
"""After the first of the failures in a row, and two days after the notice at least."""
NOTICE = timedelta(days=2)


def step_of(pace: Pace, now: datetime) -> SubscriptionEvent | None:
    """What is to become of a subscription whose endpoint does like this: notice, its end for now, or nothing. Pure."""
    if pace.failing_since is None or not pace.is_tried:
        return None
    lasts = now - pace.failing_since
    if pace.noticed_at is None:
        return SubscriptionEvent.WARN if lasts >= NOTICE_AFTER else None
    told_in_time = now - pace.noticed_at >= NOTICE
    return SubscriptionEvent.DISABLE if lasts >= DISABLED_AFTER and told_in_time else None


async def be_patient(session: Session, hand: Hand, subscription_id: UUID, pace: Pace, *, is_gone: bool) -> None:
    """Do that, for a subscription that is held."""
    step = SubscriptionEvent.DISABLE if is_gone else step_of(pace, hand.now)
    if (
        step is None
        or (await subscriptions.subscription(session, subscription_id)).state is not SubscriptionState.ACTIVE
    ):
        return
    await raise_alarms(session, [(LoudKind.WEBHOOK_FAILS, None)], hand.now)
    if step is SubscriptionEvent.WARN:
        await repository.set_noticed(session, subscription_id, hand.now)
        await service.warn(session, hand, subscription_id)
    else:
        cause = DisablingCause.GONE if is_gone else DisablingCause.ONLY_FAILS
        await service.give_up(session, hand, subscription_id, cause)
