"""Once a month, on the day of each policy, somebody looks for what is over; the alarm clock asks each day.

A worker rings it (`wake`); what follows is a job for an organisation in which anybody's turn has come, in batches. Who
was looked at stands in the tables, so two workers or a crash change nothing.
"""

from datetime import date
from typing import Final
from uuid import UUID

from services.clock import Clock
from services.database import Database, Session
from services.months import month_of
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.schedule.job_of_a_day import JobOfADay
from services.schedule.surplus import repository
from services.schedule.surplus.releasing import look_at_next, policies_to_look_by
from services.sealing import Keyring

LOOK_FOR_SURPLUS: Final = "look_for_surplus"
"""The job of a day of an organisation."""

_BY = "ontzorg"
_AT_ONCE = 100


class SurplusWatch:
    """What looks for the surplus of all organisations; any number of them, anywhere."""

    def __init__(
        self, database: Database, clock: Clock, rules: Rulebook, keyring: Keyring, machine: Clock | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring
        self._job = JobOfADay(LOOK_FOR_SURPLUS, self._is_due, database, clock, machine)

    async def wake(self) -> int:
        """An alarm: see to it that a job looks wherever a day has come."""
        return await self._job.wake()

    async def look(self, organisation_id: str) -> None:
        """The job: look at everybody whose turn has come, batch by batch."""
        mine, after = UUID(organisation_id), None
        while (after := await self._batch(mine, after)) is not None:
            pass

    async def _is_due(self, session: Session, today: date) -> bool:
        policies = policies_to_look_by(self._rules, today)
        return bool(policies) and await repository.is_anybody_due(session, today, month_of(today), policies)

    async def _batch(self, mine: UUID, after: UUID | None) -> UUID | None:
        async with self._database.transaction(mine) as session:
            hand = Hand.of(session, _BY, self._clock.now(), self._rules, self._keyring)
            return await look_at_next(session, hand, after, _AT_ONCE)
