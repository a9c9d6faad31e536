"""Why so much leefgeld comes on that day: fixed under budgetbeheer, what is left under inhouding. Rules 8 and 10."""

from collections.abc import Iterator
from datetime import timedelta

from services import banking_days
from services.months import days_in, month_of
from services.schedule.planning.benefit import Payout
from services.schedule.planning.case import Account, LeefgeldPeriod, Rhythm
from services.schedule.planning.entries import Entry
from services.schedule.planning.explanation import articles
from services.schedule.planning.explanation.answer import Explanation, Input, Unit
from services.schedule.planning.explanation.division import Division, is_repaid_from
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.parts import by_kind, in_words
from services.schedule.planning.explanation.wording import (
    NOTHING,
    Text,
    day_in_full,
    in_euros,
    number,
    say,
    so_many_days,
)
from services.schedule.planning.fixed_costs import CostMonth
from services.schedule.planning.leefgeld import LeefgeldPayment

_SET_UP = timedelta(days=2)


def amount(insight: Insight, entry: Entry, payment: LeefgeldPayment, path: str) -> Explanation:
    """A fixed amount, whatever the balance."""
    is_weekly = payment.rhythm is Rhythm.WEEKLY
    sentence = say(
        "On {on} {amount} of leefgeld goes to the household’s own account, the fixed amount a {rhythm}, "
        "whatever the balance of the budget account.",
        "Op {on} gaat er {amount} leefgeld naar de eigen rekening, het vaste bedrag per {rhythm}, "
        "hoeveel er ook op de budgetrekening staat.",
        on=day_in_full(entry.on),
        amount=in_euros(payment.amount),
        rhythm=Text("week", "week") if is_weekly else Text("month", "maand"),
    )
    period = _period(insight, payment)
    inputs = (
        Input(Text("agreed leefgeld", "afgesproken leefgeld"), period.amount),
        Input.day(Text("agreed from", "afgesproken vanaf"), period.starts_on),
    )
    return Explanation(path, entry.amount, sentence, 8, (articles.PER_MONTH,), inputs)


def paid_on(insight: Insight, entry: Entry, payment: LeefgeldPayment, path: str) -> Explanation:
    """The bank day before its fixed day, but not before everything is set up."""
    words = {"on": day_in_full(entry.on), "fixed": day_in_full(payment.nominal)}
    if entry.on == payment.nominal:
        why = Text("its fixed day", "de vaste dag")
    elif entry.on < payment.nominal:
        why = say(
            "the last bank day before its fixed day, {fixed}", "de laatste bankdag vóór de vaste dag, {fixed}", **words
        )
    else:
        why = say(
            "the first day on which it can be paid, because its fixed day, {fixed}, was earlier",
            "de eerste dag waarop dat kan, omdat de vaste dag, {fixed}, eerder was",
            **words,
        )
    sentence = say("Leefgeld comes on {on}, {why}.", "Het leefgeld komt op {on}, {why}.", why=why, **words)
    inputs = (Input.day(Text("fixed day", "vaste dag"), payment.nominal), _start(insight))
    return Explanation(path, entry.on.isoformat(), sentence, 8, (articles.PER_MONTH,), inputs)


def ahead(insight: Insight, entry: Entry, path: str) -> Explanation:
    """Leefgeld for the days before the first fixed day."""
    starts_on, first = insight.case.benefit.starts_on, insight.plan.leefgeld.payments[0]
    days, in_month = (first.nominal - starts_on).days, days_in(month_of(starts_on))
    sentence = say(
        "On {on} {amount} of leefgeld is paid ahead for the {days} from {start} until the first leefgeld on {first}: "
        "{leefgeld} a month, counted over {in_month} days{capped}.",
        "Op {on} komt er {amount} leefgeld vooraf voor de {days} van {start} tot het eerste leefgeld op {first}: "
        "{leefgeld} per maand, gerekend over {in_month} dagen{capped}.",
        on=day_in_full(entry.on),
        amount=in_euros(abs(entry.amount)),
        days=so_many_days(days),
        start=day_in_full(starts_on),
        first=day_in_full(first.nominal),
        leefgeld=in_euros(first.amount),
        in_month=number(in_month),
        capped=Text(", and never more than a whole month", ", en nooit meer dan een hele maand")
        if days > in_month
        else NOTHING,
    )
    inputs = (
        Input(Text("leefgeld a month", "leefgeld per maand"), first.amount),
        Input(Text("days until the first leefgeld", "dagen tot het eerste leefgeld"), days, Unit.DAYS),
        Input(Text("days in the month", "dagen in de maand"), in_month, Unit.DAYS),
    )
    return Explanation(path, entry.amount, sentence, 8, (articles.PER_MONTH,), inputs)


