"""What is read and written about households of whom something waits."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Boolean, Integer, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.events import HoldReason, TaskClosed
from services.months import Month
from services.outbox import announce
from services.schedule.households.reconciliation import KeptTask
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.payments.payable import Claim, HeldBefore, about
from services.schedule.wanted.payments import PaymentKey

_IDS = bindparam("ids", type_=ARRAY(Uuid))
_TAKE = """
    with taken as (
        select household.id from household join payable_look on payable_look.household_id = household.id
        order by household.id limit %(most)s for no key update of household skip locked
    ), gone as (
        delete from payable_look where household_id in (select id from taken)
    )
    select id from taken order by id
"""
_NEWEST_MONTHLY = text(
    """
    select month, (
        select max(proposed_at) from payment_run as run
        where run.month = newest.month and kind in ('monthly', 'supplementary') and state <> 'withdrawn'
    ) as looked_at
    from payment_run as newest where kind = 'monthly' and state <> 'withdrawn' order by month desc limit 1
    """
)
_HELD = text(
    """
    select held.household_id, held.month, held.purpose, held.occasion, held.reason,
        coalesce(version.made_at > run.proposed_at, false)
    from held_payment as held join payment_run as run on run.id = held.run_id
    join household on household.id = held.household_id
    left join plan_version as version on version.household_id = household.id
        and version.version = household.plan_version
    where held.household_id = any(:ids)
    """
).bindparams(_IDS)
_TASKS = text(
    "select household_id, id, about, due_on, outcome from task where kind = 'can_be_paid' and household_id = any(:ids)"
).bindparams(_IDS)
_CLAIMS = text(
    """
    select payment.household_id, payment.month, purpose, occasion, run.state = 'filed'
    from payment join payment_run as run on run.id = payment.run_id
    where live and household_id = any(:ids) and payment.month = any(:months)
    and (household_id, purpose || '/' || occasion) in (
        select household_id, about from task where kind = 'can_be_paid' and household_id = any(:ids)
    )
    """
).bindparams(_IDS, bindparam("months", type_=ARRAY(Integer)))
_TOLD = text(
    """
    select household_id, cost from cost_payee where household_id = any(:ids)
    union select household_id, about from task where kind = 'payee_missing' and household_id = any(:ids)
    """
).bindparams(_IDS)
_CLOSE = """
    with asked as materialized (
        select household_id, id, about from task where kind = 'can_be_paid' and outcome is null
    ), over as ({which})
    update task set outcome = '{outcome}', closed_at = :now from over
    where task.household_id = over.household_id and task.kind = 'can_be_paid' and task.about = over.about
    returning task.household_id, task.id
