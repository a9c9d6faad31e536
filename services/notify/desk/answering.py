"""Answering an alarm of the desk: somebody who works there says that he saw it, and nobody else is told of it."""

from uuid import UUID

from services.clock import civil_date
from services.database import Session
from services.notify.desk import alarm_repository as repository
from services.notify.desk import worker_repository
from services.notify.desk.alarm import DeskAlarm, NotAtTheDesk
from services.notify.desk.worker import DeskRole
from services.notify.hand import Hand
from services.notify_events import DeskAlarmEvent, DeskAlarmState


async def acknowledge(session: Session, hand: Hand, alarm_id: UUID) -> DeskAlarm:
    """Say that the hand sees to it; `NoSuchDeskAlarm`, `NotAtTheDesk`, `CannotHappen` to one that is over.

    What somebody else has answered already is answered: the second hears so, and nothing changes. A supporter answers
    none, for whoever answers takes it off the desk, and he can pay and decide nothing.
    """
    held = await repository.hold(session, alarm_id)
    workers = await worker_repository.everybody(session, hand.keyring, civil_date(hand.now))
    if all(worker.subject != hand.by or worker.role is DeskRole.SUPPORTER for worker in workers.values()):
        raise NotAtTheDesk
    if held.state is DeskAlarmState.ACKNOWLEDGED:
        return held
    after = held.after(DeskAlarmEvent.ACKNOWLEDGE)
    await repository.write(session, after, DeskAlarmEvent.ACKNOWLEDGE, hand.now, hand.by)
    return after
