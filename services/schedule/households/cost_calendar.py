"""The fixed costs of a household by month, as its newest plan has them: what, when, how much, and whether we pay. Pure.

It is what the registry of the mandates service goes by. Leefgeld is no cost: of that it tells the days alone, for on
those the client's own account has to be there. What moves between the accounts for other reasons is not in it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from services.events import PlanFault
from services.months import Month
from services.schedule.planning.case import Case, Method, Route
from services.schedule.planning.case_document import written_case
from services.schedule.planning.fixed_costs import CostMonth, cost_months
from services.schedule.planning.leefgeld import leefgeld_plan
from services.schedule.planning.norms import NoNorm, NormBook
from services.schedule.planning.plan import plan
from services.schedule.planning.policy import RampDown, RampDownMode

EVERYTHING = ""
"""Where a day stands for every cost, in what was paid before us."""

_OF_THE_CASE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What pure code raises over a value that it did not expect: this household's own trouble, and nobody else's."""


class Cost(NamedTuple):
    """One cost of one month, in cents; `part` is the part of a month before the first whole one."""

    cost: str
    month: Month
    part: bool
    due_on: date
    amount: int
    paid_by_us: bool


class Ground(NamedTuple):
    """A decision on which somebody's money is paid from, up to and including a day; without one it has no end yet."""

    article: str
    since: date
    until: date | None


class Foreseen(NamedTuple):
    """What a plan foresees: every cost-month, and the days on which we pay leefgeld to the client."""

    costs: Sequence[Cost] = ()
    leefgeld_days: Sequence[date] = ()


class Calendar(NamedTuple):
    """What a household's newest plan says of its costs; `fault` if it cannot be planned, and then says nothing.

    `b12_received_on` is a fact and no plan: the day on which the B12 came in, if that is known. `handed_back_after` are
    the costs that the policy hands back one at a time, each with the one before it.
    """

    household_id: UUID
    reference: str
    municipality: str
    policy: str
    plan_version: int | None
    grounds: Sequence[Ground]
    b12_received_on: date | None
    foreseen: Foreseen
    fault: PlanFault | None = None
    handed_back_after: Mapping[str, str] = MappingProxyType({})


def foreseen(inputs: Mapping[str, Any], norms: NormBook) -> Foreseen | PlanFault:
    """What a plan that was made of this foresees, also the costs that the client pays."""
    try:
        case = written_case(inputs)
    except _OF_THE_CASE:
        return PlanFault.CASE_UNREADABLE
    try:
        return Foreseen(_costs(case, norms), _leefgeld_days(case))
    except NoNorm:
        return PlanFault.NORM_MISSING
    except _OF_THE_CASE:
        return PlanFault.NOT_COMPUTABLE


def one_at_a_time(ramp_down: RampDown, told: Foreseen, said: Collection[str]) -> dict[str, str]:
    """Of the costs that we pay those that go back one at a time, each with the one that goes back before it; but those
    of which somebody `said` from which month on they are the client's.
    """
    if ramp_down.mode is not RampDownMode.ONE_AT_A_TIME:
        return {}
    ours = {one.cost for one in told.costs if one.paid_by_us}
    order = sorted(ramp_down.handed_back_from, key=lambda cost: ramp_down.handed_back_from[cost])
    steps = pairwise(cost for cost in order if cost in ours)
    return {later: before for before, later in steps if later not in said}


def without_paid_before(told: Foreseen, until: Mapping[str, date]) -> Foreseen:
    """The same as it is when somebody else paid what was due up to and including a day, by cost or `EVERYTHING`.

    Of one cost that was the client, so it is his until then; of everything it was another system, and what that paid is
    no concern of anybody who looks here.
    """
    behind = until.get(EVERYTHING, date.min)
    costs = [
        one._replace(paid_by_us=one.paid_by_us and one.due_on > until.get(one.cost, date.min))
        for one in told.costs
        if one.due_on > behind
    ]
    return Foreseen(costs, [day for day in told.leefgeld_days if day > behind])


def _costs(case: Case, norms: NormBook) -> list[Cost]:
    begin = {cost.kind: cost.first_month for cost in case.fixed_costs}
    left = _left_with_client(case, norms)
    found = [_cost(one, begin[one.kind], (one.kind, one.month) in left) for one in cost_months(case)]
    return sorted(found, key=lambda one: (one.cost, one.month))


def _leefgeld_days(case: Case) -> list[date]:
    """The days on which leefgeld is to be there, the advance's among them: where nothing can be paid yet on the day it
    is meant for, the day on which it is paid. Under inhouding the benefit system pays what is left, and we nothing.
    """
    if case.method is not Method.BUDGETBEHEER:
        return []
    planned = leefgeld_plan(case)
    days = {max(one.nominal, one.on) for one in planned.payments if one.amount > 0}
    if planned.advance_on is not None and planned.advance > 0:
        days.add(planned.advance_on)
    return sorted(days)


def _left_with_client(case: Case, norms: NormBook) -> set[tuple[str, Month | None]]:
    """What a plan leaves with the client beyond what the case says: only a cost that is paid where it fits."""
    fits_or_not = any(cost.route is Route.IF_IT_FITS for cost in case.fixed_costs)
    if case.method is not Method.INHOUDING or not fits_or_not:
        return set()
    return {(one.cost, one.month) for one in plan(case, norms).client_costs}


def _cost(one: CostMonth, first_month: Month, is_left: bool) -> Cost:
    ours = one.whose is None and not is_left
    if one.month is None:
        return Cost(one.kind, first_month - 1, True, one.due, one.amount, ours)
    return Cost(one.kind, one.month, False, one.due, one.amount, ours)
