"""Lists of households, plans and tasks as they are asked for: a page at a time, nothing locked and nothing folded."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Integer, Text, Uuid

from services.database import ReadSession
from services.errors import Conflict, NotFound
from services.schedule.hand import Municipalities
from services.schedule.households.end_of_relief import Proposal
from services.schedule.households.kept_case import kept_case
from services.schedule.households.planning import Summary
from services.schedule.households.repository import NoSuchHousehold
from services.schedule.households.tasks import TaskKind, TaskOutcome, TaskState, state_of
from services.schedule.planning.case import Case

_SEEN = "(cast(:municipalities as text[]) is null or household.municipality = any(:municipalities))"
_SEES = bindparam("municipalities", type_=ARRAY(Text))

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
_ONE = text(f"{_LINE} where {_SEEN} and household.id = :id").bindparams(_SEES)
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
_WHOLE_PLAN = text(
    f"""
    {_PLAN}, inputs::text, document::text from plan_version
    where household_id = :household_id and (cast(:version as integer) is null or version = :version)
    order by version desc limit 1
    """
).bindparams(bindparam("version", type_=Integer))

_TASK = """
    select task.id, task.household_id, reference, municipality, kind, about, due_on, cost_per_day, amount, proposal,
        opened_at, outcome, closed_at, closed_by, reason
    from task join household
    on household.organisation_id = task.organisation_id and household.id = task.household_id
"""
_TASKS = text(
    f"""
    {_TASK}
    where {_SEEN} and (cast(:household_id as uuid) is null or task.household_id = :household_id)
    and (cast(:municipality as text) is null or municipality = :municipality)
    and (cast(:kind as text) is null or kind = :kind)
    and (cast(:due_until as date) is null or due_on <= :due_until)
    and case cast(:state as text)
        when 'open' then outcome is null and due_on >= :today
        when 'overdue' then outcome is null and due_on < :today
        when 'done' then outcome is not null
        else true end
    and (cast(:after_day as date) is null or (due_on, task.id) > (:after_day, :after_id))
    order by due_on, task.id limit :limit
    """
).bindparams(
    _SEES,
    bindparam("household_id", type_=Uuid),
    bindparam("municipality", type_=Text),
    bindparam("kind", type_=Text),
    bindparam("due_until", type_=Date),
    bindparam("state", type_=Text),
    bindparam("after_day", type_=Date),
    bindparam("after_id", type_=Uuid),
)
_ONE_TASK = text(f"{_TASK} where {_SEEN} and task.household_id = :household_id and task.id = :task_id").bindparams(
    _SEES
)

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


class NoSuchTask(NotFound):
    """There is no such task here."""


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


class TaskLine(NamedTuple):
    """A task as a list shows it, with the household that it is about."""

    id: UUID
    household_id: UUID
    reference: str
    municipality: str
    kind: TaskKind
    about: str
    due_on: date
    cost_per_day: int | None
    amount: int | None
    proposal: Proposal | None
    opened_at: datetime
    outcome: TaskOutcome | None
    closed_at: datetime | None
    closed_by: str | None
    reason: str | None

    def state(self, today: date) -> TaskState:
        """Where it stands today."""
        return state_of(self.due_on, self.outcome, today)


class TaskWish(NamedTuple):
    """Which tasks somebody wants to see; None leaves a choice open."""

    household_id: UUID | None = None
    municipality: str | None = None
    kind: TaskKind | None = None
    due_until: date | None = None
    state: TaskState | None = None


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
    row = (await session.execute(_ONE, {"municipalities": _codes(sees), "id": household_id})).one_or_none()
    if row is None:
        raise NoSuchHousehold
    return HouseholdLine(*row)


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
    asked = {"household_id": household_id, "version": version}
    row = (await session.execute(_WHOLE_PLAN, asked)).one_or_none()
    if row is None:
        raise NoSuchPlan
    return WholePlan(_plan(row), kept_case(row.inputs), from_json(row.document))


def refuse_other_rules(kept: WholePlan, made_now: dict[str, Any]) -> None:
    """`MadeByOtherRules` if today's norms make another plan of what this version was made of."""
    if kept.document != made_now:
        raise MadeByOtherRules


async def tasks(
    session: ReadSession,
    sees: Municipalities,
    wish: TaskWish,
    today: date,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[TaskLine]:
    """So many tasks after the one with that deadline and id, by deadline."""
    after_day, after_id = after or (None, None)
    asked = {
        "municipalities": _codes(sees),
        **wish._asdict(),
        "kind": wish.kind and str(wish.kind),
        "state": wish.state and str(wish.state),
        "today": today,
        "after_day": after_day,
        "after_id": after_id,
        "limit": limit,
    }
    return [_task(row) for row in await session.execute(_TASKS, asked)]


async def task(session: ReadSession, sees: Municipalities, household_id: UUID, task_id: UUID) -> TaskLine:
    """One task of a household; `NoSuchTask` where none may be seen."""
    asked = {"municipalities": _codes(sees), "household_id": household_id, "task_id": task_id}
    row = (await session.execute(_ONE_TASK, asked)).one_or_none()
    if row is None:
        raise NoSuchTask
    return _task(row)


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


def _task(row: Row[Any]) -> TaskLine:
    outcome = None if row.outcome is None else TaskOutcome(row.outcome)
    values: tuple[Any, ...] = tuple(row)
    proposal = None if row.proposal is None else Proposal(row.proposal)
    return TaskLine(*values)._replace(kind=TaskKind(row.kind), outcome=outcome, proposal=proposal)
