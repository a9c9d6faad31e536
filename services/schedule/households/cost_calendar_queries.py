"""The calendars of many households, read in two statements."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession
from services.events import PlanFault
from services.schedule.hand import Municipalities
from services.schedule.households.cost_calendar import Calendar, Cost, Ground, costs_of
from services.schedule.planning.norms import NormBook

_IDS = bindparam("ids", type_=ARRAY(Uuid))
_PLANS = text(
    """
    select household.id, reference, municipality, household.policy, plan_version, inputs::text
    from household left join plan_version as version
    on version.organisation_id = household.organisation_id and version.household_id = household.id
        and version.version = household.plan_version
    where household.id = any(:ids)
    and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    order by household.id
    """
).bindparams(_IDS, bindparam("municipalities", type_=ARRAY(Text)))
_DECISIONS = text(
    """
    select household_id, content from fact where household_id = any(:ids) and kind = 'decision'
    and not exists (
        select from fact as later where later.organisation_id = fact.organisation_id
        and later.household_id = fact.household_id and later.corrects = fact.sequence
    )
    order by household_id, holds_from, sequence
    """
).bindparams(_IDS)


async def calendars(
    session: ReadSession, sees: Municipalities, household_ids: Collection[UUID], norms: NormBook
) -> list[Calendar]:
    """Those of these households that the caller may see, in order of their ids."""
    asked = {"ids": list(household_ids), "municipalities": None if sees is None else sorted(sees)}
    rows = (await session.execute(_PLANS, asked)).all()
    grounds = await _grounds(session, [row.id for row in rows])
    return [_calendar(row, grounds[row.id], norms) for row in rows]


async def _grounds(session: ReadSession, household_ids: list[UUID]) -> dict[UUID, list[Ground]]:
    found: dict[UUID, list[Ground]] = defaultdict(list)
    for row in await session.execute(_DECISIONS, {"ids": household_ids}):
        found[row.household_id].append(_ground(row.content))
    return found


def _ground(content: dict[str, Any]) -> Ground:
    until = content.get("until")
    return Ground(content["article"], date.fromisoformat(content["from"]), date.fromisoformat(until) if until else None)


def _calendar(row: Row[Any], grounds: list[Ground], norms: NormBook) -> Calendar:
    costs: list[Cost] | PlanFault = [] if row.inputs is None else costs_of(from_json(row.inputs), norms)
    known = row.id, row.reference, row.municipality, row.policy, row.plan_version, grounds
    return Calendar(*known, [], costs) if isinstance(costs, PlanFault) else Calendar(*known, costs)
