"""What comes every month: the overview, leefgeld that is on its way and that was paid, toeslagen that arrived.

A fixed amount on a fixed day is what helped; “50 euro or 400 euro” is what did not (seed 001, lines 2990-2992). That
toeslagen pay for bills is hard to explain to who does not see the bills (seed 001, lines 2992-2997): it is said each
time.
"""

from collections.abc import Iterator
from dataclasses import replace

from services.months import first_day, last_day
from services.notify.messages.facts import (
    LeefgeldComing,
    LeefgeldPaid,
    MonthChanged,
    MonthOverview,
    ToeslagenArrived,
)
from services.notify.messages.kinds import Whereabouts
from services.notify.messages.message import Row
from services.notify.messages.phrase import CountedPhrase, Phrase
from services.notify.messages.pictograms import Pictogram
from services.notify.messages.text import Text
from services.notify.messages.voice import Voice
from services.notify.messages.wording import bills as handing_back
from services.notify.messages.wording import ending, words
from services.notify.messages.wording.parts import (
    Said,
    bill_row,
    bills,
    cost,
    income_row,
    leefgeld_row,
    listed,
    you_get,
)

MONTH = CountedPhrase(
    "month overview",
    "In {month} betalen wij 1 rekening: {amount}.",
    "In {month} betalen wij {count} rekeningen: {amount}.",
    "{month} is a month and a year, {amount} the sum.",
)
NO_BILLS = Phrase("month overview", "In {month} betalen wij geen rekeningen.", "{month} is a month and a year.")
KEPT = Phrase("month overview", "Dit bewaren wij voor u", "Money of the client that is with us; before an amount.")
LENT = Phrase(
    "month overview",
    "Dit heeft de gemeente voorgeschoten",
    "What the municipality paid first; before an amount. Never use a word for debt here.",
)
CHANGED = Phrase(
    "month overview",
    "Er is iets veranderd in {month}.",
    "{month} is a month and a year. Amounts or days are other ones than we wrote before.",
)
NOW_IT_IS = Phrase("month overview", "Dit is de goede lijst. De lijst van eerder klopt niet meer.")
NOT_NOW = Phrase(
    "month overview",
    "{cost}: wij betalen deze rekening nu niet.",
    "{cost} is the name of a bill, as in a list: ‘Huur’. We wrote before that we pay it.",
)
SO_MUCH = Phrase("month overview", "{cost}: wij betalen {amount}.", "{cost} is the name of a bill: ‘Huur’.")
NO_LEEFGELD = Phrase("month overview", "U krijgt geen leefgeld op {day}.", "We wrote before that it comes that day.")

PAID = Phrase("leefgeld was paid", "Wij hebben {amount} leefgeld betaald op {day}.")
A_DAY_LATER = Phrase("leefgeld was paid", "Soms ziet u het geld pas een dag later.", "On the account of the client.")

ARRIVED = Phrase("toeslagen arrived", "Er is toeslag gekomen op {day}: {amount}.", "Money from the tax office.")
WHERE = {
    Whereabouts.WITH_US: Phrase(
        "toeslagen arrived",
        "Wij betalen hiermee uw vaste lasten, zoals de huur.",
        "‘Hiermee’ is: with this money.",
    ),
    Whereabouts.WITH_CLIENT: Phrase("toeslagen arrived", "Het geld staat op uw eigen rekening."),
    Whereabouts.WITH_CLIENT_BY_MISTAKE: Phrase(
        "toeslagen arrived",
        "Het geld staat op uw rekening. Het is nodig voor uw vaste lasten.",
        "It should have come to the account from which we pay the bills.",
    ),
}
KEEP_IT = Phrase("toeslagen arrived", "Geef dit geld nog niet uit. Bel ons.")


def month_overview(voice: Voice, facts: MonthOverview) -> Said:
    """What is paid and got in a month; the balance only for whom the policy shows it."""
    return Said(
        title=_month_title(voice, facts),
        blocks=(
            *listed(voice, words.WE_PAY, bills(voice, facts.bills)),
            *listed(voice, words.YOU_GET, (leefgeld_row(voice, one) for one in facts.leefgeld)),
            *listed(voice, words.WITH_US, _balance(voice, facts)),
        ),
        action=(voice.count(words.DO_NOT_PAY, len(facts.bills)),) if facts.bills else (),
        if_room=tuple(you_get(voice, one) for one in facts.leefgeld[:1]),
    )


