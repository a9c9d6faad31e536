"""What takes two people: written off, and taken back; nobody approves what he asked for, and nothing is edited."""

import pytest

from services.errors import Problem
from services.months import parse_month
from services.schedule.exceptions.deciding import (
    AskedByYou,
    DecisionHasEnded,
    NoSuchDecision,
    NotAskedByYou,
    approve,
    refuse,
    withdraw,
)
from services.schedule.exceptions.learning import Remember
from services.schedule.exceptions.said import Part
from services.schedule.exceptions.standing import ExceptionHasEnded, SomethingIsAsked
from services.schedule.exceptions.tables import BookingMeasure
from services.schedule.exceptions.taking_back import NothingToTakeBack
from services.schedule.exceptions.taking_back_payment import IsAPayment, MoneyWasSpent
from services.schedule.matching.booked import Place
from services.schedule.statements.repository import NoSuchStatement
from tests.schedule.exceptions.desk import WHY, Desk
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import Line

FEBRUARY, MARCH = parse_month("2026-02"), parse_month("2026-03")
BACK, OFF = BookingMeasure.TAKE_BACK, BookingMeasure.WRITE_OFF
EXPECTED = "select subject, amount, booked, received from schedule.expected_income where subject like 'other/%%'"


async def test_a_match_that_nothing_was_paid_from_is_taken_back_by_one_person(desk: Desk) -> None:
    one, _ = desk.households()
    desk.clock.move_to(desk.clock.now().replace(day=25))
    await desk.says(Line(322_00))
    before, (place,) = desk.budget(one), desk.places()
    await desk.matches(place, Part(one, "other", MARCH, 0))
    await desk.asks(place, BACK)
    assert desk.decisions() == [("take_back", True, "approved", "els")]
    assert (desk.budget(one) - before, desk.suspense(), desk.places()) == (0, 322_00, [place])
    assert desk.rows(EXPECTED) == [{"subject": "other/2026-03", "amount": 0, "booked": 0, "received": 0}]
    assert desk.rows("select number, amount, takes_back from schedule.bank_share order by number") == [
        {"number": 1, "amount": 322_00, "takes_back": None},
        {"number": 2, "amount": 322_00, "takes_back": 1},
    ]
    assert desk.steps() == [("matched", "els"), ("taken_back", "els")]
    assert desk.broken() == {}


async def test_what_was_taken_back_is_matched_anew_as_often_as_it_takes(desk: Desk) -> None:
    one, other = desk.households()
    desk.clock.move_to(desk.clock.now().replace(day=25))
    await desk.says(Line(60_00), Line(-5_00))
    credit, debit = desk.places()
    for _ in range(2):
        await desk.matches(credit, Part(one, "other", MARCH, 0))
        await desk.asks(credit, BACK)
    await desk.matches(credit, Part(other, "other", MARCH, 0))
    before = desk.budget(other)
    for _ in range(2):
        await desk.matches(debit, Part(other, "phone", MARCH, 0))
        await desk.asks(debit, BACK)
    assert (desk.budget(other), desk.suspense(), desk.broken()) == (before, -5_00, {})
    await desk.matches(debit, Part(other, "phone", MARCH, 0))
    assert (desk.budget(other) - before, desk.suspense(), desk.broken()) == (-5_00, 0, {})


async def test_what_a_rule_matched_wrongly_is_an_exception_and_no_rule_takes_it_again(desk: Desk) -> None:
    one, other = desk.households()
    desk.clock.move_to(desk.clock.now().replace(day=25))
    alimony = Line(150_00, text="Alimentatie kind 7781")
    await desk.says(alimony)
    await desk.matches(desk.places()[0], Part(one, "other", FEBRUARY, 0), Remember(["7781"], 150_00))
    await desk.says(alimony)
    (row,) = desk.rows("select statement_id, entry, part from schedule.bank_match")
    place = Place(**row)
    await desk.asks(place, BACK)
    await desk.looks_again()
    assert desk.ends()[1] == ("matched_wrongly", None, None)
    assert (desk.suspense(), desk.broken()) == (150_00, {})
    await desk.matches(place, Part(other, "grant", MARCH, 0))
    assert (desk.suspense(), desk.broken()) == (0, {})


