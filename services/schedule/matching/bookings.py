"""The bookings of statements in their order, and how far each account was matched."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Uuid

from services.database import ReadSession, Session, organisation_of
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.remembered import lines_of
from services.schedule.matching.tables import MatchingRow
from services.schedule.statements.statement import Direction
from services.schedule.statements.storing_bookings import content_place
from services.sealing import Keyring

_UNFINISHED = text(
    """
    select stands.account from statement_account as stands left join statement_matching as reached
    on reached.account = stands.account
    where stands.taken >= coalesce(reached.place, 1) order by stands.account limit 1
    """
)
_HOLD = text(
    """
    insert into statement_matching (organisation_id, account, place, entry, part)
    values (:organisation_id, :account, 1, 0, 0) on conflict (organisation_id, account) do nothing
    """
)
_SAYS = """
    amount, direction, coalesce(booked_on, value_on) as day, our_id, payment_information_id, return_code, doubt,
        counterparty, mandate, reference
"""
_BOOKINGS = text(
    f"""
    select booking.statement_id, entry, part, cast(:account as text) as account, {_SAYS},
        case when our_id is null then content end as content,
        status = 'booked' as is_booked
    from bank_booking as booking
    where booking.statement_id = :statement_id and (entry, part) > (:entry, :part)
    order by entry, part limit :most
    """
)
_AT = text(
    f"""
    select booking.statement_id, entry, part, statement.account, {_SAYS}, content
    from unnest(:statements, :entries, :parts) with ordinality as wanted (statement_id, entry, part, place)
    join bank_booking as booking using (statement_id, entry, part)
    join statement on statement.id = booking.statement_id order by wanted.place
    """
).bindparams(
    bindparam("statements", type_=ARRAY(Uuid)),
    bindparam("entries", type_=ARRAY(Integer)),
    bindparam("parts", type_=ARRAY(Integer)),
)


class NextBookings(NamedTuple):
    """The next bookings of a statement; those that are booked are matched, the others are only passed. Without any the
    statement is done. `contents` are their sealed words.

    What a notification tells (`is_ahead`) moves nothing: the statement of the day does.
    """

    reached: MatchingRow
    booked: Sequence[Booked]
    last: tuple[int, int] | None
    contents: Mapping[Place, bytes]
    is_ahead: bool = False


async def is_unfinished(session: ReadSession) -> bool:
    """Whether there is a statement that was taken in and is not matched to its end."""
    return (await session.execute(_UNFINISHED)).first() is not None


async def next_bookings(session: Session, most: int) -> NextBookings | None:
    """The next bookings of the first account that is not done, held; None when every statement is matched."""
    account = (await session.execute(_UNFINISHED)).scalar_one_or_none()
    if account is None:
        return None
    organisation_id = organisation_of(session)
    await session.execute(_HOLD, {"organisation_id": organisation_id, "account": account})
    key = (organisation_id, account)
    reached = await session.get_one(MatchingRow, key, with_for_update=True, populate_existing=True)
    found = await _statement(session, account, reached.place)
    if found is None:
        return NextBookings(reached, (), None, {})
    statement_id, is_ahead = found
    asked = {
        "account": account,
        "statement_id": statement_id,
        "entry": reached.entry,
        "part": reached.part,
        "most": most,
    }
    rows = (await session.execute(_BOOKINGS, asked)).all()
    booked = [_booked(row) for row in rows if row.is_booked]
    contents = {Place(row.statement_id, row.entry, row.part): row.content for row in rows if row.content is not None}
    return NextBookings(reached, booked, (rows[-1].entry, rows[-1].part) if rows else None, contents, is_ahead)


async def bookings_at(session: ReadSession, places: Sequence[Place]) -> tuple[list[Booked], dict[Place, bytes]]:
    """The bookings at these places, in that order, and the sealed words of those that have any."""
    asked = {
        "statements": [one.statement_id for one in places],
        "entries": [one.entry for one in places],
        "parts": [one.part for one in places],
    }
    rows = (await session.execute(_AT, asked)).all()
    contents = {Place(*row[:3]): row.content for row in rows if row.content is not None}
    return [_booked(row) for row in rows], contents


def lines_told(keyring: Keyring, organisation_id: UUID, place: Place, content: bytes | None) -> Sequence[str]:
    """What a payer wrote with a booking, opened from its sealed words."""
    if content is None:
        return ()
    return lines_of(json.loads(keyring.unseal(bytes(content), content_place(organisation_id, *place))))


async def _statement(session: Session, account: str, place: int) -> tuple[UUID, bool] | None:
    """The statement at this place of the account's chain, and whether it is a notification."""
    at_place = text("select id, kind = 'notification' from statement where account = :account and place = :place")
    found = (await session.execute(at_place, {"account": account, "place": place})).one_or_none()
    return None if found is None else (found[0], found[1])


def _booked(row: Row[Any]) -> Booked:
    return Booked(
        statement_id=row.statement_id,
        entry=row.entry,
        part=row.part,
        account=row.account,
        amount=row.amount,
        direction=Direction(row.direction),
        booked_on=row.day,
        our_id=row.our_id,
        payment_information_id=row.payment_information_id,
        return_code=row.return_code,
        doubt=row.doubt,
        counterparty=row.counterparty,
        mandate=row.mandate,
        reference=row.reference,
    )
