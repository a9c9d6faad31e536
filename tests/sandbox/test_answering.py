"""What a supplier says of a payment that he got, fault by fault: on which day, and what people are to be told."""

from dataclasses import replace
from datetime import date

import pytest

from sandbox.answering import course_of
from sandbox.faults import Chances, FaultKind, Of, kinds_named
from sandbox.truth import Answered, Course, Said
from services.schedule.allocations.allocation import AllocationWord, Teller
from tests.sandbox.certain import Certain
from tests.sandbox.test_payments import ORDER

EXECUTED, KNOWN = date(2026, 3, 6), date(2026, 3, 9)
IN_TIME = date(2026, 3, 12)
"""A Friday, the Monday behind it, and three bank days later."""


def course(kind: FaultKind, days: int = 1, cents: int = ORDER.cents) -> Course:
    order = ORDER._replace(cents=cents)
    return course_of(order, EXECUTED, KNOWN, Certain(Of.ANSWER, kind, days))


def booked(on: date) -> Answered:
    return Answered(on, "202603aa", Said(AllocationWord.BOOKED, on, Teller.SUPPLIER, booked_on=EXECUTED))


def notices(of: Course) -> list[tuple[str, str, date, date | None]]:
    return [(str(one.sign), one.about, one.known_by, one.until) for one in of.notices]


def test_without_a_fault_he_says_after_three_bank_days_that_he_booked_it() -> None:
    found = course_of(ORDER, EXECUTED, KNOWN, Chances(1, kinds_named("none")))
    assert found == Course(answers=[booked(IN_TIME)])


def test_who_never_answers_is_told_of_for_the_cost_once_ten_bank_days_are_over() -> None:
    found = course(FaultKind.ANSWERED_NEVER)
    assert found.answers == []
    assert notices(found) == [("booking_not_told", "rent", date(2026, 3, 24), None)]


def test_who_answers_late_is_told_of_until_he_does() -> None:
    found = course(FaultKind.ANSWERED_LATE, days=3)
    assert found.answers == [booked(date(2026, 3, 26))]
    assert notices(found) == [("booking_not_told", "rent", date(2026, 3, 24), date(2026, 3, 26))]


def test_what_he_did_not_book_is_told_at_once_and_booked_when_he_was_shown_that_it_was_paid() -> None:
    found = course(FaultKind.NOT_BOOKED, days=4)
    said, mended = found.answers
    assert (said.on, said.said.word, said.said.told_on) == (IN_TIME, AllocationWord.NOT_BOOKED, IN_TIME)
    assert said.said.reason is not None
    assert mended == booked(date(2026, 3, 18))
    assert notices(found) == [("paid_not_booked", "rent/2026-03", IN_TIME, None)]


@pytest.mark.parametrize("cents", [1, 2, 62_000])
def test_what_he_booked_otherwise_is_less_than_was_paid_or_all_of_it_elsewhere(cents: int) -> None:
    found = course(FaultKind.BOOKED_OTHERWISE, days=4, cents=cents)
    said = found.answers[0].said
    assert (said.word, said.booked_on) == (AllocationWord.BOOKED_OTHERWISE, EXECUTED)
    assert said.on_another_contract is (said.amount is None)
    assert said.amount is None or 0 < said.amount < cents
    assert found.answers[1:] == [booked(date(2026, 3, 18))]
    assert notices(found) == [("paid_not_booked", "rent/2026-03", IN_TIME, None)]


def test_whatever_befalls_is_counted_and_each_notice_says_what_it_was() -> None:
    kinds = (FaultKind.ANSWERED_NEVER, FaultKind.ANSWERED_LATE, FaultKind.NOT_BOOKED, FaultKind.BOOKED_OTHERWISE)
    for kind in kinds:
        found = course(kind)
        assert (found.befell, [one.fault for one in found.notices]) == (kind, [kind])
        assert replace(found, notices=[], answers=[], befell=None) == Course(), "nothing of it is booked"
