"""Once a month, on the day of each policy, somebody looks for what is over; the alarm clock asks each day.

A worker rings it (`wake`); what follows is a job for an organisation in which anybody's turn has come, in batches. Who
was looked at stands in the tables, so two workers or a crash change nothing.
"""

from datetime import date
from typing import Final
from uuid import UUID

from services.clock import Clock, SystemClock
from services.database import Database
from services.jobs import defer_once, is_under_way, rests
from services.months import month_of
from services.outbox import every_organisation
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
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
        self._machine = machine or SystemClock()
        self._looked_on: date | None = None

    async def wake(self) -> int:
        """An alarm: see to it that a job looks wherever a day has come. No job was lost by a new day: it says 0."""
        today = self._clock.today()
        if self._looked_on != today and any(one.surplus for one in self._rules.policies.values()):
            async with self._database.reading(None) as session:
                organisations = await every_organisation(session)
            for mine in organisations:
                await self._defer(mine, today)
        self._looked_on = today
        return 0

    async def look(self, organisation_id: str) -> None:
        """The job: look at everybody whose turn has come, batch by batch."""
        mine, after = UUID(organisation_id), None
        while (after := await self._batch(mine, after)) is not None:
            pass

    async def _defer(self, mine: UUID, today: date) -> None:
        arguments = {"organisation_id": str(mine)}
        async with self._database.transaction(mine) as session:
            policies = policies_to_look_by(self._rules, today)
            if not await repository.is_anybody_due(session, today, month_of(today), policies):
                return
            if not await is_under_way(session, LOOK_FOR_SURPLUS, **arguments) and not await rests(
                session, LOOK_FOR_SURPLUS, self._machine.now(), **arguments
            ):
                await defer_once(session, LOOK_FOR_SURPLUS, **arguments)

    async def _batch(self, mine: UUID, after: UUID | None) -> UUID | None:
        async with self._database.transaction(mine) as session:
            hand = Hand.of(session, _BY, self._clock.now(), self._rules, self._keyring)
            return await look_at_next(session, hand, after, _AT_ONCE)
