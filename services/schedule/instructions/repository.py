"""What is asked of instruction files, their lines and their answers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import QueryableAttribute, defer, undefer
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.schedule.hand import Hand
from services.schedule.instructions.tables import DownloadRow, InstructionFileRow, InstructionLineRow

_CONTENT = cast("QueryableAttribute[bytes]", InstructionFileRow.content)
_FIGURES = text(
    """
    select number, occasion, count(*)::integer, sum(amount)::bigint from instruction_line
    where run_id = :run_id group by number, occasion order by number, occasion
    """
)
_PROGRESS = text(
    """
    select number, coalesce(outcome, 'instructed'), count(*)::integer, sum(amount)::bigint,
        coalesce(sum(withheld), 0)::bigint
    from instruction_line left join instruction_answer using (organisation_id, run_id, number, end_to_end_id)
    where run_id = :run_id group by number, outcome order by number, 2
    """
)
_STATED = """
    select line.run_id, line.number, line.end_to_end_id, line.household_id, file.municipality, line.purpose,
        line.occasion, line.amount, line.due_on, file.written_at, coalesce(answer.outcome, 'instructed') as state,
        answer.withheld, answer.reason_sealed, taken.taken_at, taken.taken_by
    from instruction_line as line join instruction_file as file using (organisation_id, run_id, number)
    left join instruction_answer as answer using (organisation_id, run_id, number, end_to_end_id)
    left join instruction_answer_file as taken using (organisation_id, run_id, number, sequence)
"""
_LINES = text(
    f"""
    {_STATED} where run_id = :run_id and number = :number and end_to_end_id > :after
    and (cast(:sees as text[]) is null or file.municipality = any(:sees)) order by end_to_end_id limit :limit
    """
)
_OPEN = text(
    f"""
    {_STATED} where answer.outcome is null
    and (cast(:due_on as date) is null
        or (line.due_on, run_id, number, end_to_end_id) > (cast(:due_on as date), :run_id, :number, :end_to_end_id))
    and (cast(:sees as text[]) is null or file.municipality = any(:sees))
    and (cast(:household_id as uuid) is null or line.household_id = :household_id)
    order by line.due_on, run_id, number, end_to_end_id limit :limit
    """
)
_DOWNLOADS = text(
    """
    select number, count(*)::integer as downloads from instruction_download where run_id = :run_id group by number
    """
)


class NoSuchInstructionFile(NotFound):
    """This run has no instruction file with that number."""


class Progress(NamedTuple):
    """How many lines of a file came to an outcome, or to none yet (`instructed`): their cents, and those withheld."""

    state: str
    items: int
    amount: int
    withheld: int


class Line(NamedTuple):
    """A line with what was answered of it; cents."""

    run_id: UUID
    number: int
    end_to_end_id: str
    household_id: UUID
    municipality: str
    purpose: str
    occasion: str
    amount: int
    due_on: date
    written_at: datetime
    state: str
    withheld: int | None
    reason_sealed: bytes | None
    taken_at: datetime | None
    taken_by: str | None


class Place(NamedTuple):
    """Where an open line stands among all of them: by its due day first."""

    due_on: date
    run_id: UUID
    number: int
    end_to_end_id: str


async def files(session: ReadSession, run_id: UUID) -> Sequence[InstructionFileRow]:
    """The instruction files of a run, without their bytes."""
    query = (
        select(InstructionFileRow)
        .where(InstructionFileRow.organisation_id == organisation_of(session), InstructionFileRow.run_id == run_id)
        .order_by(col(InstructionFileRow.number))
        .options(defer(_CONTENT))
    )
    return (await session.execute(query)).scalars().all()


async def file_of(session: ReadSession, run_id: UUID, number: int) -> InstructionFileRow:
    """The instruction file with this number of a run, with its bytes, also where this session listed it without them;
    `NoSuchInstructionFile`.
    """
    key = organisation_of(session), run_id, number
    row = await session.get(InstructionFileRow, key, options=[undefer(_CONTENT)], populate_existing=True)
    if row is None:
        raise NoSuchInstructionFile
    return row


async def periods(session: ReadSession, run_id: UUID) -> dict[int, list[tuple[str, int, int]]]:
    """By file of a run its periods, each with its items and cents."""
    found: dict[int, list[tuple[str, int, int]]] = {}
    for number, *figures in await session.execute(_FIGURES, {"run_id": run_id}):
        found.setdefault(number, []).append((figures[0], figures[1], figures[2]))
    return found


async def progress(session: ReadSession, run_id: UUID) -> dict[int, list[Progress]]:
    """By file of a run how far the benefit system has answered."""
    found: dict[int, list[Progress]] = {}
    for number, *figures in await session.execute(_PROGRESS, {"run_id": run_id}):
        found.setdefault(number, []).append(Progress(*figures))
    return found


async def count_download(session: Session, file: InstructionFileRow, hand: Hand) -> None:
    """Write down that somebody has this file from now on."""
    row = DownloadRow(
        organisation_id=file.organisation_id,
        run_id=file.run_id,
        number=file.number,
        id=hand.new_id(),
        at=hand.now,
        by=hand.by,
    )
    session.add(row)
    await session.flush()


async def downloads(session: ReadSession, run_id: UUID) -> dict[int, int]:
    """By file of a run how often it was downloaded, of those that were."""
    found = await session.execute(_DOWNLOADS, {"run_id": run_id})
    return {row.number: row.downloads for row in found}


async def lines(
    session: ReadSession, run_id: UUID, number: int, after: str, limit: int, sees: Collection[str] | None = None
) -> list[Line]:
    """The lines of a file in order of their references; of these municipalities, or of all."""
    codes = None if sees is None else list(sees)
    asked = {"run_id": run_id, "number": number, "after": after, "limit": limit, "sees": codes}
    return [Line(*row) for row in await session.execute(_LINES, asked)]


async def open_lines(
    session: ReadSession,
    after: Place | None,
    limit: int,
    sees: Collection[str] | None = None,
    household_id: UUID | None = None,
) -> list[Line]:
    """Every line that nobody answered, however old: the longest due first; of these municipalities, or of all, and of
    one household if asked."""
    nowhere = {"due_on": None, "run_id": UUID(int=0), "number": 0, "end_to_end_id": ""}
    asked = {"limit": limit, "sees": None if sees is None else list(sees), "household_id": household_id}
    return [Line(*row) for row in await session.execute(_OPEN, asked | (after._asdict() if after else nowhere))]


async def instructed(session: Session, run_id: UUID, number: int) -> dict[str, InstructionLineRow]:
    """Every line of a file by its reference."""
    query = select(InstructionLineRow).where(
        InstructionLineRow.organisation_id == organisation_of(session),
        InstructionLineRow.run_id == run_id,
        InstructionLineRow.number == number,
    )
    return {row.end_to_end_id: row for row in (await session.execute(query)).scalars()}
