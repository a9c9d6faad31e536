"""Why everything stands where it stands at the end. Rules 9 to 12 of the plan."""

from services.schedule.planning.benefit import relief_end
from services.schedule.planning.bridging import Arrival
from services.schedule.planning.case import Account
from services.schedule.planning.entries import Turn
from services.schedule.planning.explanation import articles
from services.schedule.planning.explanation.answer import Explanation, Input
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.kinds import cost_name
from services.schedule.planning.explanation.parts import by_kind, in_words
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, say
from services.schedule.planning.plan import ShortfallKind


def relief_ends_on(insight: Insight, path: str) -> Explanation:
    """Six months from the first day of the right, unless another day was decided."""
    starts_on, ends_on = insight.case.benefit.starts_on, insight.case.relief_ends_on
    words = {
        "start": day_in_full(starts_on),
        "end": day_in_full(ends_on),
        "six": day_in_full(relief_end(starts_on)),
    }
    if ends_on == relief_end(starts_on):
        sentence = say(
            "The relief ends on {end}, six months from the first day of the right on {start}.",
            "Het ontzorgen stopt na {end}, zes maanden vanaf de eerste dag van het recht op {start}.",
            **words,
        )
    else:
        sentence = say(
            "The relief ends on {end}, as was decided for this household, and not after six months on {six}.",
            "Het ontzorgen stopt na {end}, zoals voor dit huishouden is besloten, en niet na zes maanden op {six}.",
            **words,
        )
    law = (articles.RELIEF, articles.EXTENSION) if ends_on > relief_end(starts_on) else (articles.RELIEF,)
    inputs = (Input.day(Text("first day of the right", "eerste dag van het recht"), starts_on),)
    return Explanation(path, ends_on.isoformat(), sentence, 12, law, inputs)


def settles_on(insight: Insight, path: str) -> Explanation:
    """The first bank day after the relief."""
    sentence = say(
        "The final payment comes on {on}, the first bank day after the relief, which ends on {end}.",
        "De slotbetaling komt op {on}, de eerste bankdag na het ontzorgen, dat stopt na {end}.",
        on=day_in_full(insight.plan.settles_on),
        end=day_in_full(insight.case.relief_ends_on),
    )
    end = Input.day(Text("last day of the relief", "laatste dag van het ontzorgen"), insight.case.relief_ends_on)
    inputs = (end._replace(figures=("/reliefEndsOn",)),)
    return Explanation(path, insight.plan.settles_on.isoformat(), sentence, 9, (), inputs)


def settlement(insight: Insight, path: str) -> Explanation:
    """What is left on the budget account at the end of the relief."""
    amount = insight.plan.closing.settlement
    parts = by_kind(insight.entries(lambda one: one.account is Account.BUDGET and one.turn is not Turn.SETTLEMENT))
    if insight.is_budgetbeheer and insight.plan.closing.budget < 0:
        return _nothing_to_settle(insight, path)
    if not insight.is_budgetbeheer:
        sentence = Text(
            "There is no final payment, because under inhouding each benefit is divided at once.",
            "Er is geen slotbetaling, omdat bij inhouding elke uitkering meteen wordt verdeeld.",
        )
        return Explanation(path, amount, sentence, 10, (), ())
    words = {"on": day_in_full(insight.plan.settles_on), "amount": in_euros(amount), "parts": in_words(parts)}
    if amount:
        sentence = say(
            "On {on} the {amount} that is left on the budget account goes to the household’s own account: {parts}.",
            "Op {on} gaat de {amount} die over is op de budgetrekening naar de eigen rekening: {parts}.",
            **words,
        )
    else:
        sentence = say(
            "There is no final payment, because on {on} nothing is left on the budget account: {parts}.",
            "Er is geen slotbetaling, omdat er op {on} niets over is op de budgetrekening: {parts}.",
            **words,
        )
    return Explanation(path, amount, sentence, 9, (), tuple(parts))


