"""What of a household's money is over, by the policy's rule. Pure; amounts are cents.

Over is what is here and not needed: what the bank has shown of all that came in, less all that is spoken for or waits;
and no more than the lowest the account comes to, by the plan, until the relief ends. Of that the buffer stays.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from services import banking_days
from services.months import Month, day_in, first_day, month_of
from services.schedule.households.contents import OtherFlow
from services.schedule.planning.case import Account
from services.schedule.planning.entries import SURPLUS, SURPLUS_RECEIVED
from services.schedule.planning.plan import Plan
from services.schedule.planning.policy import SurplusRule
from services.schedule.wanted.income import expectations
from services.schedule.wanted.payments import planned_payments

_EURO = 100


class SurplusEnd(StrEnum):
    """What came of a look: money was released, nothing is over, the plan would fall short without it, or nobody looked:
    the rule does not speak of this month of the relief, or the household cannot be planned for."""

    RELEASED = "released"
    NOTHING_OVER = "nothing_over"
    FALLS_SHORT = "falls_short"
    NOT_LOOKED_AT = "not_looked_at"


class Means(NamedTuple):
    """What a household has: what is free in its book, what of that has not arrived yet, and what waits to be paid."""

    free: int
    to_arrive: int
    waiting: int

    @property
    def here(self) -> int:
        """What has arrived and is needed for nothing that is spoken for or waits."""
        return self.free - self.to_arrive - self.waiting


class Surplus(NamedTuple):
    """What is here, the lowest that it comes to until the relief ends, and what of it stays and goes."""

    here: int = 0
    lowest: int = 0
    buffer: int = 0

    @property
    def amount(self) -> int:
        """What goes to the client, in whole euros."""
        return max(min(self.here, self.lowest) - self.buffer, 0) // _EURO * _EURO


def looked_at_on(rule: SurplusRule, month: Month) -> date:
    """The day on which a month's surplus is looked for: a bank day."""
    return banking_days.before(day_in(month, rule.day))


def paid_on(month: Month) -> date:
    """The day on which what is found in a month goes to the client: with the run of the month after."""
    return banking_days.after(first_day(month + 1))


def is_looked_at(rule: SurplusRule, made: Plan, month: Month) -> bool:
    """Whether the rule speaks of this month: from its relief month on, while what it finds is paid within the relief.
    What is over at the end the settlement gives back."""
    first = month_of(made.case.benefit.starts_on) + rule.from_month - 1
    return first <= month and paid_on(month) <= made.case.relief_ends_on


def surplus(rule_buffer: int, means: Means, made: Plan, booked_until: date) -> Surplus:
    """What is over of these means; `booked_until` is the last day that a run has booked.

    What was booked stands in the book already. From then on the plan says what comes in and goes out, each payment on
    the day for which a run speaks for it.
    """
    moved: dict[date, int] = {}
    for on, amount in _moves(made):
        if booked_until < on <= made.case.relief_ends_on:
            moved[on] = moved.get(on, 0) + amount
    ends = accumulate((moved[on] for on in sorted(moved)), initial=means.free - means.waiting)
    return Surplus(means.here, min(ends), rule_buffer)


def flows(amount: int, month: Month) -> tuple[OtherFlow, OtherFlow]:
    """What the plan is to know: it leaves the budget account and comes to the client's own."""
    on = paid_on(month)
    return (
        OtherFlow(on=on, flow=SURPLUS, account=Account.BUDGET, amount=-amount),
        OtherFlow(on=on, flow=SURPLUS_RECEIVED, account=Account.CLIENT, amount=amount),
    )


def falls_short(before: Plan, after: Plan) -> bool:
    """Whether the plan lacks anything that it does not lack without the release."""
    known = {(one.on, one.kind, one.cost): one.amount for one in before.shortfalls}
    return any(one.amount > known.get((one.on, one.kind, one.cost), 0) for one in after.shortfalls)


def _moves(made: Plan) -> Iterable[tuple[date, int]]:
    yield from ((one.on, one.amount if one.happening.comes_in else -one.amount) for one in expectations(made))
    yield from ((one.due_on, -one.amount) for one in planned_payments(made))
