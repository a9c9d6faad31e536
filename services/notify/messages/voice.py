"""Speaking in one language: phrases, amounts, days and names as pieces of text."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from services.money import Cents
from services.months import Month
from services.notify.messages.catalogue import counted_template, template
from services.notify.messages.language import Language
from services.notify.messages.phrase import CountedPhrase, Phrase
from services.notify.messages.text import Piece, Text, alone, filled, words_of
from services.notify.messages.wording import days


@dataclass(frozen=True, slots=True)
class Voice:
    """One language, and what can be said in it."""

    language: Language

    def say(self, phrase: Phrase, **values: Text) -> Text:
        """The phrase with its places filled; `PhraseIsMissing`, or `KeyError` for a place without a value."""
        return filled(template(phrase, self.language), values)

    def count(self, phrase: CountedPhrase, count: int, **values: Text) -> Text:
        """The form that goes with the number, which fills the place `{count}`."""
        return filled(counted_template(phrase, count, self.language), {"count": alone(str(count)), **values})

    def amount(self, cents: Cents) -> Text:
        """An amount in euros."""
        return alone(self.language.euros(cents))

    def day(self, day: date) -> Text:
        """A day in full: weekday, day, month and year."""
        return _day(self.language, day, days.DAY_IN_FULL)

    def short_day(self, day: date) -> Text:
        """A day without its weekday, where there is little room."""
        return _day(self.language, day, days.DAY_IN_SHORT)

    def month(self, month: Month) -> Text:
        """A month with its year."""
        name = self.say(days.MONTHS[month % 12 + 1])
        return alone(words_of(self.say(days.MONTH_IN_FULL, month=name, year=(Piece(str(month // 12)),))))


@lru_cache(maxsize=4096)
def _day(language: Language, day: date, order: Phrase) -> Text:
    def said(phrase: Phrase) -> Text:
        return filled(template(phrase, language), {})

    values = {
        "weekday": said(days.WEEKDAYS[day.isoweekday()]),
        "day": (Piece(str(day.day)),),
        "month": said(days.MONTHS[day.month]),
        "year": (Piece(str(day.year)),),
    }
    return alone(words_of(filled(template(order, language), values)))
