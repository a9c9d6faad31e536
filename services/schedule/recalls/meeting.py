"""A recall is met when its money is back, or never left: in the transaction that says so, whatever its code."""

from collections.abc import Collection

from services.database import Session
from services.events import RecallState
from services.schedule.hand import Hand
from services.schedule.recalls.recall import RecallEvent
from services.schedule.recalls.repository import enter, newest_of
from services.schedule.recalls.tasks import end_tasks


async def meet(session: Session, hand: Hand, names: Collection[str]) -> None:
    """The payments with these EndToEndIds came back, or never left. The caller holds their households."""
    recalls = [one for one in (await newest_of(session, names)).values() if one.state is not RecallState.MET]
    for recall in recalls:
        await enter(session, hand, recall, RecallEvent.MEET)
    if recalls:
        await end_tasks(session, hand, recalls)
