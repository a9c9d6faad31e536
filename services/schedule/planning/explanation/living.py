"""Why so much is left to live on, and when the first money comes. Rule 14 of the plan."""

from collections.abc import Sequence

from services.schedule.planning.case import Account
from services.schedule.planning.entries import Entry
from services.schedule.planning.explanation import entries
from services.schedule.planning.explanation.answer import Explanation, Input
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.kinds import kind_name
from services.schedule.planning.explanation.parts import by_kind, in_words, negated
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, say, so_many_days
from services.schedule.planning.living import LeftToLiveOn, Window, left_to_live_on

_RULE = 14


def begins_on(insight: Insight, left: LeftToLiveOn, path: str) -> Explanation:
    """Why a stretch begins on that day."""
    if not insight.is_budgetbeheer:
        why = Text("a day on which benefit is paid", "een dag waarop uitkering wordt betaald")
    elif left.begins_on == insight.case.benefit.starts_on:
        why = Text("the first day of the right to benefit", "de eerste dag van het recht op uitkering")
    else:
        why = Text("the first day of the month", "de eerste dag van de maand")
    sentence = say(
        "What is left to live on is counted from {day}, {why}.",
        "Wat er overblijft om van te leven, is geteld vanaf {day}, {why}.",
        day=day_in_full(left.begins_on),
        why=why,
    )
    return Explanation(path, left.begins_on.isoformat(), sentence, _RULE, (), _stretch(left))


def ends_on(insight: Insight, left: LeftToLiveOn, path: str) -> Explanation:
    """Why a stretch ends on that day."""
    if left.ends_on == insight.case.relief_ends_on:
        why = Text("the last day of the relief", "de laatste dag van het ontzorgen")
    elif insight.is_budgetbeheer:
        why = Text("the last day of the month", "de laatste dag van de maand")
    else:
        why = Text("the day before the next benefit is paid", "de dag voordat de volgende uitkering wordt betaald")
    sentence = say(
        "What is left to live on is counted up to and including {day}, {why}.",
        "Wat er overblijft om van te leven, is geteld tot en met {day}, {why}.",
        day=day_in_full(left.ends_on),
        why=why,
    )
    return Explanation(path, left.ends_on.isoformat(), sentence, _RULE, (), _stretch(left))


def received(insight: Insight, left: LeftToLiveOn, path: str) -> Explanation:
    """Everything that comes in on the household's own account."""
    parts = _received(_of_the_household(insight, left))
    sentence = say(
        "From {begin} up to and including {end} {amount} comes in on the household’s own account: {parts}.",
        "Van {begin} tot en met {end} komt er {amount} binnen op de eigen rekening: {parts}.",
        **_words(left, left.received),
        parts=in_words(parts) if parts else Text("there is no payment", "er is geen betaling"),
    )
    return Explanation(path, left.received, sentence, _RULE, (), tuple(parts))


def own_costs(insight: Insight, left: LeftToLiveOn, path: str) -> Explanation:
    """Everything that the household pays itself."""
    parts = _own_costs(insight, left, _of_the_household(insight, left))
    sentence = say(
        "From {begin} up to and including {end} the household itself pays {amount}: {parts}.",
        "Van {begin} tot en met {end} betaalt het huishouden zelf {amount}: {parts}.",
        **_words(left, left.own_costs),
        parts=in_words(parts) if parts else Text("no cost is its own", "er zijn geen eigen kosten"),
    )
    return Explanation(path, left.own_costs, sentence, _RULE, (), tuple(parts))


def rest(insight: Insight, left: LeftToLiveOn, path: str) -> Explanation:
    """What comes in, less what the household pays itself."""
    moved = _of_the_household(insight, left)
    parts = [*_received(moved), *negated(_own_costs(insight, left, moved))]
    words = {**_words(left, abs(left.rest)), "parts": in_words(parts)}
    if left.rest < 0:
        sentence = say(
            "From {begin} up to and including {end} the household is {amount} short, with nothing to live on: {parts}.",
            "Van {begin} tot en met {end} komt het huishouden {amount} tekort, zonder geld om van te leven: {parts}.",
            **words,
        )
    else:
        sentence = say(
            "From {begin} up to and including {end} {amount} is left to live on: {parts}.",
            "Van {begin} tot en met {end} blijft er {amount} over om van te leven: {parts}.",
            **words,
        )
    return Explanation(path, left.rest, sentence, _RULE, (), tuple(parts))


