"""One household under several policies, measured by what its people have left to live on.

The worst month decides: what is left in it, less what should have been paid and was not. Money that a plan counts on
but nobody provides, a cost that comes late, a bill that falls due before there is any money: none of it is left to
live on. So a policy does not look good by promising, by paying late, or by leaving everything to the client.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from services.schedule.planning.balance import Gap
from services.schedule.planning.case import Method
from services.schedule.planning.case_making import case_for
from services.schedule.planning.fixed_costs import CostMonth, cost_months
from services.schedule.planning.household import HouseholdFacts
from services.schedule.planning.norms import NormBook
from services.schedule.planning.plan import Plan, ShortfallKind, plan
from services.schedule.planning.policy import Policy
from services.schedule.planning.solvers import sustainable_leefgeld


class Verdict(StrEnum):
    """What a policy does for this household, the gravest that is true of it."""

    CARRIES = "carries"
    LEAVES_A_DEBT = "leaves a debt"
    LEAVES_TOO_LITTLE = "leaves too little"
    PAYS_LATE = "pays late"
    LACKS_MONEY = "lacks money"


class Rest(NamedTuple):
    """What is left to live on (cents) from a day up to and including another."""

    begins_on: date
    ends_on: date
    amount: int


class DebtAtEnd(NamedTuple):
    """What is owed when relief ends, in cents: to COA, on loans and advances, and as a minus of the budget account."""

    coa: int
    loans: int
    minus: int

    @property
    def total(self) -> int:
        """All of it, in cents."""
        return self.coa + self.loans + self.minus


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one policy comes down to for one household. Amounts are cents.

    `margin` is what the worst month leaves above what must be left (below it, if negative), once all that should have
    been paid is taken from it; it decides the order. `missing` is how far the plan goes below what may be below zero.
    """

    policy: Policy
    verdict: Verdict
    margin: int
    lowest_rest: Rest | None
    days_without_money: int | None
    deepest_gap: Gap | None
    missing: int
    late_count: int
    late_sum: int
    left_with_client: int
    debt: DebtAtEnd
    leefgeld: tuple[int, ...]
    sustainable_leefgeld: int | None


def compare(facts: HouseholdFacts, policies: Iterable[Policy], norms: NormBook) -> list[Outcome]:
    """The outcomes, best first; InvalidInput for facts of which no case can be made.

    Where the worst month is the same, less debt goes first, then fewer bills that the client must pay himself, then
    less that comes late, then money sooner.
    """
    outcomes = [outcome(policy, plan(case_for(policy, facts, norms), norms)) for policy in policies]
    return sorted(outcomes, key=_order)


def outcome(policy: Policy, plan: Plan) -> Outcome:
    """What a plan under a policy comes down to."""
    late = [one for one in plan.shortfalls if one.kind is ShortfallKind.LATE]
    rests = [
        Rest(left.begins_on, left.ends_on, left.rest)
        for window, left in zip(plan.windows, plan.left_to_live_on, strict=True)
        if window.must_leave is not None
    ]
    missing = sum(one.amount for one in plan.shortfalls if one.kind is ShortfallKind.BELOW_MINSTAND_CAP)
    debt = DebtAtEnd(plan.coa_debt.amount, plan.closing.open_loans, max(-plan.closing.budget, 0))
    margin = _margin(plan)
    return Outcome(
        policy=policy,
        verdict=_verdict(margin, missing, len(late), debt),
        margin=margin,
        lowest_rest=min(rests, key=lambda rest: rest.amount, default=None),
        days_without_money=plan.days_without_money,
        deepest_gap=min(plan.gaps, key=lambda gap: gap.deepest, default=None),
        missing=missing,
        late_count=len(late),
        late_sum=sum(one.amount for one in late),
        left_with_client=len(plan.client_costs),
        debt=debt,
        leefgeld=tuple(period.amount for period in plan.case.leefgeld.periods),
        sustainable_leefgeld=sustainable_leefgeld(plan),
    )


