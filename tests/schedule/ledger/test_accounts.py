"""How deep a minstand may go is approved, written down for good, and never less than what is drawn."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from services.errors import InvalidInput
from services.schedule.ledger.accounts import (
    Account,
    ApprovedMinstand,
    MinstandInUse,
    accounts,
    approve_minstand,
)
from services.schedule.ledger.entry import OF_HOUSEHOLD, AccountKind
from services.schedule.ledger.posting import NoSuchBook
from tests.schedule.ledger.ledger import TODAY, Ledger, benefit, drawn, repaid

MINSTAND = AccountKind.MINSTAND


async def test_every_account_of_a_household_can_be_read_before_anything_was_booked(
    ledger: Ledger, household: UUID
) -> None:
    async with ledger.session(ledger.organisation) as work:
        book = (await accounts(work, [household]))[household]
    assert list(book) == list(OF_HOUSEHOLD)
    assert book[AccountKind.BUDGET] == Account()
    assert book[MINSTAND] == Account(cap=0)


async def test_the_newest_approval_counts_and_the_older_ones_stay(ledger: Ledger, household: UUID) -> None:
    await ledger.approve(household, 50_000, date(2026, 2, 9), "besluit 1")
    await ledger.approve(household, 75_000, date(2026, 3, 2), "besluit 2")
    assert (await ledger.account(household, MINSTAND)).room == 75_000
    assert ledger.ask("select number, cap, approved_on, decision from ledger_limit order by number") == [
        (1, 50_000, date(2026, 2, 9), "besluit 1"),
        (2, 75_000, date(2026, 3, 2), "besluit 2"),
    ]


async def test_many_households_are_approved_at_once(ledger: Ledger, households: Sequence[UUID]) -> None:
    approvals = [ApprovedMinstand(one, 1_000 * place, TODAY, "besluit 7") for place, one in enumerate(households)]
    async with ledger.session(ledger.organisation) as work:
        await approve_minstand(work, list(reversed(approvals)))
    assert [(await ledger.account(one, MINSTAND)).room for one in households] == [0, 1_000, 2_000]


async def test_no_approval_goes_below_what_is_drawn(ledger: Ledger, households: Sequence[UUID]) -> None:
    in_use, other, _ = households
    await ledger.approve(in_use, 50_000)
    await ledger.post(drawn(in_use, 30_000))
    before = ledger.rows(), ledger.ask("select * from ledger_limit")
    lower = [ApprovedMinstand(other, 10_000, TODAY, "besluit 8"), ApprovedMinstand(in_use, 29_999, TODAY, "besluit 8")]
    async with ledger.session(ledger.organisation) as work:
        with pytest.raises(MinstandInUse, match=str(in_use)):
            await approve_minstand(work, lower)
    assert (ledger.rows(), ledger.ask("select * from ledger_limit")) == before
    await ledger.approve(in_use, 30_000)
    assert (await ledger.account(in_use, MINSTAND)).room == 0


async def test_what_was_repaid_can_be_drawn_again(ledger: Ledger, household: UUID) -> None:
    await ledger.approve(household, 50_000)
    await ledger.post(drawn(household, 50_000), benefit(household, 140_000))
    await ledger.post(repaid(household, 50_000))
    assert (await ledger.account(household, MINSTAND)).room == 50_000


async def test_nothing_is_approved_for_nobody(ledger: Ledger) -> None:
    with pytest.raises(NoSuchBook):
        await ledger.approve(UUID(int=7), 50_000)
    assert ledger.ask("select * from ledger_limit") == []


def test_an_approval_names_its_decision_and_a_depth() -> None:
    with pytest.raises(InvalidInput) as refusal:
        ApprovedMinstand(UUID(int=7), -1, TODAY, " ")
    assert [fault.where for fault in refusal.value.faults] == ["cap", "decision"]
