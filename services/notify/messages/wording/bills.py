"""What becomes of a bill: handed back, paid although a letter came, or gone wrong and being mended.

Letters came to people although the municipality had paid, and they were afraid (seed 001, lines 1728-1772): what is
said first is that they need not do anything.
"""

from services.notify.messages.facts import Bill, BillWasPaid, CostHandedBack, Leefgeld, WentWrong
from services.notify.messages.kinds import Mishap, Rhythm
from services.notify.messages.message import Row
from services.notify.messages.phrase import Phrase
from services.notify.messages.text import Text
from services.notify.messages.voice import Voice
from services.notify.messages.wording import words
from services.notify.messages.wording.parts import Said, bill_row, cost, leefgeld_row, listed

_COST = "{cost} is the name of a bill, as in a list: ‘Huur’."
HANDED_BACK = Phrase("cost is handed back", "{cost}: u betaalt zelf vanaf {day}.", _COST)
PAY_IT = Phrase("cost is handed back", "Betaal deze rekening elke maand zelf.")

EACH_MONTH = Phrase("cost is handed back", "Het is {amount} per maand.")

WAS_PAID = Phrase("bill was paid", "{cost}: wij hebben deze rekening al betaald.", _COST)
LETTER = Phrase(
    "bill was paid", "U kreeg een brief over deze rekening. Wij hebben het bedrijf verteld dat er betaald is."
)
NOT_AGAIN = Phrase("bill was paid", "Betaal niet nog een keer.", "Not a second time.")

WRONG = {
    Mishap.PAYMENT_LATE: Phrase("something went wrong", "{cost}: onze betaling is te laat.", _COST),
    Mishap.PAYMENT_CAME_BACK: Phrase("something went wrong", "{cost}: onze betaling is mislukt.", _COST),
    Mishap.LEEFGELD_LATE: Phrase("something went wrong", "{cost}: u krijgt het later.", "{cost} is ‘Leefgeld’."),
}
NOT_YOUR_FAULT = Phrase("something went wrong", "U hebt niets fout gedaan. Wij lossen het op.")
MENDED = Phrase("something went wrong", "Wij betalen uiterlijk op {day}.", "At the latest on that day.")


def cost_handed_back(voice: Voice, facts: CostHandedBack) -> Said:
    """From when, how much and to whom the client pays."""
    each = voice.say(words.RHYTHMS[Rhythm.MONTHLY])
    return Said(
        title=voice.say(HANDED_BACK, cost=cost(voice, facts.bill.cost), day=voice.day(facts.from_on)),
        blocks=listed(voice, words.YOU_PAY, [bill_row(voice, facts.bill, each)]),
        action=(voice.say(PAY_IT),),
        by=None if facts.has_begun else facts.from_on,
        in_short=(voice.say(EACH_MONTH, amount=voice.amount(facts.bill.amount)),),
    )


def bill_was_paid(voice: Voice, facts: BillWasPaid) -> Said:
    """That the letter needs no answer."""
    return Said(
        title=voice.say(WAS_PAID, cost=cost(voice, facts.bill.cost)),
        body=(voice.say(LETTER), voice.say(NOT_AGAIN)),
        in_short=(voice.say(NOT_AGAIN),),
        blocks=listed(voice, words.THE_BILL, [bill_row(voice, facts.bill)]),
    )


def went_wrong(voice: Voice, facts: WentWrong) -> Said:
    """What went wrong, and by when we have mended it."""
    mended = voice.say(MENDED, day=voice.day(facts.mended_on))
    return Said(
        title=voice.say(WRONG[facts.mishap], cost=_about(voice, facts)),
        body=(voice.say(NOT_YOUR_FAULT), mended),
        in_short=(mended,),
        blocks=listed(voice, words.THE_PAYMENT, [_payment(voice, facts)]),
    )


def _about(voice: Voice, facts: WentWrong) -> Text:
    return voice.say(words.LEEFGELD) if facts.cost is None else cost(voice, facts.cost)


def _payment(voice: Voice, facts: WentWrong) -> Row:
    if facts.cost is None:
        return leefgeld_row(voice, Leefgeld(amount=facts.amount, on=facts.mended_on))
    return bill_row(voice, Bill(cost=facts.cost, amount=facts.amount, on=facts.mended_on))