async def test_what_money_went_out_on_since_is_taken_back_by_two_and_what_was_spent_by_nobody(
    desk: Desk, admin_url: str
) -> None:
    one, _ = desk.households()
    desk.clock.move_to(desk.clock.now().replace(day=25))
    free = desk.budget(one)
    await desk.says(Line(100_00), Line(-(free + 40_00)), Line(30_00))
    first, debit, more = desk.places()
    await desk.matches(first, Part(one, "other", MARCH, 0))
    await desk.matches(debit, Part(one, "insurance", MARCH, 0))
    asked = await desk.asks(first, BACK)
    assert (asked.alone, desk.budget(one)) == (False, 60_00)
    before = everything(admin_url)
    with pytest.raises(MoneyWasSpent):
        await desk.approves(asked)
    assert changed(before, everything(admin_url)) == []
    await desk.matches(more, Part(one, "grant", MARCH, 0))
    with pytest.raises(MoneyWasSpent):
        await desk.approves(asked)
    await desk.asks(debit, BACK)
    await desk.approves(asked)
    assert (desk.budget(one), desk.broken()) == (free + 30_00, {})
    assert [one[1:] for one in desk.decisions()] == [(False, "approved", "piet"), (True, "approved", "els")]


async def test_what_nobody_explains_is_written_off_by_two_both_ways_and_taken_back_by_two(desk: Desk) -> None:
    await desk.says(Line(7_00), Line(-2_00))
    credit, debit = desk.places()
    for place in (credit, debit):
        await desk.approves(await desk.asks(place, OFF))
    assert (desk.suspense(), sum(desk.held("written_off").values())) == (0, 5_00)
    assert [end[1] for end in desk.ends()] == ["written_off", "written_off"]
    assert desk.broken() == {}
    await desk.approves(await desk.asks(credit, BACK))
    assert (desk.suspense(), sum(desk.held("written_off").values()), desk.places()) == (7_00, -2_00, [credit])
    assert desk.steps() == [("written_off", "piet"), ("taken_back", "piet"), ("written_off", "piet")]
    assert desk.broken() == {}


async def test_nobody_decides_what_he_asked_for_and_nothing_is_decided_twice(desk: Desk, admin_url: str) -> None:
    await desk.says(Line(7_00), Line(8_00))
    place, other = desk.places()
    asked = await desk.asks(place, OFF)
    before = everything(admin_url)
    with pytest.raises(AskedByYou):
        await desk.approves(asked, by="els")
    with pytest.raises(AskedByYou):
        await desk.does_by(lambda session, hand: refuse(session, hand, asked.id, WHY))
    with pytest.raises(NotAskedByYou):
        await desk.does_by(lambda session, hand: withdraw(session, hand, asked.id, WHY), "piet")
    with pytest.raises(SomethingIsAsked):
        await desk.asks(place, OFF, by="piet")
    with pytest.raises(SomethingIsAsked):
        await desk.matches(place, Part(desk.households()[0], "other", MARCH, 0))
    with pytest.raises(NoSuchDecision):
        await desk.does_by(lambda session, hand: approve(session, hand, desk.organisation))
    assert changed(before, everything(admin_url)) == []
    await desk.does_by(lambda session, hand: refuse(session, hand, asked.id, WHY), "piet")
    again = await desk.asks(other, OFF)
    await desk.does_by(lambda session, hand: withdraw(session, hand, again.id, WHY))
    before = everything(admin_url)
    for ended in (asked, again):
        with pytest.raises(DecisionHasEnded):
            await desk.approves(ended, by="roos")
    assert changed(before, everything(admin_url)) == []
    assert (len(desk.places()), desk.suspense(), desk.broken()) == (2, 15_00, {})
    assert [one[2] for one in desk.decisions()] == ["refused", "withdrawn"]


async def test_what_is_no_match_is_not_taken_back_and_what_has_ended_not_written_off(
    desk: Desk, admin_url: str
) -> None:
    rent = desk.payment("rent")
    await desk.says(rent.line(), Line(7_00), Line(8_00))
    odd, matched = desk.places()
    await desk.matches(matched, Part(desk.households()[0], "other", MARCH, 0))
    refusals: list[tuple[Place, BookingMeasure, type[Problem]]] = [
        (odd, BACK, NothingToTakeBack),
        (odd._replace(entry=1), BACK, IsAPayment),
        (odd._replace(entry=9), BACK, NothingToTakeBack),
        (Place(desk.organisation, 1, 1), BACK, NoSuchStatement),
        (matched, OFF, ExceptionHasEnded),
    ]
    before = everything(admin_url)
    for place, what, refusal in refusals:
        with pytest.raises(refusal):
            await desk.asks(place, what)
    assert changed(before, everything(admin_url)) == []


