"""Looking once a day what the bank should have shown and did not: each is somebody's task, until it shows after all."""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.database import Session
from services.schedule.hand import Hand
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.tasks_of_others import change_tasks
from services.schedule.matching.coming_back import hold_households
from services.schedule.unseen.repository import unseen
from services.schedule.unseen.unseen import Unseen

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
