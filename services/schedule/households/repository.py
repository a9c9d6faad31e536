"""Households in the database: read whole, locked where they are about to change, and written whole."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.errors import LockNotAvailable
from pydantic import TypeAdapter
from sqlalchemy import Row, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import OperationalError
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session
from services.errors import Conflict, NotFound
from services.many_households import in_order_asked
from services.schedule.hand import Municipalities
from services.schedule.households.change import Household, Marks
from services.schedule.households.contents import Content, StatedContent
from services.schedule.households.end_of_relief import Proposal
from services.schedule.households.facts import Fact
from services.schedule.households.reconciliation import KeptTask
from services.schedule.households.tasks import OF_OTHERS, Task, TaskKind, TaskOutcome

_CONTENT: TypeAdapter[Content] = TypeAdapter(StatedContent)

_SEEN = "(cast(:municipalities as text[]) is null or household.municipality = any(:municipalities))"
_WHOLE = f"""
    select household.id, reference, household.municipality, municipality.policy as municipal_policy, registered_at,
        registered_by, plan_version, imported_row, version.policy, version.policy_mark, version.norms_mark
    from household
    join municipality using (organisation_id)
    left join plan_version as version on version.organisation_id = household.organisation_id
        and version.household_id = household.id and version.version = household.plan_version
    where household.id = any(:ids) and municipality.code = household.municipality and {_SEEN}
    order by household.id
