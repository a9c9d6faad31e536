"""Fixed costs: each cost-month that falls due in the relief, when it is executed and whose it is.

Rule 7 of the plan; Participatiewet art. 56a (rent, energy, water and health insurance are paid from the benefit).
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

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


class ClientCost(NamedTuple):
    """A cost-month (cents) that the client pays, and why."""

    due: date
    cost: str
    amount: int
    why: Whose
    month: Month | None


def cost_months(case: Case) -> list[CostMonth]:
    """Every cost-month that falls due on or before the end of relief, in no particular order."""
    not_before = banking_days.after(case.benefit.starts_on)
    found = []
    for cost in case.fixed_costs:
        rank = case.cost_order.index(cost.kind)
        for month, original, due, amount in _due_days(cost, case.relief_ends_on):
            executed_on = max(banking_days.before(due), not_before)
            whose = _whose(cost, month_of(original))
            found.append(CostMonth(cost.kind, month, rank, due, amount, executed_on, cost.route, whose))
    return found


def order_of_payment(cost: CostMonth) -> tuple[int, date, bool]:
    """The order in which costs are paid: by the policy's order, then by due day, a part month before a whole one."""
    return cost.rank, cost.due, cost.month is not None


def left_with_client(cost: CostMonth, why: Whose) -> ClientCost:
    """The cost-month as one that the client pays."""
    return ClientCost(cost.due, cost.kind, cost.amount, why, cost.month)


def _due_days(cost: FixedCost, until: date) -> Iterator[tuple[Month | None, date, date, int]]:
    """(cost-month, original due day, due day, cents) of all that falls due up to and including a day."""
    if cost.first is not None and cost.first.due_on <= until:
        yield None, cost.first.due_on, cost.first.due_on, cost.first.amount
    for month in range(cost.first_month, max(month_of(until), *cost.deferrals, 0) + 1):
        original = day_in(month, cost.due_day)
        due = cost.deferrals.get(month, original) if cost.deferrals else original
        if due <= until:
            yield month, original, due, amount_in(cost.amounts, month)


def _whose(cost: FixedCost, month: Month) -> Whose | None:
    if cost.route is Route.NEVER:
        return Whose.NEVER
    if cost.handed_back_from is not None and month >= cost.handed_back_from:
        return Whose.HANDED_BACK
    return None