def document(outcome: Outcome) -> dict[str, Any]:
    """An outcome ready for JSON, with what of its policy is inferred and why."""
    lowest, gap, debt = outcome.lowest_rest, outcome.deepest_gap, outcome.debt
    return {
        "policy": outcome.policy.name,
        "title": outcome.policy.title,
        "verdict": str(outcome.verdict),
        "margin": outcome.margin,
        "lowestRest": lowest
        and {"from": lowest.begins_on.isoformat(), "to": lowest.ends_on.isoformat(), "amount": lowest.amount},
        "daysWithoutMoney": outcome.days_without_money,
        "deepestGap": gap
        and {
            "from": gap.begins_on.isoformat(),
            "to": gap.ends_on.isoformat() if gap.ends_on else None,
            "deepest": gap.deepest,
            "deepestOn": gap.deepest_on.isoformat(),
        },
        "missing": outcome.missing,
        "late": {"count": outcome.late_count, "amount": outcome.late_sum},
        "leftWithClient": outcome.left_with_client,
        "debtAtEnd": {**debt._asdict(), "total": debt.total},
        "leefgeld": list(outcome.leefgeld),
        "sustainableLeefgeld": outcome.sustainable_leefgeld,
        "inferred": dict(outcome.policy.inferred),
    }


def _order(one: Outcome) -> tuple[int, int, int, int, int, str]:
    without_money = 10_000 if one.days_without_money is None else one.days_without_money
    return -one.margin, one.debt.total, one.left_with_client, one.late_sum, without_money, one.policy.name


def _verdict(margin: int, missing: int, late: int, debt: DebtAtEnd) -> Verdict:
    if missing:
        return Verdict.LACKS_MONEY
    if late:
        return Verdict.PAYS_LATE
    if margin < 0:
        return Verdict.LEAVES_TOO_LITTLE
    return Verdict.LEAVES_A_DEBT if debt.loans or debt.minus else Verdict.CARRIES


def _margin(plan: Plan) -> int:
    """The worst window's rest above what must be left (cents), less what in it should have been paid and was not."""
    if not plan.windows:
        late = sum(one.amount for one in plan.shortfalls if one.kind is ShortfallKind.LATE)
        return -plan.case.leefgeld.floor - late - sum(cost.amount for cost in plan.client_costs)
    free = [left.rest for left in plan.left_to_live_on]
    for index, amount in (*_bills_where_they_belong(plan), *_missing(plan)):
        free[index] += amount
    must = [window.must_leave for window in plan.windows]
    tested = [left - least for left, least in zip(free, must, strict=True) if least is not None]
    return min(tested) if tested else min(free) - plan.case.leefgeld.floor


def _bills_where_they_belong(plan: Plan) -> Iterator[tuple[int, int]]:
    """Moves the client's own bills and the late ones (cents) to the window by whose money they should be paid.

    Under inhouding that is the payout that would have carried them: the last before the due day. Where all is left to
    the client, a bill that falls due before the first payout, or on a payout's own day, then weighs as much as where
    it is withheld.
    """
    begins = [window.begins_on for window in plan.windows]
    for cost in plan.client_costs:
        counted = bisect_right(begins, cost.due) - 1
        if counted >= 0 and cost.due <= plan.windows[counted].ends_on:
            yield counted, cost.amount
        yield _carrying(plan, begins, cost.due), -cost.amount
    late = {(one.cost, one.month) for one in plan.shortfalls if one.kind is ShortfallKind.LATE}
    for bill in cost_months(plan.case) if late else ():
        if (bill.kind, bill.month) in late:
            yield _carrying(plan, begins, bill.due), -bill.amount
    for entry in plan.entries if late else ():
        if isinstance(entry.source, CostMonth) and (entry.source.kind, entry.source.month) in late:
            yield max(bisect_right(begins, entry.on) - 1, 0), -entry.amount


def _carrying(plan: Plan, begins: Sequence[date], due: date) -> int:
    """The window whose money pays what is due on a day; the first also for what is due before it."""
    at = bisect_left if plan.case.method is Method.INHOUDING else bisect_right
    return max(at(begins, due) - 1, 0)


def _missing(plan: Plan) -> Iterator[tuple[int, int]]:
    """What a window counts on and nobody provides (cents, negative); in a last window that is not tested, before it."""
    begins = [window.begins_on for window in plan.windows if window.must_leave is not None] or [date.min]
    for one in plan.shortfalls:
        if one.kind is ShortfallKind.BELOW_MINSTAND_CAP:
            yield max(bisect_right(begins, one.on) - 1, 0), -one.amount
