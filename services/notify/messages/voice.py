"""Speaking in one language: phrases, amounts, days and names as pieces of text."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from services.money import Cents
from services.months import Month
from services.notify.messages.catalogue import Catalogue
from services.notify.messages.phrase import CountedPhrase, Phrase
from services.notify.messages.text import Piece, Text, alone, filled, words_of
from services.notify.messages.wording import days


@dataclass(frozen=True, slots=True)
class Voice:
    """One catalogue, and what can be said with it."""

    catalogue: Catalogue

    def say(self, phrase: Phrase, **values: Text) -> Text:
        """The phrase with its places filled; `PhraseIsMissing`, or `KeyError` for a place without a value."""
        return filled(self.catalogue.template(phrase), values)

    def count(self, phrase: CountedPhrase, count: int, **values: Text) -> Text:
        """The form that goes with the number, which fills the place `{count}`."""
        return filled(self.catalogue.counted(phrase, count), {"count": alone(str(count)), **values})

    def amount(self, cents: Cents) -> Text:
        """An amount in euros."""
        return alone(self.catalogue.language.euros(cents))

    def day(self, day: date) -> Text:
        """A day in full: weekday, day, month and year."""
        return _day(self.catalogue, day, days.DAY_IN_FULL, in_short=False)

    def short_day(self, day: date) -> Text:
        """A day without its weekday, where there is little room."""
        return _day(self.catalogue, day, days.DAY_IN_SHORT, in_short=True)

    def month(self, month: Month) -> Text:
        """A month with its year."""
        name = self.say(days.MONTHS[month % 12 + 1])
        return alone(words_of(self.say(days.MONTH_IN_FULL, month=name, year=(Piece(str(month // 12)),))))


@lru_cache(maxsize=8192)
def _day(catalogue: Catalogue, day: date, order: Phrase, *, in_short: bool) -> Text:
    """The same few hundred days are said to a whole town."""
    voice = Voice(catalogue)
    values = {
        "weekday": voice.say(days.WEEKDAYS[day.isoweekday()]),
        "day": (Piece(str(day.day)),),
        "month": voice.say((days.SHORT_MONTHS if in_short else days.MONTHS)[day.month]),
        "year": (Piece(str(day.year)),),
    }
    return alone(words_of(voice.say(order, **values)))
