"""What people say of messages: that one arrived or came back, and that somebody told it in person."""

from dataclasses import replace
from uuid import UUID

from services.database import Session
from services.notify.dispatch.outgoing import MessageEvent
from services.notify.dispatch.record import Happened
from services.notify.hand import Hand
from services.notify.told import repository
from services.notify.told.message import Message


async def arrived(session: Session, hand: Hand, message_id: UUID) -> Message:
    """It arrived, as the channel says; `CannotHappen` to one that was not handed over."""
    return await _step(session, hand, (await repository.hold(session, message_id)), MessageEvent.ARRIVE)


async def bounced(session: Session, hand: Hand, message_id: UUID) -> Message:
    """It came back: its channel is not tried again, and the next one is."""
    held = await repository.hold(session, message_id)
    failed = (*held.failed, held.channel) if held.channel else held.failed
    return await _step(session, hand, replace(held, failed=failed, attempts=0), MessageEvent.BOUNCE)


async def told(session: Session, hand: Hand, message_id: UUID) -> Message:
    """Somebody told it in person, at the counter or by telephone."""
    return await _step(session, hand, (await repository.hold(session, message_id)), MessageEvent.TELL)


async def _step(session: Session, hand: Hand, held: Message, event: MessageEvent) -> Message:
    after = held.after(event, hand.now)
    written = await repository.RECORD.write(session, after, Happened(event, hand.now, hand.by))
    assert written, "a message that is held changes in no other hand"
    return after