def month_changed(voice: Voice, facts: MonthChanged) -> Said:
    """What changed, and the whole month as it is now, so that nobody has to lay two lists side by side.

    What is to be done stays as it was told, so there is nothing to do about it; unless a bill that was told to be ours
    is the client's: that he pays it comes first. Who gets less than he counted on, or whose bill nobody pays now, is
    asked to call. Of what is past a text message says nothing.
    """
    said = month_overview(voice, facts)
    changes = tuple(_changes(voice, facts))
    now = voice.say(NOW_IT_IS) if said.blocks else voice.say(NO_BILLS, month=voice.month(facts.month))
    since = voice.day(first_day(facts.month))
    action = tuple(voice.say(handing_back.HANDED_BACK, cost=cost(voice, one.cost), day=since) for one in facts.own)
    return replace(
        said,
        title=voice.say(CHANGED, month=voice.month(facts.month)),
        body=(*changes, now),
        blocks=(*listed(voice, words.YOU_PAY, (bill_row(voice, one) for one in facts.own)), *said.blocks),
        action=action or _if_it_is_hard(voice, facts),
        only_to_call=not action,
        in_short=action[1:] if action else changes[:1],
        if_room=_of_the_rest(voice, facts, changes if action else changes[1:]),
    )


def _if_it_is_hard(voice: Voice, facts: MonthChanged) -> tuple[Text, ...]:
    return (voice.say(ending.IS_IT_HARD),) if facts.leefgeld_gone or facts.bills_gone else ()


def _changes(voice: Voice, facts: MonthChanged) -> Iterator[Text]:
    """What does not come or is not paid, and then what is another amount or comes on another day."""
    for gone in facts.leefgeld_gone:
        yield voice.say(NO_LEEFGELD, day=voice.day(gone.on))
    for bill in facts.bills_gone:
        yield voice.say(NOT_NOW, cost=cost(voice, bill.cost))
    for leefgeld in facts.leefgeld_other:
        yield you_get(voice, leefgeld)
    for bill in facts.bills_other:
        yield voice.say(SO_MUCH, cost=cost(voice, bill.cost), amount=voice.amount(bill.amount))


def _of_the_rest(voice: Voice, facts: MonthChanged, rest: tuple[Text, ...]) -> tuple[Text, ...]:
    """One more change, or else the next leefgeld, unless it was said already."""
    if rest or facts.coming is None or facts.coming in facts.leefgeld_other:
        return rest[:1]
    return (you_get(voice, facts.coming),)


def _month_title(voice: Voice, facts: MonthOverview) -> Text:
    month = voice.month(facts.month)
    if not facts.bills:
        return voice.say(NO_BILLS, month=month)
    total = voice.amount(sum(one.amount for one in facts.bills))
    return voice.count(MONTH, len(facts.bills), month=month, amount=total)


def _balance(voice: Voice, facts: MonthOverview) -> Iterator[Row]:
    """What is expected at the end of the month; a minus is what the municipality paid first, and no debt."""
    if facts.sees_balance and facts.balance:
        label = voice.say(KEPT if facts.balance > 0 else LENT)
        yield Row(Pictogram.CALENDAR, label, voice.amount(abs(facts.balance)), voice.day(last_day(facts.month)))


def leefgeld_coming(voice: Voice, facts: LeefgeldComing) -> Said:
    """Told before it happens."""
    one = facts.leefgeld
    return Said(
        title=you_get(voice, one),
        blocks=listed(voice, words.YOU_GET, [leefgeld_row(voice, one)]),
    )


def leefgeld_paid(voice: Voice, facts: LeefgeldPaid) -> Said:
    """Told after the bank said so."""
    one = facts.leefgeld
    return Said(
        title=voice.say(PAID, amount=voice.amount(one.amount), day=voice.day(one.on)),
        body=(voice.say(A_DAY_LATER),),
        blocks=listed(voice, words.YOU_GET, [leefgeld_row(voice, one)]),
    )


def toeslagen_arrived(voice: Voice, facts: ToeslagenArrived) -> Said:
    """What came, where it is and what becomes of it."""
    total = voice.amount(sum(one.amount for one in facts.incomes))
    by_mistake = facts.whereabouts is Whereabouts.WITH_CLIENT_BY_MISTAKE
    return Said(
        title=voice.say(ARRIVED, day=voice.day(facts.on), amount=total),
        body=(voice.say(WHERE[facts.whereabouts]),),
        blocks=listed(voice, words.WHAT_CAME, (income_row(voice, one) for one in facts.incomes)),
        action=(voice.say(KEEP_IT),) if by_mistake else (),
        if_room=() if by_mistake else (voice.say(WHERE[facts.whereabouts]),),
    )
