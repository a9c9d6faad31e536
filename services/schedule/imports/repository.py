"""What is remembered of an import: that this very file came in, when, and what it changed."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Row, bindparam, text
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, NotFound
from services.storing import Rows, store

_COLUMNS = (
    "id", "digest", "encoding", "rows", "registered", "changed", "unchanged", "facts", "plans", "imported_at",
    "imported_by",
)  # fmt: skip
_SELECT = f"select {', '.join(_COLUMNS)} from caseload_import"
_BY_DIGEST = text(f"{_SELECT} where digest = :digest")
_HIS = "(cast(:by as text) is null or imported_by = :by)"
_BY_ID = text(f"{_SELECT} where id = :id and {_HIS}")
_LIST = text(
    f"{_SELECT} where (cast(:after as uuid) is null or id > :after) and {_HIS} order by id limit :limit"
).bindparams(bindparam("after", type_=Uuid))


class NoSuchImport(NotFound):
    """There is no such import here."""


class ImportUnderWay(Conflict):
    """This very file is being taken in at this moment; ask again when it is done."""


class CaseloadImport(NamedTuple):
    """What a file was and what it changed: households that are new, changed or as they were, facts and plans added."""

    id: UUID
    digest: bytes
    encoding: str
    rows: int
    registered: int
    changed: int
    unchanged: int
    facts: int
    plans: int
    imported_at: datetime
    imported_by: str


async def of_file(session: ReadSession, digest: bytes) -> CaseloadImport | None:
    """The import of the file with this digest, if it was taken in before."""
    row = (await session.execute(_BY_DIGEST, {"digest": digest})).one_or_none()
    return None if row is None else _import(row)


async def one(session: ReadSession, import_id: UUID, by: str | None) -> CaseloadImport:
    """The import with this id, by somebody or by anybody; `NoSuchImport`."""
    row = (await session.execute(_BY_ID, {"id": import_id, "by": by})).one_or_none()
    if row is None:
        raise NoSuchImport
    return _import(row)


async def listed(session: ReadSession, by: str | None, after: UUID | None, limit: int) -> list[CaseloadImport]:
    """So many imports, by somebody or by anybody, after the one with that id, in the order in which they came."""
    return [_import(row) for row in await session.execute(_LIST, {"by": by, "after": after, "limit": limit})]


async def keep(session: Session, taken_in: CaseloadImport) -> None:
    """Remember it; `ImportUnderWay` if somebody else has just done so."""
    try:
        await store(
            session, Rows("caseload_import", ("organisation_id", *_COLUMNS), [(organisation_of(session), *taken_in)])
        )
    except UniqueViolation:
        raise ImportUnderWay from None


def _import(row: Row[Any]) -> CaseloadImport:
    values: tuple[Any, ...] = tuple(row)
    return CaseloadImport(*values)._replace(digest=bytes(row.digest))
