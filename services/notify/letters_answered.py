"""A letter about a bill was answered: the supplier is owed the proof, the household a sentence about it, and the desk
an alarm of one that is open; and money that came back is told to both."""

from collections.abc import Sequence
from datetime import datetime

from services.cloud_events import CloudEvent
from services.database import Session
from services.events import ArrearsAnswered, PaymentReturned
from services.notify.deliveries.hearing import hear
from services.notify.desk.hearing import hear_what_is_loud
from services.notify.supplier_payments.hearing import hear_of_return
from services.notify.told.hearing import hear_of_household


async def hear_of_letter(session: Session, messages: Sequence[CloudEvent], now: datetime) -> None:
    """All of it in the transaction of the note that it was heard."""
    await hear(session, messages, now)
    events = [message.event() for message in messages]
    await hear_of_household(session, [one for one in events if isinstance(one, ArrearsAnswered)], now)
    await hear_what_is_loud(session, events, now)


async def hear_of_money_back(session: Session, heard: Sequence[PaymentReturned], now: datetime) -> None:
    """Its supplier may have to hear of it, the household what we do about it, and the desk what it has to do."""
    await hear_of_return(session, heard, now)
    await hear_what_is_loud(session, heard, now)
