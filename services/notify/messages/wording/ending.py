"""How it goes on: the review, the end of the relief, and the question afterwards how it goes."""

from datetime import timedelta

from services.notify.messages.facts import Aftercare, ReliefEnds, Review
from services.notify.messages.kinds import Rhythm
from services.notify.messages.phrase import Phrase
from services.notify.messages.voice import Voice
from services.notify.messages.wording import words
from services.notify.messages.wording.parts import Said, bills, listed

REVIEW = Phrase(
    "review", "Wij praten uiterlijk op {day} met u over uw geld.", "We meet the client on that day at the latest."
)
HOW_IT_GOES = Phrase("review", "Wij kijken samen wat goed gaat. Wij kijken ook waar u hulp bij wilt.")
APPOINTMENT = Phrase("review", "Wij bellen u voor een afspraak.")
GATHER = Phrase("review", "Leg uw brieven en rekeningen klaar.", "Letters and bills, for the appointment.")

YOURSELF = Phrase("relief ends", "U betaalt uw rekeningen zelf vanaf {day}.")
PREPARE = Phrase("relief ends", "Zorg dat u deze rekeningen kunt betalen.")
IS_IT_HARD = Phrase("relief ends", "Vindt u dat moeilijk? Bel ons nu.")

AFTERWARDS = Phrase("aftercare", "Wij bellen u rond {day}.", "Two or three months after the end.")
WE_ASK = Phrase("aftercare", "Wij vragen dan hoe het gaat met uw geld.")
WORRIES = Phrase("aftercare", "Heeft u nu al zorgen over geld? Bel ons.")


def review(voice: Voice, facts: Review) -> Said:
    """That somebody wants to talk, and what to bring."""
    return Said(
        title=voice.say(REVIEW, day=voice.day(facts.before_on)),
        body=(voice.say(HOW_IT_GOES), voice.say(APPOINTMENT)),
        action=(voice.say(GATHER),),
        by=facts.before_on,
    )


def relief_ends(voice: Voice, facts: ReliefEnds) -> Said:
    """What the client pays from the day after the last one."""
    first_day = facts.ends_on + timedelta(days=1)
    each = voice.say(words.RHYTHMS[Rhythm.MONTHLY])
    return Said(
        title=voice.say(YOURSELF, day=voice.day(first_day)),
        blocks=listed(voice, words.YOU_PAY, bills(voice, facts.bills, each)),
        action=(voice.say(PREPARE), voice.say(IS_IT_HARD)),
        by=facts.ends_on,
    )


def aftercare(voice: Voice, facts: Aftercare) -> Said:
    """That somebody asks how it goes, and that one may call before."""
    return Said(
        title=voice.say(AFTERWARDS, day=voice.day(facts.around_on)),
        body=(voice.say(WE_ASK),),
        action=(voice.say(WORRIES),),
        has_ended=True,
    )
