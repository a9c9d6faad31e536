"""Nothing is said in another language than the one that was asked for, and nobody's word is taken for a review."""

import pytest

from services.notify.messages.catalogue import (
    REVIEWED_BY,
    PhraseIsMissing,
    catalogue_of,
    catalogue_of_entries,
    reviewed,
)
from services.notify.messages.language import Language
from services.notify.messages.phrase import CountedPhrase, Phrase
from services.notify.messages.po_file import Entry
from services.notify.messages.wording import words


def test_no_translation_has_been_reviewed_yet() -> None:
    assert {language for language in Language if reviewed(language)} == {Language.DUTCH}


@pytest.mark.parametrize(
    ("said", "expected"), [("nobody", None), ("Nobody", None), ("", None), ("S. M., Gent", "S. M., Gent")]
)
def test_a_header_says_who_reviewed(said: str, expected: str | None) -> None:
    header = Entry(1, forms={0: f"Content-Type: text/plain; charset=UTF-8\n{REVIEWED_BY}: {said}\n"})
    assert catalogue_of_entries(Language.SOMALI, [header]).reviewed_by == expected


def test_what_has_no_translation_is_not_said_in_dutch() -> None:
    turkish = catalogue_of(Language.TURKISH)
    with pytest.raises(PhraseIsMissing):
        turkish.template(Phrase("bill", "Goud"))
    with pytest.raises(PhraseIsMissing):
        turkish.counted(CountedPhrase("list", "1 munt", "{count} munten"), 2)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "المجموع: فاتورة واحدة"),
        (2, "المجموع: فاتورتان"),
        (3, "المجموع: {count} فواتير"),
        (10, "المجموع: {count} فواتير"),
        (11, "المجموع: {count} فاتورة"),
    ],
)
def test_arabic_has_a_form_for_one_two_a_few_and_many(count: int, expected: str) -> None:
    assert catalogue_of(Language.ARABIC).counted(words.TOGETHER, count) == expected


def test_dutch_is_said_as_it_is_written() -> None:
    dutch = catalogue_of(Language.DUTCH)
    assert dutch.template(words.NOTHING_TO_DO) == "U hoeft niets te doen."
    assert [dutch.counted(words.TOGETHER, count) for count in (1, 2)] == [
        "Samen: 1 rekening",
        "Samen: {count} rekeningen",
    ]
