"""Once a day somebody looks whether a month is paid in time, and whether anything that waits could be paid now.

A worker rings it (`wake`); what follows is a job for each organisation, in batches, so that two workers or a crash
change nothing: what is asked for is in the tables, and asked once.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.types import Uuid

from services import banking_days
from services.clock import Clock, civil_date
from services.database import Database, Session, organisation_of
from services.events import NextStep, RunKind, RunTaskState
from services.months import Month, first_day, last_day, month_of
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.waiting_for_registry import queue_everybody
from services.schedule.job_of_a_day import JobOfADay
from services.schedule.payments import repository, run_task_repository
from services.schedule.payments.candidates import Period
from services.schedule.payments.papers import months_of, papers_of
from services.schedule.payments.payable_look import look_at_next
from services.schedule.payments.payable_repository import newest_monthly
from services.schedule.payments.proposal import Proposal, proposal
from services.schedule.payments.run import RunKey, RunState
from services.schedule.payments.run_task import Wanted, is_asked_for, next_step, wanted
from services.schedule.payments.tables import RunRow, RunTaskRow
from services.schedule.registry.registry import Registry
from services.sealing import Keyring
from services.storing import connection_of

WATCH: Final = "watch_payments"
"""The job of a day of an organisation."""

_BY = "ontzorg"
_AT_ONCE = 100
_NO_RUN = UUID(int=0)
_BUSY = text(
    """
    select id from household where plan_version is not null and coalesce(busy_until >= :begins, true)
    and (cast(:after as uuid) is null or id > :after) order by id limit :most
    """
).bindparams(bindparam("after", type_=Uuid))


class PaymentWatch:
    """What watches over the payments of all organisations; any number of them, anywhere."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        rules: Rulebook,
        keyring: Keyring,
        registry: Registry,
        machine: Clock | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring
        self._registry = registry
        self._job = JobOfADay(WATCH, _each_day, database, clock, machine)

    async def wake(self) -> int:
        """An alarm: see to it that a job watches every organisation today."""
        return await self._job.wake()

    async def watch(self, organisation_id: str) -> None:
        """Look at all of whom something waits, and ask for the runs that are to come."""
        mine = UUID(organisation_id)
        async with self._database.transaction(mine) as session:
            newest = await newest_monthly(session)
            await queue_everybody(session, newest.looked_at if newest else None)
        try:
            await self.look(organisation_id)
        finally:
            await self._ask_for_runs(mine)

    async def _ask_for_runs(self, mine: UUID) -> None:
        """Also while the registry does not answer: a month is asked for all the same."""
        months = await self._months_to_ask(mine, self._clock.today())
        dues = {month: await self._first_due(mine, month) for month in months}
        async with self._database.transaction(mine) as session:
            await keep_run_tasks(session, dues, self._clock.now())

    async def look(self, organisation_id: str) -> None:
        """Look at everybody in the queue. `RegistryDoesNotAnswer` leaves the rest for the next time."""
        while await self._look_at_next(UUID(organisation_id)):
            pass

    async def _look_at_next(self, mine: UUID) -> bool:
        async with self._database.transaction(mine) as session:
            hand = Hand.of(session, _BY, self._clock.now(), self._rules, self._keyring)
            return await look_at_next(session, hand, self._registry)

    async def _months_to_ask(self, mine: UUID, today: date) -> list[Month]:
        """Of this month and the next, those whose own run is not there, as soon as it could be asked for."""
        found = []
        async with self._database.reading(mine) as session:
            for month in (month_of(today), month_of(today) + 1):
                run = await repository.run_of(session, RunKey(month, RunKind.MONTHLY, 1))
                is_there = run is not None and run.state is not RunState.WITHDRAWN
                if not is_there and is_asked_for(first_day(month), today):
                    found.append(month)
        return found

    async def _first_due(self, mine: UUID, month: Month) -> date | None:
        """The first day of a month on which a household has something due that no run has; None where none has.

        Nothing is due before the first of the month, so the search ends with the first household that has it then.
        """
        first, after = None, None
        while first is None or first > first_day(month):
            async with self._database.transaction(mine) as session:
                asked = {"begins": first_day(month), "after": after, "most": _AT_ONCE}
                ids = list((await session.execute(_BUSY, asked)).scalars())
                if not ids:
                    return first
                found = await self._dues(session, ids, month)
            first, after = min([*found, *([first] if first else [])], default=None), ids[-1]
        return first

    async def _dues(self, session: Session, ids: Sequence[UUID], month: Month) -> list[date]:
        period = Period(month, banking_days.after(self._clock.today()))
        papers = await papers_of(await connection_of(session), ids, period, _NO_RUN, self._rules)
        made = [proposal(one, period, self._rules.norms) for one in papers]
        dues = [each.payment.due_on for one in made if isinstance(one, Proposal) for each in one.payments]
        return [day for day in dues if first_day(month) <= day <= last_day(month)]


