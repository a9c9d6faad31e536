"""What is said: one fact, what to do, by when, whom to call, and the last day of the relief."""

import re
from dataclasses import replace

import pytest

from house.messages.invented import INVENTED
from services.notify.desk.support import Support
from services.notify.desk.wording import said_of
from services.notify.messages.facts import B12Missing, Facts, LeefgeldPaid, MonthOverview
from services.notify.messages.language import Language
from services.notify.messages.message import Message
from services.notify.messages.plain_text import text_of
from services.notify.messages.telling import worded
from services.notify.messages.text import words_of

_DAY = r"(?:maan|dins|woens|donder|vrij|zater|zon)dag \d{1,2} [a-z]+ \d{4}"


def _dutch(name: str) -> str:
    return text_of(worded(INVENTED[name], Language.DUTCH))


def test_that_relief_begins_says_what_we_pay_what_you_get_and_what_you_must_not_pay() -> None:
    assert _dutch("relief-begins") == (
        "Gemeente Voorbeeldstad\n"
        "\n"
        "Wij betalen uw vaste lasten vanaf zondag 8 februari 2026.\n"
        "\n"
        "Dit betalen wij\n"
        "- Huur: €\N{NO-BREAK SPACE}650,00 (elke maand, aan Woonstichting De Invaller)\n"
        "- Gas en stroom: €\N{NO-BREAK SPACE}142,50 (elke maand, aan Windstil Energie)\n"
        "- Zorgverzekering: €\N{NO-BREAK SPACE}154,95 (elke maand, aan Zorgzaam Verzekeringen)\n"
        "- Water: €\N{NO-BREAK SPACE}18,50 (elke maand, aan Druppel Waterbedrijf)\n"
        "- Samen: 4 rekeningen: €\N{NO-BREAK SPACE}965,95\n"
        "\n"
        "Dit krijgt u\n"
        "- Leefgeld: €\N{NO-BREAK SPACE}400,00 (maandag 2 maart 2026, elke maand)\n"
        "\n"
        "Wat moet u doen?\n"
        "Betaal deze rekeningen niet zelf.\n"
        "Stop uw eigen automatische incasso bij uw bank.\n"
        "Doe dit uiterlijk op zondag 8 februari 2026.\n"
        "\n"
        "Vragen?\n"
        "Bel Noor Verzonnen: 010\N{NO-BREAK SPACE}123\N{NO-BREAK SPACE}45\N{NO-BREAK SPACE}67.\n"
        "\n"
        "Onze hulp stopt op vrijdag 7 augustus 2026.\n"
    )


@pytest.mark.parametrize("facts", INVENTED.values(), ids=INVENTED)
def test_every_message_names_what_to_do_whom_to_call_and_the_last_day(facts: Facts) -> None:
    said = text_of(worded(facts, Language.DUTCH))
    assert "Wat moet u doen?\n" in said
    assert "Bel Noor Verzonnen: 010\N{NO-BREAK SPACE}123\N{NO-BREAK SPACE}45\N{NO-BREAK SPACE}67." in said
    assert re.search(r"Onze hulp (?:stopt|is gestopt) op vrijdag 7 augustus 2026\.\n$", said)


@pytest.mark.parametrize("facts", INVENTED.values(), ids=INVENTED)
def test_a_day_stands_in_full_with_its_weekday(facts: Facts) -> None:
    said = text_of(worded(facts, Language.DUTCH))
    years = len(re.findall(r"\b2026\b", said)) - len(re.findall(r"[Ii]n maart 2026", said))
    assert years == len(re.findall(_DAY, said)) > 0


def test_who_has_nothing_to_do_is_told_so() -> None:
    message = worded(INVENTED["leefgeld-paid"], Language.DUTCH)
    assert message.nothing_to_do
    assert "U hoeft niets te doen.\n" in text_of(message)
    assert not worded(INVENTED["b12-missing"], Language.DUTCH).nothing_to_do


def test_who_counted_on_what_does_not_come_is_asked_to_call() -> None:
    assert "Wat moet u doen?\nVindt u dat moeilijk? Bel ons nu.\n" in _dutch("month-changed-nothing-is-paid")
    assert worded(INVENTED["month-changed"], Language.DUTCH).nothing_to_do


def test_a_minus_is_shown_to_nobody_whose_policy_does_not_show_the_balance() -> None:
    overview = INVENTED["month-overview"]
    assert isinstance(overview, MonthOverview)
    assert (overview.balance, overview.sees_balance) == (-25_307, False)
    assert worded(overview, Language.DUTCH) == worded(replace(overview, balance=0), Language.DUTCH)
    assert worded(overview, Language.DUTCH) == worded(replace(overview, balance=99_900), Language.DUTCH)


def test_a_minus_that_may_be_seen_is_no_debt() -> None:
    said = _dutch("month-overview-with-a-minus")
    assert "- Dit heeft de gemeente voorgeschoten: €\N{NO-BREAK SPACE}253,07 (dinsdag 31 maart 2026)\n" in said
    assert "schuld" not in said
    assert "-253" not in said


def test_what_is_left_is_kept_for_the_client() -> None:
    expected = "- Dit bewaren wij voor u: €\N{NO-BREAK SPACE}1.234,56 (dinsdag 31 maart 2026)\n"
    assert expected in _dutch("month-overview-with-balance")


def test_a_bill_that_we_paid_asks_nothing() -> None:
    message = worded(INVENTED["bill-was-paid"], Language.DUTCH)
    assert _said(message) == (
        "Gas en stroom: wij hebben deze rekening al betaald.",
        "U kreeg een brief over deze rekening. Wij hebben het bedrijf verteld dat er betaald is.",
        "Betaal niet nog een keer.",
    )
    assert message.nothing_to_do


def test_toeslag_on_the_wrong_account_is_not_to_be_spent() -> None:
    said = _dutch("toeslagen-arrived-by-mistake")
    assert "Wat moet u doen?\nGeef dit geld nog niet uit. Bel ons.\n" in said
    assert "hoeft niets te doen" not in said


def test_by_when_is_said_where_something_must_be_done() -> None:
    b12, paid = INVENTED["b12-missing"], INVENTED["leefgeld-paid"]
    assert isinstance(b12, B12Missing)
    assert isinstance(paid, LeefgeldPaid)
    assert "Doe dit uiterlijk op woensdag 18 februari 2026." in text_of(worded(b12, Language.DUTCH))
    assert "uiterlijk" not in text_of(worded(paid, Language.DUTCH))


def _said(message: Message) -> tuple[str, ...]:
    return tuple("".join(piece.words for piece in text) for text in (message.title, *message.body))


def test_one_bill_is_not_spoken_of_as_several() -> None:
    several = INVENTED["month-overview"]
    assert isinstance(several, MonthOverview)
    one = replace(several, bills=several.bills[:1])
    said = [[words_of(worded(facts, language).action[0]) for facts in (one, several)] for language in Language]
    assert said[0] == ["Betaal deze rekening niet zelf.", "Betaal deze rekeningen niet zelf."]
    assert [singular == plural for singular, plural in said] == [False] * len(Language)


def test_a_client_and_his_supporter_hear_of_the_same_day() -> None:
    for kind, support in (("b12-missing", Support.B12_MISSING), ("review", Support.REVIEW)):
        assert "uiterlijk op" in text_of(worded(INVENTED[kind], Language.DUTCH))
        assert "uiterlijk op {day}" in said_of(support).dutch
    assert "Wij praten uiterlijk op" in words_of(worded(INVENTED["review"], Language.DUTCH).title)
