"""Booking links in the database: digests, and what was said by them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.types import Date, Text

from services.answer_token import NoSuchLink, Opened
from services.database import ReadSession, Session, organisation_of
from services.schedule.allocations.allocation import AllocationWord, NotBookedReason
from services.schedule.allocations.booking_link import BookingReply

_ADD = text(
    """
    insert into booking_link (organisation_id, id, end_to_end_id, paid_to, digest, expires_at, made_at, made_by)
    values (:organisation_id, :id, :end_to_end_id, :paid_to, :digest, :expires_at, :made_at, :made_by)
    """
)
_FIND = """
    select id, end_to_end_id, paid_to, expires_at, word, booked_on, reason from booking_link
    where id = :about and digest = :digest
"""
_ONE = text(_FIND)
_HOLD = text(f"{_FIND} for no key update")
_USE = text(
    "update booking_link set used_at = :used_at, word = :word, booked_on = :booked_on, reason = :reason where id = :id"
).bindparams(bindparam("booked_on", type_=Date), bindparam("reason", type_=Text))


class NewLink(NamedTuple):
    """A link about one payment, to whoever was paid by it."""

    id: UUID
    end_to_end_id: str
    paid_to: UUID
    digest: bytes
    expires_at: datetime


class Link(NamedTuple):
    """A link as it is kept: until when it answers, and what it answered."""

    id: UUID
    end_to_end_id: str
    paid_to: UUID
    expires_at: datetime
    reply: BookingReply | None


async def add(session: Session, new: NewLink, made_at: datetime, made_by: str) -> None:
    """Write down a new link."""
    values = {"organisation_id": organisation_of(session), "made_at": made_at, "made_by": made_by}
    await session.execute(_ADD, {**new._asdict(), **values})


async def link(session: ReadSession, opened: Opened) -> Link:
    """The link behind a token; `NoSuchLink`."""
    return await _found(session, _ONE, opened)


async def hold_link(session: Session, opened: Opened) -> Link:
    """The same, held until the end of the transaction."""
    return await _found(session, _HOLD, opened)


async def use(session: Session, link_id: UUID, reply: BookingReply, used_at: datetime) -> None:
    """Keep what was said by a held link."""
    await session.execute(_USE, {**reply._asdict(), "id": link_id, "used_at": used_at})


async def _found(session: ReadSession, query: TextClause, opened: Opened) -> Link:
    row = (await session.execute(query, {"about": opened.about, "digest": opened.digest})).first()
    if row is None:
        raise NoSuchLink
    reply = None
    if row.word is not None:
        reply = BookingReply(AllocationWord(row.word), row.booked_on, row.reason and NotBookedReason(row.reason))
    return Link(row.id, row.end_to_end_id, row.paid_to, row.expires_at, reply)
