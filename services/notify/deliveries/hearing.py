"""What the door hears becomes deliveries, in the transaction of the note that it was heard."""

from collections.abc import Sequence
from datetime import datetime

from services.cloud_events import CloudEvent
from services.database import Session
from services.notify.deliveries import repository
from services.notify.deliveries.telling import told


async def hear(session: Session, messages: Sequence[CloudEvent], now: datetime) -> None:
    """Owe each of these to every active subscription of its supplier that wants it.

    A subscription that is disabled or comes later is not owed it.
    """
    leaving = [one for message in messages if (one := told(message)) is not None]
    if leaving:
        await repository.owe(session, leaving, now)
