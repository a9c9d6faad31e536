"""What becomes of a payment of ours at the bank, fault by fault: bookings, reports, and what people are to be told."""

from datetime import date

import pytest

from sandbox.faults import Chances, FaultKind, Of, kinds_named
from sandbox.orders import Ordered
from sandbox.payments import CODES, Order, course_of, sent_back
from sandbox.truth import Course
from tests.sandbox.certain import Certain

FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)
ORDER = Order(
    account="NL91ABNA0417164300",
    end_to_end_id="202603aa",
    cents=62_000,
    execute_on=MONDAY,
    name="Woonstichting",
    iban="NL22RABO0165092003",
    said="",
    message_id="RUN-1",
    block="RUN-1-1",
    household=7,
    about="rent/2026-03",
    attempt=1,
)


def course(kind: FaultKind, days: int = 1) -> Course:
    return course_of(ORDER, FRIDAY, Certain(Of.PAYMENT, kind, days))


def bookings(of: Course) -> list[tuple[int, date, str, bool]]:
    """Cents, day, our name, and whether it is the one with the fault."""
    return [(one.line.cents, one.line.on, one.line.own_id, one.fault is not None) for one in of.booked]


def notices(of: Course) -> list[tuple[str, str, date, date | None]]:
    return [(str(one.sign), one.about, one.known_by, one.until) for one in of.notices]


def test_without_a_fault_it_is_booked_on_its_day_and_nobody_is_told_a_thing() -> None:
    found = course_of(ORDER, FRIDAY, Chances(1, kinds_named("none")))
    assert (bookings(found), found.rejections, found.notices) == ([(-62_000, MONDAY, "202603aa", False)], [], [])
    assert [one.block for one in found.booked] == ["RUN-1-1"]


def test_what_is_rejected_is_never_booked_and_reported_the_next_bank_day() -> None:
    found = course(FaultKind.REJECTED)
    (rejection,) = found.rejections
    assert (found.booked, rejection[:4]) == ([], (MONDAY, "RUN-1", "RUN-1-1", "202603aa"))
    assert rejection.code in CODES
    assert notices(found) == [("money_came_back", "rent/2026-03", MONDAY, None)]


def test_what_comes_back_was_booked_before_and_says_why() -> None:
    found = course(FaultKind.RETURNED, days=3)
    assert bookings(found) == [
        (-62_000, MONDAY, "202603aa", False),
        (62_000, date(2026, 3, 12), "202603aa", True),
    ]
    assert found.booked[1].line.reason in CODES
    assert {one.block for one in found.booked} == {""}, "what has a fault is booked by itself"
    assert notices(found) == [("money_came_back", "rent/2026-03", date(2026, 3, 12), None)]


def test_what_is_lost_has_to_be_missed_after_five_bank_days() -> None:
    found = course(FaultKind.LOST)
    assert (found.booked, found.rejections) == ([], [])
    assert notices(found) == [("not_seen", "payment/rent/2026-03", date(2026, 3, 16), None)]


def test_what_is_held_up_has_to_be_missed_until_it_shows() -> None:
    found = course(FaultKind.HELD_UP, days=8)
    assert bookings(found) == [(-62_000, date(2026, 3, 19), "202603aa", True)]
    assert notices(found) == [("not_seen", "payment/rent/2026-03", date(2026, 3, 16), date(2026, 3, 19))]


@pytest.mark.parametrize("cents", [1, 62_000])
def test_another_amount_is_never_the_right_one_and_never_nothing(cents: int) -> None:
    order = ORDER._replace(cents=cents)
    (booked,) = course_of(order, FRIDAY, Certain(Of.PAYMENT, FaultKind.ANOTHER_AMOUNT)).booked
    assert booked.line.cents < 0
    assert booked.line.cents != -cents


def test_what_is_executed_twice_has_one_booking_too_many() -> None:
    assert bookings(course(FaultKind.EXECUTED_TWICE, days=2)) == [
        (-62_000, MONDAY, "202603aa", False),
        (-62_000, date(2026, 3, 11), "202603aa", True),
    ]


def test_what_was_rejected_and_is_executed_all_the_same_is_booked_behind_the_report() -> None:
    found = course(FaultKind.EXECUTED_THOUGH_REJECTED, days=2)
    assert [one.on for one in found.rejections] == [MONDAY]
    assert bookings(found) == [(-62_000, date(2026, 3, 11), "202603aa", True)]


def test_what_was_executed_and_is_rejected_all_the_same_is_an_exception_by_its_own_name() -> None:
    found = course(FaultKind.REJECTED_THOUGH_EXECUTED, days=1)
    reported_on = date(2026, 3, 20)
    assert (bookings(found), [one.on for one in found.rejections]) == (
        [(-62_000, MONDAY, "202603aa", False)],
        [reported_on],
    )
    assert notices(found) == [("rejected_after_execution", "202603aa", reported_on, None)]


def test_a_payment_without_its_name_still_says_whom_it_went_to() -> None:
    (booked,) = course(FaultKind.WITHOUT_NAME).booked
    assert (booked.line.own_id, booked.line.iban, booked.payment) == ("", ORDER.iban, "202603aa")


@pytest.mark.parametrize("taken_on", [date(2026, 3, 7), date(2026, 3, 10)])
def test_what_comes_after_its_day_or_on_a_closed_day_is_booked_as_soon_as_the_bank_works(taken_on: date) -> None:
    found = course_of(ORDER, taken_on, Chances(1, kinds_named("none")))
    assert [one.line.on for one in found.booked] == [max(MONDAY, taken_on)]


def test_what_we_send_back_is_booked_as_it_was_ordered_and_is_nobodys() -> None:
    ordered = Ordered("BACK-1", "BACK-1-1", ORDER.account, FRIDAY, "back1", 140_000, "Uitkering", ORDER.iban, "Retour")
    (booked,) = sent_back(ordered, date(2026, 3, 7)).booked
    assert (booked.line.cents, booked.line.on, booked.line.own_id) == (-140_000, MONDAY, "back1")
    assert (booked.household, booked.about, booked.fault) == (None, "sent_back", None)
