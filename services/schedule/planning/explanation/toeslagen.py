"""Why a toeslag comes in on a day, for which months, and on whose account. Rule 6 of the plan."""

from services.months import Month, month_of
from services.schedule.planning.case import Toeslag, amount_in
from services.schedule.planning.explanation import articles
from services.schedule.planning.explanation.answer import Explanation, Input
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.kinds import account_name, kind_name
from services.schedule.planning.explanation.parts import in_words
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, month_in_full, number, say
from services.schedule.planning.toeslagen import ToeslagPayment, first_payment_on, is_rest_of_year, pay_day, payments


def amount(insight: Insight, payment: ToeslagPayment, path: str) -> Explanation:
    """The months that the payment is for, each at its own amount."""
    toeslag = _toeslag(insight, payment)
    amounts = [amount_in(toeslag.amounts, month) for month in range(payment.first, payment.last + 1)]
    parts = [Input.part(_of_month(payment.kind, payment.first + index), cents) for index, cents in enumerate(amounts)]
    sentence = say(
        "On {on} {amount} of {kind} comes in on {account}, for {months}.",
        "Op {on} komt er {amount} {kind} binnen op {account}, voor {months}.",
        on=day_in_full(payment.on),
        amount=in_euros(payment.amount),
        kind=kind_name(payment.kind),
        account=account_name(payment.account),
        months=_months(payment, amounts, parts),
    )
    inputs = (*parts, Input.day(Text("day of the decision", "dag van de beschikking"), toeslag.decision_on))
    return Explanation(path, payment.amount, sentence, 6, articles.of_toeslag(payment.kind), inputs)


def paid_on(insight: Insight, payment: ToeslagPayment, path: str) -> Explanation:
    """The first payment follows the decision, every later one is on the pay day of its month."""
    toeslag = _toeslag(insight, payment)
    sentence = say(
        "{amount} of {kind} comes on {on}, {because}.",
        "Op {on} komt er {amount} {kind}, {because}.",
        kind=kind_name(payment.kind),
        on=day_in_full(payment.on),
        amount=in_euros(payment.amount),
        because=_why_then(toeslag, payment),
    )
    inputs = (
        Input.day(Text("day of the decision", "dag van de beschikking"), toeslag.decision_on),
        Input.month(Text("first month of the entitlement", "eerste maand van het recht"), toeslag.amounts[0].month),
    )
    law = (articles.TOESLAG_DECISION, *articles.of_toeslag(payment.kind))
    is_first = payment.on == first_payment_on(toeslag) and payment.kind != "kinderbijslag"
    return Explanation(path, payment.on.isoformat(), sentence, 6, law if is_first else law[1:], inputs)


def _toeslag(insight: Insight, payment: ToeslagPayment) -> Toeslag:
    """The toeslag of the case that this is a payment of."""
    candidates = [toeslag for toeslag in insight.case.toeslagen if toeslag.kind == payment.kind]
    if len(candidates) == 1:
        return candidates[0]
    return next(toeslag for toeslag in candidates if payment in payments(toeslag, payment.on))


def _of_month(kind: str, month: Month) -> Text:
    return say("{kind} for {month}", "{kind} voor {month}", kind=kind_name(kind), month=month_in_full(month))


def _months(payment: ToeslagPayment, amounts: list[int], parts: list[Input]) -> Text:
    first, last = month_in_full(payment.first), month_in_full(payment.last)
    if len(amounts) == 1:
        return first
    if len(set(amounts)) == 1:
        return say(
            "{first} up to and including {last}: {count} months at {each}",
            "{first} tot en met {last}: {count} maanden van {each}",
            first=first,
            last=last,
            count=number(len(amounts)),
            each=in_euros(amounts[0]),
        )
    return say(
        "{first} up to and including {last}: {parts}",
        "{first} tot en met {last}: {parts}",
        first=first,
        last=last,
        parts=in_words(parts),
    )


def _why_then(toeslag: Toeslag, payment: ToeslagPayment) -> Text:
    decided_on = toeslag.decision_on
    words = {"decided": day_in_full(decided_on), "month": month_in_full(payment.first)}
    if payment.on != first_payment_on(toeslag):
        return say(
            "the fixed pay day in the month before {month}", "de vaste betaaldag in de maand vóór {month}", **words
        )
    if is_rest_of_year(toeslag) and payment.kind != "kinderbijslag":
        return say(
            "all that is left of {year} in one sum, for the decision of {decided} came after 31 October",
            "alles wat er van {year} nog komt in één keer, want de beschikking van {decided} kwam na 31 oktober",
            year=number(decided_on.year),
            **words,
        )
    if payment.on == pay_day(month_of(decided_on)):
        return say(
            "the first pay day since the decision of {decided}",
            "de eerste betaaldag sinds de beschikking van {decided}",
            **words,
        )
    if payment.on == pay_day(toeslag.amounts[0].month - 1):
        return say(
            "the pay day before the first month of the entitlement, {month}",
            "de betaaldag vóór de eerste maand van het recht, {month}",
            **words,
        )
    return say(
        "the first bank day a week after the decision of {decided}, which came after that month’s pay day",
        "de eerste bankdag een week na de beschikking van {decided}, die na de betaaldag van die maand kwam",
        **words,
    )
