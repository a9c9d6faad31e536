"""What a match by hand teaches explains the next booking of that payer, and those that wait already."""

import asyncio

import pytest

from services.months import parse_month
from services.schedule.exceptions.again import AT_ONCE, Learned, Reached, look_again
from services.schedule.exceptions.learning import Remember
from services.schedule.exceptions.said import Part
from services.schedule.hand import Hand
from services.schedule.matching.booked import Place
from services.schedule.matching.bookings import bookings_at
from services.schedule.matching.looking_up import with_words
from services.schedule.matching.matching import BY
from services.schedule.matching.remembering import ForgottenBefore, NoSuchRememberedPayer, forget, remembered_of
from services.schedule.matching.repository import exception_at
from tests.schedule.exceptions.desk import Desk
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import Line

FEBRUARY, MARCH, APRIL = parse_month("2026-02"), parse_month("2026-03"), parse_month("2026-04")
ALIMONY = Line(150_00, text="Alimentatie kind 7781")


async def test_the_next_booking_of_a_remembered_payer_is_matched_by_itself(desk: Desk) -> None:
    one, _ = desk.households()
    await desk.says(ALIMONY)
    await desk.matches(desk.places()[0], Part(one, "other", FEBRUARY, 0), Remember(["kind 7781"], 150_00))
    await desk.says(ALIMONY)
    assert desk.rows("select rule, outcome, amount from schedule.bank_match") == [
        {"rule": "remembered", "outcome": "received", "amount": 150_00}
    ]
    assert (desk.places(), desk.broken()) == ([], {})


async def test_those_that_wait_already_are_matched_again_and_the_others_stay(desk: Desk) -> None:
    one, _ = desk.households()
    await desk.says(ALIMONY, ALIMONY, ALIMONY._replace(text="Alimentatie kind 1234"), ALIMONY._replace(cents=99_00))
    await desk.matches(desk.places()[0], Part(one, "other", FEBRUARY, 0), Remember(["7781"], 150_00))
    await desk.looks_again()
    assert desk.ends() == [
        ("unknown_credit", "matched", "els"),
        ("unknown_credit", "matched", "ontzorg"),
        ("unknown_credit", None, None),
        ("not_expected", None, None),
    ]
    assert desk.rows("select household_id, month from schedule.bank_share order by month") == [
        {"household_id": one, "month": FEBRUARY},
        {"household_id": one, "month": MARCH},
    ]
    steps = desk.rows("select entry, number, step, by from schedule.bank_exception_step order by entry, number")
    assert [tuple(row.values()) for row in steps] == [
        (1, 1, "matched", "els"),
        (2, 1, "matched", "ontzorg"),
        (4, 1, "found_otherwise", "ontzorg"),
    ]
    assert desk.broken() == {}


async def test_of_a_payer_only_what_says_its_words_is_looked_at_again(desk: Desk) -> None:
    """Dienst Toeslagen pays everybody: whoever works at another booking of it holds nobody up, and is not held up."""
    one, _ = desk.households()
    await desk.says(ALIMONY, ALIMONY, ALIMONY._replace(text="Alimentatie kind 1234"))
    *_, other = desk.places()
    await desk.matches(desk.places()[0], Part(one, "other", FEBRUARY, 0), Remember(["7781"], 150_00))
    async with asyncio.timeout(20), desk.database.transaction(desk.organisation) as held:
        await exception_at(held, *other)
        await desk.looks_again()
    assert [end[1:] for end in desk.ends()] == [("matched", "els"), ("matched", "ontzorg"), (None, None)]
    assert (desk.places(), desk.broken()) == ([other], {})


