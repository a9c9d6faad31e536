"""Sent back: what came in goes to where it came from by a file of one payment, what was drawn is asked of our bank."""

from datetime import date
from typing import Any

import pytest

from services.errors import InvalidInput, Problem
from services.schedule.bank.checking import check
from services.schedule.bank.keeping import stream
from services.schedule.concerns import CONCERNS
from services.schedule.exceptions.deciding import DecisionHasEnded, ask
from services.schedule.exceptions.sending_back import AskedBackBefore, NobodyCollected, TooLateToAsk
from services.schedule.exceptions.standing import ExceptionHasEnded
from services.schedule.exceptions.tables import BookingMeasure, DecisionRow
from services.schedule.exceptions.taking_back import WasSentBack
from services.schedule.matching.booked import Place
from services.schedule.matching.reporting import take_report
from services.schedule.sent_back.filing import NobodyToSendBackTo
from services.schedule.sent_back.refund import Ground
from tests.schedule.exceptions.desk import WHY, Desk
from tests.schedule.households.builders import KEYRING
from tests.schedule.instructions.desk import asked
from tests.schedule.matching.reports import of, report
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import Line, handed_in

BACK = BookingMeasure.SEND_BACK
SENDER = "NL02ABNA0123456789"
CAME = Line(45_00, iban=SENDER)
SENT = "select end_to_end_id, message_id, number, amount, execute_on from schedule.sent_back order by number"
MATCHES = "select rule, outcome, amount from schedule.bank_match order by statement_id, entry"


async def sends(desk: Desk, place: Place) -> dict[str, Any]:
    """Els asks, Piet approves; the payment back."""
    await desk.approves(await desk.asks(place, BACK))
    return desk.rows(SENT)[-1]


async def draws_back(desk: Desk, place: Place, ground: Ground | None) -> DecisionRow:
    row: DecisionRow = await desk.does_by(lambda session, hand: ask(session, hand, place, BACK, WHY, ground))
    return row


def stands(desk: Desk) -> tuple[int, int]:
    """Cents on suspense, and filed to go back."""
    return desk.suspense(), sum(desk.held("sent_back").values())


async def test_what_came_in_goes_back_by_a_file_of_one_payment_and_leaves_suspense_with_it(desk: Desk) -> None:
    await desk.says(CAME)
    (place,) = desk.places()
    asked = await desk.asks(place, BACK)
    assert (asked.alone, desk.rows(SENT), stands(desk)) == (False, [], (45_00, 0))
    await desk.approves(asked)
    (sent,) = desk.rows(SENT)
    assert (sent["number"], sent["amount"], stands(desk), desk.places()) == (1, 45_00, (0, 45_00), [])
    async with desk.database.reading(desk.organisation) as session:
        content = b"".join([piece async for piece in stream(session, KEYRING, sent["message_id"])])
    said = check([content])
    assert (said.message_id, said.items, said.amount) == (sent["message_id"], 1, 45_00)
    text = content.decode()
    assert (f"<IBAN>{SENDER}</IBAN>" in text, f"<EndToEndId>{sent['end_to_end_id']}<" in text) == (True, True)
    assert "Retour van uw betaling van 03-03-2026" in text
    assert (desk.ends(), desk.steps(), desk.broken()) == (
        [("unknown_credit", "sent_back", "piet")],
        [("sent_back", "piet")],
        {},
    )


@pytest.mark.parametrize("by", ["name", "batch"])
async def test_the_debit_of_it_is_known_by_its_name_or_its_block(desk: Desk, by: str) -> None:
    await desk.says(CAME)
    sent = await sends(desk, desk.places()[0])
    named = Line(-45_00, sent["end_to_end_id"]) if by == "name" else Line(-45_00, batch=f"{sent['message_id']}-1")
    await desk.says(named)
    assert (stands(desk), desk.places(), desk.broken()) == ((0, 0), [], {})
    rule = "end_to_end_id" if by == "name" else "batch"
    assert desk.rows(MATCHES) == [{"rule": rule, "outcome": "sent_back", "amount": 45_00}]


