"""Every promise is kept by what the ledger does, and sees the one fault that it is there for."""

from uuid import UUID

import pytest
from sqlalchemy import text

from services.promises import Promise
from services.schedule.ledger.promises import PROMISES
from tests.schedule.ledger.ledger import Ledger
from tests.schedule.ledger.test_replay import a_month

BY_NUMBER = {promise.number: promise for promise in PROMISES}
FAULTS = {
    "a debit without its credit": (
        "I1",
        "update ledger_account set debits_posted = debits_posted + 1 where kind = 'benefit'",
    ),
    "a pending debit without its credit": (
        "I1",
        "update ledger_account set debits_pending = debits_pending + 1 where kind = 'benefit'",
    ),
    "counters that moved together, without an entry": (
        "I2",
        "update ledger_account set debits_posted = debits_posted + (kind = 'benefit')::int,"
        " credits_posted = credits_posted + (kind = 'budget')::int",
    ),
    "an entry that is gone": ("I2", "delete from ledger_entry where subject = 'energy/2026-03' and resolves"),
    "an amount that was changed afterwards": ("I2", "update ledger_entry set amount = 1 where subject = 'benefit'"),
    "a minstand deeper than was approved": ("I9", "update ledger_account set cap = cap + 1 where kind = 'minstand'"),
    "an approval that is gone": ("I9", "delete from ledger_limit"),
    "a budget that was spent twice": (
        "I9",
        "alter table ledger_account drop constraint within_limits;"
        " update ledger_account set debits_pending = 1000000 where kind = 'budget'",
    ),
    "something resolved that was never pending": (
        "I11",
        "insert into ledger_entry select organisation_id, book_id, month, booked_on, amount, true, 'executed', debit,"
        " credit, subject from ledger_entry where subject = 'benefit'",
    ),
    "something resolved with another amount": (
        "I11",
        "update ledger_entry set amount = 1 where subject = 'rent/2026-03' and resolves",
    ),
    "something resolved twice": (
        "I11",
        "alter table ledger_entry drop constraint ledger_entry_pkey;"
        " insert into ledger_entry select * from ledger_entry where subject = 'rent/2026-03' and resolves",
    ),
    "a trigger that is off": ("I12", "alter table ledger_entry disable trigger is_append_only"),
    "a trigger that is gone": ("I12", "drop trigger is_append_only on ledger_limit"),
    "a right that nobody should have": ("I12", "grant update on bank_file to ontzorg_schedule"),
}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: f"{promise.number}: {promise.says}")
async def test_a_month_keeps_the_promise(ledger: Ledger, household: UUID, promise: Promise) -> None:
    await a_month(ledger, household)
    assert ledger.ask(promise.offenders) == []


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_planted_fault_is_found(ledger: Ledger, household: UUID, fault: str) -> None:
    number, statement = FAULTS[fault]
    await a_month(ledger, household)
    ledger.plant(statement)
    assert ledger.ask(BY_NUMBER[number].offenders) != []


async def test_an_organisation_can_ask_for_itself(ledger: Ledger, household: UUID) -> None:
    """The service sees its own offenders by the same query."""
    await a_month(ledger, household)
    ledger.plant(FAULTS["a debit without its credit"][1])
    async with ledger.session(ledger.organisation) as work:
        offenders = (await work.execute(text(BY_NUMBER["I1"].offenders))).all()
    assert [(row.organisation_id, row.book_id) for row in offenders] == [(ledger.organisation, household)]
