"""Looking for bills that two households pay, in a few statements however many households there are."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import Session
from services.schedule.hand import Hand
from services.schedule.households.bills import KeptAlarm, Paid, SharedBill, alarms, paid_twice
from services.schedule.households.kept_case import CannotBePlanned, kept_case
from services.schedule.households.reconciliation import KeptTask
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.tasks_of_others import change_tasks
from services.schedule.planning.case import Case

_MOST_OTHERS = 20
"""Where more households than this have one reference at a supplier, it is no reference: each is asked all the same."""

_IDS = bindparam("ids", type_=ARRAY(Uuid))
_NEWEST = """not exists (
    select from cost_payee as later where later.household_id = held.household_id and later.cost = held.cost
    and (later.valid_from, later.sequence) > (held.valid_from, held.sequence)
)"""
_SHARED = text(
    f"""
    with mine as materialized (
        select held.household_id, held.cost, held.bill_lookup from cost_payee as held
        where held.household_id = any(:ids) and held.bill_lookup is not null and {_NEWEST}
    )
    select mine.household_id, mine.cost, other.household_id, other.cost
    from mine cross join lateral (
        select held.household_id, held.cost from cost_payee as held
        where held.bill_lookup = mine.bill_lookup and held.household_id <> mine.household_id and {_NEWEST}
        limit {_MOST_OTHERS}
    ) as other
    """
).bindparams(_IDS)
_CASES = text(
    """
    select household.id, inputs::text as inputs from household join plan_version as version
    on version.household_id = household.id and version.version = household.plan_version
    where household.id = any(:ids)
    """
).bindparams(_IDS)
_ALARMS = text(
    """
    select household_id, id, about, due_on, outcome from task
    where kind = 'bill_paid_twice' and household_id = any(:ids)
    union
    select household_id, id, about, due_on, outcome from task
    where kind = 'bill_paid_twice' and outcome is null and split_part(about, '/', 2) = any(:others)
    """
).bindparams(_IDS, bindparam("others", type_=ARRAY(Text)))


async def look_for_bills_paid_twice(session: Session, hand: Hand, household_ids: Collection[UUID]) -> None:
    """Ask of each bill that one of these households and another pay for the same month whether that is right.

    To be called when their facts, plans and payees are written. The tasks stand at both households, and end by
    themselves when no month is paid by both any more.
    """
    ids = list(household_ids)
    if not ids:
        return
    rows = await session.execute(_SHARED, {"ids": ids})
    shared = [SharedBill(Paid(*row[:2]), Paid(*row[2:])) for row in rows]
    before = await _alarms(session, {*ids, *(bill.other.household_id for bill in shared)})
    if not shared and not before:
        return
    cases = await _cases(session, {paid.household_id for bill in shared for paid in bill})
    changes = alarms(paid_twice(shared, cases), before, set(ids), hand.today, hand.new_id)
    await change_tasks(session, hand, changes)


async def _alarms(session: Session, household_ids: Collection[UUID]) -> list[KeptAlarm]:
    rows = await session.execute(_ALARMS, {"ids": list(household_ids), "others": list(map(str, household_ids))})
    return [KeptAlarm(row.household_id, _kept(row)) for row in rows]


def _kept(row: Any) -> KeptTask:
    outcome = None if row.outcome is None else TaskOutcome(row.outcome)
    return KeptTask(row.id, Task(TaskKind.BILL_PAID_TWICE, row.about, row.due_on, done=False), outcome)


async def _cases(session: Session, household_ids: Collection[UUID]) -> Mapping[UUID, Case]:
    """Without those that cannot be read: a run leaves them out, so nothing is paid for them."""
    found = {}
    for row in await session.execute(_CASES, {"ids": list(household_ids)}):
        with suppress(CannotBePlanned):
            found[row.id] = kept_case(row.inputs)
    return found