async def _each_day(session: Session, today: date) -> bool:
    """Every organisation is watched every day: what waits may be payable by what somebody else said."""
    return True


async def keep_run_tasks(session: Session, dues: dict[Month, date | None], now: datetime) -> None:
    """Open, escalate and close the tasks of runs, given for months without a run the first day something is due."""
    today = civil_date(now)
    this_month = month_of(today)
    due = {(one.key, one.step): one.due_on for one in await _wanted(session, dues, today)}
    known = {_place(row): row for row in await run_task_repository.every_task(session, this_month - 1)}
    for place, day in due.items():
        await _keep(session, known.get(place), place, day, now)
    for place, row in known.items():
        if place not in due and row.closed_at is None:
            row.closed_at = now
            await run_task_repository.tell(session, row, RunTaskState.CLOSED, now)
    await session.flush()


async def _wanted(session: Session, dues: dict[Month, date | None], today: date) -> list[Wanted]:
    found: list[Wanted] = []
    this_month = month_of(today)
    for month in (this_month, this_month + 1):
        key = RunKey(month, RunKind.MONTHLY, 1)
        run = await repository.run_of(session, key)
        is_there = run is not None and run.state is not RunState.WITHDRAWN
        first_due = dues.get(month)
        if run is not None and is_there:
            found += await _of_run(session, run)
        elif first_due is not None and is_asked_for(first_due, today):
            found += wanted(key, None, first_due, None)
    for run in await run_task_repository.unfinished(session, this_month - 1):
        found += await _of_run(session, run)
    newest = await newest_monthly(session)
    if newest is None:
        return found
    asked_by = await run_task_repository.asked_for_by(session, months_of(Period(newest.month, today)))
    if asked_by is not None:
        key = await run_task_repository.next_supplementary(session, newest.month)
        found.append(Wanted(key, NextStep.PROPOSE, asked_by))
    return found


async def _of_run(session: Session, run: RunRow) -> list[Wanted]:
    first_due = await run_task_repository.first_due(session, run)
    if first_due is None or next_step(run.state) is None:
        return []
    came_here = run.approved_at or run.proposed_at
    return list(wanted(RunKey(run.month, run.kind, run.number), run.state, first_due, civil_date(came_here)))


_Place = tuple[RunKey, NextStep]


def _place(row: RunTaskRow) -> _Place:
    return RunKey(row.month, row.kind, row.number), row.step


async def _keep(session: Session, row: RunTaskRow | None, place: _Place, day: date, now: datetime) -> None:
    """Open the task, or open it again, and escalate it once its day has passed. A day that was set comes no later."""
    key, step = place
    if row is None or row.closed_at is not None:
        if row is None:
            mine = organisation_of(session)
            row = RunTaskRow(
                organisation_id=mine, month=key.month, kind=key.kind, number=key.number, step=step, due_on=day,
                opened_at=now,
            )  # fmt: skip
        row.due_on, row.opened_at, row.escalated_at, row.closed_at = day, now, None, None
        session.add(row)
        await run_task_repository.tell(session, row, RunTaskState.OPEN, now)
    else:
        row.due_on = min(row.due_on, day)
    if row.due_on < civil_date(now) and row.escalated_at is None:
        row.escalated_at = now
        await run_task_repository.tell(session, row, RunTaskState.ESCALATED, now)