async def test_what_waits_for_a_second_person_ends_with_its_exception(desk: Desk, admin_url: str) -> None:
    drawn = Line(-30_00, mandate="UMR-1")
    await desk.says(drawn, Line(7_00))
    first, other = desk.places()
    asked, waits = await desk.asks(first, OFF), await desk.asks(other, OFF)
    await desk.says(Line(30_00, mandate="UMR-1"))
    assert desk.ends()[0] == ("debit_without_mandate", "mirrored", "ontzorg")
    assert desk.decisions() == [("write_off", False, "overtaken", "ontzorg"), ("write_off", False, None, None)]
    told = (
        "select data ->> 'state' as state from schedule.outbox where type like '%%booking-decision.changed' order by id"
    )
    assert [row["state"] for row in desk.rows(told)] == ["asked", "asked", "overtaken"]
    before = everything(admin_url)
    with pytest.raises(DecisionHasEnded):
        await desk.approves(asked)
    assert changed(before, everything(admin_url)) == []
    await desk.approves(waits)
    assert [row["state"] for row in desk.rows(told)] == ["asked", "asked", "overtaken", "approved"]
    assert (desk.decisions()[1], desk.broken()) == (("write_off", False, "approved", "piet"), {})


TOESLAGEN = """
    select toeslag, amount, told_by, (told like '%%/2') as is_again from schedule.toeslag_that_came order by told
"""
FIRST_MONEY = """
    select content ->> 'on' as day from schedule.fact as said where kind = 'toeslag_arrived' and not exists (
        select from schedule.fact as later where later.household_id = said.household_id
        and later.corrects = said.sequence
    ) and content is not null
"""


async def test_a_toeslag_that_is_taken_back_did_not_come_and_comes_anew_when_it_is_matched_anew(desk: Desk) -> None:
    one, other = desk.households()
    desk.clock.move_to(desk.clock.now().replace(day=25))
    await desk.says(Line(123_00))
    (place,) = desk.places()
    await desk.matches(place, Part(one, "zorgtoeslag", MARCH, 0))
    came = {"toeslag": "zorgtoeslag", "amount": 123_00, "told_by": "els", "is_again": False}
    assert (desk.rows(TOESLAGEN), len(desk.rows(FIRST_MONEY))) == ([came], 1)
    await desk.asks(place, BACK)
    assert (desk.rows(TOESLAGEN), desk.rows(FIRST_MONEY), desk.broken()) == ([], [], {})
    for household in (other, one):
        await desk.matches(place, Part(household, "zorgtoeslag", MARCH, 0))
        assert desk.rows(TOESLAGEN)[0]["amount"] == 123_00
        assert (len(desk.rows(FIRST_MONEY)), desk.broken()) == (1, {})
        await desk.asks(place, BACK)
    assert (desk.rows(TOESLAGEN), desk.suspense(), desk.broken()) == ([], 123_00, {})
    await desk.splits(place, [Part(one, "zorgtoeslag", MARCH, 100_00), Part(other, "zorgtoeslag", MARCH, 23_00)])
    assert sorted(one["amount"] for one in desk.rows(TOESLAGEN)) == [23_00, 100_00]
    assert (desk.suspense(), desk.broken()) == (0, {})


@pytest.mark.parametrize("named", [0, 1], ids=["what was odd", "its refund"])
async def test_a_pair_that_was_none_is_two_exceptions_again_and_stays_so(desk: Desk, named: int) -> None:
    await desk.says(Line(-62_00, mandate="UMR-1"), Line(62_00, mandate="UMR-1"))
    (row,) = desk.rows("select statement_id from schedule.bank_match where outcome = 'refunded'")
    pair = [Place(row["statement_id"], entry, 1) for entry in (1, 2)]
    await desk.asks(pair[named], BACK)
    assert desk.decisions() == [("take_back", True, "approved", "els")]
    assert (desk.places(), desk.suspense(), desk.broken()) == (pair, 0, {})
    await desk.looks_again()
    await desk.matches(pair[1], Part(desk.households()[0], "other", MARCH, 0))
    assert (desk.places(), desk.suspense(), desk.broken()) == (pair[:1], -62_00, {})
    await desk.says(Line(62_00, mandate="UMR-1"))
    assert (desk.places(), desk.suspense(), desk.broken()) == ([], 0, {})
