"""Lists of households and plans as they are asked for: a page at a time, nothing locked and nothing folded."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text, Uuid

from services.database import ReadSession
from services.errors import Conflict, NotFound
from services.many_households import in_order_asked
from services.schedule.hand import Municipalities
from services.schedule.households.kept_case import kept_case
from services.schedule.households.planning import Summary
from services.schedule.households.repository import NoSuchHousehold
from services.schedule.households.tasks import TaskKind
from services.schedule.planning.case import Case

_SEEN = "(cast(:municipalities as text[]) is null or household.municipality = any(:municipalities))"
_SEES = bindparam("municipalities", type_=ARRAY(Text))

_IDS = bindparam("ids", type_=ARRAY(Uuid))

_LINE = """
    select household.id, reference, municipality, policy, plan_version, (
        select count(*) from task where task.organisation_id = household.organisation_id
        and task.household_id = household.id and task.outcome is null
    ) as open_tasks, registered_at
    from household
"""
_LIST = text(
    f"""
    {_LINE}
    where {_SEEN} and (cast(:after as uuid) is null or household.id > :after)
    and (cast(:municipality as text) is null or municipality = :municipality)
    and (cast(:policy as text) is null or policy = :policy)
    and (cast(:open_task as text) is null or exists (
        select from task where task.organisation_id = household.organisation_id
        and task.household_id = household.id and task.kind = :open_task and task.outcome is null
    ))
    order by household.id limit :limit
    """
).bindparams(
    _SEES,
    bindparam("after", type_=Uuid),
    bindparam("municipality", type_=Text),
    bindparam("policy", type_=Text),
    bindparam("open_task", type_=Text),
)
_MANY = text(f"{_LINE} where {_SEEN} and household.id = any(:ids)").bindparams(_SEES, _IDS)
_SEEN_OF_MANY = text(f"select id from household where {_SEEN} and id = any(:ids)").bindparams(_SEES, _IDS)
_SEARCH = text(
    f"""
    {_LINE}
    where {_SEEN} and (household.reference = any(:references) or exists (
        select from cost_payee where cost_payee.household_id = household.id and account_lookup = :iban_lookup
    ))
    order by household.id limit :limit
    """
).bindparams(_SEES, bindparam("references", type_=ARRAY(Text)))

_PLAN = """
    select household_id, version, id, fact_sequence, made_at, policy, policy_mark, norms_mark, lowest_rest,
        deepest_gap, gap_days, days_without_money, coa_debt, shortfalls, sustainable_leefgeld
