"""Every phrase there is, in the order in which translators meet them."""

from services.notify.messages.phrase import AnyPhrase, phrases_in
from services.notify.messages.wording import beginning, bills, days, ending, every_month, papers, words

_ROOMS = (words, beginning, every_month, papers, bills, ending, days)

EVERY_PHRASE: tuple[AnyPhrase, ...] = tuple(phrase for room in _ROOMS for phrase in phrases_in(room))
