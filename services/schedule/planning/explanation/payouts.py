"""Why benefit is paid on a day, and what is in that payment. Rules 3 and 4 of the plan."""

from services.months import Month, day_in, month_text
from services.schedule.planning.benefit import BenefitMonth, Payout, payout_day
from services.schedule.planning.explanation import articles
from services.schedule.planning.explanation.answer import Explanation, Input
from services.schedule.planning.explanation.benefit import payable_parts
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.parts import in_words
from services.schedule.planning.explanation.wording import (
    Text,
    day_in_full,
    in_euros,
    listed,
    month_in_full,
    say,
)


def paid_on(insight: Insight, payout: Payout, path: str) -> Explanation:
    """The payout day of the newest of its months, moved to a bank day."""
    rule = insight.case.benefit.payout
    fixed = day_in(payout.months[-1].month + rule.month_offset, rule.day)
    words = {"months": _months(payout), "on": day_in_full(payout.on), "fixed": day_in_full(fixed)}
    if payout.on == fixed:
        sentence = say(
            "The benefit for {months} is paid on {on}, the fixed payout day.",
            "De uitkering voor {months} wordt betaald op {on}, de vaste betaaldag.",
            **words,
        )
    else:
        sentence = say(
            "The benefit for {months} is paid on {on}, the last bank day before the fixed payout day, {fixed}.",
            "De uitkering voor {months} wordt betaald op {on}, de laatste bankdag vóór de vaste betaaldag, {fixed}.",
            **words,
        )
    inputs = (Input.day(Text("fixed payout day", "vaste betaaldag"), fixed), *_beginnings(insight))
    return Explanation(path, payout.on.isoformat(), sentence, 4, (articles.PER_MONTH,), inputs)


def month_paid_on(insight: Insight, month: BenefitMonth, path: str) -> Explanation:
    """Why a month is paid on that day."""
    return paid_on(insight, insight.payout_of(month), path)


def month_in_payout(insight: Insight, payout: Payout, month: Month, path: str) -> Explanation:
    """Why a payout holds a month: it is that month's own payout, or the month rides along with a later one."""
    own_day = payout_day(insight.case.benefit.payout, month)
    words = {"month": month_in_full(month), "on": day_in_full(payout.on), "own": day_in_full(own_day)}
    if month == payout.months[-1].month:
        sentence = say(
            "{month} is paid on {on}, the payout day for this month.",
            "{month} wordt betaald op {on}, de betaaldag voor deze maand.",
            **words,
        )
    else:
        sentence = say(
            "{month} is paid along on {on}, because its own payout day, {own}, was {before}.",
            "{month} wordt mee betaald op {on}, omdat de eigen betaaldag, {own}, {before} lag.",
            before=_before_what(insight),
            **words,
        )
    inputs = (Input.day(Text("own payout day", "eigen betaaldag"), own_day), *_beginnings(insight))
    capital = Text(sentence.en, sentence.nl[0].upper() + sentence.nl[1:])
    return Explanation(path, month_text(month), capital, 4, (articles.PER_MONTH,), inputs)


def month_of_benefit(insight: Insight, month: BenefitMonth, path: str) -> Explanation:
    """Why there is benefit for this month in the plan."""
    return month_in_payout(insight, insight.payout_of(month), month.month, path)


def payable(insight: Insight, payout: Payout, path: str) -> Explanation:
    """Everything that is paid out that day."""
    parts = _parts(insight, payout)
    sentence = say(
        "On {on} {amount} of benefit is paid for {months}: {parts}.",
        "Op {on} wordt {amount} uitkering betaald voor {months}: {parts}.",
        on=day_in_full(payout.on),
        amount=in_euros(payout.payable),
        months=_months(payout),
        parts=in_words(parts),
    )
    law = (articles.PER_MONTH, articles.HOLIDAY_ALLOWANCE) if payout.holiday_addition else (articles.PER_MONTH,)
    return Explanation(path, payout.payable, sentence, 3, law, tuple(parts))


def _parts(insight: Insight, payout: Payout) -> list[Input]:
    """The months with what is added; one month alone is taken apart itself."""
    parts = [_month_part(insight, month) for month in payout.months]
    if payout.restored:
        parts.append(Input.part(Text("given back for COA", "teruggave voor COA"), payout.restored))
    if payout.holiday_addition:
        name = Text("holiday allowance kept back so far", "vakantietoeslag die tot nu toe is bewaard")
        parts.append(Input.part(name, payout.holiday_addition))
    return parts if len(parts) > 1 else payable_parts(insight, payout.months[0])


def _month_part(insight: Insight, month: BenefitMonth) -> Input:
    name = say("benefit for {month}", "uitkering voor {month}", month=month_in_full(month.month))
    return Input.part(name, month.payable, f"/benefitMonths/{insight.benefit_months.index(month)}/payable")


def _months(payout: Payout) -> Text:
    return listed([month_in_full(month.month) for month in payout.months])


def _beginnings(insight: Insight) -> tuple[Input, ...]:
    benefit = insight.case.benefit
    return (
        Input.day(Text("first day of the right", "eerste dag van het recht"), benefit.starts_on),
        Input.day(Text("day of the decision", "dag van het besluit"), benefit.decided_on),
    )


def _before_what(insight: Insight) -> Text:
    benefit = insight.case.benefit
    if benefit.starts_on >= benefit.decided_on:
        return say(
            "before the right began on {day}",
            "vóór het begin van het recht op {day}",
            day=day_in_full(benefit.starts_on),
        )
    return say("before the decision of {day}", "vóór het besluit van {day}", day=day_in_full(benefit.decided_on))
