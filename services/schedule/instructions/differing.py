"""Keeping where an answer differs from its instruction, and making it somebody's task."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services import banking_days
from services.database import ReadSession, Session, organisation_of
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.households.news import news_of_tasks
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.writing import write_tasks
from services.schedule.instructions.difference import Difference, by_reference
from services.schedule.instructions.tables import InstructionFileRow, InstructionLineRow

_KEEP = text(
    """
    insert into instruction_difference (organisation_id, run_id, number, end_to_end_id, field, instructed, answered,
        found_at, found_by)
    select :mine, :run_id, :number, reference, field, instructed, answered, :now, :by
    from unnest(:references, :fields, :instructed, :answered) as found (reference, field, instructed, answered)
    on conflict do nothing returning end_to_end_id
    """
).bindparams(*(bindparam(name, type_=ARRAY(Text)) for name in ("references", "fields", "instructed", "answered")))
_OF_LINES = text(
    """
    select end_to_end_id, field, instructed, answered from instruction_difference
    where run_id = :run_id and number = :number and end_to_end_id = any(:references) order by end_to_end_id, field
    """
).bindparams(bindparam("references", type_=ARRAY(Text)))
_TASKS = text(
    """
    select household_id, id, about, due_on, outcome from task
    where kind = 'instruction_differs' and household_id = any(:households)
    """
).bindparams(bindparam("households", type_=ARRAY(Uuid)))


async def keep_differences(
    session: Session,
    hand: Hand,
    file: InstructionFileRow,
    lines: Sequence[InstructionLineRow],
    found: Sequence[Difference],
) -> int:
    """Keep what is new of these differences, and open a task of each household whose lines they are of, for the next
    bank day: money may have gone astray. How many lines differ in something that nobody was told of.

    A column of a line is told of once. `HouseholdIsChanging` while somebody else opens the same task.
    """
    new = await _keep(session, hand, file, found)
    await open_tasks(session, hand, [line for line in lines if line.end_to_end_id in new])
    return len(new)


async def differences_of(
    session: ReadSession, run_id: UUID, number: int, references: Sequence[str]
) -> dict[str, list[Difference]]:
    """Of these lines of a file the differences, of those that have any."""
    asked = {"run_id": run_id, "number": number, "references": list(references)}
    return by_reference([Difference(*row) for row in await session.execute(_OF_LINES, asked)])


async def _keep(session: Session, hand: Hand, file: InstructionFileRow, found: Sequence[Difference]) -> set[str]:
    if not found:
        return set()
    references, fields, instructed, answered = map(list, zip(*found, strict=True))
    asked = {
        "mine": file.organisation_id,
        "run_id": file.run_id,
        "number": file.number,
        "references": references,
        "fields": fields,
        "instructed": instructed,
        "answered": answered,
        "now": hand.now,
        "by": hand.by,
    }
    return set((await session.execute(_KEEP, asked)).scalars())


async def open_tasks(session: Session, hand: Hand, lines: Collection[InstructionLineRow]) -> None:
    """Make each of these lines somebody's task for the next bank day; one that is open stays as it is."""
    if not lines:
        return
    households = {line.household_id for line in lines}
    rows = await session.execute(_TASKS, {"households": list(households)})
    before = {(row.household_id, row.about): _kept(row) for row in rows}
    due_on = banking_days.bank_days_later(hand.today, 1)
    changes = {one: TaskChanges() for one in households}
    for line in lines:
        about = f"{line.purpose}/{line.occasion}"
        known = before.get((line.household_id, about))
        task = Task(TaskKind.INSTRUCTION_DIFFERS, about, due_on, done=False)
        if known is None:
            changes[line.household_id].opened.append(KeptTask(hand.new_id(), task))
        elif known.outcome is not None:
            changes[line.household_id].reopened.append(KeptTask(known.id, task))
    await write_tasks(session, changes, hand)
    mine = organisation_of(session)
    await announce(
        session, *(event for one, tasks in changes.items() for event in news_of_tasks(one, tasks, mine)), now=hand.now
    )


def _kept(row: Any) -> KeptTask:
    task = Task(TaskKind.INSTRUCTION_DIFFERS, row.about, row.due_on, done=False)
    return KeptTask(row.id, task, None if row.outcome is None else TaskOutcome(row.outcome))
