"""Faults planted in catalogues are found, each at its line; the catalogues that we bring along have none."""

from pathlib import Path

import pytest

from house.inspection.catalogues import faults_in_catalogue, faults_in_catalogues
from house.steps import ROOT
from services.notify.desk.everything import CATALOGUES as DESKS
from services.notify.messages.catalogue import Catalogues
from services.notify.messages.language import Language
from services.notify.messages.wording.everything import CATALOGUES as PEOPLES

_NAME = f"{PEOPLES.folder}tr.po"
_DESKS = f"{DESKS.folder}en.po"


def _turkish() -> str:
    return (ROOT / _NAME).read_text(encoding="utf-8")


def _found(text: str) -> list[str]:
    return [fault.what for fault in faults_in_catalogue(PEOPLES, _NAME, text, Language.TURKISH)]


def _with(before: str, after: str) -> str:
    text = _turkish()
    assert before in text
    return text.replace(before, after, 1)


@pytest.mark.parametrize(
    ("catalogues", "language"), [(one, language) for one in (PEOPLES, DESKS) for language in one.languages]
)
def test_the_catalogues_that_we_bring_along_have_no_fault(catalogues: Catalogues, language: Language) -> None:
    name = f"{catalogues.folder}{language}.po"
    assert list(faults_in_catalogue(catalogues, name, (ROOT / name).read_text(encoding="utf-8"), language)) == []


def test_a_language_without_a_catalogue_is_named() -> None:
    faults = [*faults_in_catalogues({_NAME: _turkish()})]
    theirs = [f"{PEOPLES.folder}{one}.po" for one in ("en", "ar", "ti", "fa", "so")]
    assert [fault.where for fault in faults] == [*theirs, _DESKS]
    assert {fault.what for fault in faults} == {"is missing"}


def test_a_tree_without_messages_has_none_to_look_at() -> None:
    assert list(faults_in_catalogues({"README.md": ""})) == []


def test_a_missing_translation_is_found() -> None:
    assert _found(_with('msgstr "Kira"', 'msgstr ""')) == ["does not say bill ‘Huur’"]


def test_a_guess_that_nobody_looked_at_is_no_translation() -> None:
    assert _found(_with('msgctxt "bill"\nmsgid "Huur"', '#, fuzzy\nmsgctxt "bill"\nmsgid "Huur"')) == [
        "does not say bill ‘Huur’"
    ]


def test_a_phrase_that_was_removed_from_the_file_is_found() -> None:
    entry = 'msgctxt "bill"\nmsgid "Huur"\nmsgstr "Kira"\n'
    assert _found(_with(entry, "")) == ["does not say bill ‘Huur’"]


def test_a_phrase_that_no_message_says_is_found() -> None:
    added = _turkish() + '\nmsgctxt "bill"\nmsgid "Goud"\nmsgstr "Altın"\n'
    assert _found(added) == ["says bill ‘Goud’, which no message says"]


def test_a_place_that_was_left_out_is_found() -> None:
    assert _found(_with("Ayda {amount}.", "Ayda.")) == ["‘Ayda.’ leaves out {amount}"]


def test_a_place_that_was_translated_is_found() -> None:
    assert _found(_with("Ayda {amount}.", "Ayda {tutar}.")) == [
        "‘Ayda {tutar}.’ leaves out {amount}",
        "‘Ayda {tutar}.’ asks for {tutar}, which nobody fills",
    ]


@pytest.mark.parametrize("broken", ["Ayda {amount.", "Ayda amount}.", "Ayda {amount}. {"])
def test_a_broken_brace_is_found(broken: str) -> None:
    assert _found(_with("Ayda {amount}.", broken)) == [f"‘{broken}’ has a brace that is not closed"]


def test_a_text_message_that_became_too_long_is_found() -> None:
    assert _found(_with("Ayda {amount}.", f"Ayda {{amount}}{' çok' * 15}.")) == [
        "makes the text message cost-handed-back take 4 parts"
    ]


def test_a_text_message_that_leaves_no_room_for_a_name_is_found() -> None:
    assert _found(_with("Ayda {amount}.", f"Ayda {{amount}}{' çok' * 5}.")) == [
        "leaves no room in the text message cost-handed-back for the name of who is called"
    ]


def test_a_form_of_a_plural_that_is_missing_is_found() -> None:
    assert _found(_with('msgstr[1] "Toplam: {count} fatura"\n', "")) == ["has not each of 2 form(s)"]


def test_a_number_may_be_said_in_a_word_and_nothing_else_may_be_left_out() -> None:
    said = 'msgstr[0] "{month} için 1 fatura ödüyoruz: {amount}."'
    assert _found(_with(said, 'msgstr[0] "{month} için bir fatura ödüyoruz."')) == [
        "‘{month} için bir fatura ödüyoruz.’ leaves out {amount}"
    ]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Kira, bkz. www.kira.example", "has an address in it, and we send nothing to click on"),
        ("Kira\u200f", "turns the direction by itself"),
        ("Kira ١", "has other digits than 0 to 9"),
    ],
)
def test_what_must_never_be_in_a_translation_is_found(words: str, what: str) -> None:
    assert _found(_with('msgstr "Kira"', f'msgstr "{words}"')) == [f"‘{words}’ {what}"]


def test_a_header_that_is_another_languages_is_found() -> None:
    assert _found(_with("Language: tr", "Language: az")) == ["says that it is az"]
    assert _found(_with("nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;")) == [
        "counts otherwise than its language"
    ]
    assert _found(_with('"X-Reviewed-By: nobody\\n"\n', "")) == ["does not say X-Reviewed-By"]


def test_a_line_that_cannot_be_read_is_found_with_its_number() -> None:
    faults = list(faults_in_catalogue(PEOPLES, _NAME, "\n" + _turkish() + "msgstr Kira\n", Language.TURKISH))
    assert [(fault.where, fault.what) for fault in faults] == [
        (f"{_NAME}:{_turkish().count(chr(10)) + 2}", "cannot be read")
    ]


def test_every_catalogue_lies_where_it_is_looked_for() -> None:
    for catalogues in (PEOPLES, DESKS):
        there = {path.stem for path in Path(ROOT / catalogues.folder).glob("*.po")}
        assert there == set(catalogues.languages)


def test_what_the_desk_reads_is_looked_at_alike() -> None:
    said = 'msgid "En nog {count}."\nmsgstr "And {count} more."'
    text = (ROOT / _DESKS).read_text(encoding="utf-8")
    assert said in text
    for after, what in (
        (said.replace("And {count} more.", ""), "does not say letter ‘En nog {count}.’"),
        (said.replace("{count} more", "{many} more"), "‘And {many} more.’ leaves out {count}"),
    ):
        found = [
            fault.what for fault in faults_in_catalogue(DESKS, _DESKS, text.replace(said, after), Language.ENGLISH)
        ]
        assert found[0] == what
