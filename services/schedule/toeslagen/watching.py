"""Once a day somebody looks at the toeslagen for which a day has come: a decision that is late, money that is missing.

A worker rings it (`wake`); what follows is a job for an organisation of which any is due, in batches. What is due
stands in the tables, so two workers or a crash change nothing.
"""

from typing import Final
from uuid import UUID

from services.clock import Clock
from services.database import Database, Session
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.rulebook import Rulebook
from services.schedule.job_of_a_day import JobOfADay
from services.schedule.toeslagen import repository
from services.schedule.toeslagen.keeping import look_again
from services.sealing import Keyring

WATCH_TOESLAGEN: Final = "watch_toeslagen"
"""The job of a day of an organisation."""

_BY = "ontzorg"
_AT_ONCE = 200


class ToeslagWatch:
    """What watches over the toeslagen of all organisations; any number of them, anywhere."""

    def __init__(
        self, database: Database, clock: Clock, rules: Rulebook, keyring: Keyring, machine: Clock | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring
        self._job = JobOfADay(WATCH_TOESLAGEN, repository.is_anybody_due, database, clock, machine)

    async def wake(self) -> int:
        """An alarm: see to it that a job looks wherever a day has come."""
        return await self._job.wake()

    async def watch(self, organisation_id: str) -> None:
        """Look at everybody for whom a day has come, batch by batch."""
        mine, after = UUID(organisation_id), None
        while (after := await self._batch(mine, after)) is not None:
            pass

    async def _batch(self, mine: UUID, after: UUID | None) -> UUID | None:
        async with self._database.transaction(mine) as session:
            hand = Hand.of(session, _BY, self._clock.now(), self._rules, self._keyring)
            return await look_at_next(session, hand, after)


async def look_at_next(session: Session, hand: Hand, after: UUID | None, most: int = _AT_ONCE) -> UUID | None:
    """Look at so many households behind that one; gives the id of the last of them, None when there are no more."""
    ids = await repository.next_due(session, hand.today, after, most)
    if not ids:
        return None
    await look_again(session, hand, await households.lock_all(session, ids, None))
    last: UUID = ids[-1]
    return last
