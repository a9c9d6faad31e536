"""What is drawn, repaid and open of the money that bridges a household: by the ledger and by the plan, side by side.

Runs book a month at once: what is due until its last day, and what is expected until then. So the plan is counted in
the same way up to the last day that a run has booked, and both are the same to the cent where everything was paid as it
was planned. In the ledger an advance (art. 52) is owed on the account of loans. Pure; amounts are cents.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from services.months import last_day, month_of
from services.schedule.ledger.accounts import Account
from services.schedule.ledger.entry import AccountKind
from services.schedule.planning.case import Method
from services.schedule.planning.plan import Plan
from services.schedule.wanted.income import Expectation, Happening, expectations
from services.schedule.wanted.payments import planned_payments

ACCOUNTS = (AccountKind.MINSTAND, AccountKind.LOANS, AccountKind.GRANTS)
"""Where bridging stands in the ledger."""

_LENT = (Happening.LOAN, Happening.ADVANCE)


class Figures(NamedTuple):
    """Cents that were put in, and that came back."""

    drawn: int
    repaid: int

    @property
    def open(self) -> int:
        """What of it has not come back."""
        return self.drawn - self.repaid


class Position(NamedTuple):
    """One account of bridging: in the ledger, by the plan up to the same day, and what the plan leaves open at the end.

    A grant is not owed: of it nothing is open at the end.
    """

    account: AccountKind
    ledger: Figures
    plan: Figures
    open_at_end: int

    @property
    def agrees(self) -> bool:
        """Whether ledger and plan have as much open."""
        return self.ledger.open == self.plan.open


def positions(made: Plan, ledger: Mapping[AccountKind, Account], booked_until: date | None) -> list[Position]:
    """The accounts of bridging of a household; `booked_until` is the last day that a run has booked, None for none."""
    until = booked_until or date.min
    income = expectations(made)
    planned = {
        AccountKind.MINSTAND: _minstand(made, income, until),
        AccountKind.LOANS: Figures(_sum(income, until, *_LENT), _sum(income, until, Happening.REPAYMENT)),
        AccountKind.GRANTS: Figures(_sum(income, until, Happening.GRANT), 0),
    }
    at_end = {AccountKind.MINSTAND: max(-made.closing.budget, 0), AccountKind.LOANS: made.closing.open_loans}
    return [Position(one, figures_of(ledger[one]), planned[one], at_end.get(one, 0)) for one in ACCOUNTS]


def figures_of(account: Account) -> Figures:
    """What was drawn and repaid by the books of an account that money came from."""
    return Figures(account.debits_posted, account.credits_posted)


def _sum(income: Iterable[Expectation], until: date, *happenings: Happening) -> int:
    return sum(one.amount for one in income if one.on <= until and one.happening in happenings)


def _minstand(made: Plan, income: Iterable[Expectation], until: date) -> Figures:
    """How deep the account stands at the end of each month that was booked: deeper is drawn, and less deep repaid."""
    if made.case.method is not Method.BUDGETBEHEER:
        return Figures(0, 0)
    moves = [(one.on, one.amount if one.happening.comes_in else -one.amount) for one in income]
    moves += [(one.due_on, -one.amount) for one in planned_payments(made)]
    drawn = repaid = stood = 0
    for month in range(month_of(made.case.leaves_reception_centre_on), month_of(until) + 1):
        end = min(last_day(month), until)
        stands = max(-sum(amount for on, amount in moves if on <= end), 0)
        drawn, repaid, stood = drawn + max(stands - stood, 0), repaid + max(stood - stands, 0), stands
    return Figures(drawn, repaid)
