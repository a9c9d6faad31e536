"""What somebody has to do about what payees say, or do not say, and how that follows them. Pure.

Not booked as it was paid is a task of that payment at once: the bill counts as unpaid although we paid, so somebody
shows the supplier the proof (docs/books.md#the-way-of-a-euro). Silence is one task for a household and a cost, however
many months it lasts: a person asks the supplier once about all of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID

from services.banking_days import bank_days_later
from services.clock import civil_date
from services.schedule.allocations.allocation import Allocation
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome

Key: TypeAlias = tuple[UUID, TaskKind, str]
"""Household, kind and what it is about."""


class Wanted(NamedTuple):
    """A task that should be there; `since` is when that was said which asks for it, None where silence does."""

    task: Task
    since: datetime | None = None


class Known(NamedTuple):
    """A task that is there, and when it ended."""

    kept: KeptTask
    closed_at: datetime | None = None


def wanted_tasks(found: Iterable[Allocation], today: date) -> dict[Key, Wanted]:
    """The tasks of all these; amounts are the cents that are astray, or of which nobody said anything."""
    wanted: dict[Key, Wanted] = {}
    silent: dict[tuple[UUID, str], list[Allocation]] = defaultdict(list)
    for one in found:
        if one.astray and one.answer is not None:
            due_on = bank_days_later(civil_date(one.answer.at), 1)
            task = Task(TaskKind.PAID_NOT_BOOKED, one.subject, due_on, done=False, amount=one.astray)
            wanted[one.household_id, task.kind, task.about] = Wanted(task, one.answer.at)
        elif one.is_overdue(today):
            silent[one.household_id, one.purpose].append(one)
    for (household_id, cost), those in silent.items():
        # the first day on which it is late is one bank day after the answer was due, and that leaves one to ask
        due_on, amount = bank_days_later(min(one.answer_by for one in those), 2), sum(one.amount for one in those)
        task = Task(TaskKind.BOOKING_NOT_TOLD, cost, due_on, done=False, amount=amount)
        wanted[household_id, task.kind, cost] = Wanted(task)
    return wanted


def compare(
    wanted: Mapping[Key, Wanted], known: Mapping[Key, Known], new_id: Callable[[], UUID]
) -> dict[UUID, TaskChanges]:
    """What changes. What a person closed stays closed, unless the payee said something since."""
    changes: dict[UUID, TaskChanges] = defaultdict(TaskChanges)
    for key, one in wanted.items():
        before, of_household = known.get(key), changes[key[0]]
        if before is None:
            of_household.opened.append(KeptTask(new_id(), one.task))
        elif before.kept.outcome is None:
            if before.kept.task != one.task:
                of_household.moved.append(before.kept._replace(task=one.task))
        elif _asks_again(before, one):
            of_household.reopened.append(KeptTask(before.kept.id, one.task))
    for key in known.keys() - wanted.keys():
        if known[key].kept.outcome is None:
            changes[key[0]].ended.append(known[key].kept._replace(outcome=TaskOutcome.DONE))
    return changes


def _asks_again(before: Known, one: Wanted) -> bool:
    if before.kept.outcome is not TaskOutcome.CLOSED:
        return True
    return one.since is not None and before.closed_at is not None and one.since > before.closed_at
