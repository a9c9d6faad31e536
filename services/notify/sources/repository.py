"""Sources in the database: as they are now, and step by step."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Row, bindparam, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.notify.hand import Hand
from services.notify.safe import SOURCE_SECRETS
from services.notify.sources.source import AlreadyListenedTo, NoSuchSource, Source
from services.notify_events import SourceEvent, SourceState
from services.sealing import Keyring, place_of

_COLUMNS = "id, supplier_id, owner, state, changes, registered_at"
_ONE = text(f"select {_COLUMNS} from source where id = :id")
_HOLD = text(f"select {_COLUMNS} from source where id = :id for no key update")
_LIST = text(
    f"""
    select {_COLUMNS} from source
    where id > :after and (cast(:supplier_id as uuid) is null or supplier_id = :supplier_id)
    and (cast(:state as text) is null or state = :state)
    order by id limit :limit
    """
).bindparams(bindparam("after", type_=Uuid), bindparam("supplier_id", type_=Uuid), bindparam("state", type_=Text))
_ADD = text(
    """
    insert into source (organisation_id, id, supplier_id, owner, state, changes, registered_at)
    values (:organisation_id, :id, :supplier_id, :owner, :state, :changes, :registered_at)
    """
)
_REPLACE = text("update source set state = :state, changes = :changes where id = :id")
_STEP = text(
    """
    insert into source_step (organisation_id, source_id, sequence, happened, state, reason_sealed, at, by)
    values (:organisation_id, :id, :changes, :happened, :state, :reason_sealed, :now, :by)
    """
)
_STEPS = text(
    """
    select sequence, happened, state, reason_sealed, at, by from source_step
    where source_id = :id and sequence > :after order by sequence limit :limit
    """
)
_FIRST = UUID(int=0)


class Wanted(NamedTuple):
    """Which sources a list is to show."""

    supplier_id: UUID | None = None
    state: SourceState | None = None


class Step(NamedTuple):
    """A step in the life of a source, what stood after it, and why it was taken."""

    sequence: int
    happened: SourceEvent
    state: SourceState
    reason: str | None
    at: datetime
    by: str


async def source(session: ReadSession, source_id: UUID) -> Source:
    """One of the organisation's; `NoSuchSource`."""
    return await _found(session, (await session.execute(_ONE, {"id": source_id})).first())


async def hold(session: Session, source_id: UUID) -> Source:
    """The same, held until the end of the transaction."""
    return await _found(session, (await session.execute(_HOLD, {"id": source_id})).first())


async def sources(session: ReadSession, wanted: Wanted, after: UUID | None, limit: int) -> list[Source]:
    """So many of these after the one with that id, in the order in which they were registered."""
    asked = {**wanted._asdict(), "after": after or _FIRST, "limit": limit}
    return await _with_secrets(session, (await session.execute(_LIST, asked)).all())


async def steps(session: ReadSession, keyring: Keyring, source_id: UUID, after: int, limit: int) -> list[Step]:
    """So many steps of a source after the one with that number, oldest first."""
    asked = {"id": source_id, "after": after, "limit": limit}
    return [_step(session, keyring, source_id, row) for row in await session.execute(_STEPS, asked)]


async def add(session: Session, kept: Source) -> None:
    """A source that was not there; `AlreadyListenedTo` if its supplier has one."""
    values = {**_values(session, kept), "supplier_id": kept.supplier_id, "owner": kept.owner}
    try:
        await session.execute(_ADD, {**values, "registered_at": kept.registered_at})
    except IntegrityError as refusal:
        if isinstance(refusal.orig, UniqueViolation):
            raise AlreadyListenedTo from None
        raise


async def replace(session: Session, kept: Source) -> None:
    """What a source that is held is from now on."""
    await session.execute(_REPLACE, _values(session, kept))


async def add_step(session: Session, hand: Hand, kept: Source, happened: SourceEvent, reason: str | None) -> None:
    """Write down what happened to a source, with what it is now."""
    sealed = hand.keyring.seal(reason, _place_of_reason(session, kept.id, kept.version)) if reason else None
    told = {"happened": happened, "reason_sealed": sealed, "now": hand.now, "by": hand.by}
    await session.execute(_STEP, {**_values(session, kept), **told})


def _values(session: Session, kept: Source) -> dict[str, Any]:
    return {
        "organisation_id": organisation_of(session),
        "id": kept.id,
        "state": kept.state,
        "changes": kept.version,
    }


async def _found(session: ReadSession, row: Row[Any] | None) -> Source:
    if row is None:
        raise NoSuchSource
    (found,) = await _with_secrets(session, [row])
    return found


async def _with_secrets(session: ReadSession, rows: Sequence[Row[Any]]) -> list[Source]:
    kept = await SOURCE_SECRETS.kept(session, [row.id for row in rows])
    return [
        Source(row.id, row.supplier_id, row.owner, SourceState(row.state), row.changes, row.registered_at, kept[row.id])
        for row in rows
    ]


def _step(session: ReadSession, keyring: Keyring, source_id: UUID, row: Row[Any]) -> Step:
    place = _place_of_reason(session, source_id, row.sequence)
    reason = keyring.unseal(bytes(row.reason_sealed), place) if row.reason_sealed else None
    return Step(row.sequence, SourceEvent(row.happened), SourceState(row.state), reason, row.at, row.by)


def _place_of_reason(session: ReadSession, source_id: UUID, sequence: int) -> bytes:
    return place_of(organisation_of(session), source_id, f"reason {sequence}")
