"""Bringing the pages to the registry: each is posted under a key of its own, and emptied when the registry has it.

So it hears of everything, in effect once, whoever is away or dies, and no name or account number stays here.
"""

from uuid import UUID

import structlog

from services.clock import Clock, SystemClock
from services.database import Database
from services.errors import InvalidInput
from services.errors import Refused as RefusedByRule
from services.failpoints import failpoint
from services.jobs import defer, is_under_way, rests
from services.mandates.schemas import CaseloadHousehold, CaseloadPayees
from services.outbox import every_organisation
from services.schedule.registry import repository
from services.schedule.registry.handover import HAND_OVER
from services.schedule.registry.refusal import Refused, refused_of, without
from services.schedule.registry.registry import Registry
from services.schedule.registry.repository import Page
from services.sealing import Keyring

_log = structlog.get_logger(__name__)


class PayeeDelivery:
    """What posts the pages; any number of them, anywhere. `clock` says when the registry had them.

    `machine` is the clock by which a job that fails again and again is left alone for a while.
    """

    def __init__(
        self, database: Database, clock: Clock, keyring: Keyring, registry: Registry, machine: Clock | None = None
    ) -> None:
        self._database = database
        self._machine = machine or SystemClock()
        self._clock = clock
        self._keyring = keyring
        self._registry = registry

    async def hand_over(self, organisation_id: str) -> None:
        """Post every page that waits, in turn. `RegistryDoesNotAnswer` leaves the rest for the next time.

        What the registry refuses is written down beside its page, and holds up no other cost and nobody else.
        """
        mine = UUID(organisation_id)
        while (page := await self._next(mine)) is not None:
            failpoint("payees.page-opened")
            refused = await self._post(mine, page)
            failpoint("payees.page-posted")
            async with self._database.transaction(mine) as session:
                await repository.empty_page(session, page, refused, self._clock.now())
                await repository.forget_marks(session, [(one.household_id, one.cost) for one in refused])

    async def wake(self) -> int:
        """An alarm: see to it that a job posts what waits, and say for how many organisations there was none."""
        async with self._database.reading(None) as session:
            organisations = await every_organisation(session)
        woken = 0
        for mine in organisations:
            async with self._database.transaction(mine) as session:
                arguments = {"organisation_id": str(mine)}
                waits = await repository.is_any_waiting(session)
                if waits and await rests(session, HAND_OVER, self._machine.now(), **arguments):
                    continue
                if waits and not await is_under_way(session, HAND_OVER, **arguments):
                    await defer(session, HAND_OVER, **arguments)
                    woken += 1
        return woken

    async def _next(self, mine: UUID) -> Page | None:
        async with self._database.reading(mine) as session:
            return await repository.next_page(session, self._keyring)

    async def _post(self, mine: UUID, page: Page) -> list[Refused]:
        """What the registry refused: of a page that it refuses each household is posted alone."""
        told, key = CaseloadPayees.model_validate_json(page.content), f"{page.import_id}/{page.number}"
        if await self._refusal(mine, told, key) is None:
            return []
        refused = [found for one in told.households for found in await self._post_alone(mine, told, one, key)]
        _log.warning("the registry refused payees", import_id=str(page.import_id), costs=len(refused))
        return refused

    async def _post_alone(self, mine: UUID, page: CaseloadPayees, told: CaseloadHousehold, key: str) -> list[Refused]:
        """Post one household, and again without the costs that are refused, until the rest of it is taken over.

        Each time a cost at least is left out, so it ends; the key names those that are, for each body has its own.
        """
        refused: list[Refused] = []
        while True:
            rest = without(told, [one.cost for one in refused])
            without_costs = "".join(f"/-{one.cost}" for one in refused)
            alone = page.model_copy(update={"households": [rest]})
            refusal = await self._refusal(mine, alone, f"{key}/{told.id}{without_costs}")
            if refusal is None:
                return refused
            found = refused_of(refusal, rest)
            refused += found
            if any(one.cost is None for one in found) or not without(told, [one.cost for one in refused]).payees:
                return refused

    async def _refusal(self, mine: UUID, told: CaseloadPayees, key: str) -> InvalidInput | RefusedByRule | None:
        """Nothing, or what the registry has against what is said; whatever else goes wrong is no word about that."""
        try:
            await self._registry.hand_over(mine, told, key)
        except (InvalidInput, RefusedByRule) as refusal:
            return refusal
        return None
