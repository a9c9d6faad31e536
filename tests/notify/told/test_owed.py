"""What a household is owed on a day: each kind between its two days, and nothing of yesterday as if it were to come."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.months import parse_month
from services.notify.messages.facts import Contact
from services.notify.messages.kinds import Kind, Whereabouts
from services.notify.messages.language import Language
from services.notify.messages.plain_text import text_of
from services.notify.messages.telling import worded
from services.notify.told.owed import LOOK_AGAIN, Owed, owed
from services.notify.told.saying import facts_of, written
from services.schedule.schemas import LeefgeldState
from tests.notify.told.outlooks import BEGIN, END, MARCH_1, an_outlook, came, cost, leefgeld

DAY = timedelta(days=1)
MIA = Contact(name="Mia Verzonnen", phone="070 123 45 67")
EVERYTHING: dict[str, Any] = {
    "costs": [cost("rent", "2026-03"), cost("energy", "2026-03"), cost("rent", "2026-04", ours=False)],
    "leefgeld": [
        leefgeld(date(2026, 2, 27), occasion="2026-03-01"),
        leefgeld(date(2026, 3, 6), LeefgeldState.PAID),
        leefgeld(date(2026, 3, 13), LeefgeldState.HELD),
        leefgeld(date(2026, 3, 20), LeefgeldState.CAME_BACK),
    ],
    "b12DueOn": date(2026, 2, 20),
    "reviews": [date(2026, 4, 30)],
    "aftercare": [date(2026, 11, 7)],
    "arrivals": [came("huurtoeslag", 1), came("zorgtoeslag", 2), came("zorgtoeslag", 3, by_mistake=True)],
    "returns": [{"cost": "rent", "month": "2026-03", "on": date(2026, 3, 4), "amount": 650_00, "currency": "EUR"}],
    "refuted": [
        {
            "cost": "energy", "month": "2026-03", "on": date(2026, 3, 9), "paidOn": date(2026, 3, 2), "amount": 142_50,
            "currency": "EUR",
        },
    ],
    "approvedMonths": ["2026-03"],
}  # fmt: skip


def of_kind(kind: Kind, today: date, **other: Any) -> list[Owed]:
    return [one for one in owed(an_outlook(**other), today).owed if one.kind is kind]


def test_leefgeld_on_its_way_is_told_three_days_before_and_not_on_its_day() -> None:
    on = date(2026, 2, 27)
    told = {
        day: [one.said["leefgeld"] for one in of_kind(Kind.LEEFGELD_COMING, day, leefgeld=[leefgeld(on)])]
        for day in (on - 4 * DAY, on - 3 * DAY, on - DAY, on)
    }
    assert list(told.values()) == [[], [{"amount": 400_00, "on": on}], [{"amount": 400_00, "on": on}], []]


@pytest.mark.parametrize("state", [LeefgeldState.PLANNED, LeefgeldState.HELD, LeefgeldState.CAME_BACK])
def test_what_no_run_pays_is_not_told_to_be_coming(state: LeefgeldState) -> None:
    on = date(2026, 2, 27)
    assert of_kind(Kind.LEEFGELD_COMING, on - 3 * DAY, leefgeld=[leefgeld(on, state)]) == []


def test_leefgeld_is_told_to_be_paid_once_the_bank_shows_it() -> None:
    on = date(2026, 2, 27)
    paid = [leefgeld(on, LeefgeldState.PAID, "2026-03-01")]
    (one,) = of_kind(Kind.LEEFGELD_PAID, on, leefgeld=paid)
    assert (one.subject, one.day, one.tell_until) == ("2026-03-01", on, on + 7 * DAY)
    assert of_kind(Kind.LEEFGELD_PAID, on + 8 * DAY, leefgeld=paid) == []


def test_leefgeld_that_is_held_on_its_day_is_told_with_a_day_on_which_it_is_mended() -> None:
    friday = date(2026, 2, 27)
    (one,) = of_kind(Kind.WENT_WRONG, friday, leefgeld=[leefgeld(friday, LeefgeldState.HELD)])
    assert (one.said["mishap"], one.said["cost"], one.said["mended_on"]) == ("leefgeld_late", None, date(2026, 3, 6))
    assert of_kind(Kind.WENT_WRONG, friday - DAY, leefgeld=[leefgeld(friday, LeefgeldState.HELD)]) == []


def test_a_bill_that_came_back_is_told_about_that_cost() -> None:
    (one,) = of_kind(Kind.WENT_WRONG, date(2026, 3, 4), returns=EVERYTHING["returns"])
    assert (one.subject, one.costs, one.said["cost"], one.said["amount"]) == ("rent/2026-03", ("rent",), "rent", 650_00)


def test_a_letter_about_a_bill_that_we_paid_is_told_the_day_we_hear_of_it_with_the_day_it_was_paid() -> None:
    told = {day: of_kind(Kind.BILL_WAS_PAID, date(2026, 3, day), refuted=EVERYTHING["refuted"]) for day in (8, 9, 17)}
    assert (told[8], told[17]) == ([], [])
    (one,) = told[9]
    assert (one.subject, one.day, one.costs) == ("energy/2026-03", date(2026, 3, 9), ("energy",))
    assert one.said["bill"] == {"cost": "energy", "amount": 142_50, "on": date(2026, 3, 2)}


def test_a_month_is_told_of_once_its_run_is_frozen() -> None:
    told = {"costs": EVERYTHING["costs"], "leefgeld": EVERYTHING["leefgeld"][:1]}
    today = date(2026, 2, 20)
    assert of_kind(Kind.MONTH_OVERVIEW, today, **told) == []
    (one,) = of_kind(Kind.MONTH_OVERVIEW, today, approvedMonths=["2026-03"], **told)
    assert (one.subject, one.day, one.costs) == ("2026-03", MARCH_1, ("rent", "energy"))
    assert one.said["month"] == parse_month("2026-03")
    assert [bill["on"] for bill in one.said["bills"]] == [MARCH_1, MARCH_1]
    assert one.said["leefgeld"] == [{"amount": 400_00, "on": date(2026, 2, 27)}]


def test_of_a_month_nothing_is_told_to_be_paid_that_its_run_holds() -> None:
    waits = leefgeld(date(2026, 3, 6), LeefgeldState.HELD)
    in_no_run = leefgeld(date(2026, 3, 13), LeefgeldState.PLANNED)
    told = {
        "costs": [cost("rent", "2026-03", held=True), cost("energy", "2026-03")],
        "leefgeld": [*EVERYTHING["leefgeld"][:1], waits, in_no_run],
        "approvedMonths": ["2026-03"],
    }
    (one,) = of_kind(Kind.MONTH_OVERVIEW, date(2026, 2, 20), **told)
    assert ([bill["cost"] for bill in one.said["bills"]], one.costs) == (["energy"], ("energy",))
    assert one.said["leefgeld"] == [{"amount": 400_00, "on": date(2026, 2, 27)}]


def test_a_part_of_a_month_is_told_once_with_the_month_in_which_it_is_due() -> None:
    part = {**cost("rent", "2026-02", amount=291_74), "part": True, "dueOn": "2026-03-01"}
    told = {"costs": [part, cost("rent", "2026-03")], "approvedMonths": ["2026-02", "2026-03"]}
    (one,) = of_kind(Kind.MONTH_OVERVIEW, date(2026, 2, 20), **told)
    assert (one.subject, [bill["amount"] for bill in one.said["bills"]]) == ("2026-03", [650_00, 291_74])
    (begin,) = of_kind(Kind.RELIEF_BEGINS, BEGIN, **told)
    assert [bill["amount"] for bill in begin.said["bills"]] == [650_00]


def test_who_gets_nothing_paid_is_not_told_to_stop_paying() -> None:
    for costs in ([], [cost("rent", "2026-03", ours=False)], [cost("rent", "2026-03", held=True)]):
        assert of_kind(Kind.RELIEF_BEGINS, BEGIN, costs=costs, leefgeld=EVERYTHING["leefgeld"]) == []


def test_an_advance_is_not_told_to_come_every_month() -> None:
    advance = {**leefgeld(BEGIN + 2 * DAY, occasion="advance"), "amount": 112_90}
    told = {"costs": EVERYTHING["costs"], "leefgeld": [advance, *EVERYTHING["leefgeld"][:1]]}
    (one,) = of_kind(Kind.RELIEF_BEGINS, BEGIN, **told)
    words = text_of(worded(facts_of(one.kind, written(one.said), "Gemeente", MIA), Language.DUTCH))
    rows = [line for line in words.replace("\N{NO-BREAK SPACE}", " ").splitlines() if "Leefgeld" in line]
    assert rows == [
        "- Leefgeld: € 112,90 (dinsdag 10 februari 2026)",
        "- Leefgeld: € 400,00 (vrijdag 27 februari 2026, elke maand)",
    ]


def test_the_b12_is_asked_for_while_it_can_come_without_harm() -> None:
    due = date(2026, 2, 20)
    days = [due + number * DAY for number in (-6, -5, 0, 1)]
    assert [len(of_kind(Kind.B12_MISSING, day, b12DueOn=due)) for day in days] == [0, 1, 1, 0]


def test_a_b12_that_did_not_come_is_told_once_more_in_other_words_from_the_day_after() -> None:
    due = date(2026, 2, 20)
    days = [due + number * DAY for number in (0, 1, 7, 8)]
    told = [of_kind(Kind.B12_OVERDUE, day, b12DueOn=due) for day in days]
    assert [len(one) for one in told] == [0, 1, 1, 0]
    assert (told[1][0].subject, told[1][0].day) == (told[2][0].subject, told[2][0].day)
    first, again = (
        text_of(worded(facts_of(kind, written({"due_on": due, "ends_on": END}), "Gemeente", MIA), Language.DUTCH))
        for kind in (Kind.B12_MISSING, Kind.B12_OVERDUE)
    )
    assert ("Wij missen uw B12" in first, "Wij missen uw B12" in again) == (True, False)


def test_the_balance_of_a_month_is_said_only_where_it_is_told_and_a_minus_is_no_debt() -> None:
    told = {"costs": EVERYTHING["costs"], "approvedMonths": ["2026-03"]}
    shown = {"balances": [{"month": "2026-03", "amount": -253_07, "currency": "EUR"}]}
    words = [
        text_of(worded(facts_of(one.kind, written(one.said), "Gemeente", MIA), Language.DUTCH))
        for other in ({}, shown)
        for one in of_kind(Kind.MONTH_OVERVIEW, MARCH_1, **told, **other)
    ]
    assert ["253,07" in one for one in words] == [False, True]
    assert "Dit heeft de gemeente voorgeschoten" in words[1]
    assert [word for word in ("schuld", "-253", "- 253", "\N{MINUS SIGN}") if word in words[1].lower()] == []


def test_what_came_on_a_day_to_one_place_is_one_message() -> None:
    told = of_kind(Kind.TOESLAGEN_ARRIVED, MARCH_1, arrivals=EVERYTHING["arrivals"])
    assert [(one.subject, [income["amount"] for income in one.said["incomes"]]) for one in told] == [
        (Whereabouts.WITH_US, [1, 2]),
        (Whereabouts.WITH_CLIENT_BY_MISTAKE, [3]),
    ]


def test_who_gets_a_bill_back_hears_it_a_month_before() -> None:
    costs = [cost("rent", "2026-03"), cost("rent", "2026-04", ours=False), cost("phone", "2026-04", ours=False)]
    (one,) = of_kind(Kind.COST_HANDED_BACK, MARCH_1, costs=costs)
    assert (one.subject, one.said["from_on"], one.tell_until) == ("rent", date(2026, 4, 1), date(2026, 3, 31))
    after = [cost("rent", "2026-08"), cost("rent", "2026-09", ours=False)]
    assert of_kind(Kind.COST_HANDED_BACK, date(2026, 8, 5), costs=after) == []


def test_who_gets_a_bill_back_of_a_month_that_has_begun_hears_it_all_that_month_and_not_by_when() -> None:
    costs = [cost("rent", "2026-02"), *(cost("rent", f"2026-0{month}", ours=False) for month in (3, 4))]
    days = [MARCH_1 - DAY, MARCH_1, date(2026, 3, 31), date(2026, 4, 1)]
    told = [of_kind(Kind.COST_HANDED_BACK, day, costs=costs) for day in days]
    assert [[(one.day, one.said["has_begun"]) for one in several] for several in told] == [
        [(MARCH_1, False)],
        [(MARCH_1, True)],
        [(MARCH_1, True)],
        [],
    ]
    facts = [facts_of(one.kind, written(one.said), "Gemeente", MIA) for several in told[:2] for one in several]
    words = [text_of(worded(one, Language.DUTCH)) for one in facts]
    assert ["Huur: u betaalt zelf vanaf zondag 1 maart 2026." in one for one in words] == [True, True]
    assert ["Doe dit uiterlijk op" in one for one in words] == [True, False]


def test_the_beginning_and_the_end_say_what_is_paid_each_month() -> None:
    costs = EVERYTHING["costs"][:2]
    (begin,) = of_kind(Kind.RELIEF_BEGINS, BEGIN, costs=costs, leefgeld=EVERYTHING["leefgeld"])
    assert [(bill["cost"], bill["on"]) for bill in begin.said["bills"]] == [("rent", None), ("energy", None)]
    assert begin.said["leefgeld"] == {"amount": 400_00, "on": date(2026, 2, 27)}
    days = [END + number * DAY for number in (-32, -31, 0, 1)]
    assert [len(of_kind(Kind.RELIEF_ENDS, day, costs=costs)) for day in days] == [0, 1, 1, 0]


def test_without_a_plan_nothing_is_owed_and_it_is_asked_again() -> None:
    assert owed(an_outlook(beginsOn=None, endsOn=None), MARCH_1) == ((), MARCH_1 + LOOK_AGAIN)


def test_long_after_the_end_nobody_is_asked_about_again() -> None:
    assert owed(an_outlook(), END + 150 * DAY).ask_on is not None
    assert owed(an_outlook(), END + 151 * DAY) == ((), None)


DAYS = st.dates(BEGIN - 40 * DAY, END + 200 * DAY)


@given(DAYS)
def test_whatever_is_owed_is_within_its_days_and_can_be_said(today: date) -> None:
    for one in owed(an_outlook(**EVERYTHING), today).owed:
        assert one.tell_from <= today <= one.tell_until
        facts = facts_of(one.kind, written(one.said), "Gemeente Voorbeeldstad", MIA)
        assert facts.ends_on == END
        assert "Mia Verzonnen" in text_of(worded(facts, Language.DUTCH))


def test_going_by_the_days_that_are_asked_for_misses_nothing() -> None:
    """Everything that is owed on some day is owed on a day on which somebody asks."""
    outlook = an_outlook(**EVERYTHING)
    day, seen, asked = BEGIN - 40 * DAY, set(), set()
    next_on: date | None = day
    while day < END + 160 * DAY:
        told = owed(outlook, day)
        seen |= {(one.kind, one.subject, one.day) for one in told.owed}
        if next_on is not None and day >= next_on:
            asked |= {(one.kind, one.subject, one.day) for one in told.owed}
            next_on = told.ask_on
        day += DAY
    assert asked == seen
    assert {kind for kind, *_ in seen} == set(Kind) - {Kind.MONTH_CHANGED}
