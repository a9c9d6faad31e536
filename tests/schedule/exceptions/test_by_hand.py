"""What a person says of a booking is booked as if a rule had found it, and what does not fit changes nothing."""

import pytest

from services.errors import InvalidInput, Problem
from services.months import parse_month
from services.schedule.exceptions.by_hand import NoSuchPaymentOfOurs, PaymentDoesNotFit
from services.schedule.exceptions.learning import NobodyToRemember, Remember
from services.schedule.exceptions.said import BillIsKnown, MoneyIsShort, OnAnotherAccount, Part
from services.schedule.exceptions.standing import ExceptionHasEnded
from services.schedule.households.repository import NoSuchHousehold
from services.schedule.matching.repository import NothingIsOdd
from tests.schedule.exceptions.desk import Desk
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import Line

MARCH = parse_month("2026-03")


async def test_a_credit_that_is_matched_is_income_of_the_household_and_off_suspense(desk: Desk) -> None:
    await desk.says(Line(322_00, text="zorgtoeslag T900252"))
    one, _ = desk.households()
    before, (place,) = desk.budget(one), desk.places()
    assert desk.suspense() == 322_00
    await desk.matches(place, Part(one, "other", MARCH, 0))
    assert (desk.budget(one) - before, desk.suspense()) == (322_00, 0)
    assert desk.ends() == [("unknown_credit", "matched", "els")]
    expected = "select amount, booked, received from schedule.expected_income where subject = 'other/2026-03'"
    assert desk.rows(expected) == [{"amount": 322_00, "booked": 322_00, "received": 322_00}]
    assert desk.broken() == {}


async def test_a_debit_that_is_matched_is_paid_from_the_budget_of_the_household(desk: Desk) -> None:
    await desk.says(Line(100_00), Line(-12_50, text="abonnement"))
    one, _ = desk.households()
    credit, debit = desk.places()
    await desk.matches(credit, Part(one, "other", MARCH, 0))
    before = desk.budget(one)
    await desk.matches(debit, Part(one, "phone", MARCH, 0))
    assert (desk.budget(one) - before, desk.suspense()) == (-12_50, 0)
    assert desk.rows("select subject, amount from schedule.bank_share order by amount") == [
        {"subject": "phone/2026-03", "amount": 12_50},
        {"subject": "other/2026-03", "amount": 100_00},
    ]
    assert desk.broken() == {}


async def test_a_booking_is_split_to_the_cent(desk: Desk) -> None:
    await desk.says(Line(300_01))
    one, other = desk.households()
    (place,) = desk.places()
    before = desk.budget(one), desk.budget(other)
    await desk.splits(place, [Part(one, "grant", MARCH, 100_00), Part(other, "grant", MARCH, 200_01)])
    assert (desk.budget(one) - before[0], desk.budget(other) - before[1]) == (100_00, 200_01)
    assert desk.ends() == [("unknown_credit", "split", "els")]
    assert desk.broken() == {}


async def test_a_booking_that_is_a_payment_of_ours_tells_that_it_was_executed_and_then_that_it_came_back(
    desk: Desk,
) -> None:
    rent = desk.payment("rent")
    await desk.says(rent.line()._replace(end_to_end_id="202603" + "f" * 24))
    await desk.identifies(desk.places()[0], rent.end_to_end_id)
    assert desk.payment("rent").state == "executed"
    await desk.says(Line(rent.amount, iban="NL44RABO0123456789", text="retour"))
    await desk.identifies(desk.places()[0], rent.end_to_end_id)
    assert desk.payment("rent").state == "returned"
    assert (desk.suspense(), len(desk.rows("select from schedule.task where kind = 'money_came_back'"))) == (0, 1)
    assert desk.broken() == {}


