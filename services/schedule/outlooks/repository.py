"""The outlooks of many households, in nine statements whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.clock import civil_date
from services.database import ReadSession
from services.events import PlanFault
from services.months import Month, month_of, parse_month
from services.schedule.hand import Municipalities
from services.schedule.households.cost_calendar import EVERYTHING
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.tasks import TaskKind
from services.schedule.outlooks.outlook import (
    AHEAD,
    BACK,
    MONTHS,
    Arrival,
    Foreseen,
    Known,
    LeefgeldState,
    MonthBalance,
    Outlook,
    Paid,
    Refuted,
    Return,
    read,
)
from services.schedule.planning.case import Account
from services.schedule.planning.entries import LEEFGELD
from services.schedule.planning.policy import Sight

_IDS = bindparam("ids", type_=ARRAY(Uuid))
_PLANS = text(
    """
    select household.id, inputs::text,
        case when household.policy = any(:shown) then document #>> '{monthEnds}' end as month_ends
    from household left join plan_version as version
    on version.organisation_id = household.organisation_id and version.household_id = household.id
        and version.version = household.plan_version
    where household.id = any(:ids)
    and (cast(:municipalities as text[]) is null or municipality = any(:municipalities)) order by household.id
    """
).bindparams(_IDS, bindparam("municipalities", type_=ARRAY(Text)), bindparam("shown", type_=ARRAY(Text)))
_RUNS = text(
    """
    select id, month, state in ('frozen', 'filed') as is_frozen, kind = 'monthly' and number = 1 as is_first
    from payment_run where month between :first and :last and state <> 'withdrawn'
    """
)
_PAYMENTS = text(
    """
    select household_id, purpose, occasion, month, amount, execute_on, state, (
        select max(told_on) from payment_told as told where told.organisation_id = payment.organisation_id
        and told.run_id = payment.run_id and told.end_to_end_id = payment.end_to_end_id
    ) as told_on
    from payment_of_run as payment
    where run_id = any(:runs) and household_id = any(:ids) and (purpose = :leefgeld or came_back is not null)
    order by run_id
    """
).bindparams(_IDS, bindparam("runs", type_=ARRAY(Uuid)))
_PAID_BILLS = text(
    """
    select household_id, purpose, month from payment
    where run_id = any(:runs) and household_id = any(:ids) and live and purpose <> :leefgeld
    """
).bindparams(_IDS, bindparam("runs", type_=ARRAY(Uuid)))
_ARRIVALS = text(
    """
    select household_id, toeslag, arrived_on, sum(amount)::bigint as amount, account, bool_or(exists (
        select from toeslag_claim as claim
        where (claim.organisation_id, claim.household_id, claim.toeslag, claim.arrived_on, claim.told)
            = (came.organisation_id, came.household_id, came.toeslag, came.arrived_on, came.told)
    )) as by_mistake
    from toeslag_arrival as came
    where household_id = any(:ids) and arrived_on between :since and :on and not exists (
        select from toeslag_arrival_taken_back as back
        where (back.organisation_id, back.household_id, back.toeslag, back.arrived_on, back.told)
            = (came.organisation_id, came.household_id, came.toeslag, came.arrived_on, came.told)
    )
    group by household_id, toeslag, arrived_on, account order by household_id, arrived_on, toeslag
    """
).bindparams(_IDS)
_TASKS = text(
    """
    select household_id, kind, due_on from task
    where household_id = any(:ids) and kind = any(:kinds) and outcome is null and due_on <= :until
    order by household_id, due_on
    """
).bindparams(_IDS, bindparam("kinds", type_=ARRAY(Text)))
_LETTERS = text(
    """
    select household_id, cost, month, at, paid_on, paid_amount from arrears
    where household_id = any(:ids) and state = 'refuted' and at >= :since order by household_id, at, cost, month
    """
).bindparams(_IDS)
_PAID_BEFORE = text(
    """
    select household_id, content from fact
    where household_id = any(:ids) and kind = 'paid_before_us' and not exists (
        select from fact as later where later.organisation_id = fact.organisation_id
        and later.household_id = fact.household_id and later.corrects = fact.sequence
    )
    order by household_id, holds_from, sequence
    """
).bindparams(_IDS)
_TOLD_TASKS = (TaskKind.B12_EXPECTED, TaskKind.REVIEW, TaskKind.AFTERCARE)
_PAST, _ON_ITS_WAY = ("withdrawn", "proposed"), ("ready", "submitted", "expected")


async def outlooks(
    session: ReadSession, sees: Municipalities, household_ids: Collection[UUID], rules: Rulebook, on: date
) -> list[Outlook]:
    """Those of these households that the caller may see, in order of their ids."""
    shown = [name for name, policy in rules.policies.items() if Sight.BALANCE in policy.client_sees]
    asked = {"ids": list(household_ids), "municipalities": None if sees is None else sorted(sees), "shown": shown}
    plans = (await session.execute(_PLANS, asked)).all()
    months = {"first": month_of(on) - 1, "last": month_of(on + AHEAD)}
    runs = (await session.execute(_RUNS, months)).all()
    ids = [row.id for row in plans]
    bound = {"ids": ids, "runs": [run.id for run in runs], "leefgeld": LEEFGELD}
    payments = _by_household(await session.execute(_PAYMENTS, bound))
    bound["runs"] = [run.id for run in runs if run.is_frozen]
    bills = _by_household(await session.execute(_PAID_BILLS, bound))
    days = {"ids": ids, "since": on - BACK, "on": on}
    arrivals = _by_household(await session.execute(_ARRIVALS, days))
    wanted = {"ids": ids, "kinds": list(_TOLD_TASKS), "until": on + AHEAD}
    tasks = _by_household(await session.execute(_TASKS, wanted))
    letters = _by_household(await session.execute(_LETTERS, {"ids": ids, "since": on - BACK}))
    before = _by_household(await session.execute(_PAID_BEFORE, {"ids": ids}))
    approved = sorted(run.month for run in runs if run.is_frozen and run.is_first)
    return [
        _outlook(
            row,
            _known(payments[row.id], bills[row.id], approved, before[row.id]),
            payments[row.id],
            arrivals[row.id],
            tasks[row.id],
            letters[row.id],
            approved,
            rules,
            on,
        )
        for row in plans
    ]


def _outlook(
    plan: Row[Any],
    known: Known,
    payments: list[Row[Any]],
    arrivals: list[Row[Any]],
    tasks: list[Row[Any]],
    letters: list[Row[Any]],
    approved: list[Month],
    rules: Rulebook,
    on: date,
) -> Outlook:
    told = None if plan.inputs is None else read(from_json(plan.inputs), rules.norms, on, known)
    due: Mapping[str, list[date]] = {kind: [one.due_on for one in tasks if one.kind == kind] for kind in _TOLD_TASKS}
    return Outlook(
        household_id=plan.id,
        foreseen=told if isinstance(told, Foreseen) else None,
        fault=told if isinstance(told, PlanFault) else None,
        b12_due_on=next(iter(due[TaskKind.B12_EXPECTED]), None),
        reviews=due[TaskKind.REVIEW],
        aftercare=due[TaskKind.AFTERCARE],
        arrivals=[
            Arrival(one.toeslag, one.arrived_on, one.amount, one.account == Account.CLIENT, one.by_mistake)
            for one in arrivals
        ],
        returns=[
            Return(one.purpose, one.month, one.told_on, one.amount)
            for one in payments
            if one.purpose != LEEFGELD and one.told_on is not None and one.told_on >= on - BACK
        ],
        refuted=[Refuted(one.cost, one.month, civil_date(one.at), one.paid_on, one.paid_amount) for one in letters],
        approved=approved,
        balances=_balances(plan.month_ends, on),
    )


def _balances(month_ends: str | None, on: date) -> list[MonthBalance]:
    """Those of the months that somebody may be told of."""
    told = [MonthBalance(parse_month(one["month"]), one["balance"]) for one in from_json(month_ends or "[]")]
    return [one for one in told if one.month in range(month_of(on), month_of(on) + MONTHS)]


def _known(
    payments: Iterable[Row[Any]], bills: Iterable[Row[Any]], approved: Collection[Month], before: Iterable[Row[Any]]
) -> Known:
    until = {one.content.get("cost") or EVERYTHING: date.fromisoformat(one.content["until"]) for one in before}
    return Known(_paid(payments), {(one.purpose, one.month) for one in bills}, approved, until)


def _paid(payments: Iterable[Row[Any]]) -> dict[str, Paid]:
    """By nominal day; a later run goes before an earlier one, for it pays what that held or what came back."""
    found: dict[str, Paid] = {}
    for one in payments:
        if one.purpose == LEEFGELD and one.state not in _PAST:
            state = _state(one.state)
            found[one.occasion] = Paid(one.told_on or one.execute_on, one.amount, state)
    return found


def _state(state: str) -> LeefgeldState:
    if state in _ON_ITS_WAY:
        return LeefgeldState.ON_ITS_WAY
    known = {"executed": LeefgeldState.PAID, "held": LeefgeldState.HELD}
    return known.get(state, LeefgeldState.CAME_BACK)


def _by_household(rows: Iterable[Row[Any]]) -> Mapping[UUID, list[Row[Any]]]:
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.household_id].append(row)
    return found
