"""Bridging in the database: households whose plan falls short while nothing is decided."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Text, Uuid

from services.database import ReadSession
from services.schedule.hand import Municipalities
from services.schedule.households.tasks import SHORT_BEFORE
from services.schedule.planning.plan import ShortfallKind

_GAPS = text(
    """
    select household.id, reference, municipality, min(due_on) as decide_by, array_agg(about order by due_on, about)
    from task join household
    on household.organisation_id = task.organisation_id and household.id = task.household_id
    where kind = 'plan_falls_short' and outcome is null
    and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    and (cast(:municipality as text) is null or municipality = :municipality)
    group by household.organisation_id, household.id
    having cast(:after_day as date) is null or (min(due_on), household.id) > (:after_day, :after_id)
    order by decide_by, household.id limit :limit
    """
).bindparams(
    bindparam("municipalities", type_=ARRAY(Text)),
    bindparam("municipality", type_=Text),
    bindparam("after_day", type_=Date),
    bindparam("after_id", type_=Uuid),
)


class GapLine(NamedTuple):
    """A household whose plan falls short: how, from which day, and until when a decision still helps in time."""

    household_id: UUID
    reference: str
    municipality: str
    kinds: list[ShortfallKind]
    needed_on: date
    decide_by: date


async def gaps(
    session: ReadSession,
    sees: Municipalities,
    municipality: str | None,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[GapLine]:
    """So many after the one with that day and id, the soonest first. What a person closed by hand is decided."""
    after_day, after_id = after or (None, None)
    asked = {
        "municipalities": None if sees is None else sorted(sees),
        "municipality": municipality,
        "after_day": after_day,
        "after_id": after_id,
        "limit": limit,
    }
    return [
        GapLine(household_id, reference, of, [ShortfallKind(kind) for kind in kinds], day + SHORT_BEFORE, day)
        for household_id, reference, of, day, kinds in await session.execute(_GAPS, asked)
    ]
