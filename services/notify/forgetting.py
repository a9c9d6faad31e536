"""A secret that signs no more is forgotten: nobody can be made to give away what is not there."""

from typing import Final
from uuid import UUID

from services.clock import Clock
from services.database import Database, Session
from services.notify.safe import SAFES
from services.waking import wake_each

FORGET: Final = "forget_secrets"
"""The job that forgets the secrets of one organisation that sign no more."""


class Forgetting:
    """Does that job, and looks whether there is any; by the clock of the house, as whoever rotates."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def forget(self, organisation_id: str) -> None:
        """Forget what signs no more in this organisation; twice is as once."""
        async with self._database.transaction(UUID(organisation_id)) as session:
            for safe in SAFES:
                await safe.forget(session, self._clock.now())

    async def wake(self) -> int:
        """An alarm: have it done where there is anything to forget; says in how many organisations."""
        return await wake_each(self._database, FORGET, self._any_over)

    async def _any_over(self, session: Session) -> bool:
        return any([await safe.any_over(session, self._clock.now()) for safe in SAFES])
