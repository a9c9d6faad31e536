"""Tasks that do not follow from a household's own facts: what the bank, a registry or a second person has to do."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import Session, organisation_of
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.households.news import news_of_tasks
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import Task, TaskOutcome
from services.schedule.households.writing import write_tasks

_KNOWN = text(
    """
    select household_id, kind, about, id, outcome, due_on, amount from task
    join unnest(:households, :kinds, :abouts) as wanted (household_id, kind, about) using (household_id, kind, about)
    """
).bindparams(
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("kinds", type_=ARRAY(Text)),
    bindparam("abouts", type_=ARRAY(Text)),
)


async def change_tasks(session: Session, hand: Hand, changes: Mapping[UUID, TaskChanges]) -> None:
    """Write what became of these tasks, and tell of it; `HouseholdIsChanging` if somebody else opened one by now."""
    some = {household_id: tasks for household_id, tasks in changes.items() if tasks.is_something}
    if not some:
        return
    await write_tasks(session, some, hand)
    mine = organisation_of(session)
    news = [event for household_id, tasks in some.items() for event in news_of_tasks(household_id, tasks, mine)]
    await announce(session, *news, now=hand.now)


async def open_tasks(
    session: Session, hand: Hand, wanted: Iterable[tuple[UUID, Task]], *, as_told_last: bool = False
) -> None:
    """Make each of these the task of somebody of that household, also where it ended before; one that is open stays as
    it is, or with `as_told_last` is of the amount that is told now, by the day on which it was due.
    `HouseholdIsChanging` as above."""
    asked = {(household_id, task.kind, task.about): task for household_id, task in wanted}
    if not asked:
        return
    households, kinds, abouts = map(list, zip(*asked, strict=True))
    rows = await session.execute(_KNOWN, {"households": households, "kinds": kinds, "abouts": abouts})
    known = {(row.household_id, row.kind, row.about): row for row in rows}
    changes: dict[UUID, TaskChanges] = {household_id: TaskChanges() for household_id in households}
    for key, task in asked.items():
        before = known.get(key)
        if before is None:
            changes[key[0]].opened.append(KeptTask(hand.new_id(), task))
        elif before.outcome is not None:
            changes[key[0]].reopened.append(KeptTask(before.id, task, TaskOutcome(before.outcome)))
        elif as_told_last and before.amount != task.amount:
            changes[key[0]].moved.append(KeptTask(before.id, task._replace(due_on=before.due_on)))
    await change_tasks(session, hand, changes)
