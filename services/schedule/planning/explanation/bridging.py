"""Why bridging money comes, why it goes back, and what of it stays open. Rules 9 to 11 of the plan."""

from services import banking_days
from services.money import half_up
from services.schedule.planning.bridging import Arrival
from services.schedule.planning.case import Advance, Debt, Grant, Instalments, Loan, OnFirstToeslagen
from services.schedule.planning.entries import Entry
from services.schedule.planning.explanation import articles
from services.schedule.planning.explanation.answer import Explanation, Input, Unit
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.kinds import account_name, kind_name
from services.schedule.planning.explanation.parts import by_kind, in_words
from services.schedule.planning.explanation.repayment import Repayment, owed_at_first, repaid_of
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, number, say

_LAW = {
    "grant": (articles.GRANT,),
    "loan": (articles.LOAN,),
    "advance": (articles.ADVANCE,),
}
_MONEY = {
    "grant": Text("a grant of {amount}", "{amount} bijzondere bijstand"),
    "loan": Text("a loan of {amount}", "een lening van {amount}"),
    "advance": Text("an advance on the benefit of {amount}", "een voorschot op de uitkering van {amount}"),
}


def amount(insight: Insight, entry: Entry, arrival: Arrival, path: str) -> Explanation:
    """Bridging money as it was granted."""
    sentence = say(
        "On {on} {money} comes in on {account}; {goes_back}.",
        "Op {on} komt er {money} binnen op {account}; {goes_back}.",
        on=day_in_full(entry.on),
        money=_money(arrival),
        account=account_name(arrival.account),
        goes_back=_goes_back(_granted(insight, arrival)),
    )
    inputs = (Input(Text("amount granted", "toegekend bedrag"), arrival.amount),)
    return Explanation(path, entry.amount, sentence, _rule(insight), _LAW[arrival.kind], inputs)


def arrives_on(insight: Insight, entry: Entry, arrival: Arrival, path: str) -> Explanation:
    """The bank day on or after the day that was agreed."""
    agreed = _granted(insight, arrival).on
    words = {"money": _money(arrival), "on": day_in_full(entry.on)}
    if agreed is None:
        sentence = say(
            "On {on} {money} comes in, on the first bank day of the right to benefit.",
            "Op {on} komt er {money} binnen, op de eerste bankdag van het recht op uitkering.",
            **words,
        )
        agreed = insight.case.benefit.starts_on
    elif agreed == entry.on:
        sentence = say(
            "On {on} {money} comes in, on the agreed day.",
            "Op {on} komt er {money} binnen, op de afgesproken dag.",
            **words,
        )
    else:
        sentence = say(
            "On {on} {money} comes in, on the first bank day after the agreed day, {agreed}.",
            "Op {on} komt er {money} binnen, op de eerste bankdag na de afgesproken dag, {agreed}.",
            agreed=day_in_full(agreed),
            **words,
        )
    inputs = (Input.day(Text("agreed day", "afgesproken dag"), agreed),)
    return Explanation(path, entry.on.isoformat(), sentence, _rule(insight), _LAW[arrival.kind], inputs)


def repaid_amount(insight: Insight, entry: Entry, path: str) -> Explanation:
    """What goes back of a loan, an advance or a debt, and why so much."""
    repayment = insight.repayments[insight.index_of(entry)]
    sentence = say(
        "On {on} {amount} of {what} is paid back: {how}.",
        "Op {on} wordt {amount} terugbetaald van {what}: {how}.",
        on=day_in_full(entry.on),
        amount=in_euros(-entry.amount),
        what=_what(repayment),
        how=_how(repayment, -entry.amount),
    )
    return Explanation(path, entry.amount, sentence, 11, _law(repayment), _inputs(repayment))