def ahead_on(insight: Insight, entry: Entry, path: str) -> Explanation:
    """The first day on which leefgeld can be paid at all."""
    starts_on = insight.case.benefit.starts_on
    sentence = say(
        "Leefgeld is paid ahead on {on}, the first bank day from two days after the right began on {start}.",
        "Het leefgeld vooraf komt op {on}, de eerste bankdag vanaf twee dagen na het begin van het recht op {start}.",
        on=day_in_full(entry.on),
        start=day_in_full(starts_on),
    )
    earliest = banking_days.after(starts_on + _SET_UP)
    inputs = (_start(insight), Input.day(Text("earliest day", "vroegste dag"), earliest))
    return Explanation(path, entry.on.isoformat(), sentence, 8, (articles.PER_MONTH,), inputs)


def rest(insight: Insight, entry: Entry, payout: Payout, path: str) -> Explanation:
    """What a payout leaves under inhouding, after repayments and costs, filled up from bridging money."""
    parts = _rest_parts(insight, payout)
    sentence = say(
        "On {on} {amount} of the benefit is paid to live on: {parts}.",
        "Op {on} komt er {amount} van de uitkering om van te leven: {parts}.",
        on=day_in_full(entry.on),
        amount=in_euros(abs(entry.amount)),
        parts=in_words(parts),
    )
    explained = Explanation(path, abs(entry.amount), sentence, 10, (articles.RELIEF,), tuple(parts))
    return explained if entry.account is Account.CLIENT else explained.mirrored()


def rest_on(insight: Insight, entry: Entry, payout: Payout, path: str) -> Explanation:
    """The day of the payout itself."""
    sentence = say(
        "What is left to live on comes on {on}, the day on which the benefit is paid.",
        "Het geld om van te leven komt op {on}, de dag waarop de uitkering wordt betaald.",
        on=day_in_full(entry.on),
    )
    path_of_payout = f"/payouts/{insight.plan.benefit.payouts.index(payout)}/on"
    payday = Input.day(Text("payout", "betaling van de uitkering"), payout.on)._replace(figures=(path_of_payout,))
    return Explanation(path, entry.on.isoformat(), sentence, 10, (articles.PER_MONTH,), (payday,))


def _rest_parts(insight: Insight, payout: Payout) -> list[Input]:
    number_of_payout = insight.plan.benefit.payouts.index(payout)
    division = insight.withheld.divisions[number_of_payout]
    benefit = Input.part(Text("benefit", "uitkering"), payout.payable, f"/payouts/{number_of_payout}/payable")
    repaid = insight.entries(lambda one: is_repaid_from(one, payout))
    parts = [benefit, *by_kind(repaid), *by_kind(_paid(insight, division))]
    if division.top_up:
        parts.append(Input.part(Text("bridging money", "overbruggingsgeld"), division.top_up))
    return parts


def _paid(insight: Insight, division: Division) -> Iterator[tuple[str, Entry]]:
    """The entries of the costs that a payout paid; of two costs that are alike in all, only as many as it paid."""
    unseen = list(division.paid)
    for path, entry in insight.entries(lambda one: isinstance(one.source, CostMonth)):
        assert isinstance(entry.source, CostMonth)
        if (entry.on, entry.source) in unseen:
            unseen.remove((entry.on, entry.source))
            yield path, entry


def _period(insight: Insight, payment: LeefgeldPayment) -> LeefgeldPeriod:
    """The period that a nominal day lies in."""
    return [one for one in insight.case.leefgeld.periods if one.starts_on <= payment.nominal][-1]


def _start(insight: Insight) -> Input:
    return Input.day(Text("first day of the right", "eerste dag van het recht"), insight.case.benefit.starts_on)
