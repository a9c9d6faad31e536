"""The relief begins: what we pay, what you get, what you must not pay yourself.

People who kept their own direct debit paid twice, and their premium came back months later (seed 001, lines 1728-1772).
"""

from services.notify.messages.facts import ReliefBegins
from services.notify.messages.kinds import Rhythm
from services.notify.messages.phrase import Phrase
from services.notify.messages.voice import Voice
from services.notify.messages.wording import words
from services.notify.messages.wording.parts import Said, bills, leefgeld_row, listed, you_get

TITLE = Phrase("relief begins", "Wij betalen uw vaste lasten vanaf {day}.", "The fixed costs: rent, energy, insurance.")
STOP_DEBIT = Phrase(
    "relief begins",
    "Stop uw eigen automatische incasso bij uw bank.",
    "The direct debit by which a company takes money from your account.",
)


def relief_begins(voice: Voice, facts: ReliefBegins) -> Said:
    """What is said when the relief begins."""
    rhythm = voice.say(words.RHYTHMS[facts.rhythm])
    got = [] if facts.advance is None else [leefgeld_row(voice, facts.advance)]
    got += [] if facts.leefgeld is None else [leefgeld_row(voice, facts.leefgeld, rhythm)]
    first = facts.advance or facts.leefgeld
    return Said(
        title=voice.say(TITLE, day=voice.day(facts.begins_on)),
        blocks=(
            *listed(voice, words.WE_PAY, bills(voice, facts.bills, each=voice.say(words.RHYTHMS[Rhythm.MONTHLY]))),
            *listed(voice, words.YOU_GET, got),
        ),
        action=(voice.count(words.DO_NOT_PAY, len(facts.bills)), voice.say(STOP_DEBIT)),
        by=facts.begins_on,
        if_room=() if first is None else (you_get(voice, first),),
    )
