"""Whom to look at because the registry may say something else of them now: a queue, and the job that goes through it.

The job asks the registry in turn (`services.schedule.payments.payable_look`), so that hearing of a change is quick.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import Session, organisation_of
from services.jobs import defer_once

LOOK_AT_WAITING: Final = "look_at_waiting"
"""The job of an organisation: look at everybody in the queue."""

_IS_ASKED = """
    exists (
        select from task where task.household_id = household.id and outcome is null
        and task.kind in ('can_be_paid', 'payee_missing')
    )
"""
_WAITS_OR_IS_ASKED = f"""
    exists (select from held_payment where held_payment.household_id = household.id) or {_IS_ASKED}
"""
_MAY_BE_PAYABLE = """
    exists (
        select from held_payment as held join payment_run as run on run.id = held.run_id
        where held.household_id = household.id and (held.reason not in ('money_short', 'limit') or exists (
            select from plan_version as version where version.household_id = household.id
            and version.version = household.plan_version and version.made_at > run.proposed_at
        ))
    )
"""
"""What was held for lack of money waits for another plan (`payable`), so no day alone makes it payable."""
_HEARD = text(
    f"""
    insert into payable_look (organisation_id, household_id)
    select organisation_id, id from household where id = any(:ids) and ({_WAITS_OR_IS_ASKED}) order by id
    on conflict do nothing
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_ALL = text(
    f"""
    insert into payable_look (organisation_id, household_id)
    select household.organisation_id, household.id from household where {_MAY_BE_PAYABLE} or {_IS_ASKED}
    or household.id in (
        select version.household_id from plan_version as version where version.made_at > :since
    ) or household.id in (
        select (refused.told ->> 'householdId')::uuid
        from payee_handover as page cross join jsonb_array_elements(page.refused) as refused (told)
        cross join jsonb_array_elements(refused.told -> 'why') as faults (fault)
        where page.refused is not null and not exists (
            select from told_payee where told_payee.household_id = (refused.told ->> 'householdId')::uuid
            and (fault ->> 'cost' is null or told_payee.cost = fault ->> 'cost')
        )
    ) order by household.id
    on conflict do nothing
    """
)


async def look_at_those_who_wait(session: Session, household_ids: Collection[UUID]) -> None:
    """Queue those of them of whom a payment waits or a payee is missing; of the others no news matters here."""
    queued = await session.execute(_HEARD, {"ids": list(household_ids)})
    if queued.rowcount:  # type: ignore[attr-defined]  # an insert counts its rows
        await defer_once(session, LOOK_AT_WAITING, organisation_id=str(organisation_of(session)))


async def queue_everybody(session: Session, looked_at: datetime | None) -> None:
    """Queue all of whom something waits that a day may make payable, whoever was planned since a moment, and whose
    payees were refused.
    """
    await session.execute(_ALL, {"since": looked_at})
