"""From day to day: what becomes known of the households that were handed in is recorded on the day on which it does."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from house.caseload import Household, KnownPayee
from house.demo.world import CLERK, World
from services.database import Session
from services.iban import Iban
from services.schedule.hand import Hand
from services.schedule.households import service
from services.schedule.households.contents import Content
from services.schedule.households.facts import changes, standing
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee

_NINE = 9
_CORRECTED = "the decision says another amount than was expected"


class Diary:
    """What is still to come, by day and household."""

    def __init__(self) -> None:
        self._facts: dict[date, dict[UUID, list[Content]]] = {}
        self._payees: dict[date, dict[UUID, list[KnownPayee]]] = {}
        self.recorded = 0

    def expect(self, household_id: UUID, household: Household, after: date) -> None:
        """Everything about a household that becomes known after the day on which it was imported."""
        for known in household.known:
            if known.on > after:
                self._facts.setdefault(known.on, {}).setdefault(household_id, []).append(known.content)
        for payee in household.payees:
            if payee.on > after:
                self._payees.setdefault(payee.on, {}).setdefault(household_id, []).append(payee)

    async def live_until(self, world: World, day: date, hour: int = _NINE) -> None:
        """Record what becomes known up to and including a day, each thing at this hour of its own day."""
        for due in sorted(one for one in {*self._facts, *self._payees} if one <= day):
            world.move_to(due, hour)
            async with world.database.transaction(world.organisation_id) as session:
                hand = world.hand(session, CLERK)
                self.recorded += await _record(session, hand, self._facts.pop(due, {}))
                for household_id, payees in self._payees.pop(due, {}).items():
                    await service.assign_payees(session, hand, household_id, list(map(wanted, payees)))


async def record(world: World, household_id: UUID, content: Content) -> None:
    """What somebody found out about one household, now."""
    async with world.database.transaction(world.organisation_id) as session:
        await _record(session, world.hand(session, CLERK), {household_id: [content]})


def wanted(payee: KnownPayee) -> WantedCostPayee:
    """What somebody enters who has found out whom to pay."""
    return WantedCostPayee(payee.cost, PayeeDetails(payee.name, Iban(payee.iban)), payee.reference)


async def _record(session: Session, hand: Hand, known: Mapping[UUID, Sequence[Content]]) -> int:
    """A day's post, all of it at once: what is new is stated, what was said otherwise corrected. How many facts."""
    recorded = await service.record_all(
        session, hand, known, lambda one: changes(standing(one.facts), known[one.id], _CORRECTED)
    )
    return sum(len(one.facts) for one in recorded)