def budget(insight: Insight, path: str) -> Explanation:
    """The budget account after everything."""
    amount = insight.plan.closing.budget
    parts = by_kind(insight.entries(lambda one: one.account is Account.BUDGET))
    sentence = say(
        "After {on} the budget account stands at {amount}: {parts}.",
        "Na {on} staat er {amount} op de budgetrekening: {parts}.",
        on=day_in_full(insight.plan.settles_on),
        amount=in_euros(amount),
        parts=in_words(parts),
    )
    return Explanation(path, amount, sentence, 9 if insight.is_budgetbeheer else 10, (), tuple(parts))


def unused_bridging(insight: Insight, path: str) -> Explanation:
    """Bridging money on the budget account, less what costs and payouts took of it."""
    amount, parts = insight.plan.closing.unused_bridging, _pot(insight)
    if insight.is_budgetbeheer:
        sentence = Text(
            "No bridging money is kept apart, because under budgetbeheer it is part of the budget account.",
            "Er is geen apart overbruggingsgeld, omdat het bij budgetbeheer bij de budgetrekening hoort.",
        )
    elif not parts:
        sentence = Text(
            "No bridging money is left, because none came on the budget account.",
            "Er is geen overbruggingsgeld over, omdat er geen op de budgetrekening kwam.",
        )
    else:
        sentence = say(
            "At the end {amount} of bridging money is not used: {parts}.",
            "Aan het eind is {amount} van het overbruggingsgeld niet gebruikt: {parts}.",
            amount=in_euros(amount),
            parts=in_words(parts),
        )
    return Explanation(path, amount, sentence, 10, (), tuple(parts))


def still_late(insight: Insight, path: str) -> Explanation:
    """The costs that were late and stayed unpaid."""
    amount, parts = insight.plan.closing.still_late, _late(insight)
    if parts:
        sentence = say(
            "At the end {amount} of costs is late and not paid: {parts}.",
            "Aan het eind is er {amount} aan kosten te laat en niet betaald: {parts}.",
            amount=in_euros(amount),
            parts=in_words(parts),
        )
    else:
        sentence = Text("At the end no cost is late.", "Aan het eind zijn er geen kosten te laat.")
    return Explanation(path, amount, sentence, 10, (articles.RELIEF,), tuple(parts))


def _nothing_to_settle(insight: Insight, path: str) -> Explanation:
    balance = insight.plan.closing.budget
    sentence = say(
        "There is no final payment, because on {on} the budget account stands at {balance}.",
        "Er is geen slotbetaling, omdat er op {on} {balance} op de budgetrekening staat.",
        on=day_in_full(insight.plan.settles_on),
        balance=in_euros(balance),
    )
    inputs = (Input(Text("budget account", "budgetrekening"), balance, figures=("/closing/budget",)),)
    return Explanation(path, 0, sentence, 9, (), inputs)


def _pot(insight: Insight) -> list[Input]:
    """Under inhouding: bridging money that came, costs paid from it, and payouts filled up with it."""
    if insight.is_budgetbeheer:
        return []
    came = insight.entries(lambda one: isinstance(one.source, Arrival) and one.account is Account.BUDGET)
    parts = by_kind(came)
    for _, cost in insight.withheld.from_pot:
        if cost.amount:
            parts.append(Input.part(cost_name(cost.kind, cost.month), -cost.amount))
    for division in insight.withheld.divisions:
        if division.top_up:
            name = say(
                "top-up of the benefit of {on}",
                "aanvulling bij de uitkering van {on}",
                on=day_in_full(division.payout.on),
            )
            parts.append(Input.part(name, -division.top_up))
    return parts


def _late(insight: Insight) -> list[Input]:
    """Each cost-month that stayed late, with the shortfall that says so."""
    places = [
        (f"/shortfalls/{index}/amount", (one.cost, one.month, one.amount))
        for index, one in enumerate(insight.plan.shortfalls)
        if one.kind is ShortfallKind.LATE
    ]
    parts = []
    for cost in insight.withheld.still_late:
        place = next(path for path, key in places if key == (cost.kind, cost.month, cost.amount))
        parts.append(Input.part(cost_name(cost.kind, cost.month), cost.amount, place))
    return parts