def repaid_on(insight: Insight, entry: Entry, path: str) -> Explanation:
    """The payout, or the first toeslagen, that money goes back from."""
    repayment = insight.repayments[insight.index_of(entry)]
    if repayment.payout_number is not None:
        why = say(
            "the day of payout number {number}",
            "de dag van uitkering nummer {number}",
            number=number(repayment.payout_number),
        )
    elif entry.on == min(payment.on for payment in insight.plan.toeslagen):
        why = Text("the day of the first toeslagen", "de dag van de eerste toeslagen")
    else:
        why = Text(
            "the day it arrived, because the first toeslagen came before it",
            "de dag waarop die kwam, omdat de eerste toeslagen er al waren",
        )
    sentence = say(
        "On {on}, {why}, {amount} of {what} is paid back.",
        "Op {on}, {why}, wordt {amount} terugbetaald van {what}.",
        amount=in_euros(-entry.amount),
        what=_what(repayment),
        on=day_in_full(entry.on),
        why=why,
    )
    return Explanation(path, entry.on.isoformat(), sentence, 11, _law(repayment), _inputs(repayment))


def open_loans(insight: Insight, path: str) -> Explanation:
    """Loans and advances that came, less what went back."""
    came = insight.entries(lambda entry: isinstance(entry.source, Arrival) and entry.source.kind != "grant")
    parts = by_kind([*came, *_repaid(insight, Loan), *_repaid(insight, Advance)])
    parts += _given(insight)
    open_at_end = insight.plan.closing.open_loans
    if parts:
        sentence = say(
            "At the end {amount} of loans and advances is still open: {parts}.",
            "Aan het eind staat er nog {amount} open aan leningen en voorschotten: {parts}.",
            amount=in_euros(open_at_end),
            parts=in_words(parts),
        )
    else:
        sentence = Text(
            "No loan or advance is open at the end, because none came.",
            "Aan het eind staat er geen lening of voorschot open, omdat er geen was.",
        )
    law = (articles.LOAN, articles.ADVANCE, articles.SET_OFF)
    return Explanation(path, open_at_end, sentence, 11, law, tuple(parts))


def _given(insight: Insight) -> list[Input]:
    """What was open of a loan or an advance when somebody gave it after all."""
    lent = [one for one in insight.case.bridging if isinstance(one, Loan | Advance) and one.given_on is not None]
    still_open = [one.amount - repaid_of(insight.plan, one) for one in lent if _came(insight, one)]
    return [Input.part(Text("given after all", "alsnog om niet gegeven"), -amount) for amount in still_open if amount]


def _came(insight: Insight, one: Loan | Advance) -> bool:
    case = insight.case
    return banking_days.after(one.on or case.benefit.starts_on) <= case.relief_ends_on


def open_debts(insight: Insight, path: str) -> Explanation:
    """Debts as they were at the beginning, less what was repaid."""
    debts = insight.case.debts
    parts = [Input.part(kind_name(debt.kind), debt.open) for debt in debts]
    parts += [
        part._replace(name=say("repaid on the {kind}", "terugbetaald van {kind}", kind=part.name))
        for part in by_kind(_repaid(insight, Debt))
    ]
    open_at_end = insight.plan.closing.open_debts
    if debts:
        sentence = say(
            "At the end {amount} of debts is still open: {parts}.",
            "Aan het eind staat er nog {amount} open aan schulden: {parts}.",
            amount=in_euros(open_at_end),
            parts=in_words(parts),
        )
    else:
        sentence = Text(
            "No debt is open at the end, because the plan repays none.",
            "Aan het eind staat er geen schuld open, omdat het plan er geen terugbetaalt.",
        )
    return Explanation(path, open_at_end, sentence, 11, (), tuple(parts))


def _repaid(insight: Insight, kind: type[Loan] | type[Advance] | type[Debt]) -> list[tuple[str, Entry]]:
    """The entries that repay something of one sort."""
    return [
        (f"/entries/{index}/amount", insight.plan.entries[index])
        for index, repayment in insight.repayments.items()
        if isinstance(repayment.of, kind)
    ]


def _money(arrival: Arrival) -> Text:
    template = _MONEY[arrival.kind]
    return say(template.en, template.nl, amount=in_euros(arrival.amount))


