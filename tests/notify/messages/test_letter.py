"""The letter: the same bytes for the same words, tagged, with its own fonts, and no markup that somebody slipped in."""

import re
from dataclasses import replace
from datetime import date

import pytest

from house.messages.invented import INVENTED
from services.errors import InvalidInput
from services.notify.messages.facts import Contact
from services.notify.messages.language import Language
from services.notify.messages.letter import LetterCannotBeSet, letter_of
from services.notify.messages.telling import worded
from services.notify.messages.text import NOTHING

_RECIPIENT = ("Mevrouw S. Verzonnen", "Dwaalweg 1", "9999 ZZ Voorbeeldstad")
_DATED = date(2026, 2, 2)
_PAGE = re.compile(rb"/Type */Page\b")


@pytest.mark.parametrize("language", Language)
def test_it_is_tagged_and_says_its_language(language: Language) -> None:
    letter = letter_of(worded(INVENTED["relief-begins"], language), _RECIPIENT, _DATED)
    assert letter.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in letter
    assert b"/Marked true" in letter
    assert f"/Lang({language})".encode() in letter.replace(b"/Lang (", b"/Lang(")


def test_each_script_is_set_in_its_own_font() -> None:
    fonts = {
        language: letter_of(worded(INVENTED["review"], language), _RECIPIENT, _DATED)
        for language in (Language.DUTCH, Language.PERSIAN, Language.TIGRINYA)
    }
    assert b"NotoNaskhArabic" in fonts[Language.PERSIAN]
    assert b"NotoSansEthiopic" in fonts[Language.TIGRINYA]
    assert b"NotoNaskhArabic" not in fonts[Language.DUTCH]
    assert b"NotoSansEthiopic" not in fonts[Language.DUTCH]


def test_the_same_letter_is_the_same_bytes_and_another_day_is_another_letter() -> None:
    message = worded(INVENTED["leefgeld-coming"], Language.ARABIC)
    assert letter_of(message, _RECIPIENT, _DATED) == letter_of(message, _RECIPIENT, _DATED)
    assert letter_of(message, _RECIPIENT, _DATED) != letter_of(message, _RECIPIENT, date(2026, 2, 3))


def test_what_looks_like_markup_is_printed_and_does_nothing() -> None:
    message = worded(INVENTED["review"], Language.DUTCH)
    evil = ('#read("letter.typ")', "*vet* $x$ = kop", "#panic()")
    assert len(letter_of(message, evil, _DATED)) < 2 * len(letter_of(message, _RECIPIENT, _DATED))


def test_a_name_that_the_fonts_cannot_show_is_refused_with_its_place() -> None:
    facts = replace(INVENTED["review"], contact=Contact(name="王小明", phone="010 123 45 67"))
    with pytest.raises(InvalidInput) as refused:
        letter_of(worded(facts, Language.DUTCH), ("ok", "Ωmega"), _DATED)
    assert [fault.where for fault in refused.value.faults] == ["recipient[1]", "contact"]


def test_a_name_in_arabic_or_geez_is_printed_in_a_dutch_letter() -> None:
    letter = letter_of(worded(INVENTED["review"], Language.DUTCH), ("سلمى ሰላም Şahin", *_RECIPIENT[1:]), _DATED)
    assert b"NotoNaskhArabic" in letter
    assert b"NotoSansEthiopic" in letter


@pytest.mark.parametrize("lines", [(), ("regel",) * 7])
def test_an_address_fits_the_window(lines: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput, match="write 1 to 6"):
        letter_of(worded(INVENTED["review"], Language.DUTCH), lines, _DATED)


def test_what_cannot_be_set_is_refused_without_a_word_of_what_it_says() -> None:
    message = replace(worded(INVENTED["b12-missing"], Language.DUTCH), title=NOTHING)
    with pytest.raises(LetterCannotBeSet) as refusal:
        letter_of(message, ("Mevrouw S. Verzonnen",), date(2026, 2, 2))
    assert refusal.value.__suppress_context__
    assert str(refusal.value) == LetterCannotBeSet.title


@pytest.mark.parametrize("language", [Language.DUTCH, Language.ARABIC])
def test_a_letter_is_one_page_but_for_five_weeks_of_leefgeld_in_arabic_script(language: Language) -> None:
    address = (*_RECIPIENT[:1], "p/a Opvanghuis Verzonnen", "Kamer 12", *_RECIPIENT[1:], "Nederland")
    pages = {
        name: len(_PAGE.findall(letter_of(worded(facts, language), address, _DATED)))
        for name, facts in INVENTED.items()
    }
    longer = {name for name, many in pages.items() if many > 1}
    assert longer == ({"month-overview-with-balance"} if language is Language.ARABIC else set())
    assert set(pages.values()) <= {1, 2}
