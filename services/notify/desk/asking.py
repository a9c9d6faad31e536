"""What waits, asked of the services that own it: page by page for a whole organisation, and never one by one."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date
from functools import partial
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from services.database import Database
from services.errors import NotFound
from services.mandates.client import MandatesClient
from services.notify.desk import own_matters
from services.notify.desk.matter import Matter, of_alarm, of_booking, of_house, of_task
from services.notify.desk.weights import LOUD_ALARMS, LOUD_ODDITIES
from services.notify_events import LoudKind
from services.schedule.client import ScheduleClient
from services.schedule.schemas import BankExceptionsAsked, StatementState, TaskKind, TasksAsked, TaskState

_LOUD_TASKS = {LoudKind.LEEFGELD_CAME_BACK: TaskKind.MONEY_CAME_BACK, LoudKind.ARREARS: TaskKind.ARREARS}
_STATEMENTS = (StatementState.WAITS, StatementState.STOPPED)
_Item = TypeVar("_Item")
_Item_co = TypeVar("_Item_co", covariant=True)


class _Page(Protocol[_Item_co]):
    """A page of something."""

    @property
    def items(self) -> Sequence[_Item_co]:
        """What is on it."""

    @property
    def next_cursor(self) -> str | None:
        """Where the next one begins, if there is one."""


class Waits(Protocol):
    """Who can say what waits, of an organisation; `Unavailable` where an owner does not answer."""

    async def loud(self, mine: UUID, kinds: Set[LoudKind]) -> list[Matter]:
        """What stands of these kinds."""

    async def everything(self, mine: UUID, until: date) -> list[Matter]:
        """All that is due by a day or overdue, and all that is odd or loud whenever it is due."""

    async def references(self, mine: UUID, household_ids: Set[UUID]) -> Mapping[UUID, str]:
        """The organisation's own case numbers of these, where they have one still."""


class WhatWaits(NamedTuple):
    """The way to the owners on behalf of an organisation."""

    database: Database
    schedule: Callable[[UUID], ScheduleClient]
    mandates: Callable[[UUID], MandatesClient]

    async def loud(self, mine: UUID, kinds: Set[LoudKind]) -> list[Matter]:
        """As above."""
        schedule, found = self.schedule(mine), list[Matter]()
        for kind, task in _LOUD_TASKS.items():
            if kind in kinds:
                found += [one for one in await self._tasks(schedule, TasksAsked(kind=task)) if one.loud is kind]
        if not kinds.isdisjoint(LOUD_ALARMS.values()):
            found += [one for one in await self._alarms(mine) if one.loud in kinds]
        for oddity, kind in LOUD_ODDITIES.items():
            if kind in kinds:
                found += await self._bookings(schedule, BankExceptionsAsked(oddity=oddity))
        if LoudKind.STATEMENT_GAP in kinds:
            found += await self._statements(schedule)
        return [*found, *await self._own(mine, kinds)]

    async def everything(self, mine: UUID, until: date) -> list[Matter]:
        """As above."""
        schedule = self.schedule(mine)
        return [
            *await self._tasks(schedule, TasksAsked(due_until=until)),
            *await self._alarms(mine),
            *await self._bookings(schedule, BankExceptionsAsked()),
            *await self._statements(schedule),
            *await self._own(mine, frozenset(LoudKind)),
        ]

    async def references(self, mine: UUID, household_ids: Set[UUID]) -> Mapping[UUID, str]:
        """As above; one by one, for they are those of whom there is news and whom somebody helps."""
        schedule, found = self.schedule(mine), dict[UUID, str]()
        for household_id in sorted(household_ids):
            with suppress(NotFound):
                found[household_id] = (await schedule.household(household_id)).reference
        return found

    async def _tasks(self, schedule: ScheduleClient, asked: TasksAsked) -> list[Matter]:
        found = []
        for state in (TaskState.OVERDUE, TaskState.OPEN):
            page = partial(schedule.tasks, asked.model_copy(update={"state": state}))
            found += [
                of_task(one.kind, one.about, one.household_id, one.reference, one.due_on) async for one in _all(page)
            ]
        return found

    async def _alarms(self, mine: UUID) -> list[Matter]:
        page = self.mandates(mine).alarms
        return [
            of_alarm(one.alarm.kind, one.alarm.household_id, one.reference, one.alarm.act_by)
            async for one in _all(page)
        ]

    async def _bookings(self, schedule: ScheduleClient, asked: BankExceptionsAsked) -> list[Matter]:
        page = partial(schedule.bank_exceptions, asked)
        return [of_booking(one.oddity, one.due_on) async for one in _all(page)]

    async def _statements(self, schedule: ScheduleClient) -> list[Matter]:
        return [
            of_house(LoudKind.STATEMENT_GAP, one.as_of, f"/schedule/v1/statements/{one.id}")
            for state in _STATEMENTS
            async for one in _all(partial(schedule.statements, state))
        ]

    async def _own(self, mine: UUID, kinds: Set[LoudKind]) -> list[Matter]:
        async with self.database.reading(mine) as session:
            return await own_matters.standing(session, kinds)


async def _all(page: Callable[[str | None], Awaitable[_Page[_Item]]]) -> AsyncIterator[_Item]:
    cursor = None
    while True:
        found = await page(cursor)
        for one in found.items:
            yield one
        if (cursor := found.next_cursor) is None:
            return
