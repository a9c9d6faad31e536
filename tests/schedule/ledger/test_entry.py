"""An entry is in balance because it cannot be otherwise, and what follows on it is another entry."""

from datetime import date
from uuid import UUID

import pytest

from services.errors import Fault, InvalidInput
from services.schedule.ledger.entry import (
    OF_HOUSEHOLD,
    OF_ORGANISATION,
    AccountKind,
    CannotFollow,
    Entry,
    Movement,
    Stage,
)
from tests.schedule.ledger.ledger import MARCH, TODAY, benefit, rent

HOUSEHOLD = UUID("019c0000-0000-7000-8000-000000000001")
NEXT_DAY = date(2026, 3, 3)


def test_an_amount_goes_from_the_account_debited_to_the_account_credited() -> None:
    entry = rent(HOUSEHOLD, 62_000)
    assert (entry.debit, entry.credit, entry.amount) == (AccountKind.BUDGET, AccountKind.CLEARING, 62_000)


@pytest.mark.parametrize("movement", Movement)
def test_every_movement_is_between_two_accounts_of_one_book(movement: Movement) -> None:
    debit, credit = movement.value
    assert debit is not credit
    assert {debit, credit} <= OF_ORGANISATION or {debit, credit} <= set(OF_HOUSEHOLD)


def test_leefgeld_leaves_its_account_only_to_be_paid() -> None:
    assert [one for one in Movement if AccountKind.LEEFGELD in one.value[:1]] == [Movement.LEEFGELD_IS_PAID]


@pytest.mark.parametrize("amount", [0, -1, 100_000_000_000])
def test_no_entry_moves_nothing_or_backwards_or_more_than_a_payment_can_hold(amount: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        rent(HOUSEHOLD, amount)
    assert [fault.where for fault in refusal.value.faults] == ["amount"]


@pytest.mark.parametrize("subject", ["", "rent 2026-03", "-rent", "huur\t2026", "rent\n", "löyer", "x" * 71])
def test_a_subject_is_a_plain_name(subject: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        rent(HOUSEHOLD, 62_000, subject)
    assert [fault.where for fault in refusal.value.faults] == ["subject"]


def test_every_fault_of_an_entry_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        rent(HOUSEHOLD, 0, "rent 2026-03")
    assert refusal.value.faults == (
        Fault(
            "amount",
            "0 is no amount to book",
            "give whole cents from 1 to 99999999999; money that goes the other way is a correction",
        ),
        Fault(
            "subject",
            "'rent 2026-03' is no subject",
            "write at most 70 letters, digits and : / . _ # + - , as in rent/2026-03",
        ),
    )


def test_what_is_pending_is_executed_or_released_under_the_same_subject() -> None:
    pending = rent(HOUSEHOLD, 62_000)
    executed, released = pending.executed(NEXT_DAY), pending.released(NEXT_DAY)
    way = (HOUSEHOLD, MARCH, "rent/2026-03", Movement.BUDGET_PAYS, 62_000, NEXT_DAY)
    assert executed == Entry(*way, Stage.EXECUTED)
    assert released == Entry(*way, Stage.RELEASED)
    assert (pending.stage.resolves, executed.stage.resolves, released.stage.resolves) == (False, True, True)


def test_only_what_is_pending_can_be_executed_or_released() -> None:
    for entry in (benefit(HOUSEHOLD, 140_000), rent(HOUSEHOLD, 62_000).executed(TODAY)):
        with pytest.raises(CannotFollow):
            entry.executed(NEXT_DAY)
        with pytest.raises(CannotFollow):
            entry.released(NEXT_DAY)


def test_a_correction_takes_the_money_back_and_names_what_it_corrects() -> None:
    correction = rent(HOUSEHOLD, 62_000).executed(TODAY).corrected(NEXT_DAY)
    assert (correction.debit, correction.credit) == (AccountKind.CLEARING, AccountKind.BUDGET)
    assert (correction.subject, correction.corrects) == ("rent/2026-03/corrected", "rent/2026-03")
    assert (correction.stage, correction.amount, correction.booked_on) == (Stage.POSTED, 62_000, NEXT_DAY)


def test_what_has_not_moved_and_what_is_a_correction_cannot_be_corrected() -> None:
    pending = rent(HOUSEHOLD, 62_000)
    for entry in (pending, pending.released(TODAY), benefit(HOUSEHOLD, 1).corrected(TODAY)):
        with pytest.raises(CannotFollow):
            entry.corrected(NEXT_DAY)
