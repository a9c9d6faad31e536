"""What of all that is announced is loud: it raises an alarm in the transaction of the note that it was heard."""

from collections.abc import Sequence
from datetime import datetime

from services.database import Session
from services.events import (
    ArrearsAnswered,
    ArrearsEvent,
    BankChannelChanged,
    BankExceptionRaised,
    ChannelState,
    Event,
    PaymentReturned,
    StatementReceived,
    StatementState,
)
from services.mandate_events import AlarmChanged, AlarmEvent
from services.notify.desk import support_repository
from services.notify.desk.alarm_repository import Loud, end_all, raise_alarms
from services.notify.desk.support import news_in
from services.notify.desk.weights import LOUD_ALARMS, LOUD_ODDITIES
from services.notify_events import LoudKind

_GAPS = (StatementState.WAITS, StatementState.STOPPED)


def loud_in(event: Event) -> Loud | None:
    """What of this is loud, and of which household; None if it can wait. Pure."""
    match event:
        case PaymentReturned(to_live_on=True):
            return LoudKind.LEEFGELD_CAME_BACK, event.household_id
        case ArrearsAnswered(happened=ArrearsEvent.ALARM):
            return LoudKind.ARREARS, event.household_id
        case AlarmChanged(happened=AlarmEvent.RAISE) if event.kind in LOUD_ALARMS:
            return LOUD_ALARMS[event.kind], event.household_id
        case BankExceptionRaised() if event.oddity in LOUD_ODDITIES:
            return LOUD_ODDITIES[event.oddity], None
        case StatementReceived() if event.state in _GAPS:
            return LoudKind.STATEMENT_GAP, None
        case BankChannelChanged() if event.state is not ChannelState.WORKS:
            return LoudKind.BANK_CHANNEL, None
    return None


async def hear_what_is_loud(session: Session, heard: Sequence[Event], now: datetime) -> None:
    """Raise what is loud of these, and end what is said to be over: of the bank's channel nobody can be asked. And keep
    what supporters are to hear."""
    if any(isinstance(one, BankChannelChanged) and one.state is ChannelState.WORKS for one in heard):
        await end_all(session, LoudKind.BANK_CHANNEL, now)
    await raise_alarms(session, [loud for one in heard if (loud := loud_in(one)) is not None], now)
    await support_repository.add(session, [news for one in heard if (news := news_in(one, now)) is not None], now)
