"""The plan of one household's money, day by day: `plan(case, norms)`.

A plan is a value. It is the same for the same case, and planning again after a fact arrived is a new plan; what was
executed is not in here. `document.py` writes it as JSON, `explanation.py` says why each figure is what it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from services import banking_days
from services.months import month_of
from services.schedule.planning import budgetbeheer
from services.schedule.planning.balance import DayEnd, Gap, MonthEnd, day_ends, depths_below, gaps, month_ends
from services.schedule.planning.benefit import BenefitPlan, benefit_plan
from services.schedule.planning.bridging import BridgingPlan, Repaid, minstand_cap
from services.schedule.planning.case import Account, Case, Method
from services.schedule.planning.coa import CoaDebt, coa_debt, processing_day
from services.schedule.planning.entries import BENEFIT, SETTLEMENT, Entry, Movements, Turn
from services.schedule.planning.fixed_costs import ClientCost, CostMonth, cost_months
from services.schedule.planning.inhouding import Pot, Withholding
from services.schedule.planning.leefgeld import LeefgeldPlan, leefgeld_plan
from services.schedule.planning.living import LeftToLiveOn, Window, left_to_live_on, windows
from services.schedule.planning.norms import NormBook
from services.schedule.planning.toeslagen import ToeslagPayment, payments

_DAY = timedelta(days=1)


class ShortfallKind(StrEnum):
    """What a plan cannot do."""

    BELOW_MINSTAND_CAP = "below_minstand_cap"
    CANNOT_LIVE_ON = "cannot_live_on"
    LATE = "late"
    NOT_RECOVERED_AT_END = "not_recovered_at_end"


class Shortfall(NamedTuple):
    """Something the plan cannot do, from when, and by how many cents it falls short."""

    on: date
    kind: ShortfallKind
    cost: str | None
    amount: int
    month: int | None = None


class Closing(NamedTuple):
    """Where everything stands after the settlement, in cents."""

    budget: int
    settlement: int
    unused_bridging: int
    still_late: int
    open_loans: int
    open_debts: int


@dataclass(frozen=True)
class Plan:
    """The plan of one case. Amounts are cents; lists are ordered by day.

    What moves is worked out at once, and what that means for people when somebody asks: a payment run does not.
    `late` are the costs that could not be paid in time, each with the day from which it was late.
    """

    case: Case
    benefit: BenefitPlan
    leefgeld: LeefgeldPlan
    toeslagen: tuple[ToeslagPayment, ...]
    entries: tuple[Entry, ...]
    day_ends: tuple[DayEnd, ...]
    client_costs: tuple[ClientCost, ...]
    late: tuple[tuple[date, CostMonth], ...]
    settles_on: date
    closing: Closing

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """The stretches of days over which is counted what is left to live on."""
        return tuple(windows(self.case, self.benefit.payouts, self.leefgeld.payments))

    @cached_property
    def left_to_live_on(self) -> tuple[LeftToLiveOn, ...]:
        """What is left to live on in each window."""
        return tuple(left_to_live_on(self.case, self.windows, self.entries, self.client_costs))

    @cached_property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Everything that the plan cannot do."""
        found = [Shortfall(on, ShortfallKind.LATE, cost.kind, cost.amount, cost.month) for on, cost in self.late]
        found += self._cannot_live_on()
        if self.case.method is Method.BUDGETBEHEER:
            found += self._of_account()
        return tuple(sorted(found, key=lambda one: (one.on, one.kind, one.cost or "", one.month or 0)))

    def _cannot_live_on(self) -> list[Shortfall]:
        return [
            Shortfall(window.begins_on, ShortfallKind.CANNOT_LIVE_ON, None, window.must_leave - left.rest)
            for window, left in zip(self.windows, self.left_to_live_on, strict=True)
            if window.must_leave is not None and left.rest < window.must_leave
        ]

    def _of_account(self) -> Iterator[Shortfall]:
        ends = self.day_ends
        for on, depth in depths_below(ends, minstand_cap(self.case)):
            yield Shortfall(on, ShortfallKind.BELOW_MINSTAND_CAP, None, depth)
        if ends and ends[-1].balance < 0:
            yield Shortfall(self.settles_on, ShortfallKind.NOT_RECOVERED_AT_END, None, -ends[-1].balance)

    @cached_property
    def coa_debt(self) -> CoaDebt:
        """What COA wants back."""
        return coa_debt(self.case)

    @cached_property
    def gaps(self) -> list[Gap]:
        """The stretches of days on which the budget account is below zero."""
        return gaps(self.day_ends)

    @cached_property
    def month_ends(self) -> list[MonthEnd]:
        """The budget account's balance at the end of each month, from the departure to the settlement."""
        first = month_of(self.case.leaves_reception_centre_on)
        return month_ends(self.day_ends, first, month_of(self.settles_on))

    @cached_property
    def first_money_on(self) -> date | None:
        """The first day on which any money reaches the client's own account."""
        return next((e.on for e in self.entries if e.account is Account.CLIENT and e.amount > 0), None)

    @property
    def last_day(self) -> date:
        """The last day on which anything of it is due or moves; the settlement at the earliest."""
        due = [one.source.due for one in self.entries if isinstance(one.source, CostMonth)]
        return max([self.settles_on, *due, *(one.on for one in self.entries)])

    @property
    def days_without_money(self) -> int | None:
        """Days from the departure to the first money; None if none ever comes."""
        if self.first_money_on is None:
            return None
        return (self.first_money_on - self.case.leaves_reception_centre_on).days


