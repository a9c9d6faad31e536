"""Why the plan falls short: below the minstand, too little to live on, too late, or not recovered. Rules 9, 10, 14."""

from datetime import date

from services.schedule.planning.bridging import minstand_cap
from services.schedule.planning.entries import Entry
from services.schedule.planning.explanation import articles
from services.schedule.planning.explanation.answer import Explanation, Input, Unit, as_context
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.kinds import cost_name
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, say
from services.schedule.planning.fixed_costs import CostMonth, cost_months
from services.schedule.planning.plan import Shortfall, ShortfallKind


def amount(insight: Insight, shortfall: Shortfall, path: str) -> Explanation:
    """By how much the plan falls short."""
    return _EXPLAINED[shortfall.kind](insight, shortfall, path)


def on(insight: Insight, shortfall: Shortfall, path: str) -> Explanation:
    """From which day: the same sentence names the day."""
    explained = amount(insight, shortfall, path)
    return explained._replace(figure=shortfall.on.isoformat(), inputs=as_context(explained.inputs))


def _cannot_live_on(insight: Insight, shortfall: Shortfall, path: str) -> Explanation:
    index = next(i for i, one in enumerate(insight.plan.windows) if one.begins_on == shortfall.on)
    window, left = insight.plan.windows[index], insight.plan.left_to_live_on[index]
    needed = window.must_leave or 0
    sentence = say(
        "From {begin} up to and including {end} there is {amount} too little to live on: {needed} is needed "
        "and {left}.",
        "Van {begin} tot en met {end} is er {amount} te weinig om van te leven: er is {needed} nodig en {left}.",
        begin=day_in_full(window.begins_on),
        end=day_in_full(window.ends_on),
        amount=in_euros(shortfall.amount),
        needed=in_euros(needed),
        left=_left(left.rest),
    )
    inputs = (
        Input.part(Text("needed in these days", "nodig in deze dagen"), needed),
        Input.part(Text("left to live on", "over om van te leven"), -left.rest, f"/leftToLiveOn/{index}/rest"),
        Input(Text("needed a month", "nodig per maand"), insight.case.leefgeld.floor),
        Input(Text("days", "dagen"), (window.ends_on - window.begins_on).days + 1, Unit.DAYS),
    )
    return Explanation(path, shortfall.amount, sentence, 14, (), inputs)


def _late(insight: Insight, shortfall: Shortfall, path: str) -> Explanation:
    assert shortfall.cost is not None
    cost = _cost_month(insight, shortfall)
    paid = _paid_later(insight, shortfall)
    sentence = say(
        "The payment of {amount} for {cost}, due on {due}, is late from {on}, because {because}; {later}.",
        "De betaling van {amount} voor {cost}, die er op {due} moest zijn, is te laat vanaf {on}, omdat {because}; "
        "{later}.",
        amount=in_euros(shortfall.amount),
        cost=cost_name(shortfall.cost, shortfall.month),
        due=day_in_full(cost.due),
        on=day_in_full(shortfall.on),
        because=_why_late(insight, cost),
        later=say("it is paid on {on}", "het wordt betaald op {on}", on=day_in_full(paid[1].on))
        if paid
        else Text("the plan does not pay it any more", "het plan betaalt het niet meer"),
    )
    inputs = (
        Input(Text("agreed amount", "afgesproken bedrag"), cost.amount, figures=(paid[0],) if paid else ()),
        Input.day(Text("due day", "uiterste betaaldag"), cost.due),
        Input.day(Text("day it would have been paid", "dag waarop het betaald zou zijn"), cost.executed_on),
    )
    return Explanation(path, shortfall.amount, sentence, 10, articles.of_cost(cost.kind), inputs)