async def test_what_comes_again_is_an_exception_again_and_goes_back_under_another_name(desk: Desk) -> None:
    await desk.says(CAME)
    (place,) = desk.places()
    first = await sends(desk, place)
    away, again = Line(-45_00, first["end_to_end_id"]), Line(45_00, first["end_to_end_id"], return_code="AC04")
    await desk.says(away, again)
    assert (stands(desk), desk.places(), desk.broken()) == ((45_00, 0), [place], {})
    second = await sends(desk, place)
    assert (second["number"], first["end_to_end_id"] != second["end_to_end_id"]) == (2, True)
    assert (stands(desk), desk.broken()) == ((0, 45_00), {})
    assert desk.steps() == [("sent_back", "piet"), ("came_again", "ontzorg"), ("sent_back", "piet")]
    await desk.says(Line(-45_00, second["end_to_end_id"]))
    assert (stands(desk), desk.broken()) == ((0, 0), {})


async def test_what_the_bank_rejects_never_left_and_is_nobodys_again(desk: Desk) -> None:
    await desk.says(CAME)
    (place,) = desk.places()
    sent = await sends(desk, place)
    told = handed_in(report(sent["message_id"], of(sent["end_to_end_id"], "RJCT")))
    taken = await desk.does_by(lambda session, hand: take_report(session, hand, told))
    assert (taken.rejected, taken.odd, stands(desk), desk.places()) == (1, 0, (45_00, 0), [place])
    assert desk.broken() == {}
    await desk.says(Line(-45_00, sent["end_to_end_id"]))
    assert [one[0] for one in desk.ends()] == ["unknown_credit", "executed_after_rejection"]
    assert (stands(desk), desk.broken()) == ((0, 0), {})


async def test_another_amount_or_a_second_time_is_odd_and_moves_nothing_that_was_filed(desk: Desk) -> None:
    await desk.says(CAME)
    sent = await sends(desk, desk.places()[0])
    name = sent["end_to_end_id"]
    await desk.says(Line(45_00, name), Line(-44_00, name), Line(-45_00, name), Line(-45_00, name))
    assert [one[0] for one in desk.ends()[1:]] == ["back_before_it_went", "amount_differs", "executed_twice"]
    assert (stands(desk), desk.broken()) == ((45_00 - 44_00 - 45_00, 0), {})


async def test_a_debit_that_lost_its_name_is_identified_as_the_payment_back(desk: Desk, admin_url: str) -> None:
    await desk.says(CAME)
    sent = await sends(desk, desk.places()[0])
    await desk.says(Line(-45_00, "202603" + "f" * 24))
    (nameless,) = desk.places()
    await desk.identifies(nameless, sent["end_to_end_id"])
    assert (stands(desk), desk.places(), desk.broken()) == ((0, 0), [], {})
    before = everything(admin_url)
    with pytest.raises(WasSentBack):
        await desk.asks(nameless, BookingMeasure.TAKE_BACK)
    assert changed(before, everything(admin_url)) == []


async def test_it_goes_back_once_whoever_asks_again(desk: Desk, admin_url: str) -> None:
    await desk.says(CAME)
    (place,) = desk.places()
    asked = await desk.asks(place, BACK)
    await desk.approves(asked)
    before = everything(admin_url)
    with pytest.raises(DecisionHasEnded):
        await desk.approves(asked, by="roos")
    with pytest.raises(ExceptionHasEnded):
        await desk.asks(place, BACK)
    assert changed(before, everything(admin_url)) == []


@pytest.mark.parametrize(
    "line",
    [Line(45_00, iban="AE070331234567890123456"), Line(45_00, name="\u0645\u062d\u0645\u062f")],
    ids=["an account that no credit transfer reaches", "a name that no bank passes on"],
)
async def test_where_the_bank_tells_nobody_to_pay_it_is_refused_when_it_is_asked(
    desk: Desk, line: Line, admin_url: str
) -> None:
    await desk.says(line)
    (place,) = desk.places()
    before = everything(admin_url)
    with pytest.raises(NobodyToSendBackTo):
        await desk.asks(place, BACK)
    assert changed(before, everything(admin_url)) == []


