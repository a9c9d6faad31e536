"""Why COA wants money back, and what of it the household pays twice. Rules 2 and 5 of the plan."""

from datetime import date, timedelta

from services.schedule.planning.explanation import articles
from services.schedule.planning.explanation.answer import Explanation, Input, Unit
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.parts import in_words, negated
from services.schedule.planning.explanation.wording import (
    Text,
    day_in_full,
    in_euros,
    month_in_full,
    say,
    so_many_days,
)

_DAY = timedelta(days=1)


def debt_days(insight: Insight, path: str) -> Explanation:
    """The days for which COA paid after the departure."""
    count, left = insight.plan.coa_debt.days, insight.case.leaves_reception_centre_on
    sentence = say(
        "COA paid for {days} too long: {stretch}, {because}.",
        "COA betaalde {days} te lang: {stretch}, {because}.",
        days=so_many_days(count),
        stretch=_stretch(left, left + count * _DAY - _DAY),
        because=_why_until_then(insight),
    )
    if not count:
        sentence = _no_debt(insight)
    return Explanation(path, count, sentence, 5, (articles.RECEPTION,), _days(insight))


def debt(insight: Insight, path: str) -> Explanation:
    """What COA wants back for those days."""
    days, amount = insight.plan.coa_debt
    daily = insight.case.coa.daily_amount
    sentence = say(
        "COA wants {amount} back: {days} at {daily} a day.",
        "COA wil {amount} terug: {days} van {daily}.",
        amount=in_euros(amount),
        days=so_many_days(days),
        daily=in_euros(daily),
    )
    if not days:
        sentence = _no_debt(insight)
    elif not daily:
        sentence = Text(
            "COA wants nothing back, because it pays nothing a day.",
            "COA wil niets terug, omdat het niets per dag betaalt.",
        )
    inputs = (
        Input(
            Text("days that COA paid too long", "dagen dat COA te lang betaalde"),
            days,
            Unit.DAYS,
            figures=("/coaDebt/days",),
        ),
        Input(Text("COA’s allowance a day", "geld van COA per dag"), daily),
        *_days(insight),
    )
    return Explanation(path, amount, sentence, 5, (articles.RECEPTION,), inputs)


def paid_twice(insight: Insight, path: str) -> Explanation:
    """What came off the benefit for COA and is wanted back by COA as well."""
    amount, parts = insight.plan.benefit.paid_twice, _deductions(insight)
    words = {"amount": in_euros(amount), "parts": in_words(parts)}
    if amount:
        sentence = say(
            "{amount} is paid twice, because it came off the benefit and COA wants it back as well: {parts}.",
            "{amount} wordt twee keer betaald, omdat het van de uitkering af ging en COA het ook terug wil: {parts}.",
            **words,
        )
    elif parts:
        sentence = say(
            "Nothing is paid twice, because what came off the benefit for COA is given back: {parts}.",
            "Er wordt niets twee keer betaald, omdat de aftrek voor COA terugkomt bij de uitkering: {parts}.",
            **words,
        )
    else:
        sentence = Text(
            "Nothing is paid twice, because nothing comes off the benefit for COA.",
            "Er wordt niets twee keer betaald, omdat er niets van de uitkering af gaat voor COA.",
        )
    return Explanation(path, amount, sentence, 5, (articles.MEANS, articles.RECEPTION), tuple(parts))


def _deductions(insight: Insight) -> list[Input]:
    """Each month's deduction, and what was given back of them."""
    deducted = [
        Input.part(
            say("deduction in {month}", "aftrek in {month}", month=month_in_full(month.month)),
            month.coa_deducted,
            f"/benefitMonths/{index}/coaDeducted",
        )
        for index, month in enumerate(insight.benefit_months)
        if month.coa_deducted
    ]
    if insight.plan.benefit.paid_twice:
        return deducted
    given_back = negated(deducted)
    return [*deducted, *(part._replace(name=_given_back(part.name)) for part in given_back)]


def _given_back(name: Text) -> Text:
    return say("giving back of the {name}", "teruggave van de {name}", name=name)


def _stretch(first: date, last: date) -> Text:
    if first == last:
        return day_in_full(first)
    return say(
        "from {first} up to and including {last}",
        "van {first} tot en met {last}",
        first=day_in_full(first),
        last=day_in_full(last),
    )


def _why_until_then(insight: Insight) -> Text:
    processed_on = insight.b12_processed_on
    if processed_on is None:
        return Text(
            "the last day of the relief, because no B12 has come yet",
            "de laatste dag van het ontzorgen, omdat er nog geen B12 is",
        )
    return say("because the B12 counts from {on}", "omdat de B12 meetelt vanaf {on}", on=day_in_full(processed_on))


def _no_debt(insight: Insight) -> Text:
    return say(
        "COA wants nothing back, because the B12 was there by the departure on {left}.",
        "COA wil niets terug, omdat de B12 er al was bij het vertrek op {left}.",
        left=day_in_full(insight.case.leaves_reception_centre_on),
    )


def _days(insight: Insight) -> tuple[Input, ...]:
    found = [Input.day(Text("departure from the azc", "vertrek uit het azc"), insight.case.leaves_reception_centre_on)]
    if insight.case.coa.b12_received_on is not None and insight.b12_processed_on is not None:
        found.append(Input.day(Text("B12 received", "B12 ontvangen"), insight.case.coa.b12_received_on))
        found.append(Input.day(Text("B12 processed", "B12 verwerkt"), insight.b12_processed_on))
    return tuple(found)
