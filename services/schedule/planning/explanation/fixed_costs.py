"""Why a fixed cost is paid on a day, or is the household's own to pay. Rules 7 and 10 of the plan."""

from services.months import Month, day_in, month_of
from services.schedule.planning.case import FixedCost, amount_in, in_force
from services.schedule.planning.entries import Entry
from services.schedule.planning.explanation import articles
from services.schedule.planning.explanation.answer import Explanation, Input
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.kinds import cost_name, kind_name
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, month_in_full, say
from services.schedule.planning.fixed_costs import ClientCost, CostMonth, Whose


def amount(insight: Insight, entry: Entry, cost: CostMonth, path: str) -> Explanation:
    """What a cost takes from the budget account, or from the benefit."""
    payer = insight.withheld.payer_of(entry.on, cost)
    words = {
        "on": day_in_full(entry.on),
        "amount": in_euros(cost.amount),
        "cost": cost_name(cost.kind, cost.month),
        "since": _since(insight, cost),
    }
    if insight.is_budgetbeheer:
        sentence = say(
            "On {on} {amount} leaves the budget account for {cost}: {since}.",
            "Op {on} gaat er {amount} van de budgetrekening voor {cost}: {since}.",
            **words,
        )
    elif payer is None:
        sentence = say(
            "On {on} {amount} is paid for {cost} from the bridging money: {since}.",
            "Op {on} wordt {amount} betaald voor {cost} uit het overbruggingsgeld: {since}.",
            **words,
        )
    else:
        sentence = say(
            "On {on} {amount} is paid for {cost}, withheld from the benefit of {payout}: {since}.",
            "Op {on} wordt {amount} betaald voor {cost}, ingehouden op de uitkering van {payout}: {since}.",
            payout=day_in_full(payer.on),
            **words,
        )
    rule = 7 if insight.is_budgetbeheer else 10
    return Explanation(path, entry.amount, sentence, rule, articles.of_cost(cost.kind), _terms(insight, cost))


def executed_on(insight: Insight, entry: Entry, cost: CostMonth, path: str) -> Explanation:
    """Why a cost leaves on that day."""
    sentence = say(
        "The payment for {cost} leaves on {on}, {because}.",
        "De betaling voor {cost} gaat weg op {on}, {because}.",
        cost=cost_name(cost.kind, cost.month),
        on=day_in_full(entry.on),
        because=_why_then(insight, entry, cost),
    )
    rule = 7 if entry.on == cost.executed_on else 10
    day = entry.on.isoformat()
    return Explanation(path, day, sentence, rule, articles.of_cost(cost.kind), _terms(insight, cost))


def handed_back(insight: Insight, entry: Entry, cost: CostMonth, path: str) -> Explanation:
    """The money for a cost that the household pays itself again."""
    sentence = say(
        "On {on} {amount} goes to the household’s own account, because from {since} on the household itself "
        "pays {kind}, here {cost}.",
        "Op {on} gaat er {amount} naar de eigen rekening, omdat het huishouden vanaf {since} zelf "
        "{kind} betaalt, hier {cost}.",
        on=day_in_full(entry.on),
        amount=in_euros(cost.amount),
        since=_handed_back_from(insight, cost),
        kind=kind_name(cost.kind),
        cost=cost_name(cost.kind, cost.month),
    )
    return Explanation(path, entry.amount, sentence, 7, articles.of_cost(cost.kind), _terms(insight, cost))


def handed_back_on(insight: Insight, entry: Entry, cost: CostMonth, path: str) -> Explanation:
    """The day on which handed-back money comes: the one on which the cost would have been paid."""
    sentence = say(
        "The money for {cost} comes on {on}, the day on which it would have been paid, because it is due on {due}.",
        "Het geld voor {cost} komt op {on}, de dag waarop het betaald zou zijn, omdat het op {due} betaald moet zijn.",
        cost=cost_name(cost.kind, cost.month),
        on=day_in_full(entry.on),
        due=day_in_full(cost.due),
    )
    day = entry.on.isoformat()
    return Explanation(path, day, sentence, 7, articles.of_cost(cost.kind), _terms(insight, cost))


def left_amount(insight: Insight, cost: ClientCost, path: str) -> Explanation:
    """Why a cost-month is the household's own, with its amount."""
    sentence = say(
        "The household itself pays {amount} for {cost}, because {because}.",
        "Het huishouden betaalt zelf {amount} voor {cost}, omdat {because}.",
        amount=in_euros(cost.amount),
        cost=cost_name(cost.cost, cost.month),
        because=_why_left(insight, cost),
    )
    law = () if cost.why is Whose.NEVER else articles.of_cost(cost.cost)
    return Explanation(path, cost.amount, sentence, _rule_of_left(cost), law, _terms(insight, cost))


