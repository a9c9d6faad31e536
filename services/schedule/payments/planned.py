"""What a plan wants paid from the budget account, each payment under the key that it can be paid under only once.

The key of a cost is its cost-month, of leefgeld its nominal day. Amount, due day and execution day are attributes: a
corrected fact may move them, and never makes a second payment (docs/money-keys.md).
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.months import Month, month_of, month_text
from services.schedule.planning.case import Account
from services.schedule.planning.entries import LEEFGELD_ADVANCE, Entry, Turn
from services.schedule.planning.fixed_costs import CostMonth
from services.schedule.planning.leefgeld import LeefgeldPayment
from services.schedule.planning.plan import Plan

NO_MONTH: Month = 0
"""The key month of what comes once and belongs to no month: a part month, the advance, the settlement."""

LEEFGELD = "leefgeld"
SETTLEMENT = "settlement"


class Payee(StrEnum):
    """Who is paid: the supplier of a cost, or the client."""

    SUPPLIER = "supplier"
    CLIENT = "client"


class PaymentKey(NamedTuple):
    """What makes a payment the same payment in every run, within one household.

    `purpose` is the kind of cost, `leefgeld` or `settlement`; `occasion` its cost-month or `first`, leefgeld's nominal
    day or `advance`, the last day of the relief that is settled.
    """

    month: Month
    purpose: str
    occasion: str


class PlannedPayment(NamedTuple):
    """One payment that the plan wants, in cents: due on a day, sent so that it arrives by then.

    `turn` and `rank` are its place among the payments of one day, should the money not reach for all of them.
    """

    key: PaymentKey
    payee: Payee
    amount: int
    due_on: date
    execute_on: date
    turn: Turn
    rank: int


def planned_payments(plan: Plan, first: date = date.min, last: date = date.max) -> list[PlannedPayment]:
    """Every payment of the plan that leaves by our bank file, in order of execution.

    Of those that are due from `first` on and due or executed by `last`: the next month's rent leaves in this one.
    Under inhouding the rest of a payout is not among them: the benefit system pays it with the benefit. Nor are
    repayments, which are set off within the municipality's own books.
    """
    budget = Account.BUDGET
    found = []
    for entry in plan.entries:
        if entry.account is budget and entry.amount < 0:
            due_on = _due_on(plan, entry)
            if due_on is not None and first <= due_on and (due_on <= last or entry.on <= last):
                found.append(_planned(plan, entry, due_on))
    return found


def _due_on(plan: Plan, entry: Entry) -> date | None:
    """The day on which it should have arrived; None for what does not leave by our bank file."""
    source = entry.source
    if isinstance(source, CostMonth):
        return source.due
    if isinstance(source, LeefgeldPayment):
        return source.nominal
    if entry.turn is Turn.SETTLEMENT:
        return plan.settles_on
    return entry.on if entry.kind == LEEFGELD_ADVANCE else None


def _planned(plan: Plan, entry: Entry, due_on: date) -> PlannedPayment:
    source, rank = entry.source, 0
    payee = Payee.CLIENT
    if isinstance(source, CostMonth):
        key, rank = _cost_key(source), source.rank
        payee = Payee.CLIENT if entry.turn is Turn.HANDED_BACK else Payee.SUPPLIER
    elif isinstance(source, LeefgeldPayment):
        key = PaymentKey(month_of(due_on), LEEFGELD, due_on.isoformat())
    elif entry.turn is Turn.SETTLEMENT:
        key = PaymentKey(NO_MONTH, SETTLEMENT, plan.case.relief_ends_on.isoformat())
    else:
        key = PaymentKey(NO_MONTH, LEEFGELD, "advance")
    return PlannedPayment(key, payee, -entry.amount, due_on, entry.on, entry.turn, rank)


def _cost_key(cost: CostMonth) -> PaymentKey:
    if cost.month is None:
        return PaymentKey(NO_MONTH, cost.kind, "first")
    return PaymentKey(cost.month, cost.kind, month_text(cost.month))
