"""Papers that only the client can get: the B12, without which COA pays on (seed 001, lines 2830-2863)."""

from services.notify.messages.facts import B12Missing, B12Overdue
from services.notify.messages.phrase import Phrase
from services.notify.messages.voice import Voice
from services.notify.messages.wording import words
from services.notify.messages.wording.parts import Said

MISSING = Phrase("B12 is missing", "Wij missen uw B12 van het COA.", "COA runs the reception centres; B12 is a form.")
WHAT_IT_IS = Phrase(
    "B12 is missing",
    "De B12 is een formulier. Zonder B12 blijft het COA u betalen. Dat geld moet u later terugbetalen.",
)
GET_IT = Phrase("B12 is missing", "Vraag het COA om de B12.")
GIVE_IT = Phrase("B12 is missing", "Geef de B12 aan ons.")

STILL = Phrase("B12 is missing", "Uw B12 van het COA is er nog niet.", "Told when the day for it is over.")
EACH_DAY = Phrase(
    "B12 is missing",
    "Het COA betaalt u nog steeds. Elke dag moet u later meer terugbetalen.",
    "COA goes on paying as long as the form is not there; that money has to go back.",
)
TODAY = Phrase("B12 is missing", "Doe dit vandaag.", "Both things that were asked for.")


def b12_missing(voice: Voice, facts: B12Missing) -> Said:
    """What is missing, why it matters, and by when."""
    return Said(
        title=voice.say(MISSING),
        body=(voice.say(WHAT_IT_IS),),
        action=(voice.say(GET_IT), voice.say(GIVE_IT)),
        by=facts.due_on,
        in_short=(voice.say(words.BY, day=voice.day(facts.due_on)),),
    )


def b12_overdue(voice: Voice, facts: B12Overdue) -> Said:
    """It is late: what each day costs, and that it is for today."""
    return Said(
        title=voice.say(STILL),
        body=(voice.say(EACH_DAY),),
        action=(voice.say(GET_IT), voice.say(GIVE_IT), voice.say(TODAY)),
        in_short=(voice.say(TODAY),),
    )
