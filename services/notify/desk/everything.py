"""Every phrase that the desk reads, in the order in which translators meet them."""

from services.notify.desk import letter, wording
from services.notify.desk.worker import LANGUAGES
from services.notify.messages.catalogue import SOURCE, Catalogues
from services.notify.messages.phrase import phrases_in

CATALOGUES = Catalogues(
    "Words of the desk",
    wording.FOLDER,
    tuple(one for one in LANGUAGES if one is not SOURCE),
    tuple(dict.fromkeys(phrase for room in (letter, wording) for phrase in phrases_in(room))),
)
"""A phrase that stands in two tables is there once."""
