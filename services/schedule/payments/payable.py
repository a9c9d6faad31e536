"""What a run would pay now and no run has: which tasks ask for one, and how long there is for it. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services import banking_days
from services.events import HoldReason
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.payments.candidates import Candidate
from services.schedule.wanted.payments import PaymentKey

_DAY = timedelta(days=1)
_OF_MONEY = {HoldReason.MONEY_SHORT, HoldReason.LIMIT}


class HeldBefore(NamedTuple):
    """Why a payment waits, and whether the plan was made anew since the run that held it was proposed."""

    reason: HoldReason
    is_planned_since: bool


class Claim(StrEnum):
    """Where a payment stands that some run has: it is on its way to its file, or in it."""

    ON_ITS_WAY = "on_its_way"
    FILED = "filed"


def about(key: PaymentKey) -> str:
    """What the task of a payment is about."""
    return f"{key.purpose}/{key.occasion}"


def last_day_to_act(due_on: date) -> date:
    """The last bank day on which a file still brings money to somebody by this day."""
    return banking_days.before(due_on - _DAY)


def payable(candidates: Iterable[Candidate], held: Mapping[PaymentKey, HeldBefore]) -> dict[str, date]:
    """Of what the registry was asked about, that which can be paid now, by task: the last day to act.

    What a run held because the ledger had no money for it waits for another plan: the plan of then saw the same money
    as this one does.
    """
    found = {}
    for one in candidates:
        before = held.get(one.payment.key)
        lacks_money = before is not None and before.reason in _OF_MONEY and not before.is_planned_since
        if one.held is None and not lacks_money:
            found[about(one.payment.key)] = last_day_to_act(one.payment.due_on)
    return found


def ask_for_run(
    kept: Collection[KeptTask],
    can_be_paid: Mapping[str, date],
    claims: Mapping[str, Claim],
    today: date,
    new_id: Callable[[], UUID],
) -> TaskChanges:
    """The tasks of a household that begin and end; what a person closed stays closed, and nobody is asked for
    yesterday."""
    changes = TaskChanges()
    by_about = {one.task.about: one for one in kept}
    for what, last_day in can_be_paid.items():
        known = by_about.get(what)
        if known is None:
            changes.opened.append(KeptTask(new_id(), _task(what, max(last_day, today))))
        elif known.outcome is None:
            if max(last_day, today) < known.task.due_on:
                changes.moved.append(KeptTask(known.id, _task(what, max(last_day, today))))
        elif known.outcome is not TaskOutcome.CLOSED:
            changes.reopened.append(KeptTask(known.id, _task(what, max(last_day, today))))
    for one in kept:
        claim = claims.get(one.task.about)
        if one.outcome is None and one.task.about not in can_be_paid and claim is not Claim.ON_ITS_WAY:
            outcome = TaskOutcome.DONE if claim is Claim.FILED else TaskOutcome.NOT_NEEDED
            changes.ended.append(one._replace(outcome=outcome))
    return changes


def _task(what: str, due_on: date) -> Task:
    return Task(TaskKind.CAN_BE_PAID, what, due_on, done=False)
