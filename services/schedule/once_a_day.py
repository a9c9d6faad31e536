"""An alarm that rings as often as its worker does and looks once a day at every organisation: what is late is late by
the day. A look that is repeated, by another worker or after a crash, finds what it found."""

from collections.abc import Awaitable, Callable
from datetime import date

from services.clock import Clock
from services.database import Database, Session
from services.outbox import every_organisation
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.sealing import Keyring

Look = Callable[[Session, Hand], Awaitable[object]]
"""What is done for an organisation, in a transaction of its own."""


class OnceADay:
    """A look and the name (`by`) under which it writes."""

    def __init__(
        self, look: Look, by: str, database: Database, clock: Clock, rules: Rulebook, keyring: Keyring
    ) -> None:
        self._look = look
        self._by = by
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
                await self._look(session, Hand.of(session, self._by, self._clock.now(), self._rules, self._keyring))
        self._looked_on = today
        return 0
