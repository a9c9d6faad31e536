"""What the desk reads: one letter for three hundred alarms, what is overdue first, and nobody's name or money."""

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from uuid import UUID

from services.notify.desk.letter import MOST_LINES, WORST, alarm_letter, morning_letter
from services.notify.dispatch.parcel import mail_of
from services.notify.messages.language import Language
from tests.notify.desk.matters import TODAY, a_review, came_back, nobody_pays, unknown_money

DAY = timedelta(days=1)
NL, EN = Language.DUTCH, Language.ENGLISH


def test_three_hundred_of_one_burst_are_one_letter_that_says_so_and_names_the_ten_that_wait_longest() -> None:
    told = {UUID(int=number): [came_back(number, TODAY - number % 7 * DAY)] for number in range(1, 301)}
    letter = alarm_letter(told, 1, NL, TODAY)
    assert letter.subject == "Alarm: 300 × leefgeld kwam terug: betaal vandaag met spoed"
    lines = [line for line in letter.text.splitlines() if line.startswith("Z-")]
    assert len(lines) == WORST
    assert lines[0] == (
        "Z-006: leefgeld kwam terug: betaal vandaag met spoed (te laat sinds 2025-12-30)"
        f" /schedule/v1/tasks?householdId={UUID(int=6)}"
    )
    assert "POST /notify/v1/desk-alarms/{id}/_acknowledge" in letter.text


def test_of_several_kinds_what_harms_most_comes_first_and_a_later_level_hears_that_nobody_answered() -> None:
    told = {UUID(int=1): [nobody_pays(1)], UUID(int=2): [came_back(2)], UUID(int=3): [unknown_money()] * 3}
    letter = alarm_letter(told, 2, EN, TODAY)
    assert letter.subject == "Alarm: 5 things that cannot wait"
    lines = letter.text.splitlines()
    assert lines[0] == "Nobody has answered this yet."
    assert lines[2:5] == [
        "1 × leefgeld came back: pay by emergency today",
        "1 × nobody pays this cost: name who does",
        "3 × money came in and nobody knows whose it is: assign it, or send it back",
    ]
    assert lines[6:8] == [
        "The worst 5:",
        "Z-002: leefgeld came back: pay by emergency today (by 2026-01-05)"
        f" /schedule/v1/tasks?householdId={UUID(int=2)}",
    ]


def test_a_morning_tells_households_by_their_worst_and_within_one_what_is_overdue_first() -> None:
    matters = [
        a_review(1, TODAY + DAY),
        nobody_pays(2, TODAY + 2 * DAY),
        a_review(3, TODAY - DAY),
        nobody_pays(3, TODAY + DAY),
        unknown_money(TODAY),
    ]
    letter = morning_letter(matters, NL, TODAY)
    assert letter.subject == "Werkvoorraad: 5 open, 1 te laat"
    heads = [line for line in letter.text.splitlines() if line and not line.startswith(" ")]
    assert heads == ["Z-003", "Z-002", "Zonder huishouden", "Z-001"]
    third = letter.text.splitlines()[1:3]
    assert [line.split(" (")[0] for line in third] == [
        "  houd het gesprek",
        "  niemand betaalt deze kosten: wijs aan wie",
    ]


def test_a_morning_that_holds_more_than_somebody_reads_says_how_much_more() -> None:
    letter = morning_letter([a_review(number, TODAY) for number in range(1, 201)], EN, TODAY)
    assert letter.subject == "Worklist: 200 open, 0 overdue"
    assert letter.text.count("hold the review") == MOST_LINES
    assert "And 140 more." in letter.text
    one = morning_letter([a_review(1, TODAY + day * DAY) for day in range(100)], EN, TODAY)
    assert one.text.count("hold the review") == MOST_LINES
    assert "And 40 more." in one.text


def test_the_same_letter_is_the_same_bytes_to_who_it_is_for() -> None:
    letter = morning_letter([a_review(1, date(2026, 1, 6))], NL, TODAY)
    to, sender = "anna@gemeente.example", "post@gemeente.example"
    first, second = (mail_of(UUID(int=1), to, sender, NL, letter.subject, letter.text).as_bytes() for _ in range(2))
    assert first == second
    mail = message_from_bytes(first, policy=default)
    assert (mail["To"], mail["Message-ID"]) == (
        "anna@gemeente.example",
        f"<{UUID(int=1)}@gemeente.example>",
    )
    assert mail.get_content().splitlines()[0] == "Z-001"
