"""The calendars of many households, read in two statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping
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
from services.schedule.households.cost_calendar import (
    EVERYTHING,
    Calendar,
    Foreseen,
    Ground,
    foreseen,
    one_at_a_time,
    without_paid_before,
)
from services.schedule.households.rulebook import Rulebook

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
_BESIDE_THE_PLAN = text(
    """
    select household_id, kind, content from fact
    where household_id = any(:ids) and kind in ('decision', 'paid_before_us', 'b12_received', 'cost_handed_back')
    and not exists (
        select from fact as later where later.organisation_id = fact.organisation_id
        and later.household_id = fact.household_id and later.corrects = fact.sequence
    )
    order by household_id, holds_from, sequence
    """
).bindparams(_IDS)


async def calendars(
    session: ReadSession, sees: Municipalities, household_ids: Collection[UUID], rules: Rulebook
) -> list[Calendar]:
    """Those of these households that the caller may see, in order of their ids."""
    asked = {"ids": list(household_ids), "municipalities": None if sees is None else sorted(sees)}
    rows = (await session.execute(_PLANS, asked)).all()
    ids = [row.id for row in rows]
    grounds: dict[UUID, list[Ground]] = defaultdict(list)
    paid_before: dict[UUID, dict[str, date]] = defaultdict(dict)
    b12: dict[UUID, date] = {}
    said: dict[UUID, set[str]] = defaultdict(set)
    for fact in await session.execute(_BESIDE_THE_PLAN, {"ids": ids}):
        if fact.kind == "decision":
            grounds[fact.household_id].append(_ground(fact.content))
        elif fact.kind == "cost_handed_back":
            said[fact.household_id] |= {fact.content["cost"]} if fact.content.get("until") is None else set()
        elif fact.kind == "b12_received":
            b12[fact.household_id] = _day(fact.content["on"])
        else:
            paid_before[fact.household_id][fact.content.get("cost") or EVERYTHING] = _day(fact.content["until"])
    return [_calendar(row, grounds[row.id], b12.get(row.id), paid_before[row.id], said[row.id], rules) for row in rows]


def _ground(content: dict[str, Any]) -> Ground:
    until = content.get("until")
    return Ground(content["article"], _day(content["from"]), _day(until) if until else None)


def _calendar(
    row: Row[Any],
    grounds: list[Ground],
    b12: date | None,
    paid_before: Mapping[str, date],
    said: Collection[str],
    rules: Rulebook,
) -> Calendar:
    told = Foreseen() if row.inputs is None else foreseen(from_json(row.inputs), rules.norms)
    known = row.id, row.reference, row.municipality, row.policy, row.plan_version, grounds, b12
    if isinstance(told, PlanFault):
        return Calendar(*known, Foreseen(), told)
    policy, ours = rules.policies.get(row.policy), without_paid_before(told, paid_before)
    steps = one_at_a_time(policy.ramp_down, ours, said) if policy else {}
    return Calendar(*known, ours, handed_back_after=steps)


def _day(written: str) -> date:
    return date.fromisoformat(written)
