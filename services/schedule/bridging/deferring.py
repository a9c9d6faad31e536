"""Asking suppliers to wait until the toeslagen come: as few bills as close the gap. Pure.

A policy agrees to nothing on a supplier's behalf; a bill waits once its word is recorded (the fact `cost_deferred`).
Capelle and Edam-Volendam tried it (seed 001, lines 2938-2941).
"""

from datetime import date

from services.months import month_text
from services.schedule.bridging.gap import judged
from services.schedule.bridging.proposal import Bill, Means, Proposal, rests_of
from services.schedule.bridging.trying import Trying, open_at_end
from services.schedule.households.contents import CostDeferred
from services.schedule.planning.fixed_costs import cost_months
from services.schedule.planning.plan import Plan
from services.schedule.planning.policy import DeferralRule


def proposal(trying: Trying, stands: Plan, rule: DeferralRule, since: date) -> Proposal:
    """The first bills of the policy's costs that have to wait until the day of the first toeslagen from a day on."""
    until = min((one.on for one in stands.toeslagen if one.on > since), default=None)
    bills = [] if until is None else [(one, until) for one in _bills(stands, rule, since, until)]
    made, verdict, asked = stands, judged(stands, stands, since), 0
    while not verdict.is_whole and asked < len(bills):
        asked += 1
        made = trying.plan(*(_deferred(*one) for one in bills[:asked]))
        verdict = judged(made, stands, since)
    waiting = tuple(bill for bill, _ in bills[:asked])
    return Proposal(
        means=Means.DEFERRAL,
        on=min((one.due_on for one in waiting), default=since),
        amount=sum(one.amount for one in waiting) if verdict.is_whole else None,
        bills=waiting,
        until=until,
        rests=rests_of(made, since),
        open_at_end=open_at_end(made),
        remains=verdict.remains,
    )


def _bills(stands: Plan, rule: DeferralRule, since: date, until: date) -> list[Bill]:
    """The bills of the policy's first months that we still have to pay before the toeslagen come, by due day."""
    costs = {cost.kind: cost for cost in stands.case.fixed_costs if cost.kind in rule.costs}
    found = [
        Bill(one.kind, one.month, one.due, one.amount)
        for one in cost_months(stands.case)
        if one.kind in costs and one.month is not None and one.whose is None
        and one.month < costs[one.kind].first_month + rule.months and one.month not in costs[one.kind].deferrals
        and one.executed_on >= since and one.due < until
    ]  # fmt: skip
    return sorted(found, key=lambda bill: (bill.due_on, rule.costs.index(bill.cost)))


def _deferred(bill: Bill, until: date) -> CostDeferred:
    return CostDeferred.model_validate(
        {"cost": bill.cost, "month": month_text(bill.month), "until": until, "kind": "cost_deferred"}
    )
