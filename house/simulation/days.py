"""One day after another: the bank's post in the morning, people by day, the bank at night, and a look at all of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from house.bench.cost import Cost, timed
from house.caseload import Caseload
from house.demo.story_days import Calendar
from house.demo.world import World
from house.simulation import granting
from house.simulation.agreeing import Newcomer, know_suppliers
from house.simulation.asking import to_come
from house.simulation.case_manager import CaseManager
from house.simulation.city_hall import CityHall
from house.simulation.desk import Desk
from house.simulation.nights import Failure, Nights
from house.simulation.oracle import Unseen
from house.simulation.telling import Teller
from sandbox import answering, drawing, incoming, payments
from sandbox.bank import Bank, Made, Post
from sandbox.faults import Chances, FaultKind
from sandbox.incoming import Due
from sandbox.payments import Order
from sandbox.report_file import reports
from sandbox.statement_file import Statement, write
from sandbox.truth import Answered, AtClient, Course, Notice
from services.banking_days import bank_days_later, is_bank_day
from services.clock import SystemClock, stopwatch
from services.months import Month, month_of
from services.schedule.households.contents import B12Received
from services.schedule.households.tasks import B12_AFTER, TaskKind
from services.schedule.statements.folder import StatementFolder

_DAY = timedelta(days=1)
_SIX = 6
_SUNDAY = 6
_REMEMBERED = timedelta(days=30)
"""Longer than anybody looks back at a booking."""

TAKING_IN, ALARMS, PEOPLE, EXCEPTIONS, RUNS = "taking in", "alarms and matching", "people", "exceptions", "runs"
WORLD, LOOKING = "the world itself", "looking"
"""What a day is made of: the first five are the system's work."""


@dataclass
class MonthLived:
    """A month of it: the seconds of each stage, the bank's entries, and how many households were in care on its last
    day. `cpu` are seconds of processor time, ours and the database's, without the looks, and `looks_cpu` those of the
    looks; None where nobody tells."""

    month: Month
    cpu: float | None = 0.0
    looks_cpu: float | None = 0.0
    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    entries: int = 0
    households: int = 0

    @property
    def seconds(self) -> float:
        """All of it."""
        return sum(self.spent.values())

    @property
    def looking(self) -> float:
        """Those of the looks at night, which no municipality takes."""
        return self.spent[LOOKING]

    def add_cpu(self, lived: Cost, looked: Cost) -> None:
        """Count what a day, and the look behind it, took of the processors."""
        self.cpu = None if self.cpu is None or lived.cpu is None else self.cpu + lived.cpu
        self.looks_cpu = None if self.looks_cpu is None or looked.cpu is None else self.looks_cpu + looked.cpu

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count the time of a block as a stage's."""
        lasted = stopwatch()
        yield
        self.spent[stage] += lasted()


@dataclass
class Lived:
    """What came of a simulation."""

    failures: list[Failure] = field(default_factory=list)
    months: list[MonthLived] = field(default_factory=list)
    days: int = 0


