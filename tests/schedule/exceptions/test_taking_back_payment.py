"""A booking that was wrongly taken for a payment of ours: what it told of that is taken back by a row against it."""

import pytest

from services.errors import Problem
from services.months import parse_month
from services.schedule.exceptions.said import Part
from services.schedule.exceptions.tables import BookingMeasure
from services.schedule.exceptions.taking_back_payment import (
    CameBackSince,
    IsAPayment,
    MoneyWasSpent,
    WasPaidAnew,
    WasRecalled,
)
from services.schedule.matching.booked import Place
from services.schedule.recalls import asking
from services.schedule.recalls.recall import RecallReason
from tests.schedule.exceptions.desk import WHY, Desk
from tests.schedule.matching.treasury import Paid
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import Line

MARCH = parse_month("2026-03")
BACK = BookingMeasure.TAKE_BACK
NAMELESS = "202603" + "f" * 24
OUTCOMES = """
    select outcome, subject, takes_back from schedule.payment_outcome where end_to_end_id = %s order by number
"""
NEWS = "select data from schedule.outbox where type = 'nl.ontzorg.schedule.payment-outcome.taken-back'"
WAITS = "select from schedule.held_payment union all select from schedule.payment_came_back"
ASKED_WHY = "select outcome from schedule.task where kind = 'money_came_back'"


@pytest.fixture(autouse=True)
def later(desk: Desk) -> None:
    """Some days after the month was filed: what was spoken for then is not spent since."""
    desk.clock.move_to(desk.clock.now().replace(day=25))


async def nameless(desk: Desk, cents: int) -> Place:
    """A booking of so many cents that names no payment of ours."""
    await desk.says(Line(cents, NAMELESS, iban="NL44RABO0123456789"))
    return desk.places()[-1]


async def taken_for(desk: Desk, payment: Paid, *, came_back: bool = False) -> Place:
    """A booking that Els takes for this payment."""
    place = await nameless(desk, payment.amount if came_back else -payment.amount)
    await desk.identifies(place, payment.end_to_end_id)
    return place


def told(desk: Desk, payment: Paid) -> list[tuple[str, str, int | None]]:
    rows = desk.rows(OUTCOMES, payment.end_to_end_id)
    return [(row["outcome"], row["subject"], row["takes_back"]) for row in rows]


@pytest.mark.parametrize("purpose", ["rent", "leefgeld"])
async def test_a_payment_that_a_wrong_booking_was_taken_for_is_with_the_bank_again_until_its_own_comes(
    purpose: str, desk: Desk
) -> None:
    payment = desk.payment(purpose)
    free = {one: desk.budget(one) for one in desk.households()}
    place = await taken_for(desk, payment)
    assert desk.payment(purpose).state == "executed"
    await desk.says(payment.line())
    assert desk.oddities()[-1][0] == "executed_twice"
    decision = await desk.asks(place, BACK)
    assert (decision.alone, desk.payment(purpose).state, desk.broken()) == (True, "submitted", {})
    await desk.looks_again()
    assert desk.payment(purpose).state == "executed"
    (subject,) = {one[1] for one in told(desk, payment)[:2]}
    assert told(desk, payment) == [
        ("executed", subject, None),
        ("executed", subject, 1),
        ("executed", f"{subject}#2", None),
    ]
    assert (desk.places(), desk.suspense()) == ([place], -payment.amount)
    assert desk.steps()[:2] == [("matched", "els"), ("taken_back", "els")]
    assert ({one: desk.budget(one) for one in desk.households()}, desk.broken()) == (free, {})
    (news,) = desk.rows(NEWS)
    assert (news["data"]["hadComeBack"], news["data"]["toLiveOn"]) == (False, purpose == "leefgeld")


@pytest.mark.parametrize("purpose", ["rent", "leefgeld"])
async def test_what_did_not_come_back_after_all_has_left_holds_its_key_and_may_come_back_later(
    purpose: str, desk: Desk
) -> None:
    payment = desk.payment(purpose)
    await desk.says(payment.line())
    free = {one: desk.budget(one) for one in desk.households()}
    place = await taken_for(desk, payment, came_back=True)
    assert (desk.payment(purpose).state, len(desk.rows(WAITS))) == ("returned", 2)
    assert (await desk.asks(place, BACK)).alone
    assert (desk.payment(purpose).state, desk.rows(WAITS)) == ("executed", [])
    assert desk.rows(ASKED_WHY) == [{"outcome": "done"}]
    assert ({one: desk.budget(one) for one in desk.households()}, desk.suspense()) == (free, payment.amount)
    assert desk.broken() == {}
    await desk.says(payment.line(payment.amount, return_code="AC04"))
    (subject,) = {one[1] for one in told(desk, payment)[:2]}
    assert told(desk, payment) == [
        ("executed", subject, None),
        ("returned", subject, None),
        ("returned", f"{subject}#2", 2),
        ("returned", f"{subject}#2", None),
    ]
    assert (desk.payment(purpose).state, len(desk.rows(WAITS)), desk.broken()) == ("returned", 2, {})


