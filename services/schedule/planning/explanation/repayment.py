"""What each repayment of a plan repays: which loan, advance or debt, and how much of it was still open.

An entry says only how much went back. Repayments out of a payout come in a fixed order, in which nothing later changes
what comes earlier. So the plan's own bridging is asked for the first, the first two, the first three and so on:
what is new each time belongs to the last one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias

from services.schedule.planning.benefit import Payout
from services.schedule.planning.bridging import BridgingPlan, Repaid
from services.schedule.planning.case import Advance, Case, Debt, Loan
from services.schedule.planning.plan import Plan

Owed: TypeAlias = Loan | Advance | Debt


class Repayment(NamedTuple):
    """One repayment: of what, the how manyth it is, and the cents that were open before it.

    `payout_number` counts the payout that it comes out of from 1; None for toeslagen.
    """

    of: Owed
    payout_number: int | None
    nth: int
    open_before: int


def repayments(plan: Plan) -> dict[int, Repayment]:
    """What each repayment repays, by the place of its entry in the plan."""
    places = [(index, entry.source) for index, entry in enumerate(plan.entries) if isinstance(entry.source, Repaid)]
    found: dict[int, Repayment] = {}
    for repaid, repayment in (*_from_payouts(plan), *_from_toeslagen(plan)):
        place = next((index, one) for index, one in places if one == repaid)
        places.remove(place)
        found[place[0]] = repayment
    return found


def repaid_of(plan: Plan, source: Owed, before: date = date.max) -> int:
    """Cents of a loan, an advance or a debt of the plan's case that went back before a day."""
    return sum(
        -plan.entries[place].amount
        for place, one in repayments(plan).items()
        if one.of is source and plan.entries[place].on < before
    )


def owed_at_first(one: Owed) -> int:
    """The cents that were owed before anything went back."""
    return one.open if isinstance(one, Debt) else one.amount


def _from_payouts(plan: Plan) -> Iterator[tuple[Repaid, Repayment]]:
    """Every repayment out of a payout, with what it repays."""
    case, payouts = plan.case, plan.benefit.payouts
    advances = [one for one in case.bridging if isinstance(one, Advance)]
    loans = [one for one in case.bridging if isinstance(one, Loan)]
    owed: list[Owed] = [*advances, *loans, *case.debts]
    before: list[list[Repaid]] = [[] for _ in payouts]
    for count, one in enumerate(owed, start=1):
        until = _repaid(case, owed[:count], payouts)
        still_open, nth = owed_at_first(one), 0
        for number, (some, more) in enumerate(zip(before, until, strict=True), start=1):
            for repaid in more[len(some) :]:
                nth += 1
                yield repaid, Repayment(one, number, nth, still_open)
                still_open -= repaid.amount
        before = until


def _repaid(case: Case, owed: Sequence[Owed], payouts: Sequence[Payout]) -> list[list[Repaid]]:
    """What each payout would repay if nothing else were owed."""
    bridging = tuple(one for one in owed if not isinstance(one, Debt))
    debts = tuple(one for one in owed if isinstance(one, Debt))
    alone = BridgingPlan(replace(case, bridging=bridging, debts=debts))
    return [alone.repay_from_payout(one.on, number, one.payable) for number, one in enumerate(payouts, start=1)]


def _from_toeslagen(plan: Plan) -> Iterator[tuple[Repaid, Repayment]]:
    """Every loan that goes back whole from the first toeslagen."""
    for one in plan.case.bridging:
        if isinstance(one, Loan) and one.amount:
            alone = BridgingPlan(replace(plan.case, bridging=(one,), debts=()))
            for repaid in alone.repay_from_toeslagen(plan.toeslagen):
                yield repaid, Repayment(one, None, 1, one.amount)
