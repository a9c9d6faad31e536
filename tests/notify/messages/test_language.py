"""How amounts are written in each language, with the digits of letters and bank apps here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.messages.language import Direction, Language

_GAP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.DUTCH, f"€{_GAP}1.566,93"),
        (Language.ENGLISH, "€1,566.93"),
        (Language.ARABIC, f"€{_GAP}1,566.93"),
        (Language.TIGRINYA, "€1,566.93"),
        (Language.TURKISH, "€1.566,93"),
        (Language.PERSIAN, f"€{_GAP}1,566.93"),
        (Language.SOMALI, "€1,566.93"),
    ],
)
def test_an_amount_is_written_as_its_readers_write_it(language: Language, expected: str) -> None:
    assert language.euros(156_693) == expected


@pytest.mark.parametrize("language", Language)
def test_cents_are_two_digits_and_digits_are_latin(language: Language) -> None:
    assert language.euros(5)[-4:-3] + language.euros(5)[-2:] == "005"
    assert all(letter.isascii() for letter in language.euros(-1_234_567) if letter.isdigit())


def test_arabic_and_persian_begin_at_the_right() -> None:
    assert {one for one in Language if one.direction is Direction.RIGHT_TO_LEFT} == {Language.ARABIC, Language.PERSIAN}


@given(st.sampled_from(Language), st.integers(-(10**11), 10**11))
def test_no_cent_is_lost_in_writing(language: Language, cents: int) -> None:
    written = language.euros(cents)
    assert int("".join(letter for letter in written if letter.isdigit())) == abs(cents)
    assert ("-" in written) == (cents < 0)
    assert written.startswith("€")
