"""The longest that a message can be: a long name, a number from abroad, and days with the longest name there is."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from services.months import month_of
from services.notify.messages.catalogue import Catalogue
from services.notify.messages.facts import LONGEST_NAME, Contact, Facts, MonthOverview
from services.notify.messages.text import words_of
from services.notify.messages.voice import Voice

LONG_CONTACT = "Wilhelmina van Verzonnens"
"""25 letters: with a name up to here a contact is named in every text message; a longer one may give way."""

_CONTACT = Contact(name=LONG_CONTACT, phone="+32 475 12 34 56")
_ORGANISATION = ("Gemeentelijke Kredietbank Voorbeeldstreek en omstreken" * 2)[:LONGEST_NAME]

Value = TypeVar("Value")


def longest(facts: Facts, catalogue: Catalogue) -> Facts:
    """The same facts with long names, and every day of them on the day whose name is the longest."""
    voice = Voice(catalogue)
    day = max(_days_of_a_year(), key=lambda one: len(words_of(voice.day(one))))
    moved = replace(_moved(facts, day), organisation=_ORGANISATION, contact=_CONTACT)
    return replace(moved, month=month_of(day)) if isinstance(moved, MonthOverview) else moved


def _moved(value: Value, day: date) -> Value:
    """The value with every date in it, however deep, on the one day."""
    if isinstance(value, date):
        return type(value)(day.year, day.month, day.day)
    if isinstance(value, tuple):
        return type(value)(_moved(one, day) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _moved(getattr(value, field.name), day) for field in fields(value)})
    return value


def _days_of_a_year() -> Iterator[date]:
    return (date(2026, 1, 1) + timedelta(days=number) for number in range(365))