"""
_PLANS = text(
    f"""
    {_PLAN} from plan_version
    where household_id = :household_id and (cast(:before as integer) is null or version < :before)
    order by version desc limit :limit
    """
).bindparams(bindparam("before", type_=Integer))
_WHOLE_PLANS = text(
    f"""
    select kept.* from unnest(:ids) as asked (id) cross join lateral (
        {_PLAN}, inputs::text, document::text from plan_version
        where household_id = asked.id and (cast(:version as integer) is null or version = :version)
        order by version desc limit 1
    ) as kept
    """
).bindparams(_IDS, bindparam("version", type_=Integer))

_CASES = text(
    """
    select household.id, plan_version, inputs::text from household join plan_version as version
    on version.organisation_id = household.organisation_id and version.household_id = household.id
        and version.version = household.plan_version
    where (cast(:municipality as text) is null or municipality = :municipality)
    and (cast(:after as uuid) is null or household.id > :after)
    order by household.id limit :limit
    """
).bindparams(bindparam("municipality", type_=Text), bindparam("after", type_=Uuid))


class NoSuchPlan(NotFound):
    """There is no such version of a plan of this household."""


class MadeByOtherRules(Conflict):
    """The norms have changed since this version was made and would make another plan; ask of the newest version."""


class HouseholdLine(NamedTuple):
    """A household as a list shows it."""

    id: UUID
    reference: str
    municipality: str
    policy: str
    plan_version: int | None
    open_tasks: int
    registered_at: datetime


class PlanLine(NamedTuple):
    """A version of a plan as a list shows it."""

    household_id: UUID
    version: int
    id: UUID
    fact_sequence: int
    made_at: datetime
    policy: str
    policy_mark: str
    norms_mark: str
    summary: Summary


class WholePlan(NamedTuple):
    """A version with what it was made of and all that it says."""

    line: PlanLine
    case: Case
    document: dict[str, Any]


class KeptVersion(NamedTuple):
    """A version as it is kept: what it was made of and what it says are JSON."""

    line: PlanLine
    inputs: str
    document: str

    def whole(self) -> WholePlan:
        """It as it can be looked into; `CannotBePlanned` where its case cannot be read."""
        return WholePlan(self.line, kept_case(self.inputs), from_json(self.document))


class HouseholdCase(NamedTuple):
    """A household with its newest plan version and the case that it was made of."""

    household_id: UUID
    plan_version: int
    case: Case


async def households(
    session: ReadSession,
    sees: Municipalities,
    *,
    municipality: str | None = None,
    policy: str | None = None,
    open_task: TaskKind | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[HouseholdLine]:
    """So many households after the one with that id, in the order of registration."""
    asked = {
        "municipalities": _codes(sees),
        "municipality": municipality,
        "policy": policy,
        "open_task": open_task and str(open_task),
        "after": after,
        "limit": limit,
    }
    return [HouseholdLine(*row) for row in await session.execute(_LIST, asked)]


async def household(session: ReadSession, sees: Municipalities, household_id: UUID) -> HouseholdLine:
    """One household; `NoSuchHousehold` where none may be seen."""
    found = await households_by_id(session, sees, [household_id])
    if not found:
        raise NoSuchHousehold
    return found[0]


async def seen(session: ReadSession, sees: Municipalities, household_ids: Collection[UUID]) -> list[UUID]:
    """Those of these households that may be seen, in the order asked."""
    asked = {"municipalities": _codes(sees), "ids": list(household_ids)}
    return in_order_asked(household_ids, set((await session.execute(_SEEN_OF_MANY, asked)).scalars()))


async def households_by_id(
    session: ReadSession, sees: Municipalities, household_ids: Collection[UUID]
) -> list[HouseholdLine]:
    """Those of these households that may be seen, in the order asked."""
    asked = {"municipalities": _codes(sees), "ids": list(household_ids)}
    found = {row.id: HouseholdLine(*row) for row in await session.execute(_MANY, asked)}
    return [found[one] for one in in_order_asked(household_ids, found)]


async def search(
    session: ReadSession, sees: Municipalities, references: Sequence[str], iban_lookup: bytes | None, limit: int
) -> list[HouseholdLine]:
    """The households with one of these references, or that are paid on the account with this lookup."""
    asked = {
        "municipalities": _codes(sees),
        "references": list(references),
        "iban_lookup": iban_lookup,
        "limit": limit,
    }
    return [HouseholdLine(*row) for row in await session.execute(_SEARCH, asked)]


async def plans(session: ReadSession, household_id: UUID, before: int | None, limit: int) -> list[PlanLine]:
    """So many versions of a household's plan, newest first, below the one with that number."""
    asked = {"household_id": household_id, "before": before, "limit": limit}
    return [_plan(row) for row in await session.execute(_PLANS, asked)]


async def plan_version(session: ReadSession, household_id: UUID, version: int | None) -> WholePlan:
    """One version, the newest without a number; `NoSuchPlan`, `CannotBePlanned` where its case cannot be read."""
    return (await kept_version(session, household_id, version)).whole()


async def kept_version(session: ReadSession, household_id: UUID, version: int | None) -> KeptVersion:
    """One version as it is kept, the newest without a number; `NoSuchPlan`."""
    found = await kept_versions(session, [household_id], version)
    if household_id not in found:
        raise NoSuchPlan
    return found[household_id]


async def kept_versions(
    session: ReadSession, household_ids: Collection[UUID], version: int | None = None
) -> dict[UUID, KeptVersion]:
    """One version of the plan of each of these households that has it, the newest without a number."""
    rows = await session.execute(_WHOLE_PLANS, {"ids": list(household_ids), "version": version})
    return {row.household_id: KeptVersion(_plan(row), row.inputs, row.document) for row in rows}


def refuse_other_rules(kept: WholePlan, made_now: dict[str, Any]) -> None:
    """`MadeByOtherRules` if today's norms make another plan of what this version was made of."""
    if kept.document != made_now:
        raise MadeByOtherRules


async def cases_of(
    session: ReadSession, municipality: str | None, after: UUID | None, limit: int
) -> list[HouseholdCase]:
    """So many households that have a plan, after the one with that id, each with the case of its newest version.

    Ordered by id, so that the last id of one batch is where the next one begins.
    """
    asked = {"municipality": municipality, "after": after, "limit": limit}
    rows = await session.execute(_CASES, asked)
    return [HouseholdCase(row.id, row.plan_version, kept_case(row.inputs)) for row in rows]


def _codes(sees: Municipalities) -> list[str] | None:
    return None if sees is None else sorted(sees)


def _plan(row: Row[Any]) -> PlanLine:
    values: dict[str, Any] = dict(row._mapping)
    summary = Summary(**{name: values.pop(name) for name in Summary._fields})
    return PlanLine(**{name: values[name] for name in PlanLine._fields if name != "summary"}, summary=summary)
