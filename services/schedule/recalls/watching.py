"""Looking once a day which recalls the bank should have answered, or met, and has not: each is somebody's task."""

from services.database import Session
from services.schedule.hand import Hand
from services.schedule.matching.coming_back import hold_households
from services.schedule.recalls.repository import not_met
from services.schedule.recalls.tasks import open_tasks

BY = "ontzorg"


async def look(session: Session, hand: Hand) -> int:
    """Open what is missing; how many recalls need somebody."""
    await hold_households(session, {one.household_id for one in await not_met(session, hand.today)})
    late = await not_met(session, hand.today)
    if late:
        await open_tasks(session, hand, late)
    return len(late)
