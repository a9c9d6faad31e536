"""The sender in the database: versions that are added and never rewritten. Nothing personal is in them."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from services.database import ReadSession, Session, organisation_of
from services.notify.hand import Hand
from services.notify.messages.language import Language
from services.notify.sender.sender import NoSender, Sender

_COLUMNS = "version, name, contact_id, unreviewed, at, by"
_NEWEST = text(f"select {_COLUMNS} from sender_version order by version desc limit 1")
_VERSIONS = text(f"select {_COLUMNS} from sender_version where version > :after order by version limit :limit")
_ADD = text(
    """
    insert into sender_version (organisation_id, version, name, contact_id, unreviewed, at, by)
    values (:organisation_id, :version, :name, :contact_id, :unreviewed, :now, :by)
    on conflict do nothing returning version
    """
).bindparams(bindparam("unreviewed", type_=ARRAY(Text)))


class SenderVersion(NamedTuple):
    """The sender as it was from that moment on."""

    version: int
    sender: Sender
    at: datetime
    by: str


async def newest(session: ReadSession) -> SenderVersion | None:
    """The organisation's sender as it is now; None before somebody said."""
    row = (await session.execute(_NEWEST)).first()
    return None if row is None else _version(row)


async def the_sender(session: ReadSession) -> SenderVersion:
    """The same; `NoSender`."""
    found = await newest(session)
    if found is None:
        raise NoSender
    return found


async def versions(session: ReadSession, after: int, limit: int) -> list[SenderVersion]:
    """So many versions after that one, oldest first."""
    return [_version(row) for row in await session.execute(_VERSIONS, {"after": after, "limit": limit})]


async def add(session: Session, hand: Hand, version: int, sender: Sender) -> SenderVersion | None:
    """A version that stands from now on; None if somebody else wrote one of that number."""
    values = {
        "organisation_id": organisation_of(session),
        "version": version,
        "name": sender.name,
        "contact_id": sender.contact_id,
        "unreviewed": list(sender.unreviewed),
        "now": hand.now,
        "by": hand.by,
    }
    added = (await session.execute(_ADD, values)).first()
    return SenderVersion(version, sender, hand.now, hand.by) if added else None


def _version(row: Row[Any]) -> SenderVersion:
    sender = Sender(row.name, row.contact_id, tuple(map(Language, row.unreviewed)))
    return SenderVersion(row.version, sender, row.at, row.by)
