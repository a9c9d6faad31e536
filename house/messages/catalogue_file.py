"""Writing a catalogue for its translator: every phrase in order, with its note and what was already translated.

The same catalogue is always the same bytes, so that a change of it can be read. What no phrase asks for any more is
left out, and what is new stands there empty.
"""

from collections.abc import Iterator, Mapping, Sequence

from services.notify.messages.catalogue import NOBODY, REVIEWED_BY, Catalogues
from services.notify.messages.language import Language
from services.notify.messages.phrase import AnyPhrase, CountedPhrase
from services.notify.messages.po_file import Entry, header_of
from services.notify.messages.text import places

FIELDS = ("Project-Id-Version", "Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")
"""What a header has to say, before who reviewed it."""

PLURALS: Mapping[Language, str] = {
    Language.ENGLISH: "nplurals=2; plural=(n != 1);",
    Language.ARABIC: (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    ),
    Language.TIGRINYA: "nplurals=2; plural=(n > 1);",
    Language.TURKISH: "nplurals=2; plural=(n != 1);",
    Language.PERSIAN: "nplurals=2; plural=(n > 1);",
    Language.SOMALI: "nplurals=2; plural=(n != 1);",
}
"""How many forms a language has, and which goes with which number (CLDR 47, plural rules)."""

_ABOUT = """\
# {hold}, in {language}. Each phrase stands below its Dutch (msgid); write yours in msgstr.
# Keep what stands between braces as it is. How to go about it: docs/translating.md.
"""


def catalogue_text(catalogues: Catalogues, language: Language, known: Sequence[Entry]) -> str:
    """The catalogue of these in a language, with the header and the translations that are known."""
    by_key = {(one.context, one.source): one for one in known}
    forms = forms_of(language)
    parts = [_head(catalogues.hold, language, header_of(known))]
    parts += ["\n".join(_entry(one, by_key.get((one.context, one.dutch)), forms)) for one in catalogues.phrases]
    return "\n\n".join(parts) + "\n"


def forms_of(language: Language) -> int:
    """How many forms a counted phrase has in the language."""
    return int(PLURALS[language].partition("nplurals=")[2].partition(";")[0])


def _head(hold: str, language: Language, said: Mapping[str, str]) -> str:
    fields = {
        "Project-Id-Version": "ontzorg",
        "Language": str(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
        REVIEWED_BY: said.get(REVIEWED_BY, NOBODY),
    }
    lines = "\n".join(_quoted(f"{name}: {value}\n") for name, value in fields.items())
    return f'{_ABOUT.format(hold=hold, language=language.own_name)}msgid ""\nmsgstr ""\n{lines}'


def _entry(phrase: AnyPhrase, known: Entry | None, forms: int) -> Iterator[str]:
    if phrase.note:
        yield f"#. {phrase.note}"
    if places(phrase.dutch):
        yield "#, python-brace-format"
    yield f"msgctxt {_quoted(phrase.context)}"
    yield f"msgid {_quoted(phrase.dutch)}"
    said = {} if known is None or known.fuzzy else known.forms
    if isinstance(phrase, CountedPhrase):
        yield f"msgid_plural {_quoted(phrase.dutch_many)}"
        yield from (f"msgstr[{form}] {_quoted(said.get(form, ''))}" for form in range(forms))
    else:
        yield f"msgstr {_quoted(said.get(0, ''))}"


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