class Days:
    """A simulation in a folder of its own; `cpu_elsewhere` are the seconds of processor time that the database used."""

    def __init__(
        self,
        world: World,
        caseload: Caseload,
        calendar: Calendar,
        chances: Chances,
        folder: Path,
        teller: Teller,
        cpu_elsewhere: Callable[[], float | None] = lambda: None,
    ) -> None:
        self._world = world
        self._cpu_elsewhere = cpu_elsewhere
        self._calendar = calendar
        self._chances = chances
        self._spared = Chances(chances.seed, ())
        self._folder = folder
        self._teller = teller
        self.bank = Bank([town.iban for town in caseload.towns], chances)
        self.city_hall = CityHall(world, caseload, calendar, folder)
        self.desk = Desk(world, chances)
        self.case_manager = CaseManager(world, chances.seed)
        self.nights = Nights(world, self.bank)
        self._incoming = folder / "bank" / str(world.organisation_id) / "in"
        self._looks = StatementFolder(
            folder / "bank", world.database, world.clock, world.rules, world.keyring, SystemClock()
        )
        self._paid_out: set[tuple[int, str]] = set()
        self.told: list[Made] = []
        self._at_client: dict[date, list[AtClient]] = defaultdict(list)
        self._at_suppliers: dict[str, Order] = {}
        self._answers: dict[date, list[Answered]] = defaultdict(list)
        self.lived = Lived()

    async def live(self, until: date | None = None, *, keeps_going: bool = False) -> Lived:
        """All days up to that one, or to the first night on which something is not as it should be; with `keeps_going`
        also beyond.
        """
        self._incoming.mkdir(parents=True)
        await know_suppliers(self._world)
        day = self._calendar.begins_on
        ends_on = until or self._calendar.ends_on
        while day <= ends_on and (keeps_going or not self.lived.failures):
            await self._live(day)
            day += _DAY
        return self.lived

    async def _live(self, day: date) -> None:
        month = self._month(day)
        with timed(self._cpu_elsewhere) as timing:
            told = await self._morning(day, month)
            await self._by_day(day, month)
            with month.timed(WORLD):
                if is_bank_day(day):
                    await self._payers(day)
                    self.bank.close(day)
        with month.timed(LOOKING), timed(self._cpu_elsewhere) as looked:
            unseen = await self.nights.judge(told, self.city_hall.numbers)
            unseen += await self.nights.look(day, self.city_hall.ids)
        month.add_cpu(timing.cost, looked.cost)
        month.households = sum(1 for one in self.city_hall.households.values() if one.life.ends_on >= day)
        self.lived.days += 1
        self.lived.failures += [self._failure(day, one) for one in unseen]
        self._teller.day(day, month.seconds)
        if day.weekday() == _SUNDAY:
            self._world.let_rows_be_counted()
        if (day + _DAY).day == 1:
            seen = self.nights.seen
            self._teller.month(month, sum(self.bank.befell.values()), seen.explained, seen.odd)

    async def _morning(self, day: date, month: MonthLived) -> list[Made]:
        """The bank's post is taken in, the alarms ring, and all that follows is done; what can be known since."""
        self._world.move_to(day, _SIX)
        with month.timed(WORLD):
            post, told = self.bank.morning(day)
            self._put_down(day, post)
        with month.timed(TAKING_IN):
            await self._looks.look()
        with month.timed(ALARMS):
            await self._ring()
        self.told = [*(one for one in self.told if one.statement.day > day - _REMEMBERED), *told]
        month.entries += sum(len(one.booked) for one in told)
        with month.timed(WORLD):
            self._reach_suppliers(day, told)
        return told

    def _reach_suppliers(self, day: date, told: Iterable[Made]) -> None:
        """What a supplier got, and a statement shows since today, he answers for, where the bank did as it should. That
        of a batch may be found later, so about its payments nothing goes wrong that has to be told by a day.
        """
        for booked in (one for made in told for one in made.booked):
            befall = self._spared if booked.of else self._chances
            for one in booked.of or (booked,):
                order = self._at_suppliers.pop(one.payment, None)
                if order is not None:
                    self._take_on(answering.course_of(order, one.line.on, day, befall))

    async def _ring(self) -> None:
        for worker in self._world.registry.workers:
            await worker.ring()
        assert self._world.registry.wake is not None, "the registry has an alarm clock"
        await self._world.registry.wake()
        await self._world.registry.drain()

    async def _by_day(self, day: date, month: MonthLived) -> None:
        with month.timed(PEOPLE):
            for newcomer in await self.city_hall.go_through(day):
                self._take_on(_of_coa(newcomer, day))
            await self.case_manager.work(day, self.city_hall.numbers)
        with month.timed(EXCEPTIONS):
            for course in await self.desk.work(day, self.told, self.city_hall.ids):
                self._take_on(course)
            await self.desk.hear(day, self._at_client.pop(day, []), self.city_hall.ids)
            again = await self.desk.take_answers(self._answers.pop(day, []))
            self._answers[bank_days_later(day, 1)] += again
        with month.timed(RUNS):
            orders, collections = await self.city_hall.pay(day)
            await self._world.registry.drain()
        with month.timed(WORLD):
            for order in orders:
                course = payments.course_of(order, day, self._chances)
                if order.to_supplier and course.befell is None:
                    self._at_suppliers[order.end_to_end_id] = order
                self._take_on(course)
                self._take_on(drawing.without_mandate(order, self._chances))
            for collection in collections:
                self._take_on(drawing.course_of(collection, day, self._chances))

    async def _payers(self, day: date) -> None:
        """What is to have come by today is paid, or not; each once. Nothing befalls what fell due before the first day:
        no statement says whether it had come already, so nobody is told that it did not."""
        async with self._world.database.reading(self._world.organisation_id) as session:
            due = await to_come(session, day)
        for one in due:
            number = self.city_hall.numbers[one.household_id]
            money = Due(one.iban, number, one.reference, one.about, one.cents, one.on)
            if (number, one.about) not in self._paid_out and self._is_paid(money, day):
                self._paid_out.add((number, one.about))
                befall = self._chances if one.on >= self._calendar.begins_on else self._spared
                self._take_on(incoming.course_of(money, day, befall))

    def _is_paid(self, money: Due, day: date) -> bool:
        if not money.is_toeslag:
            return True
        since = granting.paid_from(self.city_hall.households[money.household], money.kind)
        return since is not None and since <= day

    def _take_on(self, course: Course) -> None:
        self.bank.take_on(course)
        self.nights.expect(course)
        for one in course.at_client:
            self._at_client[one.told_on].append(one)
        for answer in course.answers:
            self._answers[answer.on].append(answer)

    def _put_down(self, day: date, post: Post) -> None:
        """Files under names in the order in which the bank brings them."""
        if post.in_time:
            self._write(f"{day}-1.xml", post.in_time)
        for place, statement in enumerate(post.beside_time):
            self._write(f"{day}-0-{place:04d}.xml", [statement])
        for place, report in enumerate(reports(post.rejections)):
            (self._incoming / f"{day}-2-{place:04d}.xml").write_bytes(report)

    def _write(self, name: str, statements: Sequence[Statement]) -> None:
        write(self._incoming / name, statements)

    def _month(self, day: date) -> MonthLived:
        if not self.lived.months or self.lived.months[-1].month != month_of(day):
            self.lived.months.append(MonthLived(month_of(day)))
        return self.lived.months[-1]

    def _failure(self, day: date, one: Unseen) -> Failure:
        if one.household is None:
            return Failure(day, one.what, fault=one.fault)
        household_id = self.city_hall.ids.get(one.household)
        return Failure(day, one.what, household_id, self.city_hall.households[one.household].reference, one.fault)


def _of_coa(newcomer: Newcomer, day: date) -> Course:
    """A B12 that is late, or never comes, is somebody's task from the day after it should have come."""
    life = newcomer.household.life
    came_on = next((one.content.on for one in newcomer.household.known if isinstance(one.content, B12Received)), None)
    known_by = max(life.leaves_on + B12_AFTER, day) + _DAY
    if came_on is not None and came_on <= known_by:
        return Course()
    notice = Notice(life.number, TaskKind.B12_EXPECTED, "", FaultKind.B12_LATE, None, known_by, came_on)
    return Course(notices=[notice], befell=FaultKind.B12_LATE)
