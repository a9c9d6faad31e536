"""The jobs that ask the schedule service what became of households: of those that are stale, or of every one."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

import structlog

from services.clock import Clock
from services.database import Database, Session
from services.mandates.hand import Hand
from services.mandates.households.calendars import keep
from services.mandates.households.staleness import REFRESH, Stale, mark, nobody_asks, stale
from services.schedule.client import ScheduleClient
from services.sealing import Keyring
from services.waking import wake_each

__all__ = ["REBUILD", "REFRESH", "Refreshing"]

REBUILD: Final = "rebuild_households"
"""The job that begins anew: every household of the schedule service is marked, also those that nobody told of."""

BY = "service:mandates"
_PAGE = 500

_log = structlog.get_logger(__name__)


class Refreshing:
    """What keeps the registry's households like those of the schedule service.

    `schedule` gives the way there for an organisation, with a token that may read households and plans.
    """

    def __init__(
        self, database: Database, clock: Clock, keyring: Keyring, schedule: Callable[[UUID], ScheduleClient]
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._schedule = schedule

    async def refresh(self, organisation_id: str) -> None:
        """Ask for all that is stale, and again for what became so meanwhile; `Unavailable` leaves it marked."""
        while await self._once_round(UUID(organisation_id)):
            pass

    async def rebuild(self, organisation_id: str) -> None:
        """Mark every household that the schedule service has, and let them be asked for.

        What is known stands until then, so that nothing waits; it may be done at any time, and be broken off.
        """
        mine, cursor = UUID(organisation_id), None
        while True:
            page = await self._schedule(mine).households(cursor)
            async with self._database.transaction(mine) as session:
                await mark(session, [one.id for one in page.items], self._clock.now())
            cursor = page.next_cursor
            if cursor is None:
                return

    async def wake(self) -> int:
        """See to it that a job asks for whatever is stale; says of how many organisations nobody did."""
        return await wake_each(self._database, REFRESH, self._nobody_asks)

    async def _nobody_asks(self, session: Session) -> bool:
        return await nobody_asks(session, self._clock.now())

    async def _once_round(self, mine: UUID) -> int:
        """How many need not be asked for again."""
        done, after = 0, None
        while page := await self._page(mine, after):
            done += await self._ask(mine, page)
            after = page[-1].id
        return done

    async def _page(self, mine: UUID, after: UUID | None) -> list[Stale]:
        async with self._database.reading(mine) as session:
            return await stale(session, self._clock.now(), after, _PAGE)

    async def _ask(self, mine: UUID, page: list[Stale]) -> int:
        """Nothing is held while the other service is asked."""
        told = (await self._schedule(mine).cost_calendars([one.id for one in page])).items
        for one in told:
            if one.fault is not None:
                _log.warning("a household's costs are not known", household_id=str(one.household_id), fault=one.fault)
        async with self._database.transaction(mine) as session:
            hand = Hand.of(session, BY, self._clock.now(), self._keyring)
            return await keep(session, hand, page, told)
