"""Fixed costs: each cost-month that falls due in the relief, when it is executed and whose it is.

Rule 7 of the plan; Participatiewet art. 56a (rent, energy, water and health insurance are paid from the benefit).
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from services import banking_days
from services.months import Month, day_in, month_of
from services.schedule.planning.case import Case, FixedCost, Route, amount_in


class Whose(StrEnum):
    """Why a cost-month is the client's own."""

    NEVER = "never"
    DID_NOT_FIT = "did_not_fit"
    HANDED_BACK = "handed_back"


class CostMonth(NamedTuple):
    """One cost that falls due once: `month` is None for the part month before the first whole one.

    `rank` is the cost's place in the order of payment; `amount` is in cents; `executed_on` is the bank day on which it
    is paid so that it arrives on `due`; `whose` is None while the municipality pays it.
    """

    kind: str
    month: Month | None
    rank: int
    due: date
    amount: int
    executed_on: date
    route: Route
    whose: Whose | None


_made = tuple.__new__
"""How a named tuple is made of its values in order, in half the time of giving them one by one."""


class ClientCost(NamedTuple):
    """A cost-month (cents) that the client pays, and why."""

    due: date
    cost: str
    amount: int
    why: Whose
    month: Month | None


def cost_months(case: Case) -> list[CostMonth]:
    """Every cost-month that falls due on or before the end of relief, in no particular order."""
    until, not_before = case.relief_ends_on, banking_days.after(case.benefit.starts_on)
    found = []
    for cost in case.fixed_costs:
        kind, rank, route = cost.kind, case.cost_order.index(cost.kind), cost.route
        if cost.first is not None and cost.first.due_on <= until:
            due, amount = cost.first
            whose = _whose(cost, month_of(due))
            found.append(CostMonth(kind, None, rank, due, amount, _execution_day(due, not_before), route, whose))
        amount, whose, changes = _from_the_beginning(cost)
        for month, due, executed_on in _due_days(cost, until, not_before):
            if changes:
                amount, whose = amount_in(cost.amounts, month), _whose(cost, month)
            found.append(_made(CostMonth, (kind, month, rank, due, amount, executed_on, route, whose)))
    return found


def order_of_payment(cost: CostMonth) -> tuple[int, date, int]:
    """The order in which costs are paid: by the policy's order, then by due day, a part month first, then by month."""
    return cost.rank, cost.due, cost.month or 0


def left_with_client(cost: CostMonth, why: Whose) -> ClientCost:
    """The cost-month as one that the client pays."""
    return ClientCost(cost.due, cost.kind, cost.amount, why, cost.month)


_DueDay: TypeAlias = tuple[Month, date, date]
"""(cost-month, due day, execution day)."""


def _due_days(cost: FixedCost, until: date, not_before: date) -> Iterable[_DueDay]:
    """All whole months that fall due up to and including a day, deferred ones on the day the supplier waits until."""
    if not cost.deferrals:
        return _calendar(cost.due_day, cost.first_month, until, not_before)
    days = []
    for month in range(cost.first_month, max(month_of(until), *cost.deferrals) + 1):
        due = cost.deferrals[month] if month in cost.deferrals else day_in(month, cost.due_day)
        if due <= until:
            days.append((month, due, _execution_day(due, not_before)))
    return days


@lru_cache(maxsize=65536)
def _calendar(due_day: int, first_month: Month, until: date, not_before: date) -> tuple[_DueDay, ...]:
    """The due days of a cost without deferrals: the same for every household that moved in on the same day."""
    days = ((month, day_in(month, due_day)) for month in range(first_month, month_of(until) + 1))
    return tuple((month, due, _execution_day(due, not_before)) for month, due in days if due <= until)


def _execution_day(due: date, not_before: date) -> date:
    return max(banking_days.before(due), not_before)


def _from_the_beginning(cost: FixedCost) -> tuple[int, Whose | None, bool]:
    """The cost's amount (cents) in its first month and whose it is; and whether either becomes another: few do."""
    first = cost.first_month
    changes = cost.handed_back_from is not None or cost.amounts[-1].month > first or bool(cost.interludes)
    return amount_in(cost.amounts, first), _whose(cost, first), changes


def _whose(cost: FixedCost, month: Month) -> Whose | None:
    if cost.route is Route.NEVER:
        return Whose.NEVER
    if cost.handed_back_from is not None and month >= cost.handed_back_from:
        return Whose.HANDED_BACK
    if any(month in one for one in cost.interludes):
        return Whose.HANDED_BACK
    return None
