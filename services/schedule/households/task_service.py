"""Closing a task by hand, where no fact can do it."""

from uuid import UUID

from sqlalchemy import text

from services.database import Session, organisation_of
from services.errors import Conflict, Refused
from services.events import TaskClosed
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.households import repository, task_queries
from services.schedule.households.task_queries import TaskLine
from services.schedule.households.tasks import TaskKind

_CLOSE = text(
    """
    update task set outcome = 'closed', closed_at = :now, closed_by = :by, reason = :reason
    where household_id = :household_id and id = :task_id and outcome is null
    """
)


class TaskIsClosed(Conflict):
    """This task has ended already."""


class FactClosesThis(Refused):
    """This task is done by recording the fact that it waits for, not by hand."""


async def close_task(session: Session, hand: Hand, household_id: UUID, task_id: UUID, reason: str) -> TaskLine:
    """Close a task and say why.

    `NoSuchTask`; `FactClosesThis` where it waits for a fact; `TaskIsClosed` if it has ended; `HouseholdIsChanging`
    while somebody else records.
    """
    task = await task_queries.task(session, hand.municipalities, household_id, task_id)
    if not task.kind.closes_by_hand:
        raise FactClosesThis(_what_closes(task.kind))
    await repository.hold(session, household_id, hand.municipalities)
    asked = {"now": hand.now, "by": hand.by, "reason": reason, "household_id": household_id, "task_id": task_id}
    if not (await session.execute(_CLOSE, asked)).rowcount:  # type: ignore[attr-defined]  # an update counts its rows
        raise TaskIsClosed
    news = TaskClosed(organisation_id=organisation_of(session), household_id=household_id, task_id=task_id)
    await announce(session, news, now=hand.now)
    return await task_queries.task(session, hand.municipalities, household_id, task_id)


def _what_closes(kind: TaskKind) -> str:
    if kind is TaskKind.DUTY_UNDECIDED:
        return (
            "Decide at the registry what becomes of the duty, beside the client's authorisation; that closes this task."
        )
    if kind is TaskKind.BRIDGING_TO_APPROVE:
        return "Approve or refuse the decision on bridging, or let it be withdrawn; that closes this task."
    if kind is TaskKind.PROCEEDING:
        return "Do what its step waits for, take the proceeding up again, or withdraw it; that closes this task."
    if kind is TaskKind.TOESLAG_TO_RECLAIM:
        return "Agree with the client what comes back of it, or let two persons waive it; that closes this task."
    if kind is TaskKind.OWED_AT_END:
        return "Decide on bridging before the relief ends: a grant, or a loan in instalments; that closes this task."
    what = f"the fact {kind.closed_by_fact}" if kind.closed_by_fact else "the facts that are missing"
    return f"Record {what}; that closes this task."
