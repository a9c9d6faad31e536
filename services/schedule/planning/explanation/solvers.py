"""Why the sustainable leefgeld is what it is: one euro more, and the plan no longer holds."""

from dataclasses import replace

from services.schedule.planning.bridging import minstand_cap
from services.schedule.planning.case import Rhythm
from services.schedule.planning.explanation.answer import Explanation, Input
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, say
from services.schedule.planning.plan import Shortfall, ShortfallKind, plan
from services.schedule.planning.solvers import sustainable_leefgeld

_EURO = 100
_NOT_BORNE = (ShortfallKind.BELOW_MINSTAND_CAP, ShortfallKind.NOT_RECOVERED_AT_END)


def sustainable(insight: Insight, path: str) -> Explanation:
    """The largest whole-euro leefgeld that the budget account bears, shown by a plan with one euro more."""
    amount = sustainable_leefgeld(insight.plan)
    if amount is None:
        return Explanation(path, None, _why_none(insight), "solver", (), _limits(insight))
    sentence = say(
        "{amount} is the highest leefgeld a month in whole euros that the budget account can bear: "
        "with one euro more {fault}.",
        "{amount} is het hoogste leefgeld per maand in hele euro’s dat de budgetrekening kan dragen: "
        "met één euro meer {fault}.",
        amount=in_euros(amount),
        fault=_fault(_first_fault(insight, amount + _EURO)),
    )
    return Explanation(path, amount, sentence, "solver", (), _limits(insight))


def _first_fault(insight: Insight, leefgeld: int) -> Shortfall:
    """What goes wrong first if every period pays this leefgeld."""
    case = insight.case
    periods = tuple(one._replace(amount=leefgeld) for one in case.leefgeld.periods)
    tried = plan(replace(case, leefgeld=replace(case.leefgeld, periods=periods)), insight.norms)
    return next(one for one in tried.shortfalls if one.kind in _NOT_BORNE)


def _fault(shortfall: Shortfall) -> Text:
    words = {"on": day_in_full(shortfall.on), "amount": in_euros(shortfall.amount)}
    if shortfall.kind is ShortfallKind.BELOW_MINSTAND_CAP:
        return say(
            "it would be {amount} lower on {on} than is allowed",
            "zou die op {on} {amount} lager staan dan is toegestaan",
            **words,
        )
    return say(
        "it would be {amount} short at the end, on {on}", "zou die aan het eind, op {on}, {amount} tekortkomen", **words
    )


def _why_none(insight: Insight) -> Text:
    if not insight.is_budgetbeheer:
        return Text(
            "There is no fixed leefgeld to work out, because under inhouding it is what is left of each benefit.",
            "Er is geen vast leefgeld te berekenen, omdat het bij inhouding is wat er overblijft van elke uitkering.",
        )
    if any(period.rhythm is Rhythm.WEEKLY for period in insight.case.leefgeld.periods):
        return Text(
            "The highest leefgeld a month is not worked out, because leefgeld is paid by the week here.",
            "Het hoogste leefgeld per maand is niet berekend, omdat het leefgeld hier per week komt.",
        )
    if not insight.plan.leefgeld.payments:
        return Text(
            "The highest leefgeld is not worked out, because this plan pays no leefgeld.",
            "Het hoogste leefgeld is niet berekend, omdat dit plan geen leefgeld betaalt.",
        )
    return say(
        "The budget account cannot bear any leefgeld: even without it, {fault}.",
        "De budgetrekening kan geen leefgeld dragen: ook zonder leefgeld {fault}.",
        fault=_fault(_first_fault(insight, 0)),
    )


def _limits(insight: Insight) -> tuple[Input, ...]:
    return (
        Input(Text("minstand", "minstand"), minstand_cap(insight.case)),
        Input(Text("needed to live on a month", "nodig om van te leven per maand"), insight.case.leefgeld.floor),
    )
