"""Words in two languages: days and months in full, amounts, numbers of days, and sentences made of them.

English and Dutch always come together, so that no sentence can be said in one language only. Dutch is written for
readers at level B1: short main words, no abbreviations, dates with their weekday.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from services.money import euros
from services.months import Month

_WEEKDAYS = (
    ("Monday", "maandag"),
    ("Tuesday", "dinsdag"),
    ("Wednesday", "woensdag"),
    ("Thursday", "donderdag"),
    ("Friday", "vrijdag"),
    ("Saturday", "zaterdag"),
    ("Sunday", "zondag"),
)
_MONTHS = (
    ("January", "januari"),
    ("February", "februari"),
    ("March", "maart"),
    ("April", "april"),
    ("May", "mei"),
    ("June", "juni"),
    ("July", "juli"),
    ("August", "augustus"),
    ("September", "september"),
    ("October", "oktober"),
    ("November", "november"),
    ("December", "december"),
)


class Text(NamedTuple):
    """The same words in English and in Dutch."""

    en: str
    nl: str


NOTHING = Text("", "")


def say(en: str, nl: str, **words: Text) -> Text:
    """A sentence from two templates and the words that stand between their braces."""
    return Text(
        en.format_map({name: word.en for name, word in words.items()}),
        nl.format_map({name: word.nl for name, word in words.items()}),
    )


@lru_cache(maxsize=4096)
def day_in_full(day: date) -> Text:
    """`Wednesday 1 April 2026`, `woensdag 1 april 2026`."""
    weekday, month = _WEEKDAYS[day.weekday()], _MONTHS[day.month - 1]
    return Text(*(f"{name} {day.day} {of} {day.year}" for name, of in zip(weekday, month, strict=True)))


@lru_cache(maxsize=4096)
def month_in_full(month: Month) -> Text:
    """`April 2026`, `april 2026`."""
    return Text(*(f"{name} {month // 12}" for name in _MONTHS[month % 12]))


@lru_cache(maxsize=16384)
def in_euros(cents: int) -> Text:
    """The amount as people write it in each language."""
    return Text(euros(cents, "en"), euros(cents, "nl"))


def number(value: int) -> Text:
    """A whole number in digits."""
    return Text(str(value), str(value))


def so_many_days(count: int) -> Text:
    """`1 day`, `20 days`."""
    return Text(f"{count} day" if count == 1 else f"{count} days", f"{count} dag" if count == 1 else f"{count} dagen")


def per_cent(thousandths: int) -> Text:
    """A share in thousandths as a percentage: `5%`, `4.8%`."""
    whole, tenths = divmod(thousandths, 10)
    return Text(f"{whole}.{tenths}%", f"{whole},{tenths}%") if tenths else Text(f"{whole}%", f"{whole}%")


def listed(texts: Sequence[Text]) -> Text:
    """`a`, `a and b`, `a, b and c`."""
    if len(texts) == 1:
        return texts[0]
    begin, last = texts[:-1], texts[-1]
    return Text(
        f"{', '.join(text.en for text in begin)} and {last.en}",
        f"{', '.join(text.nl for text in begin)} en {last.nl}",
    )