"""
_FILED = text(
    _CLOSE.format(
        outcome=TaskOutcome.DONE,
        which="""
        select asked.household_id, asked.about from asked join payment on payment.run_id = :run_id
        and payment.household_id = asked.household_id and payment.live
        and asked.about = payment.purpose || '/' || payment.occasion
        """,
    )
)
_SETTLED = text(
    _CLOSE.format(
        outcome=TaskOutcome.NOT_NEEDED,
        which="select household_id, about from asked where household_id = :household_id and about = :about",
    )
)
_IS_HANDING_OVER = text("select exists (select from payee_handover where delivered_at is null)")
_SAY = text(
    """
    insert into registry_payee (organisation_id, household_id, cost, is_known, said_at)
    select :mine, given.household_id, given.cost, given.is_known, :now
    from unnest(:households, :costs, :words) as given (household_id, cost, is_known)
    left join registry_payee as before on before.household_id = given.household_id and before.cost = given.cost
    where before.is_known is distinct from given.is_known or not given.is_known and exists (
        select from cost_payee as told where told.household_id = given.household_id and told.cost = given.cost
        and told.recorded_at >= before.said_at
    )
    on conflict (organisation_id, household_id, cost) do update
    set is_known = excluded.is_known, said_at = excluded.said_at
    returning household_id
    """
).bindparams(
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("costs", type_=ARRAY(Text)),
    bindparam("words", type_=ARRAY(Boolean)),
)
"""Only what is news: another word, or a no to what was told here since the last one."""


class NewestMonthly(NamedTuple):
    """The newest month that was asked to be paid, and when a run of it was last proposed: that looked at every plan."""

    month: Month
    looked_at: datetime


async def take(connection: AsyncConnection, most: int) -> list[UUID]:
    """So many households off the queue, held; those that are being changed stay on it."""
    rows = await (await connection.execute(_TAKE.encode(), {"most": most})).fetchall()
    return [household_id for (household_id,) in rows]


async def newest_monthly(session: ReadSession) -> NewestMonthly | None:
    """The newest monthly run that was not withdrawn."""
    row = (await session.execute(_NEWEST_MONTHLY)).first()
    return None if row is None else NewestMonthly(*row)


async def held_before(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, dict[PaymentKey, HeldBefore]]:
    """By household what waits of it."""
    found: dict[UUID, dict[PaymentKey, HeldBefore]] = defaultdict(dict)
    for household_id, month, purpose, occasion, reason, since in await session.execute(_HELD, {"ids": list(ids)}):
        found[household_id][PaymentKey(month, purpose, occasion)] = HeldBefore(HoldReason(reason), since)
    return found


async def tasks(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, list[KeptTask]]:
    """By household the tasks that ask for a run, ended ones too."""
    found: dict[UUID, list[KeptTask]] = defaultdict(list)
    for household_id, task_id, what, due_on, outcome in await session.execute(_TASKS, {"ids": list(ids)}):
        ended = None if outcome is None else TaskOutcome(outcome)
        task = Task(TaskKind.CAN_BE_PAID, what, due_on, done=False)
        found[household_id].append(KeptTask(task_id, task, ended))
    return found


async def claims(
    session: ReadSession, ids: Collection[UUID], months: Collection[Month]
) -> dict[UUID, dict[str, Claim]]:
    """By household which of the payments of these months that its tasks are about a run has."""
    found: dict[UUID, dict[str, Claim]] = defaultdict(dict)
    asked = {"ids": list(ids), "months": list(months)}
    for household_id, month, purpose, occasion, is_filed in await session.execute(_CLAIMS, asked):
        what = about(PaymentKey(month, purpose, occasion))
        found[household_id][what] = Claim.FILED if is_filed else Claim.ON_ITS_WAY
    return found


async def costs_to_ask(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """By household the kinds of cost of which somebody told a payee, or was asked for one."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for household_id, cost in await session.execute(_TOLD, {"ids": list(ids)}):
        found[household_id].add(cost)
    return found


async def close_tasks_of_filed(session: Session, run_id: UUID, now: datetime) -> None:
    """What somebody was asked to have paid stands in this run, which is filed."""
    await _close(session, _FILED, {"run_id": run_id, "now": now}, now)


async def close_task_of_settled(session: Session, household_id: UUID, key: PaymentKey, now: datetime) -> None:
    """What somebody was asked to have paid is settled otherwise."""
    await _close(session, _SETTLED, {"household_id": household_id, "about": about(key), "now": now}, now)


async def _close(session: Session, statement: TextClause, asked: Mapping[str, object], now: datetime) -> None:
    mine = organisation_of(session)
    closed = (await session.execute(statement, asked)).all()
    news = [TaskClosed(organisation_id=mine, household_id=one, task_id=task_id) for one, task_id in closed]
    await announce(session, *news, now=now)


async def is_handing_over(session: ReadSession) -> bool:
    """Whether something that was told here is still on its way to the registry."""
    return bool((await session.execute(_IS_HANDING_OVER)).scalar_one())


async def say(session: Session, words: Mapping[tuple[UUID, str], bool], now: datetime) -> set[UUID]:
    """Write down what the registry says of these costs; the households of which it says anything new."""
    said = sorted(words.items())
    asked = {
        "mine": organisation_of(session),
        "now": now,
        "households": [household_id for (household_id, _), _ in said],
        "costs": [cost for (_, cost), _ in said],
        "words": [is_known for _, is_known in said],
    }
    return set((await session.execute(_SAY, asked)).scalars())
