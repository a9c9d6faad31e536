"""What a plan wants paid from the budget account, each payment under the key that it can be paid under only once.

The key of a cost is its cost-month, of leefgeld its nominal day. Amount, due day and execution day are attributes: a
corrected fact may move them, and never makes a second payment (docs/money-keys.md).
"""

from collections.abc import Iterator
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


def planned_payments(plan: Plan) -> list[PlannedPayment]:
    """Every payment of the plan that leaves by our bank file, in order of execution.

    Under inhouding the rest of a payout is not among them: the benefit system pays it with the benefit. Nor are
    repayments, which are set off within the municipality's own books.
    """
    return list(_payments(plan))


def due_by(payments: list[PlannedPayment], last_day: date) -> list[PlannedPayment]:
    """The payments that are due on or before a day."""
    return [payment for payment in payments if payment.due_on <= last_day]


def _payments(plan: Plan) -> Iterator[PlannedPayment]:
    for entry in plan.entries:
        if entry.account is Account.BUDGET and entry.amount < 0:
            payment = _payment(plan, entry)
            if payment is not None:
                yield payment


def _payment(plan: Plan, entry: Entry) -> PlannedPayment | None:
    source = entry.source
    if isinstance(source, CostMonth):
        payee = Payee.CLIENT if entry.turn is Turn.HANDED_BACK else Payee.SUPPLIER
        return _planned(entry, _cost_key(source), payee, source.due, source.rank)
    if isinstance(source, LeefgeldPayment):
        nominal = source.nominal
        key = PaymentKey(month_of(nominal), LEEFGELD, nominal.isoformat())
        return _planned(entry, key, Payee.CLIENT, nominal)
    if entry.kind == LEEFGELD_ADVANCE:
        return _planned(entry, PaymentKey(NO_MONTH, LEEFGELD, "advance"), Payee.CLIENT, entry.on)
    if entry.turn is Turn.SETTLEMENT:
        key = PaymentKey(NO_MONTH, SETTLEMENT, plan.case.relief_ends_on.isoformat())
        return _planned(entry, key, Payee.CLIENT, plan.settles_on)
    return None


def _cost_key(cost: CostMonth) -> PaymentKey:
    if cost.month is None:
        return PaymentKey(NO_MONTH, cost.kind, "first")
    return PaymentKey(cost.month, cost.kind, month_text(cost.month))


def _planned(entry: Entry, key: PaymentKey, payee: Payee, due_on: date, rank: int = 0) -> PlannedPayment:
    return PlannedPayment(key, payee, -entry.amount, due_on, entry.on, entry.turn, rank)