def first_money_on(insight: Insight, path: str) -> Explanation:
    """The first day on which the household's own account gets any money."""
    first = _first_money(insight)
    if first is None:
        return Explanation(path, None, _NO_MONEY, _RULE, (), _departure(insight))
    place, entry = first
    sentence = say(
        "The first money comes in on the household’s own account on {on}: {amount} of {kind}.",
        "Het eerste geld komt op {on} binnen op de eigen rekening: {amount} {kind}.",
        on=day_in_full(entry.on),
        amount=in_euros(entry.amount),
        kind=kind_name(entry.kind),
    )
    money = Input(kind_name(entry.kind), entry.amount, figures=(place,))
    why = entries.on(insight, entry, path)
    return Explanation(path, entry.on.isoformat(), sentence, why.rule, why.articles, (money, *_departure(insight)))


def days_without_money(insight: Insight, path: str) -> Explanation:
    """From the departure up to the first money."""
    first, count = _first_money(insight), insight.plan.days_without_money
    if first is None or count is None:
        return Explanation(path, None, _NO_MONEY, _RULE, (), _departure(insight))
    entry = first[1]
    words = {
        "days": so_many_days(count),
        "left": day_in_full(insight.case.leaves_reception_centre_on),
        "first": day_in_full(entry.on),
        "kind": kind_name(entry.kind),
    }
    if count > 0:
        sentence = say(
            "The household has {days} without money: from the departure on {left} until {kind} comes on {first}.",
            "Het huishouden heeft {days} geen geld: van het vertrek op {left} tot er op {first} {kind} komt.",
            **words,
        )
    else:
        sentence = say(
            "There is no day without money after the departure on {left}, because {kind} comes on {first}.",
            "Er is geen dag zonder geld na het vertrek op {left}, omdat er op {first} {kind} komt.",
            **words,
        )
    first_day = Input.day(Text("first money", "eerste geld"), entry.on)._replace(figures=("/firstMoneyOn",))
    why = entries.on(insight, entry, path)
    return Explanation(path, count, sentence, why.rule, why.articles, (*_departure(insight), first_day))


_NO_MONEY = Text(
    "In this plan no money comes in on the household’s own account.",
    "In dit plan komt er geen geld binnen op de eigen rekening.",
)


def _words(left: LeftToLiveOn, cents: int) -> dict[str, Text]:
    return {"begin": day_in_full(left.begins_on), "end": day_in_full(left.ends_on), "amount": in_euros(cents)}


def _stretch(left: LeftToLiveOn) -> tuple[Input, ...]:
    return (
        Input.day(Text("first day", "eerste dag"), left.begins_on),
        Input.day(Text("last day", "laatste dag"), left.ends_on),
    )


def _received(moved: Sequence[tuple[str, Entry]]) -> list[Input]:
    return by_kind((path, entry) for path, entry in moved if entry.amount > 0)


def _own_costs(insight: Insight, left: LeftToLiveOn, moved: Sequence[tuple[str, Entry]]) -> list[Input]:
    """What leaves the household's own account, and the costs that are its own, as positive parts."""
    paid = by_kind((path, entry) for path, entry in moved if entry.amount < 0)
    sums: dict[str, int] = {}
    figures: dict[str, list[str]] = {}
    for index, cost in enumerate(insight.plan.client_costs):
        if left.begins_on <= cost.due <= left.ends_on:
            sums[cost.cost] = sums.get(cost.cost, 0) + cost.amount
            figures.setdefault(cost.cost, []).append(f"/leftWithClient/{index}/amount")
    own = [Input.part(kind_name(kind), cents, *figures[kind]) for kind, cents in sums.items()]
    return [*negated(paid), *own]


def _of_the_household(insight: Insight, left: LeftToLiveOn) -> list[tuple[str, Entry]]:
    """The movements that count in a stretch; which do is asked of the rule itself, one movement at a time."""
    window = (Window(left.begins_on, left.ends_on, None),)
    own = insight.entries(lambda one: one.account is Account.CLIENT)
    return [(path, entry) for path, entry in own if any(left_to_live_on(insight.case, window, (entry,), ())[0][2:])]


def _first_money(insight: Insight) -> tuple[str, Entry] | None:
    return next(insight.entries(lambda one: one.account is Account.CLIENT and one.amount > 0), None)


def _departure(insight: Insight) -> tuple[Input, ...]:
    left = insight.case.leaves_reception_centre_on
    return (Input.day(Text("departure from the azc", "vertrek uit het azc"), left),)
