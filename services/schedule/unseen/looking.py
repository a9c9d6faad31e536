"""Looking once a day what the bank should have shown and did not: each is somebody's task, until it shows after all."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.clock import Clock
from services.database import Database, Session
from services.outbox import every_organisation
from services.schedule.hand import Hand
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.tasks_of_others import change_tasks
from services.schedule.matching.coming_back import hold_households
from services.schedule.unseen.repository import unseen
from services.schedule.unseen.unseen import Unseen
from services.sealing import Keyring

BY = "ontzorg"

_TASKS = text(
    """
    select household_id, id, about, due_on, amount, outcome from task
    where kind = 'not_seen' and (outcome is null or opened_at >= :since)
    """
)
_LOOKS_BACK = timedelta(days=200)
"""Longer than anything is looked for."""


class _Known(NamedTuple):
    household_id: UUID
    about: str
    kept: KeptTask


async def look(session: Session, hand: Hand) -> int:
    """Open a task for all that is missing, and end those of what has shown; how many are open now.

    What a person closed stays closed. `HouseholdIsChanging` if somebody opens one at the same moment.
    """
    await hold_households(session, {one.household_id for one in await unseen(session, hand.today)})
    missing = {(one.household_id, one.about): one for one in await unseen(session, hand.today)}
    known = {(one.household_id, one.about): one.kept for one in await _tasks(session, hand)}
    changes: dict[UUID, TaskChanges] = {
        household_id: TaskChanges() for household_id, _ in missing.keys() | known.keys()
    }
    for key, one in missing.items():
        _compare(changes[key[0]], known.get(key), one, hand)
    for key in known.keys() - missing.keys():
        if known[key].outcome is None:
            changes[key[0]].ended.append(known[key]._replace(outcome=TaskOutcome.DONE))
    await change_tasks(session, hand, changes)
    return sum(1 for key in missing if known.get(key) is None or known[key].outcome is not TaskOutcome.CLOSED)


def _compare(changes: TaskChanges, known: KeptTask | None, one: Unseen, hand: Hand) -> None:
    task = Task(TaskKind.NOT_SEEN, one.about, one.due_on(hand.today), done=False, amount=one.amount)
    if known is None:
        changes.opened.append(KeptTask(hand.new_id(), task))
    elif known.outcome is TaskOutcome.DONE:
        changes.reopened.append(KeptTask(known.id, task))


async def _tasks(session: Session, hand: Hand) -> Collection[_Known]:
    return [
        _Known(
            row.household_id,
            row.about,
            KeptTask(
                row.id,
                Task(TaskKind.NOT_SEEN, row.about, row.due_on, done=False, amount=row.amount),
                None if row.outcome is None else TaskOutcome(row.outcome),
            ),
        )
        for row in await session.execute(_TASKS, {"since": hand.now - _LOOKS_BACK})
    ]


class UnseenAlarm:
    """What a worker rings: it looks once a day, for what is missing is missing by the day."""

    def __init__(self, database: Database, clock: Clock, rules: Rulebook, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring
        self._looked_on: date | None = None

    async def wake(self) -> int:
        """An alarm of a worker: look, and say that no job was missing."""
        today = self._clock.today()
        if self._looked_on == today:
            return 0
        async with self._database.reading(None) as session:
            organisations = await every_organisation(session)
        for organisation_id in organisations:
            async with self._database.transaction(organisation_id) as session:
                await look(session, Hand.of(session, BY, self._clock.now(), self._rules, self._keyring))
        self._looked_on = today
        return 0
