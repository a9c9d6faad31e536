"""Why the budget account stands where it stands, and why it is below zero. Rules 9 and 13 of the plan.

A balance is told as people tell it: what there was, and what has come in and gone out since.
"""

from datetime import date

from services.months import first_day, last_day, month_of, month_text
from services.schedule.planning.balance import Gap, MonthEnd
from services.schedule.planning.explanation.answer import Explanation, Input, as_context
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.parts import by_kind, in_words
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, month_in_full, say

_READ_AT_END_OF_DAY = 13


def month_end(insight: Insight, end: MonthEnd, path: str) -> Explanation:
    """The balance a month before, and the movements of the month."""
    parts = _month_parts(insight, end)
    sentence = say(
        "At the end of {month} the budget account stands at {balance}: {parts}.",
        "Aan het eind van {month} staat er {balance} op de budgetrekening: {parts}.",
        month=month_in_full(end.month),
        balance=in_euros(end.balance),
        parts=in_words(parts),
    )
    return Explanation(path, end.balance, sentence, _READ_AT_END_OF_DAY, (), tuple(parts))


def month_shown(insight: Insight, end: MonthEnd, path: str) -> Explanation:
    """Why the plan shows a balance for this month."""
    left, settles_on = insight.case.leaves_reception_centre_on, insight.plan.settles_on
    sentence = say(
        "The plan shows {month}, because it runs from the departure on {left} until the last payment on {settles}.",
        "Het plan laat {month} zien, omdat het loopt van het vertrek op {left} tot de laatste betaling op {settles}.",
        month=month_in_full(end.month),
        left=day_in_full(left),
        settles=day_in_full(settles_on),
    )
    inputs = (
        Input.day(Text("departure from the azc", "vertrek uit het azc"), left),
        Input.day(Text("day of the settlement", "dag van de slotbetaling"), settles_on),
    )
    return Explanation(path, month_text(end.month), sentence, _READ_AT_END_OF_DAY, (), inputs)


def begins_on(insight: Insight, gap: Gap, path: str) -> Explanation:
    """What brings the account below zero."""
    parts = _since(insight, gap.begins_on, gap.begins_on)
    sentence = say(
        "On {day} the budget account goes below zero: {parts}.",
        "Op {day} komt de budgetrekening onder nul: {parts}.",
        day=day_in_full(gap.begins_on),
        parts=in_words(parts),
    )
    day = gap.begins_on.isoformat()
    return Explanation(path, day, sentence, _READ_AT_END_OF_DAY, (), as_context(parts))


def ends_on(insight: Insight, gap: Gap, path: str) -> Explanation:
    """What brings the account up to zero again; nothing where the plan ends below zero."""
    if gap.ends_on is None:
        sentence = say(
            "The budget account stays below zero from {day} until the end of the plan.",
            "De budgetrekening blijft onder nul van {day} tot het eind van het plan.",
            day=day_in_full(gap.begins_on),
        )
        inputs = (Input.day(Text("below zero from", "onder nul vanaf"), gap.begins_on),)
        return Explanation(path, None, sentence, _READ_AT_END_OF_DAY, (), inputs)
    parts = _since(insight, gap.ends_on, gap.ends_on)
    sentence = say(
        "On {day} the budget account is no longer below zero: {parts}.",
        "Op {day} staat de budgetrekening niet meer onder nul: {parts}.",
        day=day_in_full(gap.ends_on),
        parts=in_words(parts),
    )
    day = gap.ends_on.isoformat()
    return Explanation(path, day, sentence, _READ_AT_END_OF_DAY, (), as_context(parts))


def deepest(insight: Insight, gap: Gap, path: str) -> Explanation:
    """How the account came to its lowest balance, told from the day before it went below zero."""
    parts = _since(insight, gap.begins_on, gap.deepest_on)
    return Explanation(path, gap.deepest, _lowest(gap, parts), _READ_AT_END_OF_DAY, (), tuple(parts))


def deepest_on(insight: Insight, gap: Gap, path: str) -> Explanation:
    """The first day on which the balance is that low."""
    parts = _since(insight, gap.begins_on, gap.deepest_on)
    day = gap.deepest_on.isoformat()
    return Explanation(path, day, _lowest(gap, parts), _READ_AT_END_OF_DAY, (), as_context(parts))


def _lowest(gap: Gap, parts: list[Input]) -> Text:
    return say(
        "The budget account is at its lowest on {day}, at {balance}: {parts}.",
        "De budgetrekening staat het laagst op {day}, op {balance}: {parts}.",
        day=day_in_full(gap.deepest_on),
        balance=in_euros(gap.deepest),
        parts=in_words(parts),
    )


def _month_parts(insight: Insight, end: MonthEnd) -> list[Input]:
    first_shown = month_of(insight.case.leaves_reception_centre_on)
    if end.month == first_shown:
        return by_kind(insight.budget_entries(date.min, last_day(end.month)))
    index = end.month - first_shown - 1
    before = insight.plan.month_ends[index]
    name = say(
        "{balance} at the end of {month}",
        "{balance} aan het eind van {month}",
        balance=_balance(before.balance),
        month=month_in_full(before.month),
    )
    moved = insight.budget_entries(first_day(end.month), last_day(end.month))
    return [Input.part(name, before.balance, f"/monthEnds/{index}/balance"), *by_kind(moved)]


def _since(insight: Insight, begin: date, end: date) -> list[Input]:
    """The balance on the day before, and all that moved from that day on."""
    before = insight.balance_before(begin)
    name = say("{balance} before {day}", "{balance} vóór {day}", balance=_balance(before), day=day_in_full(begin))
    return [Input.part(name, before), *by_kind(insight.budget_entries(begin, end))]


def _balance(cents: int) -> Text:
    """What people call a balance: less than nothing is a shortage."""
    return Text("shortage", "tekort") if cents < 0 else Text("balance", "saldo")
