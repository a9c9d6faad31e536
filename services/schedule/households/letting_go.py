"""Letting go, planned backwards from the end: every step with its last day, what it needs, and what is late. Pure.

The steps are the household's tasks and no second truth beside them; this puts them in order, says on which day each
must have its effect, and what has to be there before it (seed 000, line 169; seed 001, lines 4523-4537). Whether a
supplier was asked and what it answered is the registry's; what it confirmed is a fact here, and ends its step.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from services.months import first_day
from services.schedule.households.contents import SelfRelianceChecked
from services.schedule.households.dossier import Dossier
from services.schedule.households.end_of_relief import newest_check
from services.schedule.households.planning import PlannedCase
from services.schedule.households.reconciliation import KeptTask
from services.schedule.households.tasks import (
    TO_CLIENT,
    Task,
    TaskKind,
    TaskState,
    first_own_pay_day,
    own_again_from,
    state_of,
)
from services.schedule.planning.policy import Extension

_DAY = timedelta(days=1)


class Need(StrEnum):
    """What has to be there before a step: the client's own account, no minus that would remain, or other steps."""

    CLIENT_ACCOUNT = "client_account"
    NO_MINUS = "no_minus"
    SELF_RELIANCE_CHECK = "self_reliance_check"
    EXTENSION_DECISION = "extension_decision"
    END_OF_RELIEF = "end_of_relief"
    TOESLAG_ACCOUNTS_BACK = "toeslag_accounts_back"
    COSTS_HANDED_BACK = "costs_handed_back"
    CLOSING_SETTLEMENT = "closing_settlement"


class Needed(NamedTuple):
    """Something that a step needs, and whether it is there."""

    what: Need
    is_there: bool


class Step(NamedTuple):
    """One step: `task.due_on` is its last day, `in_force_on` the day on which it must have its effect, if it has one.

    `task_id` is that of the task as it is kept; a step that was done before anybody was asked for it has none.
    """

    task: Task
    state: TaskState
    task_id: UUID | None
    in_force_on: date | None
    needs: tuple[Needed, ...]


class LettingGo(NamedTuple):
    """The whole way: the last day of the relief, how it may be extended, the newest look at self-reliance that
    counts for it, and the steps by their last day."""

    relief_ends_on: date
    extension: Extension | None
    check: SelfRelianceChecked | None
    steps: list[Step]


_NEEDS: Final[Mapping[TaskKind, tuple[Need, ...]]] = {
    TaskKind.SELF_RELIANCE_CHECK: (),
    TaskKind.EXTENSION_DECISION: (Need.SELF_RELIANCE_CHECK,),
    TaskKind.TOESLAG_ACCOUNT_BACK: (Need.CLIENT_ACCOUNT, Need.EXTENSION_DECISION),
    TaskKind.HAND_BACK: (),
    TaskKind.END_OF_RELIEF: (Need.SELF_RELIANCE_CHECK, Need.EXTENSION_DECISION),
    TaskKind.CLOSING_SETTLEMENT: (
        Need.CLIENT_ACCOUNT, Need.TOESLAG_ACCOUNTS_BACK, Need.COSTS_HANDED_BACK, Need.NO_MINUS,
    ),
    TaskKind.AFTERCARE: (Need.END_OF_RELIEF, Need.CLOSING_SETTLEMENT),
}  # fmt: skip
"""The kinds of task that are steps of letting go, each with what it needs first."""

_STEPS_OF: Final[Mapping[Need, TaskKind]] = {
    Need.SELF_RELIANCE_CHECK: TaskKind.SELF_RELIANCE_CHECK,
    Need.EXTENSION_DECISION: TaskKind.EXTENSION_DECISION,
    Need.END_OF_RELIEF: TaskKind.END_OF_RELIEF,
    Need.TOESLAG_ACCOUNTS_BACK: TaskKind.TOESLAG_ACCOUNT_BACK,
    Need.COSTS_HANDED_BACK: TaskKind.HAND_BACK,
    Need.CLOSING_SETTLEMENT: TaskKind.CLOSING_SETTLEMENT,
}


def letting_go(
    dossier: Dossier,
    planned: PlannedCase,
    tasks: Iterable[Task],
    kept: Iterable[KeptTask],
    payees: Collection[str],
    today: date,
) -> LettingGo:
    """How a household is let go of, of all its tasks (`tasks_for`) beside those that are kept.

    `payees` has `TO_CLIENT` if the client's own account is known. What a person closed counts as done.
    """
    ends_on = planned.case.relief_ends_on
    steps = [one for one in tasks if one.kind in _NEEDS and _is_of_this_end(one, ends_on)]
    known = {(one.task.kind, one.task.about): one for one in kept}
    states = {_key(one): _state(one, known.get(_key(one)), today) for one in steps}
    is_there = _what_is_there(planned, payees, states)
    found = [
        Step(
            task=one,
            state=states[_key(one)],
            task_id=known[_key(one)].id if _key(one) in known else None,
            in_force_on=_in_force_on(planned, one),
            needs=tuple(Needed(need, is_there(need)) for need in _NEEDS[one.kind] if _asks(need, steps)),
        )
        for one in steps
    ]
    order = list(_NEEDS)
    found.sort(key=lambda step: (step.task.due_on, order.index(step.task.kind), step.task.about))
    return LettingGo(ends_on, planned.policy.extension, newest_check(dossier, ends_on), found)


def _key(task: Task) -> tuple[TaskKind, str]:
    return task.kind, task.about


def _is_of_this_end(task: Task, ends_on: date) -> bool:
    """Whether an earlier end was decided on is history."""
    return task.kind is not TaskKind.EXTENSION_DECISION or task.about == str(ends_on)


def _state(task: Task, kept: KeptTask | None, today: date) -> TaskState:
    if task.done:
        return TaskState.DONE
    return state_of(task.due_on, kept.outcome if kept else None, today)


def _asks(need: Need, steps: Iterable[Task]) -> bool:
    """Whether this household has any such step: who keeps his toeslagen himself has no account to ask back."""
    return need not in _STEPS_OF or any(one.kind is _STEPS_OF[need] for one in steps)


def _what_is_there(
    planned: PlannedCase, payees: Collection[str], states: Mapping[tuple[TaskKind, str], TaskState]
) -> Callable[[Need], bool]:
    def is_there(need: Need) -> bool:
        if need is Need.CLIENT_ACCOUNT:
            return TO_CLIENT in payees
        if need is Need.NO_MINUS:
            return planned.plan.closing.budget >= 0
        return all(state is TaskState.DONE for (kind, _), state in states.items() if kind is _STEPS_OF[need])

    return is_there


def _in_force_on(planned: PlannedCase, task: Task) -> date | None:
    ends_on = planned.case.relief_ends_on
    match task.kind:
        case TaskKind.TOESLAG_ACCOUNT_BACK:
            return first_own_pay_day(ends_on)
        case TaskKind.HAND_BACK:
            return next(_own_from(planned, task.about))
        case TaskKind.EXTENSION_DECISION | TaskKind.END_OF_RELIEF:
            return ends_on + _DAY
        case _:
            return None


def _own_from(planned: PlannedCase, cost: str) -> Iterator[date]:
    """The first day of the month from which the client pays a cost."""
    for one in planned.case.fixed_costs:
        if one.kind == cost:
            yield first_day(own_again_from(one, planned.case.relief_ends_on))
