"""One cost at a time, and the next only after a clean month of the client's own payment (seed 001, lines 4530-4537).

A step of the ramp-down waits until the newest answer about the cost before it says that it was paid in time. If that
does not come before its supplier would have to be asked, we go on paying another month, and the plan follows. A case
manager may go on all the same, with a reason.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.banking_days import bank_days_later
from services.database import ReadSession, Session, organisation_of
from services.errors import Refused
from services.events import PaidCost
from services.mandate_events import HandingBackKept, RampDownGoesOn
from services.mandates.alarms.alarm import ROOM_TO_ACT
from services.mandates.hand import Hand, Municipalities
from services.mandates.households.repository import hold, household
from services.months import Month, month_text
from services.outbox import announce
from services.sealing import place_of

BEFORE_ANYBODY_IS_WARNED: Final = 1
"""Bank days: a month that nobody would pay is an alarm from that day on, and by then the plan is to pay it."""

HAS_CLEAN_MONTH: Final = """
    coalesce((
        select answered.state = 'paid' from watched_month as answered
        where answered.organisation_id = step.organisation_id and answered.household_id = step.id
        and answered.cost = step.handed_back_after ->> own.cost and answered.state in ('paid', 'paid_late', 'not_paid')
        order by answered.month desc limit 1
    ), false)
"""
"""The newest month of the cost before it that somebody answered about was paid in time."""
WAITS: Final = f"""
    exists (
        select from household as step where step.organisation_id = own.organisation_id and step.id = own.household_id
        and step.handed_back_after ? own.cost and not {HAS_CLEAN_MONTH}
        and not exists (
            select from ramp_down_decision as decided where decided.organisation_id = step.organisation_id
            and decided.household_id = step.id and decided.cost = own.cost
        )
        and coalesce((
            select before.payer <> 'client_pays' from payer_of_record as before
            where before.organisation_id = step.organisation_id and before.household_id = step.id
            and before.cost = step.handed_back_after ->> own.cost and before.from_month <= own.own_from
            order by before.from_month desc, before.sequence desc limit 1
        ), false)
    )
"""
"""Of a cost `own` that is the client's `own_from` a month on: whether that is too early. Where the client pays the cost
before it unwatched, or nobody arranged it, there is nothing to wait for.
"""
_OF_HOUSEHOLDS = text(
    f"""
    select own.household_id, own.cost, handed_back_after ->> own.cost as after, {WAITS} as waits,
        kept_until ->> own.cost as kept_until,
        exists (
            select from ramp_down_decision as decided where decided.household_id = household.id
            and decided.cost = own.cost
        ) as went_ahead
    from household cross join lateral (
        select household.organisation_id, household.id as household_id, step.cost, max(month) as own_from
        from jsonb_object_keys(household.handed_back_after) as step (cost)
        left join cost_month on cost_month.household_id = household.id and cost_month.cost = step.cost
            and cost_month.paid_by_us
        group by step.cost
    ) as own
    where household.id = any(:ids) order by own.cost
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_KEEP = text(
    """
    update household set kept_until = kept_until || jsonb_build_object(cast(:cost as text), cast(:until as integer))
    where id = :household_id and kept_until ->> :cost is distinct from cast(:until as text)
    """
)
_DECIDE = text(
    """
    insert into ramp_down_decision (organisation_id, id, household_id, cost, reason_sealed, decided_at, decided_by)
    values (:organisation_id, :id, :household_id, :cost, :reason, :now, :by)
    """
)


class NothingToGoOnWith(Refused):
    """This cost waits for no other one: it is handed back when the plan says so, or when a person asks its supplier."""


class RampDownStep(NamedTuple):
    """A cost that goes back after another one: whether it waits for a clean month of that, until which month we said
    that we go on paying it, and whether a person decided to go on all the same.
    """

    cost: str
    after: str
    waits: bool
    kept_until: Month | None
    went_ahead: bool


class Early(NamedTuple):
    """A step that waits although its month comes near, when it is due on `due_on`; `answer_days` (bank days) are the
    supplier's.
    """

    household_id: UUID
    cost: str
    own_from: Month
    due_on: date
    answer_days: int

    def is_kept_by(self, today: date) -> bool:
        """Whether its supplier can no longer be asked before somebody would be warned that nobody pays."""
        return today >= bank_days_later(self.due_on, -(self.answer_days + ROOM_TO_ACT + BEFORE_ANYBODY_IS_WARNED))


async def steps_of(session: ReadSession, household_id: UUID, sees: Municipalities) -> list[RampDownStep]:
    """What of a household goes back one at a time; `NoSuchHousehold`."""
    await household(session, household_id, sees)
    return (await steps_of_each(session, [household_id]))[household_id]


async def steps_of_each(session: ReadSession, household_ids: Collection[UUID]) -> Mapping[UUID, list[RampDownStep]]:
    """What of each of these households goes back one at a time."""
    found: dict[UUID, list[RampDownStep]] = defaultdict(list)
    for one in await session.execute(_OF_HOUSEHOLDS, {"ids": list(household_ids)}):
        until = one.kept_until and int(one.kept_until)
        found[one.household_id].append(RampDownStep(one.cost, one.after, one.waits, until, one.went_ahead))
    return found


async def keep(session: Session, hand: Hand, early: Sequence[Early]) -> int:
    """Go on paying these another month, which the plan hears; of each month once. How many; households are held."""
    kept = []
    for one in early:
        asked = {"household_id": one.household_id, "cost": one.cost, "until": one.own_from}
        if (await session.execute(_KEEP, asked)).rowcount:  # type: ignore[attr-defined]  # an update counts its rows
            kept.append(one)
    mine = organisation_of(session)
    news = [
        HandingBackKept(
            organisation_id=mine,
            household_id=one.household_id,
            cost=PaidCost(one.cost),
            until=month_text(one.own_from),
        )
        for one in kept
    ]
    await announce(session, *news, now=hand.now)
    return len(kept)


async def go_on(session: Session, hand: Hand, household_id: UUID, cost: str, reason: str) -> RampDownStep:
    """Hand a cost back although the one before it has no clean month; `NoSuchHousehold`, `NothingToGoOnWith`."""
    await hold(session, household_id, hand.municipalities)
    steps = {one.cost: one for one in await steps_of(session, household_id, hand.municipalities)}
    if cost not in steps:
        raise NothingToGoOnWith
    mine, made = organisation_of(session), hand.new_id()
    place = place_of(mine, made, "reason")
    values = {"reason": hand.keyring.seal(reason, place), "now": hand.now, "by": hand.by}
    decided = {"organisation_id": mine, "id": made, "household_id": household_id, "cost": cost, **values}
    await session.execute(_DECIDE, decided)
    news = RampDownGoesOn(organisation_id=mine, household_id=household_id, cost=PaidCost(cost))
    await announce(session, news, now=hand.now)
    return steps[cost]._replace(waits=False, went_ahead=True)
