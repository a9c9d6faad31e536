"""The HTML of a message: whole by itself, in its direction, accessible as far as can be told without a browser."""

import re
from dataclasses import replace

import pytest
from lxml import html

from house.messages.invented import INVENTED
from services.notify.messages.colours import PAIRS, contrast
from services.notify.messages.facts import Contact, Facts
from services.notify.messages.html_page import html_of
from services.notify.messages.language import Language
from services.notify.messages.telling import worded


@pytest.mark.parametrize("facts", INVENTED.values(), ids=INVENTED)
def test_it_fetches_nothing_and_runs_nothing(facts: Facts) -> None:
    page = html_of(worded(facts, Language.DUTCH))
    assert not re.search(r"<script|<link|<iframe|<img|url\(|@import|href=|src=|\son\w+=", page)


@pytest.mark.parametrize("language", Language)
def test_it_says_its_language_direction_and_title_and_has_one_main_heading(language: Language) -> None:
    page = html.document_fromstring(html_of(worded(INVENTED["relief-begins"], language)))
    assert (page.get("lang"), page.get("dir")) == (language, language.direction)
    headings = [element.tag for element in page.iter("h1", "h2", "h3")]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    assert page.findtext(".//title") == page.xpath("string(//h1)")
    assert len(page.findall(".//main")) == 1


@pytest.mark.parametrize("facts", INVENTED.values(), ids=INVENTED)
def test_a_drawing_is_silent_and_a_row_has_its_head(facts: Facts) -> None:
    page = html.document_fromstring(html_of(worded(facts, Language.DUTCH)))
    assert {drawing.get("aria-hidden") for drawing in page.iter("svg")} == {"true"}
    for row in page.iter("tr"):
        assert [(cell.tag, cell.get("scope")) for cell in row] == [("th", "row"), ("td", None)]


@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_what_is_written_differs_enough_from_what_it_is_written_on(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= 7


def test_contrast_is_that_of_the_standard() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_a_name_is_shown_as_it_is_written_and_keeps_its_direction() -> None:
    facts = replace(INVENTED["review"], contact=Contact(name="<b>سلمى</b> & Zn", phone="010 123 45 67"))
    assert "Bel <bdi>&lt;b&gt;سلمى&lt;/b&gt; &amp; Zn</bdi>: <bdi>" in html_of(worded(facts, Language.DUTCH))


def test_in_arabic_each_number_and_name_stands_by_itself() -> None:
    page = html_of(worded(INVENTED["relief-begins"], Language.ARABIC))
    assert "<bdi>010\N{NO-BREAK SPACE}123\N{NO-BREAK SPACE}45\N{NO-BREAK SPACE}67</bdi>" in page
    assert "<bdi>Woonstichting De Invaller</bdi>" in page
    assert "<bdi>€\N{NO-BREAK SPACE}650.00</bdi>" in page
    assert "\u2068" not in page
