"""What people do at the city hall: they hand in who comes, record what becomes known, and pay the runs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from house.caseload import Caseload, Household
from house.demo import registry_desk, running
from house.demo.daily import Diary
from house.demo.desk import close_what_was_done
from house.demo.handing_in import hand_in
from house.demo.running import monthly, supplementary
from house.demo.story_days import Calendar
from house.demo.world import World
from house.simulation.agreeing import Newcomer, let_suppliers_draw, umr_of
from house.simulation.asking import payments_filed, to_be_drawn
from sandbox.drawing import Collection
from sandbox.orders import ordered
from sandbox.payments import Order
from services.months import month_of
from services.schedule.bank.keeping import stream
from services.schedule.households.contents import ToeslagArrived
from services.schedule.payments import repository
from services.schedule.payments.run import RunKey

_MONDAY = 0
_EIGHT, _NINE = 8, 9


class CityHall:
    """Its people, whom they know, and what they still have to do."""

    def __init__(self, world: World, caseload: Caseload, calendar: Calendar, folder: Path) -> None:
        self._world = world
        self._caseload = caseload
        self._folder = folder
        self._diary = Diary()
        self._handed_in_until = date.min
        self._runs = dict(_run_days(calendar))
        self._attempts: Counter[tuple[int, str]] = Counter()
        self.households: dict[int, Household] = {}
        self.ids: dict[int, UUID] = {}
        self.numbers: dict[UUID, int] = {}
        self.paid = 0
        self.held: Counter[str] = Counter()

    async def go_through(self, day: date) -> list[Newcomer]:
        """Who came is handed in, mostly on Mondays, and what becomes known is recorded; who is new."""
        self._world.move_to(day, _EIGHT)
        came: list[Newcomer] = []
        if day.weekday() == _MONDAY or self._handed_in_until == date.min:
            came = await self._hand_in(day)
        await self._diary.live_until(self._world, day, _NINE)
        await self._world.registry.drain()
        return came

    async def pay(self, day: date) -> tuple[list[Order], list[Collection]]:
        """Pay what is to be paid on a day: what the bank has to execute, and what suppliers come for."""
        orders: list[Order] = []
        collections: list[Collection] = []
        for key in self._runs.get(day, ()):
            await close_what_was_done(self._world, day)
            run = await running.pay(self._world, key, day)
            self.paid += run.payments
            self.held.update(run.held)
            orders += await self._orders(run.run_id)
            collections += await self._collections(run.run_id)
        return orders, collections

    async def _hand_in(self, day: date) -> list[Newcomer]:
        households = [by_statements(one) for one in self._caseload.handed_in(self._handed_in_until, day)]
        self._handed_in_until = day
        if not households:
            return []
        _, ids = await hand_in(self._world, households, day, self._folder / "caseload")
        came = [Newcomer(ids[one.reference], one) for one in households]
        for household_id, household in came:
            self._diary.expect(household_id, household, day)
            number = household.life.number
            self.households[number], self.ids[number], self.numbers[household_id] = household, household_id, number
        await self._world.registry.drain()
        await registry_desk.approve_accounts(self._world)
        await let_suppliers_draw(self._world, self._caseload.seed, came)
        await registry_desk.bring_what_nobody_waits_for(self._world, ())
        return came

    async def _orders(self, run_id: UUID) -> list[Order]:
        """What our files of a run order, read as the bank reads them."""
        world, found = self._world, []
        async with world.database.reading(world.organisation_id) as session:
            paid = await payments_filed(session, run_id)
            for file in await repository.files(session, run_id):
                content = b"".join([chunk async for chunk in stream(session, world.keyring, file.message_id)])
                for one in ordered(content):
                    household_id, about, to_supplier = paid[one.end_to_end_id]
                    number = self.numbers[household_id]
                    self._attempts[number, about] += 1
                    found.append(
                        Order(
                            account=one.account,
                            end_to_end_id=one.end_to_end_id,
                            cents=one.cents,
                            execute_on=one.execute_on,
                            name=one.name,
                            iban=one.iban,
                            said=one.said,
                            message_id=one.message_id,
                            block=one.block,
                            household=number,
                            about=about,
                            attempt=self._attempts[number, about],
                            to_supplier=to_supplier,
                        )
                    )
        return found

    async def _collections(self, run_id: UUID) -> list[Collection]:
        world = self._world
        async with world.database.reading(world.organisation_id) as session:
            bills = await to_be_drawn(session, run_id)
        numbers = [self.numbers[one.household_id] for one in bills]
        return [
            Collection(one.iban, number, one.about, umr_of(self.households[number]), one.cents, one.due_on)
            for one, number in zip(bills, numbers, strict=True)
        ]


def by_statements(household: Household) -> Household:
    """The household without what its story says of money that came: where that goes the world decides, so that the bank
    tells of it, and the client of what was sent to his own account."""
    return replace(
        household, known=tuple(one for one in household.known if not isinstance(one.content, ToeslagArrived))
    )


def _run_days(calendar: Calendar) -> Iterator[tuple[date, list[RunKey]]]:
    """What fell due before the beginning, and each month its own run, and two for who came or was held since."""
    yield calendar.catches_up_on, [supplementary(month_of(calendar.catches_up_on), 1)]
    for month in calendar.in_turn():
        yield month.proposed_on, [monthly(month.month)]
        yield month.day_after, [supplementary(month.month, 1)]
        yield month.supplemented_on, [supplementary(month.month, 2)]
