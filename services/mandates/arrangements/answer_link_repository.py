"""Answer links in the database: digests, and what was said by them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.types import Integer

from services.answer_token import NoSuchLink
from services.database import ReadSession, Session, organisation_of
from services.mandates.arrangements.answer_link import Reply, Ticket
from services.mandates.arrangements.handshake import Answer

_ADD = text(
    """
    insert into answer_link (organisation_id, handshake_id, digest, expires_at, made_at)
    values (:organisation_id, :handshake_id, :digest, :expires_at, :made_at)
    """
)
_FIND = "select expires_at, answer, month from answer_link where handshake_id = :handshake_id and digest = :digest"
_ONE = text(_FIND)
_HOLD = text(f"{_FIND} for no key update")
_USE = text(
    """
    update answer_link set used_at = :used_at, answer = :answer, month = :month
    where handshake_id = :handshake_id and digest = :digest
    """
).bindparams(bindparam("month", type_=Integer))


class Link(NamedTuple):
    """A link as it is kept: until when it answers, and what it answered."""

    expires_at: datetime
    reply: Reply | None


async def add(session: Session, handshake_id: UUID, digest: bytes, expires_at: datetime, made_at: datetime) -> None:
    """Write down a new link."""
    values = {
        "organisation_id": organisation_of(session),
        "handshake_id": handshake_id,
        "digest": digest,
        "expires_at": expires_at,
        "made_at": made_at,
    }
    await session.execute(_ADD, values)


async def link(session: ReadSession, ticket: Ticket) -> Link:
    """The link behind a ticket; `NoSuchLink`."""
    return await _found(session, _ONE, ticket)


async def hold_link(session: Session, ticket: Ticket) -> Link:
    """The same, held until the end of the transaction."""
    return await _found(session, _HOLD, ticket)


async def use(session: Session, ticket: Ticket, reply: Reply, used_at: datetime) -> None:
    """Keep what was said by a held link."""
    await session.execute(_USE, {**ticket._asdict(), **reply._asdict(), "used_at": used_at})


async def _found(session: ReadSession, query: TextClause, ticket: Ticket) -> Link:
    row = (await session.execute(query, ticket._asdict())).first()
    if row is None:
        raise NoSuchLink
    return Link(row.expires_at, None if row.answer is None else Reply(Answer(row.answer), row.month))
