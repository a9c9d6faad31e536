"""The words that all explanations share: dates, amounts, plurals, names of kinds, and sums in words."""

from datetime import date

import pytest

from services.months import parse_month
from services.schedule.planning.explanation.answer import Input
from services.schedule.planning.explanation.kinds import cost_name, kind_name, norm_name
from services.schedule.planning.explanation.parts import in_words
from services.schedule.planning.explanation.wording import (
    Text,
    day_in_full,
    in_euros,
    listed,
    month_in_full,
    per_cent,
    say,
    so_many_days,
)


@pytest.mark.parametrize(
    ("day", "english", "dutch"),
    [
        (date(2026, 4, 1), "Wednesday 1 April 2026", "woensdag 1 april 2026"),
        (date(2026, 5, 31), "Sunday 31 May 2026", "zondag 31 mei 2026"),
        (date(2025, 8, 4), "Monday 4 August 2025", "maandag 4 augustus 2025"),
    ],
)
def test_days_are_written_out_with_their_weekday(day: date, english: str, dutch: str) -> None:
    assert day_in_full(day) == (english, dutch)


@pytest.mark.parametrize(
    ("month", "english", "dutch"),
    [("2026-03", "March 2026", "maart 2026"), ("2025-12", "December 2025", "december 2025")],
)
def test_months_are_written_out(month: str, english: str, dutch: str) -> None:
    assert month_in_full(parse_month(month)) == (english, dutch)


def test_one_day_and_many_days() -> None:
    assert [so_many_days(count) for count in (0, 1, 2)] == [
        ("0 days", "0 dagen"),
        ("1 day", "1 dag"),
        ("2 days", "2 dagen"),
    ]


def test_shares_have_a_comma_in_dutch() -> None:
    assert [per_cent(50), per_cent(48)] == [("5%", "5%"), ("4.8%", "4,8%")]


def test_amounts_below_zero_carry_their_sign() -> None:
    assert in_euros(-12785) == ("-€127.85", "€\N{NO-BREAK SPACE}-127,85")


def test_lists_end_with_and() -> None:
    one, two, three = Text("a", "x"), Text("b", "y"), Text("c", "z")
    assert listed([one]) == ("a", "x")
    assert listed([one, two]) == ("a and b", "x en y")
    assert listed([one, two, three]) == ("a, b and c", "x, y en z")


def test_names_that_hold_braces_stay_as_they_are() -> None:
    assert say("for {kind}", "voor {kind}", kind=kind_name("gift {2026}")) == ("for gift {2026}", "voor gift {2026}")


def test_kinds_that_nobody_foresaw_are_said_as_they_are_written() -> None:
    assert kind_name("azc__debt ") == ("azc debt", "azc debt")
    assert kind_name("huurtoeslag") == ("huurtoeslag", "huurtoeslag")
    assert kind_name("health_premium") == ("health insurance premium", "zorgpremie")


def test_cost_sharers_are_counted_without_the_person_itself() -> None:
    assert norm_name("cost_sharer_2").en == "a person who shares a home with 1 other adult"
    assert norm_name("cost_sharer_4").nl == "iemand die de woning deelt met 3 andere volwassenen"


def test_a_part_month_of_a_cost_has_no_month() -> None:
    assert cost_name("rent", None) == ("the rent of the first part month", "huur van het eerste deel van een maand")
    assert cost_name("rent", parse_month("2026-04")) == ("the rent of April 2026", "huur van april 2026")


def parts(*amounts: int) -> list[Input]:
    """Parts with these amounts, called by their place."""
    return [Input.part(Text(f"p{place}", f"d{place}"), cents) for place, cents in enumerate(amounts)]


def test_the_biggest_parts_come_first_whatever_their_sign() -> None:
    assert in_words(parts(100, -300, 200)).en == "minus p1 €3.00, plus p2 €2.00, plus p0 €1.00"


def test_what_is_beyond_four_parts_is_counted_and_summed() -> None:
    assert in_words(parts(900, 800, 700, 600, -100)).en == (
        "p0 €9.00, plus p1 €8.00, plus p2 €7.00, plus p3 €6.00 and 1 smaller one, -€1.00"
    )
    assert in_words(parts(900, 800, 700, 600, -100, -200)).nl.replace("\N{NO-BREAK SPACE}", " ") == (
        "d0 € 9,00, plus d1 € 8,00, plus d2 € 7,00, plus d3 € 6,00 en 2 kleinere bedragen, samen € -3,00"
    )


def test_parts_of_the_same_size_are_not_called_smaller() -> None:
    assert in_words(parts(100, 100, 100, 100, 100)).en.endswith("plus p3 €1.00 and 1 other one, €1.00")
    assert (
        in_words(parts(100, 100, 100, 100, 100, 50))
        .nl.replace("\N{NO-BREAK SPACE}", " ")
        .endswith("en 2 andere bedragen, samen € 1,50")
    )


def test_parts_of_nothing_are_not_mentioned_unless_there_is_nothing_else() -> None:
    assert in_words(parts(0, 500)).en == "p1 €5.00"
    assert in_words(parts(0)).en == "p0 €0.00"
    assert in_words([]) == ("nothing came in and nothing went out", "er kwam niets bij en er ging niets af")
