"""Photos of letters in the database, each sealed by the key of its household, which is destroyed to erase them."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import Gone, NotFound
from services.schedule.arrears.photo import PhotoType
from services.schedule.hand import Hand
from services.sealing import Keyring, place_of

_COLUMNS = "id, household_id, arrears_id, media_type, size, content_hash, at, by"
_MAKE_KEY = text(
    """
    insert into household_key (organisation_id, household_id, key_sealed) values (:organisation_id, :household_id, :key)
    on conflict do nothing
    """
)
_KEY = text("select key_sealed from household_key where household_id = :household_id for no key update")
_KEY_NOW = text("select key_sealed from household_key where household_id = :household_id")
_DESTROY = text(
    """
    insert into household_key (organisation_id, household_id, key_sealed, destroyed_at)
    select :organisation_id, household_id, null, :now from unnest(:ids) as household_id order by household_id
    on conflict (organisation_id, household_id) do update set key_sealed = null, destroyed_at = excluded.destroyed_at
    where household_key.key_sealed is not null
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_KNOWN = text(f"select {_COLUMNS} from letter_photo where arrears_id = :arrears_id and content_hash = :content_hash")
_ONE = text(
    f"select {_COLUMNS} from letter_photo where household_id = :household_id and arrears_id = :arrears_id and id = :id"
)
_CONTENT = text("select content_sealed from letter_photo where id = :id")
_LIST = text(
    f"""
    select {_COLUMNS} from letter_photo
    where household_id = :household_id and arrears_id = :arrears_id and id > :after order by id limit :limit
    """
)
_MANY = text("select count(*) from letter_photo where arrears_id = :arrears_id")
_ADD = text(
    f"""
    insert into letter_photo (organisation_id, {_COLUMNS}, content_sealed) values (
        :organisation_id, :id, :household_id, :arrears_id, :media_type, :size, :content_hash, :at, :by, :content_sealed
    )
    """
)


class NoSuchPhoto(NotFound):
    """There is no such photo of this letter."""


class HouseholdIsErased(Gone):
    """What was kept of the people of this household was erased, and its key destroyed; no photo is kept of it again."""


class Photo(NamedTuple):
    """A photo of a letter, by whom it was handed in; its bytes are asked for by themselves."""

    id: UUID
    household_id: UUID
    arrears_id: UUID
    media_type: PhotoType
    size: int
    content_hash: bytes
    at: datetime
    by: str


async def hold_key(session: Session, hand: Hand, household_id: UUID) -> Keyring:
    """The key of a household, made if it had none, held until the end of the transaction; `HouseholdIsErased`."""
    mine = organisation_of(session)
    key = hand.keyring.new_own(_place_of_key(mine, household_id))
    await session.execute(_MAKE_KEY, {"organisation_id": mine, "household_id": household_id, "key": key})
    row = (await session.execute(_KEY, {"household_id": household_id})).one()
    return _opened(session, hand.keyring, household_id, row)


async def destroy_keys(session: Session, household_ids: Sequence[UUID], now: datetime) -> None:
    """Destroy the keys of these households, also of those that had none yet; twice is as once."""
    told = {"organisation_id": organisation_of(session), "ids": sorted(set(household_ids)), "now": now}
    await session.execute(_DESTROY, told)


async def known(session: ReadSession, arrears_id: UUID, content_hash: bytes) -> Photo | None:
    """The same photo of the same letter, if somebody handed it in before."""
    asked = {"arrears_id": arrears_id, "content_hash": content_hash}
    row = (await session.execute(_KNOWN, asked)).first()
    return None if row is None else _photo(row)


async def how_many(session: ReadSession, arrears_id: UUID) -> int:
    """How many photos there are of a letter."""
    return int((await session.execute(_MANY, {"arrears_id": arrears_id})).scalar_one())


async def add(session: Session, photo: Photo, content: bytes, key: Keyring) -> None:
    """Keep a photo, sealed by the key of its household."""
    mine = organisation_of(session)
    sealed = key.seal(b64encode(content).decode(), place_of(mine, photo.id, "photo"))
    await session.execute(_ADD, {"organisation_id": mine, **photo._asdict(), "content_sealed": sealed})


async def photo_of(session: ReadSession, household_id: UUID, arrears_id: UUID, photo_id: UUID) -> Photo:
    """One photo of a letter to that household; `NoSuchPhoto`."""
    asked = {"household_id": household_id, "arrears_id": arrears_id, "id": photo_id}
    row = (await session.execute(_ONE, asked)).first()
    if row is None:
        raise NoSuchPhoto
    return _photo(row)


async def content_of(session: ReadSession, keyring: Keyring, photo: Photo) -> bytes:
    """The bytes that were kept; `HouseholdIsErased`."""
    key_row = (await session.execute(_KEY_NOW, {"household_id": photo.household_id})).one()
    key = _opened(session, keyring, photo.household_id, key_row)
    sealed = (await session.execute(_CONTENT, {"id": photo.id})).scalar_one()
    return b64decode(key.unseal(bytes(sealed), place_of(organisation_of(session), photo.id, "photo")))


async def photos_of(
    session: ReadSession, household_id: UUID, arrears_id: UUID, after: UUID | None, limit: int
) -> list[Photo]:
    """So many photos of a letter after the one with that id, in the order in which they were handed in."""
    asked = {"household_id": household_id, "arrears_id": arrears_id, "after": after or UUID(int=0), "limit": limit}
    return [_photo(row) for row in await session.execute(_LIST, asked)]


def _photo(row: Row[Any]) -> Photo:
    return Photo(
        row.id, row.household_id, row.arrears_id, PhotoType(row.media_type), row.size, bytes(row.content_hash), row.at,
        row.by,
    )  # fmt: skip


def _opened(session: ReadSession, keyring: Keyring, household_id: UUID, row: Row[Any]) -> Keyring:
    if row.key_sealed is None:
        raise HouseholdIsErased
    return keyring.own(bytes(row.key_sealed), _place_of_key(organisation_of(session), household_id))


def _place_of_key(organisation_id: UUID, household_id: UUID) -> bytes:
    return place_of(organisation_id, household_id, "key")