def _below_minstand_cap(insight: Insight, shortfall: Shortfall, path: str) -> Explanation:
    cap = minstand_cap(insight.case)
    balance = next(end.balance for end in insight.plan.day_ends if end.on == shortfall.on)
    deepest_before = -balance - shortfall.amount
    sentence = say(
        "On {on} the budget account stands at {balance}, {amount} {than}.",
        "Op {on} staat er {balance} op de budgetrekening, {amount} {than}.",
        on=day_in_full(shortfall.on),
        balance=in_euros(balance),
        amount=in_euros(shortfall.amount),
        than=_than(cap, deepest_before),
    )
    before = (
        Text("earlier depth below zero", "eerdere diepte onder nul")
        if deepest_before > cap
        else Text("allowed below zero", "toegestaan onder nul")
    )
    inputs = (
        Input.part(Text("depth below zero", "diepte onder nul"), -balance),
        Input.part(before, -deepest_before),
        Input(Text("minstand", "minstand"), cap),
    )
    return Explanation(path, shortfall.amount, sentence, 9, (), inputs)


def _not_recovered_at_end(insight: Insight, shortfall: Shortfall, path: str) -> Explanation:
    sentence = say(
        "On {on}, after the relief, {amount} is short and not recovered, because the budget account still stands "
        "at {balance}.",
        "Op {on}, na het ontzorgen, is er een tekort van {amount}, omdat er dan nog {balance} op de budgetrekening "
        "staat.",
        on=day_in_full(shortfall.on),
        amount=in_euros(shortfall.amount),
        balance=in_euros(-shortfall.amount),
    )
    inputs = (Input.part(Text("depth below zero", "diepte onder nul"), shortfall.amount, "/closing/budget"),)
    return Explanation(path, shortfall.amount, sentence, 9, (), inputs)


_EXPLAINED = {
    ShortfallKind.BELOW_MINSTAND_CAP: _below_minstand_cap,
    ShortfallKind.CANNOT_LIVE_ON: _cannot_live_on,
    ShortfallKind.LATE: _late,
    ShortfallKind.NOT_RECOVERED_AT_END: _not_recovered_at_end,
}


def _left(cents: int) -> Text:
    amount = in_euros(abs(cents))
    if cents < 0:
        return say("the costs alone are {amount} too high", "de kosten alleen al zijn {amount} te hoog", amount=amount)
    return say("{amount} is left", "er blijft {amount} over", amount=amount)


def _than(cap: int, deepest_before: int) -> Text:
    """What a new depth is compared with: what is allowed, or an earlier and deeper one."""
    if deepest_before > cap:
        before = in_euros(-deepest_before)
        return say(
            "deeper than the earlier lowest balance of {before}",
            "dieper dan het eerdere laagste saldo van {before}",
            before=before,
        )
    if not cap:
        return Text("below zero, which is not allowed here", "onder nul, en dat mag hier niet")
    return say(
        "deeper than the {cap} below zero that is allowed", "dieper dan de {cap} onder nul die mag", cap=in_euros(cap)
    )


def _cost_month(insight: Insight, shortfall: Shortfall) -> CostMonth:
    wanted = shortfall.cost, shortfall.month, shortfall.amount
    return next(one for one in cost_months(insight.case) if (one.kind, one.month, one.amount) == wanted)


def _paid_later(insight: Insight, shortfall: Shortfall) -> tuple[str, Entry] | None:
    """The payment that a late cost got after all."""
    cost = _cost_month(insight, shortfall)
    return next(insight.entries(lambda one: one.source == cost and one.on >= shortfall.on), None)


def _why_late(insight: Insight, cost: CostMonth) -> Text:
    failed: date | None = None
    for payout in insight.plan.benefit.payouts:
        if payout.on < cost.due:
            failed = payout.on
    if failed is None:
        return Text(
            "no benefit is paid before it and the bridging money does not suffice",
            "er daarvóór geen uitkering komt en het overbruggingsgeld niet genoeg is",
        )
    return say("the benefit of {on} does not suffice", "de uitkering van {on} niet genoeg is", on=day_in_full(failed))
