"""Workers of the desk in the database: every version under a key of the worker's own."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.notify.desk.worker import DeskErasureGround, DeskWorker, DeskWorkerIsErased, NoSuchDeskWorker
from services.notify.hand import Hand
from services.notify.own_keys import OwnKey, OwnKeys
from services.notify_events import DeskWorkerEvent
from services.sealing import Keyring, place_of

WORKER_KEYS: Final = OwnKeys("desk_worker")

_COLUMNS = "desk_worker_id, sequence, happened, document_sealed, ground, at, by"
_NEWEST = text(
    f"""
    select distinct on (desk_worker_id) {_COLUMNS} from desk_worker_step
    where desk_worker_id = any(:ids) order by desk_worker_id, sequence desc
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_AT_WORK = text(
    """
    select desk_worker_id from desk_worker_key where key_sealed is not null and desk_worker_id > :after
    order by desk_worker_id limit :limit
    """
)
_ANYBODY = text("select exists (select from desk_worker_key where key_sealed is not null)")
_STEPS = text(
    f"select {_COLUMNS} from desk_worker_step where desk_worker_id = :worker_id and sequence > :after"
    " order by sequence limit :limit"
)
_ADD = text(
    """
    insert into desk_worker_step (organisation_id, desk_worker_id, sequence, happened, document_sealed, ground, at, by)
    values (:organisation_id, :worker_id, :sequence, :happened, :document_sealed, :ground, :now, :by)
    """
)
_FIRST = UUID(int=0)
_MOST = 1000
"""Workers that are read at once."""
_DOCUMENT: TypeAdapter[DeskWorker] = TypeAdapter(DeskWorker)


class Step(NamedTuple):
    """What happened to a worker, and what stood afterwards: nothing once he was erased."""

    worker_id: UUID
    version: int
    happened: DeskWorkerEvent
    worker: DeskWorker | None
    ground: DeskErasureGround | None
    at: datetime
    by: str


async def newest(session: ReadSession, keyring: Keyring, worker_id: UUID) -> Step:
    """A worker as he is now; `NoSuchDeskWorker`, `DeskWorkerIsErased`."""
    found = (await newest_of(session, keyring, [worker_id])).get(worker_id)
    if found is None:
        raise NoSuchDeskWorker
    if found.worker is None:
        raise DeskWorkerIsErased
    return found


async def newest_of(session: ReadSession, keyring: Keyring, worker_ids: Collection[UUID]) -> Mapping[UUID, Step]:
    """The same of many; of whom was erased nothing opens."""
    keys = await WORKER_KEYS.of(session, keyring, worker_ids)
    rows = await session.execute(_NEWEST, {"ids": list(worker_ids)})
    return {row.desk_worker_id: _step(session, keys[row.desk_worker_id], row) for row in rows}


async def workers(session: ReadSession, keyring: Keyring, after: UUID | None, limit: int) -> list[Step]:
    """So many who work here after the one with that id, as they are now, in the order in which they were added."""
    ids = (await session.execute(_AT_WORK, {"after": after or _FIRST, "limit": limit})).scalars().all()
    found = await newest_of(session, keyring, ids)
    return [found[one] for one in ids]


async def everybody(session: ReadSession, keyring: Keyring) -> Mapping[UUID, DeskWorker]:
    """Everybody who works here."""
    found: dict[UUID, DeskWorker] = {}
    after = None
    while page := await workers(session, keyring, after, _MOST):
        found |= {one.worker_id: one.worker for one in page if one.worker is not None}
        after = page[-1].worker_id
    return found


async def anybody(session: ReadSession) -> bool:
    """Whether somebody works here."""
    return bool((await session.execute(_ANYBODY)).scalar_one())


async def version_of(session: ReadSession, worker_id: UUID) -> int:
    """How many steps there are of a worker; `NoSuchDeskWorker` before the first."""
    row = (await session.execute(_NEWEST, {"ids": [worker_id]})).first()
    if row is None:
        raise NoSuchDeskWorker
    return int(row.sequence)


async def steps(session: ReadSession, keyring: Keyring, worker_id: UUID, after: int, limit: int) -> Sequence[Step]:
    """So many steps after the one with that number, oldest first."""
    keys = await WORKER_KEYS.of(session, keyring, [worker_id])
    asked = {"worker_id": worker_id, "after": after, "limit": limit}
    return [_step(session, keys[worker_id], row) for row in await session.execute(_STEPS, asked)]


async def add_step(
    session: Session,
    hand: Hand,
    key: OwnKey,
    version: int,
    happened: DeskWorkerEvent,
    worker: DeskWorker | None,
    ground: DeskErasureGround | None = None,
) -> None:
    """Write down what happened, and what stands from then on."""
    sealed = None
    if worker is not None and key.opens is not None:
        sealed = key.opens.seal(_DOCUMENT.dump_json(worker).decode(), _place(session, key.owner, version))
    values = {
        "organisation_id": organisation_of(session),
        "worker_id": key.owner,
        "sequence": version,
        "happened": happened,
        "document_sealed": sealed,
        "ground": ground,
        "now": hand.now,
        "by": hand.by,
    }
    await session.execute(_ADD, values)


def _step(session: ReadSession, key: OwnKey, row: Row[Any]) -> Step:
    worker = None
    if row.document_sealed is not None and key.opens is not None:
        opened = key.opens.unseal(bytes(row.document_sealed), _place(session, row.desk_worker_id, row.sequence))
        worker = _DOCUMENT.validate_json(opened)
    ground = DeskErasureGround(row.ground) if row.ground else None
    return Step(row.desk_worker_id, row.sequence, DeskWorkerEvent(row.happened), worker, ground, row.at, row.by)


def _place(session: ReadSession, worker_id: UUID, version: int) -> bytes:
    return place_of(organisation_of(session), worker_id, f"desk worker {version}")
