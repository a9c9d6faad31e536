"""Dutch at level B1, in every phrase; and that of translations which does not need a speaker of the language."""

import re

import pytest

from house.messages.invented import INVENTED
from services.notify.messages.language import Direction, Language
from services.notify.messages.phrase import AnyPhrase, CountedPhrase
from services.notify.messages.plain_text import text_of
from services.notify.messages.telling import worded
from services.notify.messages.wording.everything import EVERY_PHRASE

_DAY_IN_WORDS = {"day": 4, "month": 2}
"""How many words fill a place: `maandag 2 maart 2026`, `maart 2026`; one elsewhere."""

_SCRIPTS = {
    Language.ARABIC: r"[\u0600-\u06ff]",
    Language.PERSIAN: r"[\u0600-\u06ff]",
    Language.TIGRINYA: r"[\u1200-\u137f]",
}


def _sentences(phrase: AnyPhrase) -> list[str]:
    said = [phrase.dutch_one, phrase.dutch_many] if isinstance(phrase, CountedPhrase) else [phrase.dutch]
    return [sentence for words in said for sentence in re.split(r"(?<=[.?])\s", words)]


def _length(sentence: str) -> int:
    places = re.findall(r"\{(\w+)\}", sentence)
    return len(sentence.split()) + sum(_DAY_IN_WORDS.get(place, 1) - 1 for place in places)


@pytest.mark.parametrize("phrase", EVERY_PHRASE, ids=lambda phrase: f"{phrase.context}: {phrase.dutch}")
def test_a_dutch_sentence_has_fifteen_words_at_most(phrase: AnyPhrase) -> None:
    assert max(map(_length, _sentences(phrase))) <= 15


@pytest.mark.parametrize("phrase", EVERY_PHRASE, ids=lambda phrase: f"{phrase.context}: {phrase.dutch}")
def test_no_article_of_law_no_abbreviation_and_no_debt_is_named(phrase: AnyPhrase) -> None:
    said = " ".join(_sentences(phrase))
    assert not re.search(
        r"\bart\.|artikel|\bwet\b|schuld|\b(?:i\.v\.m|m\.b\.t|evt|bijv|d\.w\.z)\b", said, re.IGNORECASE
    )


def test_no_phrase_is_there_twice() -> None:
    keys = [(phrase.context, phrase.dutch) for phrase in EVERY_PHRASE]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", Language)
def test_every_message_is_said_in_every_language_with_latin_digits(language: Language) -> None:
    for facts in INVENTED.values():
        said = text_of(worded(facts, language))
        assert "{" not in said
        assert {letter for letter in said if letter.isdigit()} <= set("0123456789")
        assert re.search(_SCRIPTS.get(language, r"[a-z]"), said)


@pytest.mark.parametrize("language", [one for one in Language if one is not Language.DUTCH])
def test_what_nobody_reviewed_is_marked_in_its_own_language(language: Language) -> None:
    message, dutch = worded(INVENTED["review"], language), worded(INVENTED["review"], Language.DUTCH)
    assert (message.is_reviewed, dutch.is_reviewed) == (False, True)
    assert dutch.unreviewed == ()
    mark = "".join(piece.words for piece in message.unreviewed)
    assert text_of(message).splitlines()[2].strip("\u200f") == mark
    assert "vertaling" not in mark


@pytest.mark.parametrize("language", [one for one in Language if one.direction is Direction.RIGHT_TO_LEFT])
def test_each_line_from_right_to_left_says_so_and_sets_numbers_apart(language: Language) -> None:
    said = text_of(worded(INVENTED["relief-begins"], language))
    assert all(line.startswith("\u200f") for line in said.splitlines() if line)
    assert "\u2068010\N{NO-BREAK SPACE}123\N{NO-BREAK SPACE}45\N{NO-BREAK SPACE}67\u2069" in said
    assert "\u2068€\N{NO-BREAK SPACE}650.00\u2069" in said
    assert said.count("\u2068") == said.count("\u2069") > 0


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.ENGLISH, "You get €400.00 leefgeld on Monday 2 March 2026."),
        (Language.TIGRINYA, "ብሰኑይ 2 መጋቢት 2026 €400.00 ገንዘብ መነባብሮ ትቕበሉ።"),
        (Language.TURKISH, "2 Mart 2026 Pazartesi günü €400,00 geçim parası alırsınız."),
        (Language.SOMALI, "Isniin 2 Maarso 2026 waxaad helaysaa €400.00 oo ah lacagta nolosha."),
    ],
)
def test_a_day_and_an_amount_stand_in_the_order_of_the_language(language: Language, expected: str) -> None:
    assert expected in text_of(worded(INVENTED["leefgeld-coming"], language))
