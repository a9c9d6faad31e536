"""A letter about a bill was answered: the supplier is owed the proof, and the household a sentence about it."""

from collections.abc import Sequence
from datetime import datetime

from services.cloud_events import CloudEvent
from services.database import Session
from services.events import ArrearsAnswered
from services.notify.deliveries.hearing import hear
from services.notify.told.hearing import hear_of_household


async def hear_of_letter(session: Session, messages: Sequence[CloudEvent], now: datetime) -> None:
    """Both in the transaction of the note that it was heard."""
    await hear(session, messages, now)
    events = [message.event() for message in messages]
    await hear_of_household(session, [one for one in events if isinstance(one, ArrearsAnswered)], now)
