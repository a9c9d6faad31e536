"""What became of a word elsewhere is heard at the door, in the transaction of the note that it was heard."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from services.database import Session
from services.events import ScheduleActedOnWord
from services.mandate_events import RegistryActedOnWord
from services.notify.words import service
from services.notify_events import WordState

Answered: TypeAlias = RegistryActedOnWord | ScheduleActedOnWord
_BY = {RegistryActedOnWord: "service:mandates", ScheduleActedOnWord: "service:schedule"}


async def hear_answers(
    session: Session, events: Sequence[RegistryActedOnWord | ScheduleActedOnWord], now: datetime
) -> None:
    """Each of these words was acted upon, or is its owner's now; what was answered before stays as it is."""
    for event in events:
        held = await service.held(session, event.word_id)
        if held.state is WordState.RECEIVED:
            await service.answered(session, held, event.obstacle, _BY[type(event)], now)