def left_due(insight: Insight, cost: ClientCost, path: str) -> Explanation:
    """The day on which the household itself has to have paid."""
    sentence = say(
        "The household itself pays {cost}, due on {due}, {because}.",
        "Het huishouden betaalt zelf {cost}, uiterlijk op {due}, {because}.",
        cost=cost_name(cost.cost, cost.month),
        due=day_in_full(cost.due),
        because=_why_due(insight, cost),
    )
    law = articles.of_cost(cost.cost)
    return Explanation(path, cost.due.isoformat(), sentence, 7, law, _terms(insight, cost))


def _contract(insight: Insight, cost: CostMonth | ClientCost) -> FixedCost:
    """The fixed cost of the case that a cost-month belongs to."""
    kind = cost.kind if isinstance(cost, CostMonth) else cost.cost
    candidates = [one for one in insight.case.fixed_costs if one.kind == kind]
    if len(candidates) == 1:
        return candidates[0]
    return next(one for one in candidates if (cost.due, cost.amount) in _due_amounts(one, cost.month))


def _due_amounts(contract: FixedCost, month: Month | None) -> list[tuple[object, int]]:
    """When and how much a contract asks for a cost-month; for its part month where there is no month."""
    if month is None:
        return [contract.first] if contract.first else []
    due = contract.deferrals.get(month, day_in(month, contract.due_day))
    return [(due, amount_in(contract.amounts, month))]


def _terms(insight: Insight, cost: CostMonth | ClientCost) -> tuple[Input, ...]:
    """What was agreed: the day due, the amount, and from when it holds."""
    contract = _contract(insight, cost)
    found = [
        Input(Text("agreed amount", "afgesproken bedrag"), cost.amount),
        Input.day(Text("due day", "uiterste betaaldag"), cost.due),
    ]
    if cost.month is not None and (terms := in_force(contract.amounts, cost.month)) is not None:
        found.append(Input.month(Text("amount holds from", "bedrag geldt vanaf"), terms.month))
    if contract.handed_back_from is not None:
        found.append(Input.month(Text("handed back from", "teruggegeven vanaf"), contract.handed_back_from))
    return tuple(found)


def _since(insight: Insight, cost: CostMonth) -> Text:
    terms = None if cost.month is None else in_force(_contract(insight, cost).amounts, cost.month)
    if terms is None:
        return Text("the amount agreed for that part", "het bedrag dat voor dat deel is afgesproken")
    return say(
        "the agreed amount from {month} on", "het afgesproken bedrag vanaf {month}", month=month_in_full(terms.month)
    )


def _why_then(insight: Insight, entry: Entry, cost: CostMonth) -> Text:
    words = {"due": day_in_full(cost.due), "start": day_in_full(insight.case.benefit.starts_on)}
    if entry.on > cost.executed_on:
        return say(
            "the first payout that can carry it after it was due on {due}",
            "de eerste betaling van de uitkering die dit kan dragen, nadat het op {due} betaald had moeten zijn",
            **words,
        )
    if entry.on == cost.due:
        return Text("the day it is due", "de dag waarop het betaald moet zijn")
    if entry.on < cost.due:
        return say(
            "the last bank day before it is due on {due}",
            "de laatste bankdag voordat het op {due} betaald moet zijn",
            **words,
        )
    return say(
        "the first bank day of the right to benefit from {start}, because it was due on {due} already",
        "de eerste bankdag van het recht op uitkering vanaf {start}, omdat het al op {due} betaald moest zijn",
        **words,
    )


def _handed_back_from(insight: Insight, cost: CostMonth | ClientCost) -> Text:
    contract, of_month = _contract(insight, cost), cost.month or month_of(cost.due)
    month = next((one.since for one in contract.interludes if of_month in one), contract.handed_back_from)
    assert month is not None
    return month_in_full(month)


def _why_left(insight: Insight, cost: ClientCost) -> Text:
    if cost.why is Whose.NEVER:
        return Text("the municipality does not pay this cost", "de gemeente deze kosten niet betaalt")
    if cost.why is Whose.HANDED_BACK:
        return say(
            "this cost is the household’s own again from {month} on",
            "deze kosten vanaf {month} weer van het huishouden zelf zijn",
            month=_handed_back_from(insight, cost),
        )
    payout = next(one for one in reversed(insight.plan.benefit.payouts) if one.on < cost.due)
    return say(
        "paying it from the benefit of {on} would leave less than {floor} to live on",
        "er anders van de uitkering van {on} minder dan {floor} overblijft om van te leven",
        on=day_in_full(payout.on),
        floor=in_euros(insight.case.leefgeld.floor),
    )


def _why_due(insight: Insight, cost: ClientCost) -> Text:
    contract = _contract(insight, cost)
    if cost.month is None:
        return Text("the day agreed for that part", "de dag die voor dat deel is afgesproken")
    if cost.month in contract.deferrals:
        return Text("the day until which the supplier waits", "de dag tot wanneer de leverancier wacht")
    return Text("the fixed due day", "de vaste betaaldag")


def _rule_of_left(cost: ClientCost) -> int:
    return 10 if cost.why is Whose.DID_NOT_FIT else 7
