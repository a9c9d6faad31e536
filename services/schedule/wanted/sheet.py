"""A sheet: what a plan wants paid and expects, as short as a payment run can read it.

A run looks at one month of each of its households, and to make their whole plans for that was half of its time. So what
a plan wants is written down with its version, once, and read as often as a run comes by. A sheet is nothing of its own:
it follows from the case, the norms and the rules, and one with another mark than theirs is not read but made anew.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from services.months import Month
from services.schedule.payees.payee import PayeeKind
from services.schedule.planning.bridging import minstand_cap
from services.schedule.planning.case import Account, Method
from services.schedule.planning.entries import Turn
from services.schedule.planning.plan import Plan
from services.schedule.wanted.income import Expectation, Happening, expectations
from services.schedule.wanted.payments import PaymentKey, PlannedPayment, planned_payments

_made = tuple.__new__
"""How a named tuple is made of its values in order, in half the time of giving them one by one."""

_PAYEES = {str(kind): kind for kind in PayeeKind}
_TURNS = {int(turn): turn for turn in Turn}
_HAPPENINGS = {str(one): one for one in Happening}
_day = date.fromordinal


class _Payment(NamedTuple):
    """A planned payment as it is written; days are ordinals."""

    month: Month
    purpose: str
    occasion: str
    payee: str
    amount: int
    due_on: int
    execute_on: int
    turn: int
    rank: int
    of_month: Month


class Sheet(NamedTuple):
    """What a plan wants. Days are ordinals, amounts are cents; payments and what is expected are in order of day.

    `cap` is how far below zero the budget account may go, `below_from` the first day that ends lower, `moved` what each
    day does to it: day, cents, day, cents. Under inhouding the plan itself pays no more than there is, and nothing is
    tried on the account: `is_tried` is false.
    """

    right_starts_on: int
    relief_ends_on: int
    payments: Sequence[Sequence[Any]]
    expected: Sequence[Sequence[Any]]
    cap: int
    is_tried: bool
    below_from: int | None
    moved: Sequence[int]

    @classmethod
    def of(cls, plan: Plan) -> "Sheet":
        """The sheet of a plan."""
        cap, is_tried = minstand_cap(plan.case), plan.case.method is Method.BUDGETBEHEER
        below = (end.on.toordinal() for end in plan.day_ends if end.balance < -cap)
        return cls(
            right_starts_on=plan.case.benefit.starts_on.toordinal(),
            relief_ends_on=plan.case.relief_ends_on.toordinal(),
            payments=[_payment_row(one) for one in planned_payments(plan)],
            expected=[_income_row(one) for one in expectations(plan)],
            cap=cap,
            is_tried=is_tried,
            below_from=next(below, None) if is_tried else None,
            moved=list(_moved(plan)) if is_tried else [],
        )

    @classmethod
    def read(cls, written: str | bytes) -> "Sheet":
        """The sheet that `written` made."""
        return cls(**from_json(written))

    def written(self) -> bytes:
        """The sheet as JSON."""
        return to_json(self._asdict())

    def day_of_relief(self, due_on: date) -> date:
        """The day of the relief that carries what is due on a day, before the right or after the relief too."""
        return _day(min(max(due_on.toordinal(), self.right_starts_on), self.relief_ends_on))

    def payments_due(self, first: date, last: date) -> list[PlannedPayment]:
        """Those that are due from a day on and due or executed by another: the next month's rent leaves in this one."""
        since, until = first.toordinal(), last.toordinal()
        return [
            _made(
                PlannedPayment,
                (
                    _made(PaymentKey, (month, purpose, occasion)),
                    _PAYEES[payee],
                    amount,
                    _day(due),
                    _day(on),
                    _TURNS[turn],
                    rank,
                    of_month,
                ),
            )
            for month, purpose, occasion, payee, amount, due, on, turn, rank, of_month in self.payments
            if due >= since and (due <= until or on <= until)
        ]

    @property
    def every_payment(self) -> list[PlannedPayment]:
        """All that the plan wants paid, however long ago or far ahead."""
        return self.payments_due(date.min, date.max)

    def income(self, first: date, last: date) -> list[Expectation]:
        """All that is expected from a day up to and including another."""
        since, until = first.toordinal(), last.toordinal()
        return [
            _made(Expectation, (month, subject, _HAPPENINGS[happening], amount, _day(on)))
            for month, subject, happening, amount, on in self.expected
            if since <= on <= until
        ]

    def is_below_by(self, until: date) -> bool:
        """Whether the account goes lower than it may on a day up to and including this one."""
        return self.below_from is not None and self.below_from <= until.toordinal()

    def days_moved(self, until: date) -> dict[date, int]:
        """What each day up to and including this one does to the account, in cents."""
        last, each = until.toordinal(), iter(self.moved)
        return {_day(day): amount for day, amount in zip(each, each, strict=True) if day <= last}


def _payment_row(one: PlannedPayment) -> _Payment:
    days = one.due_on.toordinal(), one.execute_on.toordinal()
    return _Payment(*one.key, str(one.payee), one.amount, *days, int(one.turn), one.rank, one.of_month)


def _income_row(one: Expectation) -> tuple[Month, str, str, int, int]:
    return one.month, one.subject, str(one.happening), one.amount, one.on.toordinal()


def _moved(plan: Plan) -> Iterator[int]:
    days: dict[date, int] = {}
    for entry in plan.entries:
        if entry.account is Account.BUDGET:
            days[entry.on] = days.get(entry.on, 0) + entry.amount
    for day, amount in days.items():
        yield day.toordinal()
        yield amount
