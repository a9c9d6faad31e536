"""Days and months in full. Their names are phrases too, so that a translator sees and mends them.

They came from Unicode's locale data (CLDR 47). An Arabic month stands under both of its names, as in documents of the
United Nations: Syria and Iraq know others than Yemen and Sudan.
"""

from services.notify.messages.phrase import Phrase

_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

WEEKDAYS = {number: Phrase("day of the week", name) for number, name in enumerate(_WEEKDAYS, start=1)}
"""By number, Monday is 1."""
MONTHS = {number: Phrase("month of the year", name) for number, name in enumerate(_MONTHS, start=1)}
"""By number, January is 1. The months of the Netherlands, also where another calendar is in use at home."""

SHORT_MONTHS = {number: Phrase("month in a text message", name) for number, name in enumerate(_MONTHS, start=1)}
"""The same where there is little room: one name, the shorter one."""

DAY_IN_FULL = Phrase("day in full", "{weekday} {day} {month} {year}", "The order in which a day is written.")
DAY_IN_SHORT = Phrase("day in short", "{day} {month} {year}", "The same without the day of the week.")
MONTH_IN_FULL = Phrase("month in full", "{month} {year}", "The order in which a month and a year are written.")
