"""A change of many households or of one, written in a few statements."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from psycopg.errors import UniqueViolation

from services.database import Session, organisation_of
from services.errors import Conflict
from services.schedule.hand import Hand
from services.schedule.households.change import Change, NewVersion
from services.schedule.households.facts import Fact
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.wanted.sheet_mark import sheet_mark
from services.storing import Rows, connection_of, store

_Values = tuple[Any, ...]

_HOUSEHOLD = (
    "organisation_id", "id", "reference", "municipality", "policy", "plan_version", "imported_row", "registered_at",
    "registered_by", "busy_until", "planned_under",
)  # fmt: skip
_FACT = (
    "organisation_id", "household_id", "sequence", "id", "kind", "about", "holds_from", "content", "recorded_at",
    "recorded_by", "corrects", "reason",
)  # fmt: skip
_PLAN = (
    "organisation_id", "household_id", "version", "id", "fact_sequence", "made_at", "policy", "policy_mark",
    "norms_mark", "lowest_rest", "deepest_gap", "gap_days", "days_without_money", "coa_debt", "shortfalls",
    "sustainable_leefgeld", "inputs", "document", "wanted", "wanted_mark",
)  # fmt: skip
_TASK = (
    "organisation_id", "household_id", "kind", "about", "id", "due_on", "cost_per_day", "amount", "proposal",
    "opened_at",
)  # fmt: skip

_UPDATE_HOUSEHOLD = """
    update household set policy = %s, plan_version = %s, imported_row = %s,
        planned_under = coalesce(%s, planned_under),
        busy_until = case when plan_version is null or busy_until is not null then greatest(busy_until, %s) end
    where organisation_id = %s and id = %s
"""
"""What an older version let expect is still to be taken back, so a household is busy no shorter by a newer one."""
_OPEN_TASK = (
    "update task set due_on = %s, cost_per_day = %s, amount = %s, proposal = %s, outcome = null, closed_at = null,"
    " closed_by = null, reason = null where organisation_id = %s and household_id = %s and kind = %s and about = %s"
)
_END_TASK = (
    "update task set outcome = %s, closed_at = %s"
    " where organisation_id = %s and household_id = %s and kind = %s and about = %s"
)


class HouseholdIsKnown(Conflict):
    """There is a household with this reference already."""


async def write(session: Session, changes: Sequence[Change], hand: Hand) -> None:
    """Write all of it.

    The numbers of facts and versions are keys, and so is a reference: who decided on an older state than the one that
    is there is refused by the database, with `HouseholdIsKnown` or `HouseholdIsChanging`.
    """
    mine = organisation_of(session)
    new = [change for change in changes if change.is_new]
    rows = [
        Rows("household", _HOUSEHOLD, [_household(mine, change, hand) for change in new]),
        Rows("fact", _FACT, [_fact(mine, one.household.id, fact) for one in changes for fact in one.facts]),
        Rows("plan_version", _PLAN, [_plan(mine, one, one.version, hand) for one in changes if one.version]),
        Rows(
            "task", _TASK, [_task(mine, one.household.id, task, hand) for one in changes for task in one.tasks.opened]
        ),
    ]
    try:
        for each in rows:
            await store(session, each)
    except UniqueViolation as refusal:
        is_reference = refusal.diag.constraint_name == "household_organisation_id_reference_key"
        raise (HouseholdIsKnown if is_reference else HouseholdIsChanging) from None
    await _update(session, mine, [change for change in changes if not change.is_new], hand)


async def _update(session: Session, mine: UUID, changes: Sequence[Change], hand: Hand) -> None:
    households = [
        (
            one.policy,
            one.plan_version,
            one.imported_row,
            _planned_under(one, hand),
            _busy_until(one, hand),
            mine,
            one.household.id,
        )
        for one in changes
    ]
    await _execute(session, _UPDATE_HOUSEHOLD, households)
    await _update_tasks(session, mine, {one.household.id: one.tasks for one in changes}, hand)


async def write_tasks(session: Session, changes: Mapping[UUID, TaskChanges], hand: Hand) -> None:
    """Write tasks that do not follow from a household's own facts; `HouseholdIsChanging` if one is there by now."""
    mine = organisation_of(session)
    opened = [_task(mine, owner, task, hand) for owner, tasks in changes.items() for task in tasks.opened]
    try:
        await store(session, Rows("task", _TASK, opened))
    except UniqueViolation:
        raise HouseholdIsChanging from None
    await _update_tasks(session, mine, changes, hand)


async def _update_tasks(session: Session, mine: UUID, changes: Mapping[UUID, TaskChanges], hand: Hand) -> None:
    opened = [values for owner, tasks in changes.items() for values in _opened_again(mine, owner, tasks)]
    ended = [values for owner, tasks in changes.items() for values in _ended(mine, owner, tasks, hand)]
    await _execute(session, _OPEN_TASK, opened)
    await _execute(session, _END_TASK, ended)


async def _execute(session: Session, statement: LiteralString, values: Sequence[_Values]) -> None:
    if values:
        connection = await connection_of(session)
        async with connection.cursor() as cursor:
            await cursor.executemany(statement, values)


def _household(mine: UUID, change: Change, hand: Hand) -> _Values:
    one = change.household
    return (
        mine, one.id, one.reference, one.municipality, change.policy, change.plan_version, change.imported_row,
        one.registered_at, one.registered_by, _busy_until(change, hand), _planned_under(change, hand),
    )  # fmt: skip


def _planned_under(change: Change, hand: Hand) -> str | None:
    """By which rules the newest version was made; who has none has nothing to be planned again."""
    return hand.rules.whole_mark if change.version else None


def _busy_until(change: Change, hand: Hand) -> date | None:
    """A new version is looked at by the next run in any case, also one that ended long ago: it may want less."""
    return max(change.version.last_day, hand.today) if change.version else None


def _fact(mine: UUID, household_id: UUID, fact: Fact) -> _Values:
    content = None if fact.content is None else fact.content.model_dump_json()
    return (
        mine, household_id, fact.sequence, fact.id, fact.kind, fact.about, fact.holds_from, content, fact.recorded_at,
        fact.recorded_by, fact.corrects, fact.reason,
    )  # fmt: skip


def _plan(mine: UUID, change: Change, made: NewVersion, hand: Hand) -> _Values:
    return (
        mine, change.household.id, made.number, made.id, change.fact_sequence, hand.now, *made.marks, *made.summary,
        made.inputs.decode(), made.document.decode(), made.wanted.decode(), sheet_mark(made.marks.norms_mark),
    )  # fmt: skip


def _task(mine: UUID, household_id: UUID, kept: KeptTask, hand: Hand) -> _Values:
    task = kept.task
    return (
        mine, household_id, str(task.kind), task.about, kept.id, task.due_on, task.cost_per_day, task.amount,
        task.proposal, hand.now,
    )  # fmt: skip


def _opened_again(mine: UUID, household_id: UUID, tasks: TaskChanges) -> Iterator[_Values]:
    for kept in (*tasks.reopened, *tasks.moved):
        task = kept.task
        told = task.due_on, task.cost_per_day, task.amount, task.proposal
        yield *told, mine, household_id, str(task.kind), task.about


def _ended(mine: UUID, household_id: UUID, tasks: TaskChanges, hand: Hand) -> Iterator[_Values]:
    for kept in tasks.ended:
        yield str(kept.outcome), hand.now, mine, household_id, str(kept.task.kind), kept.task.about
