"""What a phrase is in a language, and whether anybody who speaks it from home has read it.

A catalogue is a .po file of this folder. Dutch has none: it is what the phrases are written in.
"""

import gettext
from functools import cache
from importlib.resources import files
from io import BytesIO

from services.errors import Problem
from services.notify.messages.language import Language
from services.notify.messages.phrase import CountedPhrase, Phrase
from services.notify.messages.po_file import Entry, compiled, header_of, read_entries

REVIEWED_BY = "X-Reviewed-By"
"""The field of a catalogue's header that names who read it as a native speaker, or says `nobody`."""
NOBODY = "nobody"
SOURCE = Language.DUTCH


class PhraseIsMissing(Problem):
    """A phrase has no translation in this language; `./ontzorg check` names every one."""


@cache
def entries_of(language: Language) -> tuple[Entry, ...]:
    """The catalogue of the language, entry by entry; none for Dutch."""
    if language is SOURCE:
        return ()
    return tuple(read_entries(files(__package__).joinpath("catalogues", f"{language}.po").read_text(encoding="utf-8")))


def reviewed(language: Language) -> bool:
    """Whether a native speaker has read the wording.

    Dutch is no translation: the organisation that sends it reads it, and answers for it.
    """
    if language is SOURCE:
        return True
    return header_of(entries_of(language)).get(REVIEWED_BY, NOBODY).lower() not in ("", NOBODY)


def template(phrase: Phrase, language: Language) -> str:
    """The words of the phrase with its places; `PhraseIsMissing` where there are none."""
    if language is SOURCE:
        return phrase.dutch
    return _translations(language).pgettext(phrase.context, phrase.dutch)


def counted_template(phrase: CountedPhrase, count: int, language: Language) -> str:
    """The form of the phrase that goes with this number; `PhraseIsMissing` where there is none."""
    if language is SOURCE:
        return phrase.dutch_one if count == 1 else phrase.dutch_many
    return _translations(language).npgettext(phrase.context, phrase.dutch_one, phrase.dutch_many, count)


class _NothingElse(gettext.NullTranslations):
    """Stands behind a catalogue: what is not in it is not said in another language instead."""

    def pgettext(self, context: str, message: str) -> str:
        raise PhraseIsMissing(f"{context} ‘{message}’ has no translation.")

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        raise PhraseIsMissing(f"{context} ‘{msgid1}’ has no translation for {n}.")


@cache
def _translations(language: Language) -> gettext.GNUTranslations:
    found = gettext.GNUTranslations(BytesIO(compiled(entries_of(language))))
    found.add_fallback(_NothingElse())
    return found
