"""Facts as they are asked for: of some households, in the order of recording, each with whether it stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text, Uuid

from services.database import ReadSession
from services.schedule.households.contents import Content, StatedContent
from services.schedule.households.facts import RETRACTION

_CONTENT: TypeAdapter[Content] = TypeAdapter(StatedContent)
_SAME = "{0}.organisation_id = fact.organisation_id and {0}.household_id = fact.household_id"
_STANDS = f"""
    fact.kind <> :retraction and not exists (
        select from fact as later where {_SAME.format("later")} and later.corrects = fact.sequence
    )
"""
_FACTS = text(
    f"""
    select kept.* from unnest(:ids) as asked (id) cross join lateral (
        select fact.household_id, fact.id, fact.sequence, fact.about, fact.holds_from, fact.recorded_at,
            fact.recorded_by, {_STANDS} as stands, target.id as corrects, fact.reason, fact.content
        from fact left join fact as target on {_SAME.format("target")} and target.sequence = fact.corrects
        where fact.household_id = asked.id and (cast(:fact_id as uuid) is null or fact.id = :fact_id)
        and (cast(:kind as text) is null or (fact.kind = :kind and fact.kind <> :retraction))
        and (not :standing or ({_STANDS}))
        and (cast(:after as integer) is null or fact.sequence > :after)
        order by fact.sequence limit :limit
    ) as kept order by sequence
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("fact_id", type_=Uuid),
    bindparam("kind", type_=Text),
    bindparam("after", type_=Integer),
    bindparam("retraction", RETRACTION),
)


class FactLine(NamedTuple):
    """A fact as a list shows it: `stands` until another `corrects` it; without content it retracts."""

    household_id: UUID
    id: UUID
    sequence: int
    about: str
    holds_from: date
    recorded_at: datetime
    recorded_by: str
    stands: bool
    corrects: UUID | None
    reason: str | None
    content: Content | None


class FactWish(NamedTuple):
    """Which facts somebody wants to see; None leaves a choice open."""

    kind: str | None = None
    standing: bool = False
    fact_id: UUID | None = None


async def facts_of(
    session: ReadSession, household_ids: Collection[UUID], wish: FactWish, limit: int, after: int | None = None
) -> Mapping[UUID, list[FactLine]]:
    """So many facts of each of these households, after the one with that number."""
    asked = {**wish._asdict(), "ids": list(household_ids), "after": after, "limit": limit}
    found: dict[UUID, list[FactLine]] = defaultdict(list)
    for row in await session.execute(_FACTS, asked):
        content = None if row.content is None else _CONTENT.validate_python(row.content)
        found[row.household_id].append(FactLine(**{**row._mapping, "content": content}))
    return found
