"""What happened in a world, as its services announced it: kinds, ids and dates, and nobody's name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.database import Database

_SINCE = text("select id, type, subject, occurred_at, data from outbox where id > :mark order by id limit :most")
_MOST = 5_000


class Happening(NamedTuple):
    """Something that happened in a world at a moment, to the thing with this id; `data` is as thin as an event's."""

    id: UUID
    type: str
    subject: str
    at: datetime
    data: Mapping[str, Any]


async def happened_since(databases: Mapping[str, Database], organisation_id: UUID, mark: UUID) -> list[Happening]:
    """Everything that was announced since the id `mark` was drawn: all services of a world draw ids from one source."""
    found: list[Happening] = []
    for database in databases.values():
        after = mark
        while page := await _page(database, organisation_id, after):
            found += page
            after = page[-1].id
    return sorted(found)


async def _page(database: Database, organisation_id: UUID, mark: UUID) -> list[Happening]:
    async with database.reading(organisation_id) as session:
        rows = await session.execute(_SINCE, {"mark": mark, "most": _MOST})
        return [Happening(row.id, row.type, row.subject, row.occurred_at, row.data) for row in rows]
