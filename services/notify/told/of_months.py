"""What households were told of a month, in the database: the last of it, and how often."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Uuid

from services.database import ReadSession
from services.notify.messages.kinds import Kind

_OF_MONTHS = text(
    """
    select distinct on (household_id, day) household_id, day, id, said_sealed,
        count(*) over (partition by household_id, day) as many
    from message where household_id = any(:ids) and day = any(:days) and kind in (:overview, :changed)
    order by household_id, day, id desc
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("days", type_=ARRAY(Date)))


class OfMonth(NamedTuple):
    """What a household was told of a month last, still sealed, and how often it was told of it."""

    id: UUID
    said_sealed: bytes
    many: int


async def told_of_months(
    session: ReadSession, household_ids: Collection[UUID], first_days: Collection[date]
) -> dict[tuple[UUID, date], OfMonth]:
    """What these households were told of the months that begin on these days, by household and day."""
    asked = {
        "ids": list(household_ids),
        "days": list(first_days),
        "overview": Kind.MONTH_OVERVIEW,
        "changed": Kind.MONTH_CHANGED,
    }
    rows = await session.execute(_OF_MONTHS, asked)
    return {(row.household_id, row.day): OfMonth(row.id, bytes(row.said_sealed), row.many) for row in rows}
