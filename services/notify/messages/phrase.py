"""A phrase: Dutch words with places to fill, under a name for what they are part of, with a note for the translator.

Dutch is the language in which messages are written; whoever translates reads it (gettext's msgid). A phrase that is
changed in Dutch is another phrase, and every translation of it is missing until somebody looked at it again.
"""

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import NamedTuple


class Phrase(NamedTuple):
    """What is said, at level B1: at most fifteen words a sentence, no abbreviation, no article of law.

    `context` is where it stands (gettext's msgctxt), so that the same Dutch in two places can have two translations.
    """

    context: str
    dutch: str
    note: str = ""


class CountedPhrase(NamedTuple):
    """What is said of one, and of another number of things; a language has as many forms as its grammar asks."""

    context: str
    dutch_one: str
    dutch_many: str
    note: str = ""

    @property
    def dutch(self) -> str:
        """The form by which the phrase is known, that of one thing (gettext's msgid)."""
        return self.dutch_one


AnyPhrase = Phrase | CountedPhrase


def phrases_in(module: ModuleType) -> Iterator[AnyPhrase]:
    """Every phrase that a module holds by a name, or in a table with a name, in the order in which they are written."""
    for value in vars(module).values():
        if isinstance(value, Phrase | CountedPhrase):
            yield value
        elif isinstance(value, Mapping):
            yield from (one for one in value.values() if isinstance(one, Phrase | CountedPhrase))
