"""What somebody is asked about toeslagen, and keeping those tasks in step. Pure.

A payment that is missing is asked for at Dienst Toeslagen, and again each month until it came. What came otherwise than
it was decided has a new decision behind it, which is to be recorded (the fact `toeslag_amount`). What came to the
client although the budget account is meant comes there again until that account is asked for, and what comes back of it
is to be agreed with him.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from services import banking_days
from services.months import Month, month_text, parse_month
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen.standing import Standing

TO_ASK = 2
"""Bank days in which Dienst Toeslagen is to be asked where the money is."""
TO_AGREE = 5
"""Bank days in which somebody is to agree with the client what comes back, before it is spent."""
TO_RECORD = 5
"""Bank days in which the new decision is to be found, in the client's post or at Dienst Toeslagen, and recorded."""


def tasks_about(standings: Iterable[Standing]) -> Iterator[Task]:
    """What somebody is to be asked about these toeslagen."""
    for one in standings:
        for chase in one.missing:
            yield _task(TaskKind.TOESLAG_MISSING, one.toeslag, chase.payment.first, chase.on, TO_ASK)
        for odd in one.odd:
            came_on = max(arrival.on for arrival in odd.arrivals)
            yield _task(TaskKind.TOESLAG_DIFFERS, one.toeslag, odd.first, came_on, TO_RECORD)
        for claim in one.to_agree:
            due_on = banking_days.bank_days_later(claim.came_on, TO_AGREE)
            about = f"{one.toeslag}/{claim.number}"
            yield Task(TaskKind.TOESLAG_TO_RECLAIM, about, due_on, done=False, amount=claim.amount)
        if one.ask_by is not None:
            yield Task(TaskKind.TOESLAG_ACCOUNT_ASTRAY, str(one.toeslag), one.ask_by, done=False)


def accepted(kept: Iterable[KeptTask], toeslag: ToeslagKind) -> set[Month]:
    """The first months of amounts that somebody accepted as they are, by closing the task that asked about them."""
    closed = [one for one in kept if one.task.kind is TaskKind.TOESLAG_DIFFERS and one.outcome is TaskOutcome.CLOSED]
    abouts = [one.task.about.split("/") for one in closed]
    return {parse_month(month) for kind, month in abouts if kind == toeslag}


def in_step(kept: Iterable[KeptTask], wanted: Collection[Task], new_id: Callable[[], UUID]) -> TaskChanges:
    """What changes of the tasks that are kept. What a person closed is open again when it is asked for again."""
    before = {(one.task.kind, one.task.about): one for one in kept}
    changes = TaskChanges()
    for task in wanted:
        known = before.pop((task.kind, task.about), None)
        if known is None:
            changes.opened.append(KeptTask(new_id(), task))
        elif known.outcome is None:
            changes.moved.extend([KeptTask(known.id, task)] if known.task.due_on != task.due_on else [])
        elif known.outcome is not TaskOutcome.CLOSED or known.task.due_on < task.due_on:
            changes.reopened.append(KeptTask(known.id, task))
    done = TaskOutcome.DONE
    changes.ended.extend(one._replace(outcome=done) for one in before.values() if one.outcome is None)
    return changes


def _task(kind: TaskKind, toeslag: ToeslagKind, month: Month, since: date, bank_days: int) -> Task:
    due_on = banking_days.bank_days_later(since, bank_days)
    return Task(kind, f"{toeslag}/{month_text(month)}", due_on, done=False)
