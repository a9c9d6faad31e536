"""What a phrase is in a language, and whether anybody who speaks it from home has read it.

A catalogue is a .po file in the folder of those who read it. Dutch has none: it is what the phrases are written in.
"""

import gettext
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from services.errors import Problem
from services.notify.messages.language import Language
from services.notify.messages.phrase import AnyPhrase, CountedPhrase, Phrase
from services.notify.messages.po_file import Entry, compiled, header_of, read_entries

REVIEWED_BY = "X-Reviewed-By"
"""The field of a catalogue's header that names who read it as a native speaker, or says `nobody`."""
NOBODY = "nobody"
SOURCE = Language.DUTCH
PEOPLES = "services/notify/messages/catalogues/"
"""Where those of people's messages lie."""

_ROOT = Path(__file__).parents[3]


class PhraseIsMissing(Problem):
    """A phrase has no translation in this language; `./ontzorg check` names every one."""


class _NothingElse(gettext.NullTranslations):
    """Stands behind a catalogue: what is not in it is not said in another language instead."""

    def pgettext(self, context: str, message: str) -> str:
        raise PhraseIsMissing(f"{context} ‘{message}’ has no translation.")

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        raise PhraseIsMissing(f"{context} ‘{msgid1}’ has no translation for {n}.")


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The phrases of one language, and who reviewed them (None: nobody did)."""

    language: Language
    reviewed_by: str | None
    translations: gettext.NullTranslations | None
    """None for Dutch, which is said as it is written."""

    def template(self, phrase: Phrase) -> str:
        """The words of the phrase with its places; `PhraseIsMissing` where there are none."""
        if self.translations is None:
            return phrase.dutch
        return self.translations.pgettext(phrase.context, phrase.dutch)

    def counted(self, phrase: CountedPhrase, count: int) -> str:
        """The form of the phrase that goes with this number; `PhraseIsMissing` where there is none."""
        if self.translations is None:
            return phrase.dutch_one if count == 1 else phrase.dutch_many
        return self.translations.npgettext(phrase.context, phrase.dutch_one, phrase.dutch_many, count)


def catalogue_of_entries(language: Language, entries: Sequence[Entry]) -> Catalogue:
    """A catalogue as somebody just read it; nothing is looked for in another one."""
    translations = gettext.GNUTranslations(BytesIO(compiled(entries)))
    translations.add_fallback(_NothingElse())
    reviewer = header_of(entries).get(REVIEWED_BY, NOBODY)
    return Catalogue(language, None if reviewer.lower() in ("", NOBODY) else reviewer, translations)


class Catalogues(NamedTuple):
    """The catalogues of all who read the same phrases, in these languages beside Dutch; `hold` says what they are."""

    hold: str
    folder: str
    languages: tuple[Language, ...]
    phrases: tuple[AnyPhrase, ...]


def catalogue_path(language: Language, folder: str = PEOPLES) -> Path:
    """Where the catalogue of a language lies."""
    return _ROOT / folder / f"{language}.po"


@cache
def catalogue_of(language: Language, folder: str = PEOPLES) -> Catalogue:
    """The catalogue that the product brings along.

    Dutch is no translation: the organisation that sends it reads it, and answers for it.
    """
    if language is SOURCE:
        return Catalogue(language, "the organisation", None)
    return catalogue_of_entries(language, read_entries(catalogue_path(language, folder).read_text(encoding="utf-8")))


def reviewed(language: Language) -> bool:
    """Whether a native speaker has read the wording."""
    return catalogue_of(language).reviewed_by is not None