def _rule(insight: Insight) -> int:
    return 9 if insight.is_budgetbeheer else 10


def _granted(insight: Insight, arrival: Arrival) -> Grant | Loan | Advance:
    """The bridging of the case that an arrival is of; of two that are alike in all, the first."""
    granted = (one for one in insight.case.bridging if isinstance(one, Grant | Loan | Advance))
    starts_on = insight.case.benefit.starts_on
    return next(
        one
        for one in granted
        if arrival == (banking_days.after(one.on or starts_on), one.to, type(one).__name__.lower(), one.amount)
    )


def _goes_back(one: Grant | Loan | Advance) -> Text:
    """Whether and how bridging money goes back."""
    if isinstance(one, Grant):
        return Text("it need not be paid back", "dit hoeft niet terug")
    if isinstance(one, Advance):
        return Text("it is set off against the benefit that follows", "dit gaat af van de uitkering die volgt")
    if isinstance(one.repay, OnFirstToeslagen):
        return Text("it goes back out of the first toeslagen", "die gaat terug uit de eerste toeslagen")
    if isinstance(one.repay, Instalments):
        count = one.repay.count
        words = Text("1 instalment", "1 termijn") if count == 1 else Text(f"{count} instalments", f"{count} termijnen")
        return say("it goes back in {count}", "die gaat terug in {count}", count=words)
    return Text("this plan does not pay it back", "dit plan betaalt die niet terug")


def _what(repayment: Repayment) -> Text:
    total = in_euros(owed_at_first(repayment.of))
    if isinstance(repayment.of, Debt):
        kind = kind_name(repayment.of.kind)
        return say("the debt of {total} ({kind})", "de schuld van {total} ({kind})", kind=kind, total=total)
    if isinstance(repayment.of, Loan):
        return say("the loan of {total}", "de lening van {total}", total=total)
    return say("the advance of {total}", "het voorschot van {total}", total=total)


def _how(repayment: Repayment, repaid: int) -> Text:
    """Whether this is a regular instalment, the last of it, or only what the payout still held."""
    of = repayment.of
    if repaid == repayment.open_before:
        return _all_of_it(repayment)
    if isinstance(of, Debt) and repaid == of.instalment:
        return Text("the agreed instalment", "het afgesproken bedrag per keer")
    if isinstance(of, Loan) and isinstance(of.repay, Instalments) and repaid == half_up(of.amount, of.repay.count):
        return say(
            "instalment {nth} of {count}",
            "termijn {nth} van {count}",
            nth=number(repayment.nth),
            count=number(of.repay.count),
        )
    return Text("all that the payout still held", "alles wat er nog over was van de uitkering")


def _all_of_it(repayment: Repayment) -> Text:
    if repayment.open_before < owed_at_first(repayment.of):
        return Text("all that was still open", "alles wat nog openstond")
    if repayment.payout_number is None:
        return Text("the whole of it, out of the first toeslagen", "het hele bedrag, uit de eerste toeslagen")
    return Text("the whole of it", "het hele bedrag")


def _law(repayment: Repayment) -> tuple[str, ...]:
    if isinstance(repayment.of, Debt):
        return ()
    return (articles.LOAN if isinstance(repayment.of, Loan) else articles.ADVANCE, articles.SET_OFF)


def _inputs(repayment: Repayment) -> tuple[Input, ...]:
    of = repayment.of
    found = [
        Input(Text("owed at first", "schuld aan het begin"), owed_at_first(of)),
        Input(Text("open before", "open vóór deze terugbetaling"), repayment.open_before),
    ]
    if isinstance(of, Debt):
        found.append(Input(Text("agreed instalment", "afgesproken bedrag per keer"), of.instalment))
    if isinstance(of, Loan) and isinstance(of.repay, Instalments):
        found.append(Input(Text("instalments", "termijnen"), of.repay.count, Unit.NUMBER))
        first = Text("first payout that repays", "eerste betaling die terugbetaalt")
        found.append(Input(first, of.repay.from_payout, Unit.NUMBER))
    return tuple(found)
