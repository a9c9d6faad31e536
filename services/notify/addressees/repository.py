"""Addressees in the database: every version under the key of its household, and the lookups by which it is found."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.notify.addressees.addressee import Addressee, AddresseeIsErased, ErasureGround, NoSuchAddressee
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.hand import Hand
from services.notify.own_keys import OwnKey
from services.notify_events import AddresseeEvent
from services.sealing import Keyring, place_of

_COLUMNS = "household_id, sequence, happened, document_sealed, ground, at, by"
_NEWEST = text(
    f"""
    select distinct on (household_id) {_COLUMNS} from addressee_step
    where household_id = any(:ids) order by household_id, sequence desc
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_STEPS = text(
    f"select {_COLUMNS} from addressee_step where household_id = :household_id and sequence > :after"
    " order by sequence limit :limit"
)
_ADD = text(
    """
    insert into addressee_step (organisation_id, household_id, sequence, happened, document_sealed, ground, at, by)
    values (:organisation_id, :household_id, :sequence, :happened, :document_sealed, :ground, :now, :by)
    """
)
_FORGET_LOOKUPS = text("delete from addressee_lookup where household_id = :household_id")
_ADD_LOOKUP = text(
    "insert into addressee_lookup (organisation_id, lookup, household_id)"
    " values (:organisation_id, :lookup, :household_id)"
)
_FIND = text(
    "select household_id from addressee_lookup where lookup = :lookup and household_id > :after"
    " order by household_id limit :limit"
)
_FIRST = UUID(int=0)
_DOCUMENT: TypeAdapter[Addressee] = TypeAdapter(Addressee)


class Step(NamedTuple):
    """What happened to an addressee, and what stood afterwards: nothing once it was erased."""

    household_id: UUID
    version: int
    happened: AddresseeEvent
    addressee: Addressee | None
    ground: ErasureGround | None
    at: datetime
    by: str


async def newest(session: ReadSession, keyring: Keyring, household_id: UUID) -> Step:
    """The addressee of a household as it is now; `NoSuchAddressee`, `AddresseeIsErased`."""
    found = (await newest_of(session, keyring, [household_id])).get(household_id)
    if found is None:
        raise NoSuchAddressee
    if found.addressee is None:
        raise AddresseeIsErased
    return found


async def newest_of(session: ReadSession, keyring: Keyring, household_ids: Collection[UUID]) -> Mapping[UUID, Step]:
    """The same of many; whoever has none is not among them, and of whom it was erased nothing opens."""
    keys = await HOUSEHOLD_KEYS.of(session, keyring, household_ids)
    rows = await session.execute(_NEWEST, {"ids": list(household_ids)})
    return {row.household_id: _step(session, keys[row.household_id], row) for row in rows}


async def check_known(session: ReadSession, household_id: UUID) -> None:
    """`NoSuchAddressee` of a household to which nothing has happened here."""
    if not await version_of(session, household_id):
        raise NoSuchAddressee


async def version_of(session: ReadSession, household_id: UUID) -> int:
    """How many steps there are of a household; 0 before the first."""
    row = (await session.execute(_NEWEST, {"ids": [household_id]})).first()
    return row.sequence if row else 0


async def steps(session: ReadSession, keyring: Keyring, household_id: UUID, after: int, limit: int) -> Sequence[Step]:
    """So many steps after the one with that number, oldest first."""
    keys = await HOUSEHOLD_KEYS.of(session, keyring, [household_id])
    asked = {"household_id": household_id, "after": after, "limit": limit}
    return [_step(session, keys[household_id], row) for row in await session.execute(_STEPS, asked)]


async def find(
    session: ReadSession, keyring: Keyring, kind: str, word: str, after: UUID | None, limit: int
) -> Sequence[UUID]:
    """So many households after that one that are found by this word of that kind."""
    asked = {"lookup": _lookup(keyring, kind, word), "after": after or _FIRST, "limit": limit}
    return (await session.execute(_FIND, asked)).scalars().all()


async def add_step(
    session: Session,
    hand: Hand,
    key: OwnKey,
    version: int,
    happened: AddresseeEvent,
    addressee: Addressee | None,
    ground: ErasureGround | None = None,
) -> None:
    """Write down what happened; it is found by what stands now, and by nothing that stood before."""
    place = _place(session, key.owner, version)
    opens = key.opens
    sealed = opens.seal(_DOCUMENT.dump_json(addressee).decode(), place) if addressee and opens else None
    values = {
        "organisation_id": organisation_of(session),
        "household_id": key.owner,
        "sequence": version,
        "happened": happened,
        "document_sealed": sealed,
        "ground": ground,
        "now": hand.now,
        "by": hand.by,
    }
    await session.execute(_ADD, values)
    await session.execute(_FORGET_LOOKUPS, {"household_id": key.owner})
    if addressee is not None:
        rows = [
            {
                "organisation_id": organisation_of(session),
                "lookup": _lookup(hand.keyring, kind, word),
                "household_id": key.owner,
            }
            for kind, word in addressee.found_by().items()
        ]
        await session.execute(_ADD_LOOKUP, rows)


def _step(session: ReadSession, key: OwnKey, row: Row[Any]) -> Step:
    addressee = None
    if row.document_sealed is not None and key.opens is not None:
        place = _place(session, row.household_id, row.sequence)
        addressee = _DOCUMENT.validate_json(key.opens.unseal(bytes(row.document_sealed), place))
    ground = ErasureGround(row.ground) if row.ground else None
    happened = AddresseeEvent(row.happened)
    return Step(row.household_id, row.sequence, happened, addressee, ground, row.at, row.by)


def _lookup(keyring: Keyring, kind: str, word: str) -> bytes:
    return keyring.lookup("addressee", kind, word)


def _place(session: ReadSession, household_id: UUID, version: int) -> bytes:
    return place_of(organisation_of(session), household_id, f"addressee {version}")
