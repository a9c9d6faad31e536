"""One household under several policies, measured by what its people have left to live on.

The worst month decides: what is left in it, less what should have been paid and was not. Money that a plan counts on
but nobody provides, a cost that comes late, a bill that falls due before there is any money: none of it is left to
live on. So a policy does not look good by promising, by paying late, or by leaving everything to the client.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from services.schedule.planning.balance import Gap
from services.schedule.planning.case_making import case_for
from services.schedule.planning.fixed_costs import CostMonth
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
    COUNTS_ON_MISSING_MONEY = "counts on money that is not there"


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
        return Verdict.COUNTS_ON_MISSING_MONEY
    if late:
        return Verdict.PAYS_LATE
    if margin < 0:
        return Verdict.LEAVES_TOO_LITTLE
    return Verdict.LEAVES_A_DEBT if debt.loans or debt.minus else Verdict.CARRIES


def _margin(plan: Plan) -> int:
    """The worst window's rest above what must be left (cents), less what in it should have been paid and was not."""
    windows = [window for window in plan.windows if window.must_leave is not None]
    if not windows:
        return -plan.case.leefgeld.floor - sum(amount for _, amount in _unpaid(plan))
    begins = [window.begins_on for window in windows]
    margins = [
        left.rest - window.must_leave
        for window, left in zip(plan.windows, plan.left_to_live_on, strict=True)
        if window.must_leave is not None
    ]
    for on, amount in _unpaid(plan):
        margins[max(bisect_right(begins, on) - 1, 0)] -= amount
    return min(margins)


def _unpaid(plan: Plan) -> Iterator[tuple[date, int]]:
    """What should have been paid on a day (cents) and was not; with a minus, on the day on which it is paid later."""
    late = set()
    for one in plan.shortfalls:
        if one.kind is ShortfallKind.BELOW_MINSTAND_CAP:
            yield one.on, one.amount
        elif one.kind is ShortfallKind.LATE:
            late.add((one.cost, one.month))
            yield one.on, one.amount
    for entry in plan.entries:
        if isinstance(entry.source, CostMonth) and (entry.source.kind, entry.source.month) in late:
            yield entry.on, entry.amount
    first = plan.windows[0].begins_on if plan.windows else plan.case.relief_ends_on
    for cost in plan.client_costs:
        if cost.due < first:
            yield cost.due, cost.amount
