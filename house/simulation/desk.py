"""The desk that works off exceptions: it asks whoever knows (the payer, the bank), and says what a booking is.

What it learns of a payer it lets the system remember. What came twice goes back, what was drawn wrongly is asked of our
own bank, and what nobody knows a cure for stays on the list. What takes two people, two people decide. It also takes in
what suppliers say of what was paid to them.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from house.demo.world import APPROVER, CLERK, World
from house.simulation.sight import Exceptional, to_be_looked_at
from sandbox.bank import Made
from sandbox.drawing import given_back
from sandbox.faults import Chances, FaultKind
from sandbox.orders import Ordered, ordered
from sandbox.payments import sent_back
from sandbox.truth import Answered, AtClient, Booked, Course
from services.database import Session
from services.errors import Conflict, InvalidInput, Refused
from services.months import parse_month
from services.schedule.allocations.allocation import Said, why_not_asked
from services.schedule.allocations.answering import AnswerTo, take_answers
from services.schedule.allocations.repository import named
from services.schedule.bank.identifiers import message_id
from services.schedule.bank.keeping import stream
from services.schedule.exceptions import deciding
from services.schedule.exceptions.by_hand import match, match_payment
from services.schedule.exceptions.learning import Remember
from services.schedule.exceptions.said import INCOME, Part
from services.schedule.exceptions.tables import BookingMeasure
from services.schedule.planning.policy import ToeslagKind
from services.schedule.sent_back.refund import Ground
from services.schedule.toeslagen.arriving import CameIn, arrived

_HELD_UP = (Conflict, Refused, InvalidInput)
_TWICE = frozenset({FaultKind.BENEFIT_TWICE, FaultKind.TOESLAG_TWICE})
_GROUNDS: Mapping[FaultKind | None, Ground] = {
    FaultKind.DRAWN_TWICE: Ground.AUTHORISED,
    FaultKind.DRAWN_OTHERWISE: Ground.AUTHORISED,
    FaultKind.DRAWN_WITHOUT_MANDATE: Ground.UNAUTHORISED,
}
_TOESLAGEN = frozenset(map(str, ToeslagKind))
_WHY = "the payer said whose it is and for what"


class Desk:
    """Who looks at each exception by its day."""

    def __init__(self, world: World, chances: Chances) -> None:
        self._world = world
        self._chances = chances
        self._looked_until = date.min
        self.settled = 0
        self.left = 0

    async def work(self, today: date, told: Iterable[Made], ids: Mapping[int, UUID]) -> list[Course]:
        """Look at what is due since the last time; what our bank has to do about it. `told` are the statements that
        came of late, with their truth.
        """
        known = {(one.statement.account, one.statement.number): one.booked for one in told}
        async with self._world.database.reading(self._world.organisation_id) as session:
            found = await to_be_looked_at(session, self._looked_until, today)
        self._looked_until = today
        courses: list[Course] = []
        for one in found:
            settled = await self._settle(one, known[one.statement][one.entry - 1], ids, courses)
            self.settled += settled
            self.left += not settled
        return courses

    async def hear(self, today: date, at_client: Iterable[AtClient], ids: Mapping[int, UUID]) -> None:
        """A client tells that a toeslag came to his own account."""
        for one in at_client:
            came = CameIn(ids[one.household], ToeslagKind(one.kind), one.cents, one.on)
            async with self._world.database.transaction(self._world.organisation_id) as session:
                await arrived(session, self._world.hand(session, CLERK), [came])

    async def take_answers(self, answers: Iterable[Answered]) -> list[Answered]:
        """Suppliers tell by a list what they booked of what was paid to them; gives what nobody asks about yet, for no
        booking was found to be it: that is told another time.
        """
        told = {one.end_to_end_id: one for one in answers}
        if not told:
            return []
        async with self._world.database.transaction(self._world.organisation_id) as session:
            found = await named(session, list(told), None)
            asked = {name for name, one in found.items() if why_not_asked(one) is None}
            said = [AnswerTo(name, Said(*one.said)) for name, one in told.items() if name in asked]
            await take_answers(session, self._world.hand(session, CLERK), said)
        return [one for name, one in told.items() if name not in asked]

    async def _settle(self, one: Exceptional, booked: Booked, ids: Mapping[int, UUID], courses: list[Course]) -> bool:
        today = self._world.clock.today()
        try:
            if booked.fault is FaultKind.FEE:
                await self._decide(one, BookingMeasure.WRITE_OFF, "costs of our own bank")
                return True
            if booked.fault in _TWICE:
                decision_id = await self._decide(one, BookingMeasure.SEND_BACK, "it came twice, says the payer")
                courses += [sent_back(ordered, today) for ordered in await self._filed(decision_id)]
                return True
            if (ground := _GROUNDS.get(booked.fault)) is not None:
                await self._decide(one, BookingMeasure.SEND_BACK, "the supplier had no right to it", ground)
                courses.append(given_back(booked, today, self._chances))
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
        if booked.line.cents < 0 or kind not in INCOME or booked.household is None:
            return False
        part = Part(ids[booked.household], kind, parse_month(month.partition(":")[0]), booked.line.cents)
        await match(session, hand, one.place, part, _WHY, _to_remember(kind, booked))
        return True

    async def _decide(self, one: Exceptional, what: BookingMeasure, why: str, ground: Ground | None = None) -> UUID:
        """One asks, another agrees; the id of the decision."""
        world = self._world
        async with world.database.transaction(world.organisation_id) as session:
            asked = await deciding.ask(session, world.hand(session, CLERK), one.place, what, why, ground)
        async with world.database.transaction(world.organisation_id) as session:
            await deciding.approve(session, world.hand(session, APPROVER), asked.id)
        return asked.id

    async def _filed(self, decision_id: UUID) -> list[Ordered]:
        """The payment back that was filed by a decision, as the bank reads it."""
        world = self._world
        async with world.database.reading(world.organisation_id) as session:
            name = message_id(decision_id, 1)
            content = b"".join([chunk async for chunk in stream(session, world.keyring, name)])
        return list(ordered(content))


def _to_remember(kind: str, booked: Booked) -> Remember | None:
    """Dienst Toeslagen writes a number of its own, which is the household's from now on."""
    number = booked.line.said.rpartition(" ")[2]
    return Remember([number]) if kind in _TOESLAGEN and number.startswith("T0") else None
