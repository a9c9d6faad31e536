"""Asking the processing log of an organisation."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, text

from services.database import ReadSession, organisation_of
from services.errors import NotFound
from services.processing_schemas import LoggedProcessing, ProcessingAsked, ProcessingBatch

_COLUMNS = """position, activity, operation, resources, households, subject, roles, on_behalf_of, started_at, ended_at,
    trace_id, operation_id, parent_operation_id, status"""
_CONDITIONS = {
    "subject": "(subject = :subject or on_behalf_of = :subject)",
    "activity": "activity = :activity",
    "trace_id": "trace_id = :trace_id",
    "since": "started_at >= :since",
    "until": "started_at < :until",
    "household_id": """position in (
        select position from processing_household
        where organisation_id = :organisation_id and household_id = :household_id
    )""",
}
_BATCHES = text(
    """
    select number, lines, last_position, before, hash, at from processing_batch
    where organisation_id = :organisation_id and number < :before order by number desc limit :most
    """
)
_CONTENT = text(
    """
    select string_agg(processing_line(line), '' order by line.position) from processing line
    join processing_batch batch on batch.organisation_id = line.organisation_id
        and line.position > batch.after_position and line.position <= batch.last_position
    where line.organisation_id = :organisation_id and batch.number = :number
    """
)
_END = 2**63 - 1


class NoSuchLogBatch(NotFound):
    """No batch of the processing log has this number."""


async def lines(
    session: ReadSession, asked: ProcessingAsked, before: int | None, most: int
) -> Sequence[LoggedProcessing]:
    """Lines of this session's organisation, the newest first, from before a position on."""
    wanted = {name: getattr(asked, name) for name in _CONDITIONS if getattr(asked, name) is not None}
    conditions = " and ".join(["organisation_id = :organisation_id", "position < :before", *_conditions(wanted)])
    statement = text(f"select {_COLUMNS} from processing where {conditions} order by position desc limit :most")
    mine = {"organisation_id": organisation_of(session), "before": before or _END, "most": most}
    return [_line(row) for row in await session.execute(statement, mine | wanted)]


async def batches(session: ReadSession, before: int | None, most: int) -> Sequence[ProcessingBatch]:
    """Batches of its chain, the newest first, from before a number on."""
    mine = {"organisation_id": organisation_of(session), "before": before or _END, "most": most}
    return [_batch(row) for row in await session.execute(_BATCHES, mine)]


async def content(session: ReadSession, number: int) -> bytes:
    """The lines of a batch as its hash covers them; `NoSuchLogBatch`."""
    mine = {"organisation_id": organisation_of(session), "number": number}
    found: str | None = (await session.execute(_CONTENT, mine)).scalar_one()
    if found is None:
        raise NoSuchLogBatch
    return found.encode()


def _conditions(wanted: dict[str, Any]) -> Iterator[str]:
    return (_CONDITIONS[name] for name in wanted)


def _line(row: Row[Any]) -> LoggedProcessing:
    said = dict(row._mapping)
    return LoggedProcessing(household_ids=said.pop("households"), **said)


def _batch(row: Row[Any]) -> ProcessingBatch:
    return ProcessingBatch(
        number=row.number,
        lines=row.lines,
        last_position=row.last_position,
        before=bytes(row.before).hex(),
        hash=bytes(row.hash).hex(),
        linked_at=row.at,
    )
