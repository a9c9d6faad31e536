"""Bridging: money that carries a household over the months before its toeslagen come, and how it is paid back.

Rules 9 and 11 of the plan. Participatiewet art. 35 (grant), 48-51 (loan), 52 (advance), 60 (set-off). No pilot was
content with its instrument (seed 001, lines 2911-2956), so all of them are first-class and can be laid side by side.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services import banking_days
from services.money import half_up
from services.schedule.planning.case import Account, Advance, Case, Debt, Instalments, Loan, Minstand, OnFirstToeslagen
from services.schedule.planning.toeslagen import ToeslagPayment

ADVANCE_SET_OFF = "advance_setoff"
LOAN_REPAYMENT = "loan_repayment"


class Arrival(NamedTuple):
    """Bridging money that arrives, in cents."""

    on: date
    account: Account
    kind: str
    amount: int


class Repaid(NamedTuple):
    """A repayment in cents, and the account it leaves."""

    on: date
    account: Account
    kind: str
    amount: int


@dataclass(slots=True)
class _Owed:
    """What is still open (cents) of one loan, advance or debt."""

    source: Loan | Advance | Debt
    arrived_on: date
    open: int

    def is_given_by(self, day: date) -> bool:
        """Whether what was open was given, and nothing goes back any more."""
        given_on = None if isinstance(self.source, Debt) else self.source.given_on
        return given_on is not None and given_on <= day


def minstand_cap(case: Case) -> int:
    """How far below zero the budget account may go, in cents; caps add up, without the instrument 0."""
    return sum(one.cap for one in case.bridging if isinstance(one, Minstand))


class BridgingPlan:
    """The bridging of a case: what arrives, and what goes back out of payouts and out of the first toeslagen."""

    def __init__(self, case: Case) -> None:
        self.arrivals: list[Arrival] = []
        self._owed: list[_Owed] = []
        for one in case.bridging:
            if isinstance(one, Minstand):
                continue
            on = banking_days.after(one.on or case.benefit.starts_on)
            if on > case.relief_ends_on:
                continue
            kind = type(one).__name__.lower()
            self.arrivals.append(Arrival(on, one.to, kind, one.amount))
            if isinstance(one, Loan | Advance):
                self._owed.append(_Owed(one, on, one.amount))
        self._owed.sort(key=lambda owed: isinstance(owed.source, Loan))
        self._debts = [_Owed(debt, debt.starts_on, debt.open) for debt in case.debts]

    @property
    def open_loans(self) -> int:
        """Cents still open of all loans and advances."""
        return sum([owed.open for owed in self._owed if not owed.is_given_by(date.max)])

    @property
    def open_debts(self) -> int:
        """Cents still open of all other debts."""
        return sum([debt.open for debt in self._debts])

    def repay_from_payout(self, on: date, number: int, payable: int) -> list[Repaid]:
        """What leaves a payout (its day, its number from 1, its cents): advances, then loans, then debts."""
        if not self._owed and not self._debts:
            return []
        repaid, held = [], payable
        for owed in (*self._owed, *self._debts):
            amount = min(_instalment(owed, on, number), owed.open, held)
            if amount > 0:
                owed.open -= amount
                held -= amount
                repaid.append(Repaid(on, Account.BUDGET, _kind(owed.source), amount))
        return repaid

    def repay_from_toeslagen(self, payments: Iterable[ToeslagPayment]) -> list[Repaid]:
        """Loans that go back whole on the day of the household's first toeslagen, or when they arrive later."""
        due = [owed for owed in self._owed if isinstance(owed.source, Loan)
               and isinstance(owed.source.repay, OnFirstToeslagen)]  # fmt: skip
        first = min(((payment.on, payment.account) for payment in payments), default=None) if due else None
        if first is None:
            return []
        due = [owed for owed in due if not owed.is_given_by(max(first[0], owed.arrived_on))]
        repaid = [Repaid(max(first[0], owed.arrived_on), first[1], LOAN_REPAYMENT, owed.open) for owed in due]
        for owed in due:
            owed.open = 0
        return repaid


def _instalment(owed: _Owed, on: date, number: int) -> int:
    """What this payout should repay (cents), before looking at what is open and what the payout holds."""
    source = owed.source
    if isinstance(source, Debt):
        return source.instalment if on >= source.starts_on else 0
    if on <= owed.arrived_on or owed.is_given_by(on):
        return 0
    if isinstance(source, Advance):
        return owed.open
    if not isinstance(source.repay, Instalments) or number < source.repay.from_payout:
        return 0
    if number >= source.repay.from_payout + source.repay.count - 1:
        return owed.open
    return half_up(source.amount, source.repay.count)


def _kind(source: Loan | Advance | Debt) -> str:
    if isinstance(source, Debt):
        return source.kind
    return LOAN_REPAYMENT if isinstance(source, Loan) else ADVANCE_SET_OFF