"""
_BOUND = bindparam("ids", type_=ARRAY(Uuid)), bindparam("municipalities", type_=ARRAY(Text))
_READ = text(_WHOLE).bindparams(*_BOUND)
_LOCK = text(f"{_WHOLE} for no key update of household nowait").bindparams(*_BOUND)
_HOLD = text(f"select id from household where id = :id and {_SEEN} for no key update nowait").bindparams(_BOUND[1])
_FACTS = text(
    """
    select household_id, sequence, id, kind, about, holds_from, content, recorded_at, recorded_by, corrects, reason
    from fact where household_id = any(:ids) order by household_id, sequence
    """
).bindparams(_BOUND[0])
_TASKS = text(
    """
    select household_id, id, kind, about, due_on, cost_per_day, amount, proposal, outcome from task
    where household_id = any(:ids)
    and kind <> all(:of_others)
    """
).bindparams(_BOUND[0], bindparam("of_others", [str(kind) for kind in OF_OTHERS], type_=ARRAY(Text)))
_PAID_TO = text(
    """
    select household_id, cost from cost_payee as told where household_id = any(:ids) and not exists (
        select from registry_payee as said where said.household_id = told.household_id and said.cost = told.cost
        and not is_known and said_at > told.recorded_at
    )
    union
    select household_id, cost from registry_payee where household_id = any(:ids) and is_known
    """
).bindparams(_BOUND[0])
"""What was told here and what is arranged at the registry, which has the last word."""
_UNDECIDED = text(
    """
    select household_id, cost, undecided_from from registry_duty
    where household_id = any(:ids) and undecided_from is not null order by household_id, cost
    """
).bindparams(_BOUND[0])
_BY_REFERENCE = text(
    "select reference, id, municipality, imported_row from household where reference = any(:references)"
).bindparams(bindparam("references", type_=ARRAY(Text)))


class KnownHousehold(NamedTuple):
    """A household that has a reference, and the mark of what a caseload last said about it."""

    id: UUID
    municipality: str
    imported_row: bytes | None


class NoSuchHousehold(NotFound):
    """There is no such household here."""


class NoSuchFact(NotFound):
    """There is no such fact of this household."""


class HouseholdIsChanging(Conflict):
    """Somebody else is changing this household at this moment; ask again."""


async def lock(session: Session, household_id: UUID, municipalities: Municipalities) -> Household:
    """The household with all that decides about it, ours alone until this transaction ends.

    `NoSuchHousehold` where none may be seen, `HouseholdIsChanging` while somebody else has it.
    """
    found = await lock_all(session, [household_id], municipalities)
    if not found:
        raise NoSuchHousehold
    return found[0]


async def hold(session: Session, household_id: UUID, municipalities: Municipalities) -> None:
    """Make the household ours alone, as `lock` does, and read nothing of it: for who changes what plans do not read."""
    if not await _held(session, _HOLD, {"id": household_id, "municipalities": _codes(municipalities)}):
        raise NoSuchHousehold


async def lock_all(session: Session, ids: Collection[UUID], municipalities: Municipalities) -> list[Household]:
    """As `lock`, for many; those that may not be seen are left out."""
    return await _whole(session, await _held(session, _LOCK, _asked(ids, municipalities)))


async def read(session: ReadSession, household_id: UUID, municipalities: Municipalities) -> Household:
    """The household with all that decides about it, as it is now; `NoSuchHousehold` where none may be seen."""
    found = await read_all(session, [household_id], municipalities)
    if not found:
        raise NoSuchHousehold
    return found[household_id]


async def read_all(
    session: ReadSession, ids: Collection[UUID], municipalities: Municipalities
) -> dict[UUID, Household]:
    """As `read`, for many, in the order asked; those that may not be seen are left out."""
    rows = (await session.execute(_READ, _asked(ids, municipalities))).all()
    found = {one.id: one for one in await _whole(session, rows)}
    return {one: found[one] for one in in_order_asked(ids, found)}


async def municipal_policies(session: ReadSession) -> dict[str, str]:
    """The municipalities of the organisation by code, each with the name of its policy."""
    rows = await session.execute(text("select code, policy from municipality order by code"))
    return {row.code: row.policy for row in rows}


async def known_references(session: ReadSession, references: Collection[str]) -> dict[str, KnownHousehold]:
    """Those of the references that a household has."""
    rows = await session.execute(_BY_REFERENCE, {"references": list(references)})
    return {row.reference: KnownHousehold(row.id, row.municipality, row.imported_row) for row in rows}


async def _held(session: Session, statement: TextClause, asked: dict[str, Any]) -> Sequence[Row[Any]]:
    try:
        return (await session.execute(statement, asked)).all()
    except OperationalError as refusal:
        if isinstance(refusal.orig, LockNotAvailable):
            raise HouseholdIsChanging from None
        raise


def _asked(ids: Collection[UUID], municipalities: Municipalities) -> dict[str, Any]:
    return {"ids": list(ids), "municipalities": _codes(municipalities)}


def _codes(municipalities: Municipalities) -> list[str] | None:
    return None if municipalities is None else sorted(municipalities)


async def _whole(session: ReadSession, rows: Sequence[Row[Any]]) -> list[Household]:
    ids = [row.id for row in rows]
    facts = await facts_of(session, ids)
    tasks: dict[UUID, list[KeptTask]] = {}
    for row in await session.execute(_TASKS, {"ids": ids}):
        tasks.setdefault(row.household_id, []).append(_task(row))
    paid_to: dict[UUID, set[str]] = {}
    for row in await session.execute(_PAID_TO, {"ids": ids}):
        paid_to.setdefault(row.household_id, set()).add(row.cost)
    undecided: dict[UUID, dict[str, date]] = {}
    for row in await session.execute(_UNDECIDED, {"ids": ids}):
        undecided.setdefault(row.household_id, {})[row.cost] = row.undecided_from
    return [
        Household(
            id=row.id,
            reference=row.reference,
            municipality=row.municipality,
            municipal_policy=row.municipal_policy,
            registered_at=row.registered_at,
            registered_by=row.registered_by,
            plan_version=row.plan_version,
            marks=Marks(row.policy, row.policy_mark, row.norms_mark) if row.plan_version else None,
            imported_row=row.imported_row,
            facts=facts.get(row.id, []),
            tasks=tasks.get(row.id, []),
            paid_to=frozenset(paid_to.get(row.id, ())),
            undecided=undecided.get(row.id, {}),
        )
        for row in rows
    ]


async def facts_of(session: ReadSession, household_ids: Collection[UUID]) -> dict[UUID, list[Fact]]:
    """All facts of these households in the order of recording, corrected ones too."""
    found: dict[UUID, list[Fact]] = {}
    for row in await session.execute(_FACTS, {"ids": list(household_ids)}):
        found.setdefault(row.household_id, []).append(_fact(row))
    return found


def _fact(row: Row[Any]) -> Fact:
    return Fact(
        id=row.id,
        sequence=row.sequence,
        kind=row.kind,
        about=row.about,
        holds_from=row.holds_from,
        content=None if row.content is None else _CONTENT.validate_python(row.content),
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        corrects=row.corrects,
        reason=row.reason,
    )


def _task(row: Row[Any]) -> KeptTask:
    outcome = None if row.outcome is None else TaskOutcome(row.outcome)
    task = Task(
        kind=TaskKind(row.kind),
        about=row.about,
        due_on=row.due_on,
        done=False,
        cost_per_day=row.cost_per_day,
        amount=row.amount,
        proposal=None if row.proposal is None else Proposal(row.proposal),
    )
    return KeptTask(row.id, task, outcome)
