"""The cost-months of households, put in the place of those that were known: many at once, and only what differs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import Session, organisation_of
from services.failpoints import failpoint
from services.mandates.alarms.service import look_at_known
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change
from services.mandates.households.staleness import Stale, let_go, put_off
from services.mandates.intake.paper_service import require_many
from services.months import parse_month
from services.schedule.schemas import CostCalendar

_IDS = bindparam("ids", type_=ARRAY(Uuid))
_HOLD = text(
    """
    select id, plan_version, reference, municipality, policy, grounds, leefgeld_days, b12_received_on
    from household where id = any(:ids) order by id for no key update
    """
).bindparams(_IDS)
_HOUSEHOLDS = text(
    """
    update household set reference = told.reference, municipality = told.municipality, policy = told.policy,
        plan_version = told.plan_version, grounds = told.grounds, known_at = :now,
        leefgeld_days = told.leefgeld_days, b12_received_on = told.b12_received_on,
        handed_back_after = told.handed_back_after
    from jsonb_to_recordset(cast(:told as jsonb)) as told (
        id uuid, reference text, municipality text, policy text, plan_version integer, grounds jsonb,
        leefgeld_days date[], b12_received_on date, handed_back_after jsonb
    )
    where household.id = told.id
    """
)
_COSTS = text(
    """
    with told as materialized (
        select * from jsonb_to_recordset(cast(:told as jsonb)) as told (
            household_id uuid, cost text, month integer, due_on date, amount bigint, paid_by_us boolean
        )
    ), gone as (
        delete from cost_month as old where household_id = any(:ids) and not exists (
            select from told where (told.household_id, told.cost, told.month) = (old.household_id, old.cost, old.month)
        )
        returning household_id
    ), written as (
        insert into cost_month (organisation_id, household_id, cost, month, due_on, amount, paid_by_us)
        select :organisation_id, household_id, cost, month, due_on, amount, paid_by_us from told
        on conflict (organisation_id, household_id, cost, month) do update
        set due_on = excluded.due_on, amount = excluded.amount, paid_by_us = excluded.paid_by_us,
            seen_at = case when (cost_month.due_on, cost_month.paid_by_us) = (excluded.due_on, excluded.paid_by_us)
                then cost_month.seen_at end
        where (cost_month.due_on, cost_month.amount, cost_month.paid_by_us)
            <> (excluded.due_on, excluded.amount, excluded.paid_by_us)
        returning household_id
    )
    select household_id from gone union select household_id from written
    """
).bindparams(_IDS)


async def keep(session: Session, hand: Hand, asked: Sequence[Stale], told: Iterable[CostCalendar]) -> int:
    """Keep what was told of these households, and say how many need not be asked for again.

    Those that are new or otherwise than they were are asked for their papers, and their alarms are raised at once, but
    of those that are so new that nobody told yet whom their money goes to. A calendar of an older plan than the one
    that is known changes nothing. One that cannot be planned stays marked, and is asked for again in an hour or when
    news of it comes: its costs are what they were, as far as anybody knows. One that nobody told of is no longer there
    to be asked for.
    """
    ids = [one.id for one in asked]
    known = {row.id: row for row in (await session.execute(_HOLD, {"ids": ids})).all()}
    calendars = {one.household_id: one for one in told}
    readable = [one for one in calendars.values() if one.fault is None]
    news = [one for one in readable if (one.plan_version or 0) >= known[one.household_id].plan_version]
    changed = {one.household_id for one in news if _is_other(known[one.household_id], one)}
    changed |= await _write(session, hand, news)
    to_look_at = changed | {one.household_id for one in news if _is_lived_otherwise(known[one.household_id], one)}
    unreadable = {one.household_id for one in calendars.values() if one.fault is not None}
    done = [one for one in asked if one.id not in unreadable]
    await let_go(session, done)
    await put_off(session, [one for one in asked if one.id in unreadable], hand.now)
    await count_change(session, hand, changed)
    await require_many(session, hand, to_look_at)
    await look_at_known(session, hand, to_look_at, hand.today)
    failpoint("mandates.calendars-kept")
    return len(done)


async def _write(session: Session, hand: Hand, news: Sequence[CostCalendar]) -> set[UUID]:
    """Those whose costs are others than they were."""
    if not news:
        return set()
    households = to_json([_household(one) for one in news]).decode()
    await session.execute(_HOUSEHOLDS, {"told": households, "now": hand.now})
    given = {
        "organisation_id": organisation_of(session),
        "ids": [one.household_id for one in news],
        "told": to_json([cost for one in news for cost in _costs(one)]).decode(),
    }
    return set((await session.execute(_COSTS, given)).scalars())


def _is_other(known: Row[Any], told: CostCalendar) -> bool:
    """Whether something else of it differs that a payment may depend on."""
    before = known.reference, known.municipality, known.policy, known.grounds
    return before != (told.reference, told.municipality, told.policy, _grounds(told))


def _is_lived_otherwise(known: Row[Any], told: CostCalendar) -> bool:
    """Whether something else of it differs on which no payment depends, but a paper or an alarm may."""
    return (known.leefgeld_days, known.b12_received_on) != (told.leefgeld_days, told.b12_received_on)


def _grounds(told: CostCalendar) -> list[Mapping[str, Any]]:
    return [one.model_dump(mode="json", by_alias=True) for one in told.grounds]


def _household(told: CostCalendar) -> dict[str, Any]:
    return {
        "id": told.household_id,
        "reference": told.reference,
        "municipality": told.municipality,
        "policy": told.policy,
        "plan_version": told.plan_version or 0,
        "grounds": _grounds(told),
        "leefgeld_days": told.leefgeld_days,
        "b12_received_on": told.b12_received_on,
        "handed_back_after": {one.cost: one.after for one in told.handed_back_after},
    }


def _costs(told: CostCalendar) -> Iterable[dict[str, Any]]:
    for one in told.cost_months:
        yield {
            "household_id": told.household_id,
            "cost": one.cost,
            "month": parse_month(one.month),
            "due_on": one.due_on,
            "amount": one.amount,
            "paid_by_us": one.paid_by_us,
        }
