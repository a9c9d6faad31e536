"""Looking once a day which recalls the bank should have answered, or met, and has not: each is somebody's task."""

from datetime import date

from services.clock import Clock
from services.database import Database, Session
from services.outbox import every_organisation
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.schedule.matching.coming_back import hold_households
from services.schedule.recalls.repository import not_met
from services.schedule.recalls.tasks import open_tasks
from services.sealing import Keyring

BY = "ontzorg"


async def look(session: Session, hand: Hand) -> int:
    """Open what is missing; how many recalls need somebody."""
    await hold_households(session, {one.household_id for one in await not_met(session, hand.today)})
    late = await not_met(session, hand.today)
    if late:
        await open_tasks(session, hand, late)
    return len(late)


class RecallAlarm:
    """What a worker rings: it looks once a day, for what is late is late by the day."""

    def __init__(self, database: Database, clock: Clock, rules: Rulebook, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring
        self._looked_on: date | None = None

    async def wake(self) -> int:
        """An alarm of a worker: look, and say that no job was missing."""
        today = self._clock.today()
        if self._looked_on == today:
            return 0
        async with self._database.reading(None) as session:
            organisations = await every_organisation(session)
        for organisation_id in organisations:
            async with self._database.transaction(organisation_id) as session:
                await look(session, Hand.of(session, BY, self._clock.now(), self._rules, self._keyring))
        self._looked_on = today
        return 0
