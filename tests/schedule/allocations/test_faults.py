"""Everything that is wrong with an answer is told at once, with its place."""

from datetime import date
from uuid import UUID

import pytest

from services.schedule.allocations.allocation import Allocation, AllocationWord, NotBookedReason, Said
from services.schedule.allocations.faults import faults_of_answer, faults_of_saying
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments.run import PaymentRoute
from tests.schedule.allocations.builders import BOOKED, ELSEWHERE, LESS, NINTH, NOT_BOOKED, RENT, SECOND, rent

OTHER = NotBookedReason.OTHER


@pytest.mark.parametrize("said", [BOOKED, NOT_BOOKED, LESS, ELSEWHERE])
def test_what_says_what_its_word_says_is_taken(said: Said) -> None:
    assert list(faults_of_saying(said, NINTH)) == []
    assert list(faults_of_answer(RENT, said, None)) == []
    assert list(faults_of_answer(RENT, said, frozenset({UUID(int=5)}))) == []


@pytest.mark.parametrize(
    ("said", "places"),
    [
        (BOOKED._replace(booked_on=None), ["bookedOn"]),
        (BOOKED._replace(booked_on=date(2026, 3, 10)), ["bookedOn"]),
        (BOOKED._replace(amount=5, on_another_contract=True, reason=OTHER), ["amount", "onAnotherContract", "reason"]),
        (LESS._replace(booked_on=None, reason=OTHER), ["reason", "bookedOn"]),
        (NOT_BOOKED._replace(reason=None), ["reason"]),
        (NOT_BOOKED._replace(booked_on=SECOND, amount=5), ["bookedOn", "amount"]),
        (BOOKED._replace(told_on=date(2026, 3, 10)), ["toldOn"]),
    ],
)
def test_what_lacks_something_or_says_too_much_is_refused(said: Said, places: list[str]) -> None:
    assert [fault.where for fault in faults_of_saying(said, NINTH)] == places


@pytest.mark.parametrize(
    ("one", "said", "places"),
    [
        (RENT, NOT_BOOKED._replace(told_on=date(2026, 3, 1)), ["toldOn"]),
        (RENT, BOOKED._replace(booked_on=date(2026, 2, 26)), ["bookedOn"]),
        (RENT, BOOKED._replace(booked_on=date(2026, 2, 27)), []),
        (RENT, LESS._replace(amount=620_00), ["amount"]),
        (RENT, LESS._replace(amount=None), ["amount"]),
        (RENT, ELSEWHERE._replace(amount=620_00), []),
        (rent(payee=PayeeKind.CLIENT), BOOKED, ["endToEndId"]),
        (rent(route=PaymentRoute.SUPPLIER_PULLS), BOOKED, ["endToEndId"]),
        (rent(route=PaymentRoute.BENEFIT_SYSTEM_WITHHOLDS), BOOKED, ["endToEndId"]),
        (rent(executed_on=None, known_at=None), BOOKED, ["endToEndId"]),
        (rent(over=True), BOOKED, []),
    ],
)
def test_what_cannot_be_so_of_the_payment_is_refused(one: Allocation, said: Said, places: list[str]) -> None:
    assert [fault.where for fault in faults_of_answer(one, said, None)] == places


def test_a_supplier_answers_for_no_other() -> None:
    (fault,) = faults_of_answer(RENT, BOOKED._replace(booked_on=date(2026, 1, 1)), frozenset({UUID(int=6)}))
    assert (fault.where, fault.what) == ("endToEndId", "was paid to another account")
    assert [one.where for one in faults_of_answer(rent(payee_id=None), BOOKED, frozenset({UUID(int=6)}))] == [
        "endToEndId"
    ]


def test_every_fault_has_a_cure() -> None:
    wrong = Said(AllocationWord.BOOKED, date(2026, 3, 10), BOOKED.told_by, amount=5, reason=OTHER)
    faults = [*faults_of_saying(wrong, NINTH), *faults_of_answer(rent(route=PaymentRoute.SUPPLIER_PULLS), wrong, None)]
    assert len(faults) == 5
    assert all(fault.cure for fault in faults)
