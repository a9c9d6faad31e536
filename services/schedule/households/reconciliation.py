"""Keeping the tasks of a household in step with what its facts and plan ask for. Pure."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from services.schedule.households.tasks import Task, TaskKind, TaskOutcome


class KeptTask(NamedTuple):
    """A task as it is kept, and how it ended; None while it waits for somebody."""

    id: UUID
    task: Task
    outcome: TaskOutcome | None = None


@dataclass(frozen=True, slots=True)
class TaskChanges:
    """What is to be written: tasks that are new, open again, due on another day, or ended."""

    opened: list[KeptTask] = field(default_factory=list)
    reopened: list[KeptTask] = field(default_factory=list)
    moved: list[KeptTask] = field(default_factory=list)
    ended: list[KeptTask] = field(default_factory=list)

    @property
    def is_something(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.opened or self.reopened or self.moved or self.ended)


def reconcile(kept: Iterable[KeptTask], wanted: Collection[Task], new_id: Callable[[], UUID]) -> TaskChanges:
    """What changes. A task that was never open is not written when it is done; what a person closed stays closed."""
    before = {_key(one.task): one for one in kept}
    changes = TaskChanges()
    for task in wanted:
        known = before.pop(_key(task), None)
        if known is not None:
            _compare(changes, known, task)
        elif not task.done:
            changes.opened.append(KeptTask(new_id(), task))
    changes.ended.extend(one._replace(outcome=TaskOutcome.NOT_NEEDED) for one in before.values() if not one.outcome)
    return changes


def _compare(changes: TaskChanges, kept: KeptTask, task: Task) -> None:
    if kept.outcome is None:
        if task.done:
            changes.ended.append(KeptTask(kept.id, task, TaskOutcome.DONE))
        elif kept.task != task:
            changes.moved.append(KeptTask(kept.id, task))
    elif kept.outcome is not TaskOutcome.CLOSED and not task.done:
        changes.reopened.append(KeptTask(kept.id, task))


def _key(task: Task) -> tuple[TaskKind, str]:
    return task.kind, task.about
