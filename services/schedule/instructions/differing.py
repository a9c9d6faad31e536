"""Keeping where an answer differs from its instruction, and making it somebody's task."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from services import banking_days
from services.database import ReadSession, Session
from services.schedule.hand import Hand
from services.schedule.households.tasks import Task, TaskKind
from services.schedule.households.tasks_of_others import open_tasks
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
    await ask_about(session, hand, [line for line in lines if line.end_to_end_id in new])
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


async def ask_about(session: Session, hand: Hand, lines: Iterable[InstructionLineRow]) -> None:
    """Make each of these lines somebody's task for the next bank day; `HouseholdIsChanging` as above."""
    due_on = banking_days.bank_days_later(hand.today, 1)
    await open_tasks(session, hand, [(line.household_id, _task(line, due_on)) for line in lines])


def _task(line: InstructionLineRow, due_on: date) -> Task:
    return Task(TaskKind.INSTRUCTION_DIFFERS, f"{line.purpose}/{line.occasion}", due_on, done=False)