REFUSED: dict[str, tuple[Line, str, type[Problem]]] = {
    "no cost comes in": (Line(5_00), "rent", InvalidInput),
    "no income goes out": (Line(-5_00), "zorgtoeslag", InvalidInput),
    "a bill that we pay is not paid twice": (Line(-5_00), "rent", BillIsKnown),
    "nobody pays what he has not": (Line(-9_999_00), "phone", MoneyIsShort),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_cannot_be_is_refused_and_changes_nothing(case: str, desk: Desk, admin_url: str) -> None:
    line, kind, refusal = REFUSED[case]
    await desk.says(line)
    (place,) = desk.places()
    before = everything(admin_url)
    with pytest.raises(refusal):
        await desk.matches(place, Part(desk.households()[0], kind, MARCH, 0))
    assert changed(before, everything(admin_url)) == []


async def test_every_fault_of_a_split_is_told_and_nothing_changes(desk: Desk, admin_url: str) -> None:
    await desk.says(Line(300_00))
    one, other = desk.households()
    parts = [Part(one, "grant", MARCH, 100_00), Part(one, "grant", MARCH, 0), Part(other, "rent", MARCH, 100_00)]
    before = everything(admin_url)
    with pytest.raises(InvalidInput) as refused:
        await desk.splits(desk.places()[0], parts)
    assert [fault.where for fault in refused.value.faults] == ["parts[1].amount", "parts[2].kind", "parts[1]", "parts"]
    assert changed(before, everything(admin_url)) == []


async def test_an_exception_ends_once_and_only_what_is_odd_is_one(desk: Desk, admin_url: str) -> None:
    rent = desk.payment("rent")
    await desk.says(Line(5_00), rent.line())
    (place,) = desk.places()
    part = Part(desk.households()[0], "other", MARCH, 0)
    await desk.matches(place, part)
    before = everything(admin_url)
    with pytest.raises(ExceptionHasEnded):
        await desk.matches(place, part)
    with pytest.raises(NothingIsOdd):
        await desk.matches(place._replace(entry=2), part)
    with pytest.raises(ExceptionHasEnded):
        await desk.splits(place, [part._replace(amount=2_00), part._replace(kind="grant", amount=3_00)])
    assert changed(before, everything(admin_url)) == []


async def test_a_payment_that_does_not_fit_or_is_nowhere_is_refused_and_changes_nothing(
    desk: Desk, admin_url: str
) -> None:
    rent = desk.payment("rent")
    await desk.says(Line(-1_00), rent.line()._replace(end_to_end_id="202603" + "f" * 24), rent.line())
    odd, same = desk.places()
    before = everything(admin_url)
    with pytest.raises(PaymentDoesNotFit, match="amount_differs"):
        await desk.identifies(odd, rent.end_to_end_id)
    with pytest.raises(PaymentDoesNotFit, match="executed_twice"):
        await desk.identifies(same, rent.end_to_end_id)
    with pytest.raises(NoSuchPaymentOfOurs):
        await desk.identifies(same, "202603" + "e" * 24)
    assert changed(before, everything(admin_url)) == []


async def test_money_is_not_matched_across_municipalities_nor_with_nobody(desk: Desk, admin_url: str) -> None:
    await desk.says(Line(5_00))
    (place,) = desk.places()
    desk.does("update municipality set iban = 'NL02ABNA0123456789' where code = 'GM0518'")
    before = everything(admin_url)
    with pytest.raises(OnAnotherAccount):
        await desk.matches(place, Part(desk.households()[0], "other", MARCH, 0))
    with pytest.raises(NoSuchHousehold):
        await desk.matches(place, Part(desk.organisation, "other", MARCH, 0))
    assert changed(before, everything(admin_url)) == []


async def test_only_words_of_the_booking_and_an_account_that_it_tells_are_remembered(
    desk: Desk, admin_url: str
) -> None:
    treasury = "NL86INGB0002445588"
    await desk.says(Line(5_00, text="VOORSCHOT 9990"), Line(6_00, iban=treasury), Line(7_00, batch="X-1"))
    named, everybody, nobody = desk.places()
    part = Part(desk.households()[0], "other", MARCH, 0)
    before = everything(admin_url)
    with pytest.raises(InvalidInput) as refused:
        await desk.matches(named, part, Remember(["voorschot", "HUUR", "a"]))
    assert [fault.where for fault in refused.value.faults] == ["rememberBy.words[1]", "rememberBy.words[2]"]
    with pytest.raises(InvalidInput, match="pays many households"):
        await desk.matches(everybody, part, Remember([]))
    with pytest.raises(NobodyToRemember):
        await desk.matches(nobody, part, Remember([]))
    assert changed(before, everything(admin_url)) == []
