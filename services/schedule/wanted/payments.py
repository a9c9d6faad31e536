"""What a plan wants paid from the budget account, each payment under the key that it can be paid under only once.

The key of a cost is its cost-month, of leefgeld its nominal day. Amount, due day and execution day are attributes: a
corrected fact may move them, and never makes a second payment (docs/money-keys.md).
"""

from datetime import date
from typing import NamedTuple

from services.months import Month, month_of, month_text
from services.schedule.payees.payee import PayeeKind
from services.schedule.planning.case import Account, Flow
from services.schedule.planning.entries import LEEFGELD_ADVANCE, SURPLUS, Entry, Turn
from services.schedule.planning.fixed_costs import CostMonth
from services.schedule.planning.leefgeld import LeefgeldPayment
from services.schedule.planning.plan import Plan

NO_MONTH: Month = 0
"""The key month of what comes once and belongs to no month: a part month, the advance, the settlement."""

LEEFGELD = "leefgeld"
SETTLEMENT = "settlement"

# Looked up once, as in the plan's own movements: a run comes by here for every movement of every plan.
_BUDGET, _CLIENT, _SUPPLIER, _HANDED_BACK = Account.BUDGET, PayeeKind.CLIENT, PayeeKind.SUPPLIER, Turn.HANDED_BACK
_made = tuple.__new__
"""How a named tuple is made of its values in order, in half the time of giving them one by one."""


class PaymentKey(NamedTuple):
    """What makes a payment the same payment in every run, within one household.

    `purpose` is the kind of cost, `leefgeld`, `surplus` or `settlement`; `occasion` its cost-month or `first`,
    leefgeld's nominal day or `advance`, the month in which a surplus goes to the client, the last day of the relief
    that is settled.
    """

    month: Month
    purpose: str
    occasion: str


class PlannedPayment(NamedTuple):
    """One payment that the plan wants, in cents: due on a day, sent so that it arrives by then.

    `turn` and `rank` are its place among the payments of one day, should the money not reach for all of them. The
    registry knows it by `of_month`: the part of a month before the first whole one stands under that month.
    """

    key: PaymentKey
    payee: PayeeKind
    amount: int
    due_on: date
    execute_on: date
    turn: Turn
    rank: int
    of_month: Month


def planned_payments(plan: Plan) -> list[PlannedPayment]:
    """Every payment of the plan that leaves by our bank file, in order of execution.

    Under inhouding the rest of a payout is not among them: the benefit system pays it with the benefit. Nor are
    repayments, which are set off within the municipality's own books.
    """
    found = []
    begin = {cost.kind: cost.first_month for cost in plan.case.fixed_costs}
    for entry in plan.entries:
        on, turn, _, account, amount, source = entry
        if account is not _BUDGET or amount >= 0:
            continue
        if isinstance(source, CostMonth):
            due_on: date | None = source.due
        else:
            due_on = _due_on(plan, entry)
        if due_on is None:
            continue
        if isinstance(source, CostMonth):
            payee = _CLIENT if turn is _HANDED_BACK else _SUPPLIER
            month = source.month or begin[source.kind] - 1
            values = _cost_key(source), payee, -amount, due_on, on, turn, source.rank, month
            found.append(_made(PlannedPayment, values))
        else:
            key = _key(plan, entry, due_on)
            values = key, _CLIENT, -amount, due_on, on, turn, 0, month_of(due_on)
            found.append(_made(PlannedPayment, values))
    return found


def _due_on(plan: Plan, entry: Entry) -> date | None:
    """The day on which what is no cost should have arrived; None for what does not leave by our bank file."""
    source = entry.source
    if isinstance(source, LeefgeldPayment):
        return source.nominal
    if entry.turn is Turn.SETTLEMENT:
        return plan.settles_on
    if isinstance(source, Flow):
        return entry.on if source.kind == SURPLUS else None
    return entry.on if entry.kind == LEEFGELD_ADVANCE else None


def _key(plan: Plan, entry: Entry, due_on: date) -> PaymentKey:
    if isinstance(entry.source, LeefgeldPayment):
        return _made(PaymentKey, (month_of(due_on), LEEFGELD, due_on.isoformat()))
    if entry.turn is Turn.SETTLEMENT:
        return PaymentKey(NO_MONTH, SETTLEMENT, plan.case.relief_ends_on.isoformat())
    if isinstance(entry.source, Flow):
        month = month_of(due_on)
        return PaymentKey(month, SURPLUS, month_text(month))
    return PaymentKey(NO_MONTH, LEEFGELD, "advance")


def _cost_key(cost: CostMonth) -> PaymentKey:
    month = cost.month
    if month is None:
        return PaymentKey(NO_MONTH, cost.kind, "first")
    return _made(PaymentKey, (month, cost.kind, month_text(month)))
