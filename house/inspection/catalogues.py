"""Whether what the catalogues say can be sent: every phrase translated, every place kept, every text message short.

Beside the repository's rules, for a translator's file is data: no type checker reads it, and what is wrong in it is
seen by somebody who was promised money.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from house.messages.catalogue_file import FIELDS, PLURALS, forms_of
from house.messages.invented import INVENTED
from house.messages.longest import LONG_CONTACT, longest
from services.errors import Fault, InvalidInput
from services.notify.desk.everything import CATALOGUES as DESKS
from services.notify.messages.catalogue import (
    REVIEWED_BY,
    SOURCE,
    Catalogue,
    Catalogues,
    catalogue_of,
    catalogue_of_entries,
)
from services.notify.messages.language import Language
from services.notify.messages.phrase import AnyPhrase, CountedPhrase
from services.notify.messages.po_file import Entry, header_of, read_entries
from services.notify.messages.telling import worded_by
from services.notify.messages.text import places
from services.notify.messages.text_message import MOST_SEGMENTS, segments, sms_words
from services.notify.messages.wording.everything import CATALOGUES as PEOPLES

_CLICKABLE = re.compile(r"://|\bwww\.|\b[a-z0-9-]+\.[a-z]{2,}\b", re.IGNORECASE | re.ASCII)
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_SHORTER = "say its title, its first action or what stands under ‘text message’ in fewer letters"
_NEVER = (
    (_CLICKABLE, "has an address in it, and we send nothing to click on", "leave it out"),
    (
        _TURNING,
        "turns the direction by itself",
        "leave the invisible sign out: names and amounts are set apart already",
    ),
    (_FOREIGN_DIGIT, "has other digits than 0 to 9", "write the digits that stand on letters and in bank apps here"),
)


def faults_in_catalogues(texts: Mapping[str, str]) -> Iterator[Fault]:
    """What is wrong with any catalogue, and each language that has none; nothing in a tree without messages."""
    if not any(name.startswith((PEOPLES.folder, DESKS.folder)) for name in texts):
        return
    yield from faults_in_text_messages("the Dutch wording", catalogue_of(SOURCE))
    for catalogues in (PEOPLES, DESKS):
        for language in catalogues.languages:
            name = f"{catalogues.folder}{language}.po"
            if name in texts:
                yield from faults_in_catalogue(catalogues, name, texts[name], language)
            else:
                yield Fault(name, "is missing", "write it with `./ontzorg messages catalogues`")


def faults_in_catalogue(catalogues: Catalogues, name: str, text: str, language: Language) -> Iterator[Fault]:
    """Everything wrong with one; text messages are measured once the rest is right."""
    try:
        entries = read_entries(text)
    except InvalidInput as refusal:
        yield from (
            Fault(f"{name}:{fault.where.removeprefix('line ')}", fault.what, fault.cure) for fault in refusal.faults
        )
        return
    faults = [*_faults_in_header(name, entries, language), *_faults_in_entries(catalogues, name, entries, language)]
    yield from faults
    if not faults and catalogues is PEOPLES:
        yield from faults_in_text_messages(name, catalogue_of_entries(language, entries))


def faults_in_text_messages(name: str, catalogue: Catalogue) -> Iterator[Fault]:
    """Each text message that takes more parts than are sent, or has no room for a name, on the longest of days."""
    for title, facts in INVENTED.items():
        words = sms_words(worded_by(catalogue, longest(facts, catalogue)))
        if (needed := segments(words)) > MOST_SEGMENTS:
            yield Fault(name, f"makes the text message {title} take {needed} parts", _SHORTER)
        elif LONG_CONTACT not in words:
            yield Fault(name, f"leaves no room in the text message {title} for the name of who is called", _SHORTER)


def _faults_in_header(name: str, entries: Sequence[Entry], language: Language) -> Iterator[Fault]:
    said = header_of(entries)
    for field in (*FIELDS, REVIEWED_BY):
        if not said.get(field):
            yield Fault(f"{name}:1", f"does not say {field}", "write the header with `./ontzorg messages catalogues`")
    if said.get("Language", str(language)) != language:
        yield Fault(f"{name}:1", f"says that it is {said['Language']}", f"write Language: {language}")
    if said.get("Plural-Forms", PLURALS[language]) != PLURALS[language]:
        yield Fault(f"{name}:1", "counts otherwise than its language", f"write Plural-Forms: {PLURALS[language]}")


def _faults_in_entries(
    catalogues: Catalogues, name: str, entries: Sequence[Entry], language: Language
) -> Iterator[Fault]:
    known = {(one.context, one.source): one for one in entries if not one.is_header}
    for phrase in catalogues.phrases:
        entry = known.pop((phrase.context, phrase.dutch), None)
        if entry is None or entry.fuzzy or not any(entry.forms.values()):
            where = f"{name}:{entry.line}" if entry else name
            yield Fault(where, f"does not say {phrase.context} ‘{phrase.dutch}’", "translate it")
        else:
            yield from _faults_in_entry(f"{name}:{entry.line}", entry, phrase, language)
    for entry in known.values():
        what = f"says {entry.context} ‘{entry.source}’, which no message says"
        yield Fault(f"{name}:{entry.line}", what, "bring it up to date with `./ontzorg messages catalogues`")


def _faults_in_entry(where: str, entry: Entry, phrase: AnyPhrase, language: Language) -> Iterator[Fault]:
    forms = range(forms_of(language) if isinstance(phrase, CountedPhrase) else 1)
    if sorted(entry.forms) != list(forms) or not all(entry.forms.values()):
        yield Fault(where, f"has not each of {len(forms)} form(s)", "write one for each number that the grammar knows")
    if isinstance(phrase, CountedPhrase) and entry.plural != phrase.dutch_many:
        yield Fault(where, "is about another plural", "bring it up to date with `./ontzorg messages catalogues`")
    for words in entry.forms.values():
        yield from _faults_in_places(where, words, phrase)
        yield from (Fault(where, f"‘{words}’ {what}", cure) for pattern, what, cure in _NEVER if pattern.search(words))


def _faults_in_places(where: str, words: str, phrase: AnyPhrase) -> Iterator[Fault]:
    """A place left out or made up; a number may be said in a word, as languages with a dual do."""
    wanted = places(phrase.dutch_many if isinstance(phrase, CountedPhrase) else phrase.dutch)
    try:
        found = places(words)
    except ValueError:
        yield Fault(where, f"‘{words}’ has a brace that is not closed", f"keep {_listed(wanted)} as they are")
        return
    if missing := wanted - found - {"count" if isinstance(phrase, CountedPhrase) else ""}:
        yield Fault(where, f"‘{words}’ leaves out {_listed(missing)}", "put it where it belongs in your language")
    if unknown := found - wanted:
        yield Fault(
            where, f"‘{words}’ asks for {_listed(unknown)}, which nobody fills", f"use {_listed(wanted) or 'none'}"
        )


def _listed(names: frozenset[str] | set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