def plan(case: Case, norms: NormBook) -> Plan:
    """The plan of a case; NoNorm if the case reaches outside the known norms."""
    return _Planning(case, norms).plan()


class _Planning:
    """The making of one plan: each rule adds its movements, then the balance and what it means are read off."""

    def __init__(self, case: Case, norms: NormBook) -> None:
        self._case = case
        self._settles_on = banking_days.after(case.relief_ends_on + _DAY)
        self._benefit = benefit_plan(case, norms, processing_day(case.coa.b12_received_on))
        self._bridging = BridgingPlan(case)
        self._toeslagen = [payment for one in case.toeslagen for payment in payments(one, self._settles_on)]
        self._costs = cost_months(case)
        self._movements = Movements()

    def plan(self) -> Plan:
        available = self._money_in()
        leefgeld = self._carry_out(available)
        settlement = self._settle()
        entries = self._movements.in_order()
        ends = day_ends(entries)
        client_costs = sorted(self._movements.client_costs, key=lambda cost: (cost.due, cost.cost, cost.month or 0))
        return Plan(
            case=self._case,
            benefit=self._benefit,
            leefgeld=leefgeld,
            toeslagen=tuple(self._toeslagen),
            entries=tuple(entries),
            day_ends=tuple(ends),
            client_costs=tuple(client_costs),
            late=tuple(self._movements.late),
            settles_on=self._settles_on,
            closing=self._closing(ends, settlement),
        )

    def _money_in(self) -> list[int]:
        """Benefit, toeslagen, bridging and other flows; what each payout holds (cents) after its repayments."""
        move, budget, comes_in = self._movements.move, Account.BUDGET, Turn.IN
        available = []
        for number, payout in enumerate(self._benefit.payouts, start=1):
            payable = payout.payable
            move(payout.on, comes_in, BENEFIT, budget, payable, payout)
            available.append(payable - self._repay(self._bridging.repay_from_payout(payout.on, number, payable)))
        self._movements.come_in(self._toeslagen)
        self._movements.come_in(self._bridging.arrivals)
        for flow in self._case.other_flows:
            if flow.on <= self._settles_on:
                turn = comes_in if flow.amount > 0 else Turn.OUT
                move(flow.on, turn, flow.kind, flow.account, flow.amount, flow)
        self._repay(self._bridging.repay_from_toeslagen(self._toeslagen))
        return available

    def _repay(self, repaid: Sequence[Repaid]) -> int:
        """Let these leave, and say how much they are together (cents)."""
        for one in repaid:
            self._movements.move(one.on, Turn.REPAYMENT, one.kind, one.account, -one.amount, one)
        return sum([one.amount for one in repaid])

    def _carry_out(self, available: Sequence[int]) -> LeefgeldPlan:
        if self._case.method is Method.BUDGETBEHEER:
            leefgeld = leefgeld_plan(self._case)
            budgetbeheer.carry_out(self._movements, leefgeld, self._costs)
            return leefgeld
        withholding = Withholding(self._movements, self._case, Pot(self._bridging.arrivals))
        withholding.carry_out(self._costs, self._benefit.payouts, available)
        return LeefgeldPlan((), None, 0)

    def _settle(self) -> int:
        """At the end of budgetbeheer what is left goes to the client (cents)."""
        if self._case.method is not Method.BUDGETBEHEER:
            return 0
        budget = Account.BUDGET
        left = sum([entry.amount for entry in self._movements.entries if entry.account is budget])
        self._movements.to_client(self._settles_on, Turn.SETTLEMENT, SETTLEMENT, max(left, 0), None)
        return max(left, 0)

    def _closing(self, ends: Sequence[DayEnd], settlement: int) -> Closing:
        return Closing(
            budget=ends[-1].balance if ends else 0,
            settlement=settlement,
            unused_bridging=self._movements.unused_bridging,
            still_late=sum([cost.amount for cost in self._movements.still_late]),
            open_loans=self._bridging.open_loans,
            open_debts=self._bridging.open_debts,
        )
