"""What an exception may be: by what it is like its booking and what speaks against it, always in the same order."""

from itertools import permutations
from uuid import UUID

from services.schedule.exceptions.candidates import (
    MOST,
    Alike,
    Candidate,
    CandidateDoubt,
    CandidateKind,
    Likeness,
    candidates,
)
from services.schedule.matching.remembered import Remembered
from services.schedule.matching.submitted import Outcome
from services.schedule.statements.statement import Direction
from tests.schedule.matching.bookings import ELSEWHERE, FATIMA, PAID, UMR, YUSUF, awaited, bill, credit, debit

PAYEE, REFERENCE = b"account of the landlord", b"reference of the rent"
RETURNED = (*PAID, Outcome.RETURNED)


def told(found: list[Candidate]) -> list[tuple[str | None, Likeness, tuple[CandidateDoubt, ...]]]:
    return [(one.end_to_end_id or one.subject, one.like, one.doubts) for one in found]


def test_a_payment_is_like_a_debit_by_its_name_its_mandate_its_reference_its_account_or_its_amount() -> None:
    booked = debit(620, "2026-03-01", our_id="named", mandate=UMR, reference=REFERENCE, counterparty=PAYEE)
    payments = [
        bill(620, "2026-03-01", end_to_end_id="by amount"),
        bill(620, "2026-03-01", end_to_end_id="by account", payee=PAYEE),
        bill(620, "2026-03-01", end_to_end_id="by reference", reference=REFERENCE),
        bill(620, "2026-03-01", end_to_end_id="by mandate", mandate=UMR),
        bill(620, "2026-03-01", end_to_end_id="named"),
    ]
    assert told(candidates(booked, Alike(payments=payments))) == [
        ("named", Likeness.END_TO_END_ID, ()),
        ("by mandate", Likeness.MANDATE, ()),
        ("by reference", Likeness.REFERENCE, ()),
        ("by account", Likeness.ACCOUNT, ()),
        ("by amount", Likeness.AMOUNT, (CandidateDoubt.ONLY_THE_AMOUNT,)),
    ]


def test_each_reason_why_no_rule_took_it_is_told() -> None:
    booked = debit(620, "2026-03-01", our_id="named", counterparty=PAYEE)
    other = bill(500, "2026-05-01", PAID, end_to_end_id="named", account=ELSEWHERE, awaited=False)
    doubts = (
        CandidateDoubt.NOT_IN_A_FILE,
        CandidateDoubt.ANOTHER_ACCOUNT,
        CandidateDoubt.AMOUNT_DIFFERS,
        CandidateDoubt.ANOTHER_DAY,
        CandidateDoubt.EXECUTED_BEFORE,
    )
    assert told(candidates(booked, Alike(payments=[other]))) == [("named", Likeness.END_TO_END_ID, doubts)]
    twice = [bill(620, "2026-03-01", end_to_end_id=name, payee=PAYEE) for name in ("one", "two")]
    assert told(candidates(booked, Alike(payments=twice))) == [
        (name, Likeness.ACCOUNT, (CandidateDoubt.SEVERAL_FIT,)) for name in ("one", "two")
    ]


def test_what_came_in_may_be_what_came_back_and_what_is_expected() -> None:
    booked = credit(123, "2026-03-20", names=FATIMA)
    alike = Alike(
        payments=[
            bill(123, "2026-03-01", end_to_end_id="never went"),
            bill(123, "2026-03-01", RETURNED, end_to_end_id="back before"),
        ],
        awaited=[
            awaited(123, "2026-03-20"),
            awaited(300, "2026-03-20", "huurtoeslag"),
            awaited(123, "2026-03-20", household_id=YUSUF),
            awaited(123, "2025-12-20"),
        ],
    )
    assert [(one.household_id, *rest) for one, rest in _with_rest(candidates(booked, alike))] == [
        (FATIMA, "zorgtoeslag/2026-03", Likeness.NUMBER, ()),
        (FATIMA, "huurtoeslag/2026-03", Likeness.NUMBER, (CandidateDoubt.AMOUNT_DIFFERS,)),
        (YUSUF, "zorgtoeslag/2026-03", Likeness.AMOUNT, (CandidateDoubt.ONLY_THE_AMOUNT,)),
        (FATIMA, "back before", Likeness.AMOUNT, (CandidateDoubt.BACK_BEFORE, CandidateDoubt.ONLY_THE_AMOUNT)),
        (FATIMA, "never went", Likeness.AMOUNT, (CandidateDoubt.NOT_EXECUTED, CandidateDoubt.ONLY_THE_AMOUNT)),
    ]


def _with_rest(
    found: list[Candidate],
) -> list[tuple[Candidate, tuple[str | None, Likeness, tuple[CandidateDoubt, ...]]]]:
    return list(zip(found, told(found), strict=True))


def test_a_remembered_payer_and_the_other_half_of_a_booking_are_told_too() -> None:
    booked = debit(62, "2026-03-05", counterparty=PAYEE, mandate=UMR)
    payer = Remembered(None, Direction.DEBIT, PAYEE, frozenset(), "energy", YUSUF, 60_00)
    refund = credit(62, "2026-03-09", entry=4, mandate=UMR)
    alike = Alike(
        remembered=[payer, payer._replace(counterparty=b"another")], others=[refund, refund._replace(amount=1)]
    )
    other, remembered = candidates(booked, alike)
    assert (other.kind, other.like, other.place) == (CandidateKind.BOOKING, Likeness.MANDATE, refund.place)
    assert (remembered.kind, remembered.household_id, remembered.subject, remembered.doubts) == (
        CandidateKind.REMEMBERED,
        YUSUF,
        "energy",
        (CandidateDoubt.AMOUNT_DIFFERS,),
    )


def test_the_order_is_that_of_what_they_are_and_the_list_ends() -> None:
    booked = debit(620, "2026-03-01", counterparty=PAYEE)
    payments = [
        bill(620, f"2026-03-0{day}", end_to_end_id=f"on {day}", household_id=UUID(int=day)) for day in (1, 2, 5)
    ]
    orders = {tuple(told(candidates(booked, Alike(payments=one)))) for one in permutations(payments)}
    assert len(orders) == 1
    many = [bill(620, "2026-03-01", end_to_end_id=f"{number:02d}") for number in range(MOST + 5)]
    assert [one.end_to_end_id for one in candidates(booked, Alike(payments=many))] == [
        f"{number:02d}" for number in range(MOST)
    ]
