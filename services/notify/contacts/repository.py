"""Contacts in the database: versions that are added and never rewritten, sealed, for a colleague's name is one too."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.notify.contacts.contact import Contact, NoSuchContact
from services.notify.hand import Hand
from services.sealing import Keyring, place_of

_COLUMNS = "id, version, document_sealed, at, by"
_NEWEST = text(
    f"select distinct on (id) {_COLUMNS} from contact_version where id = any(:ids) order by id, version desc"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_LIST = text(
    f"select distinct on (id) {_COLUMNS} from contact_version where id > :after order by id, version desc limit :limit"
)
_VERSIONS = text(
    f"select {_COLUMNS} from contact_version where id = :id and version > :after order by version limit :limit"
)
_ADD = text(
    """
    insert into contact_version (organisation_id, id, version, document_sealed, at, by)
    values (:organisation_id, :id, :version, :document_sealed, :now, :by) on conflict do nothing returning version
    """
)
_FIRST = UUID(int=0)
_DOCUMENT: TypeAdapter[Contact] = TypeAdapter(Contact)


class ContactVersion(NamedTuple):
    """A contact as it was from that moment on."""

    id: UUID
    version: int
    contact: Contact
    at: datetime
    by: str


async def newest(session: ReadSession, keyring: Keyring, contact_id: UUID) -> ContactVersion:
    """A contact as it is now; `NoSuchContact`."""
    found = await newest_of(session, keyring, [contact_id])
    if contact_id not in found:
        raise NoSuchContact
    return found[contact_id]


async def newest_of(
    session: ReadSession, keyring: Keyring, contact_ids: Collection[UUID]
) -> Mapping[UUID, ContactVersion]:
    """The same of many."""
    rows = await session.execute(_NEWEST, {"ids": list(contact_ids)})
    return {row.id: _version(session, keyring, row) for row in rows}


async def contacts(session: ReadSession, keyring: Keyring, after: UUID | None, limit: int) -> Sequence[ContactVersion]:
    """So many contacts after that one as they are now, in the order in which they were made."""
    rows = await session.execute(_LIST, {"after": after or _FIRST, "limit": limit})
    return [_version(session, keyring, row) for row in rows]


async def versions(
    session: ReadSession, keyring: Keyring, contact_id: UUID, after: int, limit: int
) -> Sequence[ContactVersion]:
    """So many versions of a contact after that one, oldest first."""
    rows = await session.execute(_VERSIONS, {"id": contact_id, "after": after, "limit": limit})
    return [_version(session, keyring, row) for row in rows]


async def add(session: Session, hand: Hand, contact_id: UUID, version: int, contact: Contact) -> ContactVersion | None:
    """A version that stands from now on; None if somebody else wrote one of that number."""
    place = _place(session, contact_id, version)
    values = {
        "organisation_id": organisation_of(session),
        "id": contact_id,
        "version": version,
        "document_sealed": hand.keyring.seal(_DOCUMENT.dump_json(contact).decode(), place),
        "now": hand.now,
        "by": hand.by,
    }
    added = (await session.execute(_ADD, values)).first()
    return ContactVersion(contact_id, version, contact, hand.now, hand.by) if added else None


def _version(session: ReadSession, keyring: Keyring, row: Row[Any]) -> ContactVersion:
    opened = keyring.unseal(bytes(row.document_sealed), _place(session, row.id, row.version))
    return ContactVersion(row.id, row.version, _DOCUMENT.validate_json(opened), row.at, row.by)


def _place(session: ReadSession, contact_id: UUID, version: int) -> bytes:
    return place_of(organisation_of(session), contact_id, f"contact {version}")
