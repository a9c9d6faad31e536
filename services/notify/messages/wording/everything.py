"""Every phrase there is, in the order in which translators meet them."""

from services.notify.messages.catalogue import PEOPLES, SOURCE, Catalogues
from services.notify.messages.language import Language
from services.notify.messages.phrase import AnyPhrase, phrases_in
from services.notify.messages.wording import beginning, bills, days, ending, every_month, papers, words

_ROOMS = (words, beginning, every_month, papers, bills, ending, days)

EVERY_PHRASE: tuple[AnyPhrase, ...] = tuple(phrase for room in _ROOMS for phrase in phrases_in(room))

CATALOGUES = Catalogues(
    "Messages to people", PEOPLES, tuple(one for one in Language if one is not SOURCE), EVERY_PHRASE
)
