"""What does not fit: the payments of a period for which the budget account would go below the approved minstand.

The plan says what should be paid; this says what can be. Leefgeld is never held for money: it is what people eat from,
and it is funded first (design promise I8). Costs follow by day and by the policy's order; one that does not fit is
held with a reason and looked at again in the next run, and a smaller one behind it may still fit.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import date

from services.schedule.planning.entries import Turn
from services.schedule.wanted.payments import PaymentKey, PlannedPayment
from services.schedule.wanted.sheet import Sheet


def short_of_money(
    wanted: Sheet, payments: Sequence[PlannedPayment], paid: Collection[PaymentKey], not_before: date, until: date
) -> set[PaymentKey]:
    """The keys of those payments that the account cannot carry up to and including a day.

    `payments` are the plan's own, `paid` the keys that an earlier run has paid already. What should have been executed
    before `not_before` can only be executed then.
    """
    if not wanted.is_tried:
        return set()  # under inhouding the plan itself lets nothing be paid that a payout or the pot does not hold
    waiting = [one for one in payments if one.turn is not Turn.LEEFGELD and one.key not in paid]
    overdue = any(one.execute_on < not_before for one in waiting)
    if not overdue and not wanted.is_below_by(until):
        return set()
    return _Fitting(wanted, waiting, not_before, until).held(-wanted.cap)


class _Fitting:
    """The balance at the end of each day with everything that is not in question, and the costs tried on top of it."""

    def __init__(self, wanted: Sheet, waiting: Sequence[PlannedPayment], not_before: date, until: date) -> None:
        self._waiting = sorted(
            ((max(one.execute_on, not_before), one) for one in waiting if one.due_on <= until),
            key=lambda tried: (tried[0], tried[1].turn, tried[1].rank, tried[1].due_on),
        )
        moved = wanted.days_moved(until)
        moved.setdefault(not_before, 0)
        for one in waiting:
            if one.execute_on <= until:
                moved[one.execute_on] = moved.get(one.execute_on, 0) + one.amount
        for day, _ in self._waiting:
            moved.setdefault(day, 0)
        self._days = sorted(moved)
        self._balances: list[int] = []
        balance = 0
        for day in self._days:
            balance += moved[day]
            self._balances.append(balance)

    def held(self, floor: int) -> set[PaymentKey]:
        """The keys that do not fit above the floor (cents, negative under a minstand)."""
        found = set()
        for day, payment in self._waiting:
            first = bisect_left(self._days, day)
            if min(self._balances[first:]) - payment.amount < floor:
                found.add(payment.key)
                continue
            for index in range(first, len(self._balances)):
                self._balances[index] -= payment.amount
        return found
