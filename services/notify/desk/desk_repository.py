"""How the desk works, in the database: versions that are added and never rewritten."""

from datetime import datetime
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Row, text

from services.database import ReadSession, Session, organisation_of
from services.notify.desk.levels import DEFAULT, Desk
from services.notify.hand import Hand

_COLUMNS = "version, document, at, by"
_NEWEST = text(f"select {_COLUMNS} from desk_version order by version desc limit 1")
_VERSIONS = text(f"select {_COLUMNS} from desk_version where version > :after order by version limit :limit")
_ADD = text(
    """
    insert into desk_version (organisation_id, version, document, at, by)
    values (:organisation_id, :version, cast(:document as jsonb), :now, :by) on conflict do nothing returning version
    """
)
_DOCUMENT: TypeAdapter[Desk] = TypeAdapter(Desk)


class DeskVersion(NamedTuple):
    """How the desk worked from that moment on; version 0, by nobody, is how every desk begins."""

    version: int
    desk: Desk
    at: datetime | None
    by: str | None


async def newest(session: ReadSession) -> DeskVersion:
    """How it works now."""
    row = (await session.execute(_NEWEST)).first()
    return DeskVersion(0, DEFAULT, None, None) if row is None else _version(row)


async def versions(session: ReadSession, after: int, limit: int) -> list[DeskVersion]:
    """So many versions after that one, oldest first."""
    return [_version(row) for row in await session.execute(_VERSIONS, {"after": after, "limit": limit})]


async def add(session: Session, hand: Hand, version: int, desk: Desk) -> DeskVersion | None:
    """A version that stands from now on; None if somebody else wrote one of that number."""
    values = {
        "organisation_id": organisation_of(session),
        "version": version,
        "document": _DOCUMENT.dump_json(desk).decode(),
        "now": hand.now,
        "by": hand.by,
    }
    added = (await session.execute(_ADD, values)).first()
    return DeskVersion(version, desk, hand.now, hand.by) if added else None


def _version(row: Row[Any]) -> DeskVersion:
    return DeskVersion(row.version, _DOCUMENT.validate_python(row.document), row.at, row.by)
