"""What is looked at each night: every promise, every cent, and everything that people should have seen by then."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

from house.demo.world import World
from house.doctor.examination import Finding
from house.doctor.returning import Returning
from house.simulation.oracle import Unseen, Waiting, judge, untold
from house.simulation.sight import StatementName, cents, made_of, told_of
from sandbox.bank import BEGINS_WITH, Bank, Made
from sandbox.faults import FaultKind
from sandbox.truth import Course


class Failure(NamedTuple):
    """What is not as it has to be: on which day, about which household (its id and reference), and what."""

    day: date
    what: str
    household_id: UUID | None = None
    reference: str = ""
    fault: FaultKind | None = None


@dataclass
class Seen:
    """What the system saw: bookings that it explained and exceptions by their oddity, and notices that were given."""

    explained: int = 0
    odd: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)


class Nights:
    """The looks of one simulation."""

    def __init__(self, world: World, bank: Bank) -> None:
        self._world = world
        self._bank = bank
        self._waiting = Waiting()
        self._doctor = Returning(world.admin_url)
        self.seen = Seen()

    def expect(self, course: Course) -> None:
        """People are to be told what became of something."""
        self._waiting.expect(course.notices)

    async def judge(self, told: Sequence[Made], numbers: Mapping[UUID, int]) -> list[Unseen]:
        """What is wrong about what became of the bookings of these statements."""
        names = [StatementName(one.statement.account, one.statement.number) for one in told]
        async with self._world.database.reading(self._world.organisation_id) as session:
            found = await made_of(session, names, numbers)
        unseen = []
        for name, one in zip(names, told, strict=True):
            for entry, booked in enumerate(one.booked, start=1):
                made = found.get((name, entry))
                wrong = judge(booked, made)
                if wrong is not None:
                    unseen.append(wrong)
                elif made is not None and made.oddity is not None:
                    self.seen.odd[made.oddity] += 1
                else:
                    self.seen.explained += 1
        return unseen

    async def look(self, day: date, ids: Mapping[int, UUID]) -> list[Unseen]:
        """Notices that nobody got, cents that are not the bank's, and broken promises: asked of whoever changed
        since the night before, at the end of a month of everybody.
        """
        is_last = (day + timedelta(days=1)).day == 1
        return [*await self._notices(day, ids), *await self._cents(), *await self._promises(at_everything=is_last)]

    async def _notices(self, day: date, ids: Mapping[int, UUID]) -> list[Unseen]:
        reached = {iban: account.reaches for iban, account in self._bank.accounts.items()}
        due = self._waiting.due(day, reached)
        if not due:
            return []
        numbers = {ids[one.household]: one.household for one in due}
        async with self._world.database.reading(self._world.organisation_id) as session:
            told = await told_of(session, numbers, numbers)
        missed = list(untold(due, told))
        self.seen.told.update(one.sign for one in due)
        return missed

    async def _cents(self) -> list[Unseen]:
        async with self._world.database.reading(self._world.organisation_id) as session:
            found = await cents(session)
        accounts = self._bank.accounts.values()
        moved = sum(account.moved for account in accounts)
        wrong = []
        if found.went_out != -moved:
            what = f"the books say that {found.went_out} cents left the bank, its statements say {-moved}"
            wrong.append(Unseen(None, what))
        for account in accounts:
            stands = found.closing.get(account.iban, BEGINS_WITH)
            if stands != BEGINS_WITH + account.moved:
                what = f"{account.iban} was taken in up to {stands} cents, and was told up to"
                wrong.append(Unseen(None, f"{what} {BEGINS_WITH + account.moved}"))
        return wrong

    async def _promises(self, *, at_everything: bool) -> list[Unseen]:
        return list(_broken(await asyncio.to_thread(partial(self._doctor.look, at_everything=at_everything))))


def _broken(findings: Sequence[Finding]) -> Iterator[Unseen]:
    for finding in findings:
        if finding.is_broken:
            number, says = finding.promise.number, finding.promise.says
            first = ", ".join(f"{name} {value}" for name, value in finding.first[0].items())
            yield Unseen(None, f"{number} is broken {finding.offenders} times: {says}; the first: {first}")