async def test_what_was_drawn_is_asked_of_our_bank_and_its_refund_ends_it(desk: Desk) -> None:
    desk.clock.move_to(desk.clock.now().replace(month=3, day=3))
    await desk.says(Line(-62_00, mandate="UMR-1"))
    (place,) = desk.places()
    await desk.approves(await draws_back(desk, place, Ground.UNAUTHORISED))
    asked = "select ground, asked_on, last_day, answer_by from schedule.asked_back"
    assert [tuple(row.values()) for row in desk.rows(asked)] == [
        ("unauthorised", date(2026, 3, 3), date(2027, 4, 3), date(2026, 3, 5))
    ]
    (row,) = desk.rows("select due_on, closed_at from schedule.bank_exception")
    assert (row["due_on"], row["closed_at"], desk.suspense()) == (date(2026, 3, 5), None, -62_00)
    assert (desk.steps(), desk.broken()) == ([("asked_back", "piet")], {})
    await desk.says(Line(62_00, mandate="UMR-1", return_code="MD06"))
    assert (desk.ends(), stands(desk), desk.broken()) == (
        [("debit_without_mandate", "mirrored", "ontzorg")],
        (0, 0),
        {},
    )


def waits(desk: Desk) -> list[str]:
    """What the doctor says that waits for a person, of what this is about."""
    return [one.says.split(" that ")[0] for one in CONCERNS[:2] if asked(desk.admin_url, one.found)]


async def test_a_refund_and_a_payment_back_that_no_statement_shows_wait_for_a_person(desk: Desk) -> None:
    desk.clock.move_to(desk.clock.now().replace(month=3, day=3))
    await desk.says(Line(-62_00, mandate="UMR-1"), CAME)
    drawn, came = desk.places()
    await desk.approves(await draws_back(desk, drawn, Ground.UNAUTHORISED))
    sent = await sends(desk, came)
    await desk.says(Line(1, booked_on=date(2026, 3, 5)))
    assert waits(desk) == []
    await desk.says(Line(1, booked_on=date(2026, 3, 6)))
    assert waits(desk) == ["collections"]
    await desk.says(Line(1, booked_on=date(2026, 3, 12)))
    assert waits(desk) == ["collections", "money"]
    late = date(2026, 3, 13)
    await desk.says(Line(62_00, mandate="UMR-1", booked_on=late), Line(-45_00, sent["end_to_end_id"], booked_on=late))
    assert (waits(desk), desk.broken()) == ([], {})


async def test_what_cannot_be_asked_back_is_refused_and_nothing_is_asked_twice(desk: Desk, admin_url: str) -> None:
    desk.clock.move_to(desk.clock.now().replace(month=3, day=3))
    rent = desk.payment("rent")
    await desk.says(Line(-62_00, mandate="UMR-1"), rent.line(-1), Line(5_00))
    drawn, ours, credit = desk.places()
    await desk.approves(await draws_back(desk, drawn, Ground.AUTHORISED))
    refusals: list[tuple[Place, Ground | None, type[Problem]]] = [
        (drawn, None, InvalidInput),
        (drawn, Ground.AUTHORISED, AskedBackBefore),
        (ours, Ground.UNAUTHORISED, NobodyCollected),
        (credit, Ground.AUTHORISED, InvalidInput),
    ]
    before = everything(admin_url)
    for place, ground, refusal in refusals:
        with pytest.raises(refusal):
            await draws_back(desk, place, ground)
    desk.clock.move_to(desk.clock.now().replace(year=2027, month=4, day=4))
    with pytest.raises(TooLateToAsk):
        await draws_back(desk, drawn, Ground.UNAUTHORISED)
    assert changed(before, everything(admin_url)) == []