async def test_of_a_payer_is_read_what_the_words_of_a_booking_may_fit(desk: Desk) -> None:
    one, _ = desk.households()
    texts = ["kind 7781", "kind 1234", "kind 7781 extra"]
    await desk.says(*[ALIMONY._replace(text=text) for text in texts], ALIMONY._replace(text="anders"))
    remembered = [["7781"], ["1234"], ["7781", "extra"], []]
    for place, words in zip(desk.places(), remembered, strict=True):
        await desk.matches(place, Part(one, "other", FEBRUARY, 0), Remember(words, 150_00))
    async with desk.database.reading(desk.organisation) as session:
        rows = desk.rows("select statement_id, entry, part from schedule.bank_exception order by entry")
        places = [Place(**row) for row in rows]
        booked = await with_words(session, KEYRING, *await bookings_at(session, places))
        read = [await remembered_of(session, KEYRING, [each]) for each in booked]
        together = await remembered_of(session, KEYRING, booked)
    assert [{each for each in some if each.fits(one)} for one, some in zip(booked, read, strict=True)] == [
        {each for each in together if each.fits(one)} for one in booked
    ]
    assert (len(read[1]), len(read[3]), len(together)) == (2, 1, 4)


async def test_a_collector_is_remembered_with_the_amount_that_it_drew(desk: Desk) -> None:
    one, _ = desk.households()
    phone = Line(-12_50, text="mobiel 0612")
    await desk.says(Line(200_00), phone, phone, phone._replace(cents=-13_00))
    credit, debit, *_ = desk.places()
    await desk.matches(credit, Part(one, "other", MARCH, 0))
    await desk.matches(debit, Part(one, "phone", FEBRUARY, 0), Remember([]))
    await desk.looks_again()
    assert [end[:2] for end in desk.ends()[1:]] == [
        ("unknown_debit", "matched"),
        ("unknown_debit", "matched"),
        ("paid_twice", None),
    ]
    assert desk.broken() == {}


async def test_a_payment_that_was_identified_explains_that_it_came_back_before(desk: Desk) -> None:
    rent = desk.payment("rent")
    await desk.says(rent.line()._replace(end_to_end_id="202603" + "f" * 24), rent.line(rent.amount, return_code="TM01"))
    assert [end[0] for end in desk.ends()] == ["no_such_payment", "back_before_it_went"]
    await desk.identifies(desk.places()[0], rent.end_to_end_id)
    await desk.looks_again()
    assert [end[1:] for end in desk.ends()] == [("matched", "els"), ("matched", "ontzorg")]
    assert (desk.payment("rent").state, desk.broken()) == ("returned", {})


async def test_however_small_the_batches_all_that_is_concerned_is_looked_at(desk: Desk) -> None:
    one, _ = desk.households()
    await desk.says(*[ALIMONY._replace(cents=150_00 + cents) for cents in range(4)])
    await desk.matches(desk.places()[3], Part(one, "other", APRIL, 0), Remember(["7781"], 150_00))
    (payer,) = desk.rows("select id from schedule.remembered_payer")
    reached: Reached | None = Reached()
    rounds = 0
    while reached is not None:
        async with desk.database.transaction(desk.organisation) as session:
            hand = Hand.of(session, BY, desk.clock.now(), RULES, KEYRING)
            reached = await look_again(session, hand, Learned(payer_id=payer["id"]), reached, most=1)
            rounds += 1
    assert rounds == 4
    assert AT_ONCE > 1
    assert [end[:2] for end in desk.ends()] == [
        ("unknown_credit", "matched"),
        ("not_expected", None),
        ("not_expected", None),
        ("unknown_credit", "matched"),
    ]
    assert desk.broken() == {}


async def test_what_is_forgotten_explains_nothing_more_and_is_forgotten_once(desk: Desk, admin_url: str) -> None:
    one, _ = desk.households()
    await desk.says(ALIMONY)
    await desk.matches(desk.places()[0], Part(one, "other", FEBRUARY, 0), Remember(["7781"], 150_00))
    (payer,) = desk.rows("select id from schedule.remembered_payer")
    await desk.does_by(lambda session, hand: forget(session, hand, payer["id"]))
    await desk.says(ALIMONY)
    assert [end[1] for end in desk.ends()] == ["matched", None]
    before = everything(admin_url)
    with pytest.raises(ForgottenBefore):
        await desk.does_by(lambda session, hand: forget(session, hand, payer["id"]))
    with pytest.raises(NoSuchRememberedPayer):
        await desk.does_by(lambda session, hand: forget(session, hand, desk.organisation))
    assert changed(before, everything(admin_url)) == []
