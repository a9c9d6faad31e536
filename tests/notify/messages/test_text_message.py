"""What a telephone is sent: short enough, nothing to click on, the number in one piece."""

import re
from dataclasses import replace

import pytest

from house.messages.invented import INVENTED
from house.messages.longest import LONG_CONTACT, longest
from services.notify.messages.catalogue import catalogue_of
from services.notify.messages.facts import Contact
from services.notify.messages.language import Language
from services.notify.messages.telling import worded
from services.notify.messages.text import alone
from services.notify.messages.text_message import TextMessageIsTooLong, segments, sms_of


def test_it_says_the_fact_what_to_do_the_last_day_and_whom_to_call() -> None:
    assert sms_of(worded(INVENTED["b12-missing"], Language.DUTCH)) == (
        "Gemeente Voorbeeldstad: Wij missen uw B12 van het COA. Vraag het COA om de B12."
        " Doe dit uiterlijk op woensdag 18 februari 2026. Hulp tot en met 7 augustus 2026."
        " Vragen? Noor Verzonnen: 0101234567",
        2,
    )


def test_it_says_what_you_get_beside_what_we_pay() -> None:
    assert (
        "U krijgt € 400,00 leefgeld op maandag 2 maart 2026."
        in sms_of(worded(INVENTED["month-overview"], Language.DUTCH)).words
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ş" * 70, 1),
        ("ş" * 71, 2),
        ("ش" * 201, 3),
        ("ش" * 202, 4),
    ],
)
def test_parts_are_counted_as_telephones_count_them(words: str, expected: int) -> None:
    assert segments(words) == expected


def test_a_letter_of_two_places_is_not_cut() -> None:
    """Both halves of it go into the next part: 152 + [2] + 152 does not fit in twice 153."""
    assert segments("a" * 152 + "€" + "a" * 151) == 2
    assert segments("a" * 152 + "€" + "a" * 152) == 3


@pytest.mark.parametrize("language", Language)
def test_with_the_longest_names_and_days_it_takes_three_parts_and_has_no_link(language: Language) -> None:
    for facts in INVENTED.values():
        said = sms_of(worded(longest(facts, catalogue_of(language)), language))
        assert said.segments <= 3
        assert LONG_CONTACT in said.words
        assert "+32475123456" in said.words
        assert not re.search(r"://|www\.|\w\.[a-z]{2,}", said.words)


def test_what_takes_four_parts_is_refused() -> None:
    message = replace(worded(INVENTED["review"], Language.DUTCH), title=alone("ሀ" * 202))
    with pytest.raises(TextMessageIsTooLong):
        sms_of(message)


def test_what_need_not_be_said_is_left_out_after_who_writes_and_only_where_it_does_not_fit() -> None:
    overview = worded(INVENTED["month-overview"], Language.DUTCH)
    assert "leefgeld" in sms_of(overview).words
    no_room = sms_of(replace(overview, title=alone("ሀ" * 80)))
    assert "leefgeld" not in no_room.words
    assert "Betaal deze rekeningen niet zelf. Hulp tot en met" in no_room.words


def test_who_writes_is_left_out_where_it_does_not_fit() -> None:
    message = replace(worded(INVENTED["review"], Language.DUTCH), title=alone("ሀ" * 90))
    assert sms_of(message).words.startswith("ሀ")
    assert sms_of(message).segments == 3


def test_a_name_that_is_very_long_gives_way_to_the_number() -> None:
    facts = replace(INVENTED["b12-missing"], contact=Contact(name="n" * 60, phone="010 123 45 67"))
    said = sms_of(worded(facts, Language.TURKISH))
    assert said.segments == 3
    assert "nnn" not in said.words
    assert "0101234567" in said.words


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("betaal.nl", "betaal. nl"),
        ("www.bank.nl", "www. bank. nl"),
        ("https://x", "https: x"),
        ("J.P. de Vries", "J. P. de Vries"),
    ],
)
def test_a_name_that_a_telephone_would_make_a_link_of_is_taken_apart(name: str, written: str) -> None:
    facts = replace(INVENTED["leefgeld-paid"], contact=Contact(name=name, phone="010 123 45 67"))
    assert f"Vragen? {written}: 0101234567" in sms_of(worded(facts, Language.DUTCH)).words


@pytest.mark.parametrize("name", sorted(INVENTED))
def test_nothing_is_said_twice_in_a_text_message(name: str) -> None:
    sentences = re.split(r"(?<=[.?]) ", sms_of(worded(INVENTED[name], Language.DUTCH)).words)
    assert len(sentences) == len(set(sentences))
