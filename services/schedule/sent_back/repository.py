"""What was sent back, in the database: as the bank may name it, and as people look at it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from services.database import ReadSession
from services.errors import NotFound
from services.schedule.bank.identifiers import payment_information_id
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.submitted import Outcome
from services.schedule.sent_back.payment import SentBack

_SENT_BACK = """
    select sent.*, told.outcomes from sent_back as sent cross join lateral (
        select coalesce(array_agg(outcome order by number), array[]::text[]) as outcomes from sent_back_outcome as one
        where one.end_to_end_id = sent.end_to_end_id
    ) as told
"""
_NAMED = text(f"{_SENT_BACK} where sent.end_to_end_id = any(:names) or sent.message_id = any(:files)").bindparams(
    bindparam("names", type_=ARRAY(Text)), bindparam("files", type_=ARRAY(Text))
)
_OF_DECISION = text(f"{_SENT_BACK} where sent.decision_id = :decision_id")
_TIMES = text(
    """
    select count(*)::integer from sent_back where statement_id = :statement_id and entry = :entry and part = :part
    """
)
_PAGE = text(
    f"""
    {_SENT_BACK} where (sent.statement_id, sent.entry, sent.part, sent.number)
        > (:statement_id, :entry, :part, :number)
    order by sent.statement_id, sent.entry, sent.part, sent.number limit :limit
    """
)
_ONLY_BLOCK = 1
"""The file of a payment back has one day, and so one block."""


class NothingWasSentBack(NotFound):
    """No money was sent back by this decision; see what it is about, and whether somebody approved it."""


class Named(NamedTuple):
    """What some bookings name of what was sent back: by EndToEndId, and the EndToEndIds by PmtInfId."""

    payments: dict[str, SentBack]
    blocks: Mapping[str, str]


class Filed(NamedTuple):
    """A payment back with its file, and when it was made."""

    payment: SentBack
    decision_id: UUID
    message_id: str
    execute_on: date
    filed_at: datetime


async def sent_back_named(session: ReadSession, booked: Collection[Booked], ours: Collection[str]) -> Named:
    """What these bookings name of what was sent back; `ours` are the names that are known to be other payments."""
    names = {one.our_id for one in booked if one.our_id is not None and one.our_id not in ours}
    blocks = {one.payment_information_id for one in booked if one.our_id is None and one.payment_information_id}
    files = {name.rpartition("-")[0] for name in blocks}
    if not (names or files):
        return Named({}, {})
    rows = (await session.execute(_NAMED, {"names": sorted(names), "files": sorted(files)})).all()
    return Named(
        {row.end_to_end_id: _payment(row) for row in rows},
        {payment_information_id(row.message_id, _ONLY_BLOCK): row.end_to_end_id for row in rows},
    )


async def sent_back_in(session: ReadSession, message_id: str) -> SentBack | None:
    """The payment back that a file with this MsgId holds, if it is one of those."""
    row = (await session.execute(_NAMED, {"names": [], "files": [message_id]})).one_or_none()
    return None if row is None else _payment(row)


async def times_sent(session: ReadSession, place: Place) -> int:
    """How often the money of a booking was sent back."""
    return int((await session.execute(_TIMES, place._asdict())).scalar_one())


async def of_decision(session: ReadSession, decision_id: UUID) -> Filed:
    """What was sent back by a decision; `NothingWasSentBack`."""
    row = (await session.execute(_OF_DECISION, {"decision_id": decision_id})).one_or_none()
    if row is None:
        raise NothingWasSentBack
    return _filed(row)


async def page_of_sent_back(session: ReadSession, after: tuple[Place, int] | None, limit: int) -> Sequence[Filed]:
    """So many behind the one of that booking and number, in the order of the statements."""
    place, number = after or (Place(UUID(int=0), 0, 0), 0)
    asked = {**place._asdict(), "number": number, "limit": limit}
    return [_filed(row) for row in await session.execute(_PAGE, asked)]


def _filed(row: Row[Any]) -> Filed:
    return Filed(_payment(row), row.decision_id, row.message_id, row.execute_on, row.filed_at)


def _payment(row: Row[Any]) -> SentBack:
    return SentBack(
        of=Place(row.statement_id, row.entry, row.part),
        number=row.number,
        end_to_end_id=row.end_to_end_id,
        account=row.account,
        amount=row.amount,
        outcomes=tuple(Outcome(one) for one in row.outcomes),
    )
