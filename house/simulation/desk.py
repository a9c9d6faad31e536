"""The desk that works off exceptions: it asks whoever knows (the payer, the bank), and says what a booking is.

What it learns of a payer it lets the system remember. What nobody knows a cure for stays on the list.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from house.demo.world import APPROVER, CLERK, World
from house.simulation.bank import Made
from house.simulation.faults import FaultKind
from house.simulation.sight import Exceptional, to_be_looked_at
from house.simulation.truth import AtClient, Booked
from services.database import Session
from services.errors import Conflict, InvalidInput, Refused
from services.months import parse_month
from services.schedule.exceptions import deciding
from services.schedule.exceptions.by_hand import match, match_payment
from services.schedule.exceptions.learning import Remember
from services.schedule.exceptions.said import INCOME, Part
from services.schedule.exceptions.tables import BookingMeasure
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen.arriving import CameIn, arrived

_HELD_UP = (Conflict, Refused, InvalidInput)
_TWICE = frozenset({FaultKind.BENEFIT_TWICE, FaultKind.TOESLAG_TWICE})
_TOESLAGEN = frozenset(map(str, ToeslagKind))
_WHY = "the payer said whose it is and for what"


class Desk:
    """Who looks at each exception by its day."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._looked_until = date.min
        self.settled = 0
        self.left = 0

    async def work(self, today: date, told: Iterable[Made], ids: Mapping[int, UUID]) -> None:
        """Look at what is due since the last time; `told` are the statements that came of late, with their truth."""
        known = {(one.statement.account, one.statement.number): one.booked for one in told}
        async with self._world.database.reading(self._world.organisation_id) as session:
            found = await to_be_looked_at(session, self._looked_until, today)
        self._looked_until = today
        for one in found:
            settled = await self._settle(one, known[one.statement][one.entry - 1], ids)
            self.settled += settled
            self.left += not settled

    async def hear(self, today: date, at_client: Iterable[AtClient], ids: Mapping[int, UUID]) -> None:
        """A client tells that a toeslag came to his own account."""
        for one in at_client:
            came = CameIn(ids[one.household], ToeslagKind(one.kind), one.cents, one.on)
            async with self._world.database.transaction(self._world.organisation_id) as session:
                await arrived(session, self._world.hand(session, CLERK), [came])

    async def _settle(self, one: Exceptional, booked: Booked, ids: Mapping[int, UUID]) -> bool:
        try:
            if booked.fault is FaultKind.FEE:
                await self._write_off(one)
                return True
            async with self._world.database.transaction(self._world.organisation_id) as session:
                return await self._say(session, one, booked, ids)
        except _HELD_UP:
            return False

    async def _say(self, session: Session, one: Exceptional, booked: Booked, ids: Mapping[int, UUID]) -> bool:
        hand = self._world.hand(session, CLERK)
        if booked.fault is FaultKind.WITHOUT_NAME:
            await match_payment(session, hand, one.place, booked.payment, _WHY)
            return True
        kind, _, month = booked.about.partition("/")
        if booked.line.cents < 0 or kind not in INCOME or booked.household is None or booked.fault in _TWICE:
            return False
        part = Part(ids[booked.household], kind, parse_month(month.partition(":")[0]), booked.line.cents)
        await match(session, hand, one.place, part, _WHY, _to_remember(kind, booked))
        return True

    async def _write_off(self, one: Exceptional) -> None:
        """What our own bank takes nobody can be asked for: one asks, another agrees."""
        world = self._world
        async with world.database.transaction(world.organisation_id) as session:
            why = "costs of our own bank"
            asked = await deciding.ask(session, world.hand(session, CLERK), one.place, BookingMeasure.WRITE_OFF, why)
        async with world.database.transaction(world.organisation_id) as session:
            await deciding.approve(session, world.hand(session, APPROVER), asked.id)


def _to_remember(kind: str, booked: Booked) -> Remember | None:
    """Dienst Toeslagen writes a number of its own, which is the household's from now on."""
    number = booked.line.said.rpartition(" ")[2]
    return Remember([number]) if kind in _TOESLAGEN and number.startswith("T0") else None