async def test_a_wrong_identity_is_taken_back_as_often_as_it_takes_and_the_booking_may_be_anothers(desk: Desk) -> None:
    rent, water = desk.payment("rent"), desk.payment("water")
    place = await taken_for(desk, rent)
    back = await taken_for(desk, rent, came_back=True)
    for one in (back, place):
        await desk.asks(one, BACK)
        assert desk.broken() == {}
    await desk.identifies(place, rent.end_to_end_id)
    assert told(desk, rent)[-1] == ("executed", "rent/2026-03#3", None)
    await desk.asks(place, BACK)
    await desk.says(water.line())
    assert (desk.payment("rent").state, desk.payment("water").state) == ("submitted", "executed")
    await desk.matches(back, Part(desk.households()[0], "grant", MARCH, 0))
    await desk.matches(place, Part(desk.households()[0], "phone", MARCH, 0))
    assert (desk.places(), desk.suspense(), desk.broken()) == ([], 0, {})


async def test_what_a_rule_guessed_is_taken_back_and_what_the_bank_named_is_not(desk: Desk, admin_url: str) -> None:
    named, guessed = (one for one in desk.payments() if one.purpose == "water")
    like_it = Line(-guessed.amount, booked_on=guessed.execute_on, iban="NL69INGB0123456789")
    await desk.says(named.line(), like_it)
    matches = desk.rows("select rule, statement_id, entry, part from schedule.bank_match order by entry")
    assert [one.pop("rule") for one in matches] == ["end_to_end_id", "account"]
    places = [Place(**one) for one in matches]
    before = everything(admin_url)
    with pytest.raises(IsAPayment):
        await desk.asks(places[0], BACK)
    assert changed(before, everything(admin_url)) == []
    await desk.asks(places[1], BACK)
    await desk.looks_again()
    assert [one.state for one in desk.payments() if one.purpose == "water"] == ["executed", "submitted"]
    assert (desk.places(), desk.oddities(), desk.broken()) == ([places[1]], [("matched_wrongly", None)], {})


async def test_what_was_built_on_it_stands_in_the_way_and_nothing_changes(desk: Desk, admin_url: str) -> None:
    rent, water, energy = (desk.payment(one) for one in ("rent", "water", "energy"))
    came_back, recalled = await taken_for(desk, rent), await taken_for(desk, water)
    await desk.says(rent.line(rent.amount, return_code="AC04"))
    await desk.does_by(
        lambda session, hand: asking.ask(session, hand, water.end_to_end_id, RecallReason.OUR_WISH, WHY), "piet"
    )
    await desk.says(energy.line())
    paid_anew = await taken_for(desk, energy, came_back=True)
    desk.does(
        "insert into payment_settled select organisation_id, month, household_id, purpose, occasion, amount, due_on,"
        " reason, 'paid by the client', 'els', now() from held_payment where purpose = 'energy'"
    )
    refusals: list[tuple[Place, type[Problem]]] = [
        (came_back, CameBackSince),
        (recalled, WasRecalled),
        (paid_anew, WasPaidAnew),
    ]
    before = everything(admin_url)
    for place, refusal in refusals:
        with pytest.raises(refusal):
            await desk.asks(place, BACK)
    assert changed(before, everything(admin_url)) == []


async def test_what_was_spent_since_it_came_back_takes_two_and_is_not_there_to_be_taken_back(
    desk: Desk, admin_url: str
) -> None:
    rent = desk.payment("rent")
    await desk.says(rent.line())
    (whose,) = desk.rows("select household_id from schedule.payment where end_to_end_id = %s", rent.end_to_end_id)
    place = await taken_for(desk, rent, came_back=True)
    await desk.says(Line(-desk.budget(whose["household_id"])))
    await desk.matches(desk.places()[-1], Part(whose["household_id"], "phone", MARCH, 0))
    asked = await desk.asks(place, BACK)
    assert asked.alone is False
    before = everything(admin_url)
    with pytest.raises(MoneyWasSpent):
        await desk.approves(asked)
    assert changed(before, everything(admin_url)) == []
    await desk.says(Line(rent.amount))
    await desk.matches(desk.places()[-1], Part(whose["household_id"], "grant", MARCH, 0))
    await desk.approves(asked)
    assert (desk.payment("rent").state, desk.budget(whose["household_id"]), desk.broken()) == ("executed", 0, {})
