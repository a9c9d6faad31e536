"""The counters are what the entries come to, checked from the last day that was found in order."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from services.schedule.ledger.counters import Counters
from services.schedule.ledger.entry import AccountKind
from services.schedule.ledger.posting import DayIsClosed, post
from services.schedule.ledger.replay import DayIsNotOver, Difference, close, differences
from tests.conftest import SessionOf
from tests.schedule.ledger.ledger import TODAY, Ledger, add_households, benefit, drawn, leefgeld, rent, set_aside

BEFORE, NEXT_DAY, LATER = date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 20)
BUDGET = AccountKind.BUDGET


async def found(ledger: Ledger, *, from_the_beginning: bool = False) -> list[Difference]:
    async with ledger.session(ledger.organisation) as work:
        return await differences(work, from_the_beginning=from_the_beginning)


async def closing(ledger: Ledger, through: date, today: date = LATER) -> list[Difference]:
    async with ledger.session(ledger.organisation) as work:
        return await close(work, through, today)


async def a_month(ledger: Ledger, household: UUID) -> None:
    """One of everything: come in, set aside, spoken for, executed, released, taken back."""
    await ledger.approve(household, 50_000)
    await ledger.post(benefit(household, 100_000), set_aside(household, 40_000), drawn(household, 20_000))
    energy = rent(household, 17_000, "energy/2026-03")
    await ledger.post(leefgeld(household, 40_000), rent(household, 62_000), energy)
    await ledger.post(rent(household, 62_000).executed(NEXT_DAY), energy.released(NEXT_DAY))
    await ledger.post(rent(household, 62_000).executed(NEXT_DAY).corrected(NEXT_DAY))


async def test_after_a_month_of_everything_the_counters_add_up(ledger: Ledger, household: UUID) -> None:
    await a_month(ledger, household)
    assert await found(ledger) == []
    assert await found(ledger, from_the_beginning=True) == []


async def test_a_counter_that_moved_without_an_entry_is_found(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000))
    ledger.plant("update ledger_account set credits_posted = 100001 where kind = 'budget'")
    assert await found(ledger) == [
        Difference(household, BUDGET, Counters(0, 0, 0, 100_000), Counters(0, 0, 0, 100_001))
    ]


async def test_an_entry_that_moved_no_counter_is_found_on_both_its_accounts(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000))
    ledger.plant("delete from ledger_account where kind = 'benefit'")
    ledger.plant("update ledger_entry set amount = 90000")
    assert {one.account: (one.replayed, one.counted) for one in await found(ledger)} == {
        AccountKind.BENEFIT: (Counters(0, 0, 90_000, 0), Counters(0, 0, 0, 0)),
        BUDGET: (Counters(0, 0, 0, 90_000), Counters(0, 0, 0, 100_000)),
    }


async def test_a_closed_day_is_carried_and_not_read_again(ledger: Ledger, household: UUID) -> None:
    """So a check takes as long as the days since, and what was changed before needs the look from the beginning."""
    await ledger.post(benefit(household, 100_000))
    assert await closing(ledger, TODAY) == []
    assert await found(ledger) == []
    ledger.plant("update ledger_entry set amount = 90000")
    assert await found(ledger) == []
    assert [one.account for one in await found(ledger, from_the_beginning=True)] == [AccountKind.BENEFIT, BUDGET]


async def test_a_closing_carries_what_earlier_ones_carried(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000))
    await closing(ledger, TODAY)
    await ledger.post(rent(household, 62_000, on=NEXT_DAY))
    await ledger.post(rent(household, 17_000, "energy/2026-03", on=LATER))
    assert await closing(ledger, NEXT_DAY) == []
    carried = "select debits_pending, credits_posted from ledger_closing_balance where kind = 'budget'"
    assert ledger.ask(carried) == [(62_000, 100_000)]
    assert await found(ledger) == []


async def test_nothing_is_booked_on_a_closed_day(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000))
    await closing(ledger, TODAY)
    before = ledger.rows()
    with pytest.raises(DayIsClosed, match="2026-03-02 is closed"):
        await ledger.post(rent(household, 62_000, on=TODAY))
    assert ledger.rows() == before
    assert await ledger.post(rent(household, 62_000, on=NEXT_DAY)) == []


async def test_a_ledger_that_does_not_add_up_is_not_closed(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000))
    ledger.plant("update ledger_account set credits_posted = 100001 where kind = 'budget'")
    assert [one.account for one in await closing(ledger, TODAY)] == [BUDGET]
    assert ledger.ask("select * from ledger_closing") == []
    assert ledger.ask("select * from ledger_closing_balance") == []


async def test_only_a_day_that_is_over_is_closed(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000))
    with pytest.raises(DayIsNotOver):
        await closing(ledger, TODAY, today=TODAY)
    assert ledger.ask("select * from ledger_closing") == []


async def test_closing_a_closed_day_again_changes_nothing(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000))
    await closing(ledger, TODAY)
    assert await closing(ledger, BEFORE) == []
    assert await closing(ledger, TODAY) == []
    assert ledger.ask("select verified_through from ledger_closing") == [(TODAY,)]
    assert ledger.ask("select credits_posted from ledger_closing_balance where kind = 'budget'") == [(100_000,)]


async def test_a_closing_waits_for_those_who_are_booking(ledger: Ledger, household: UUID) -> None:
    """Or a booking on that day would be committed behind it, and be missed by every later check."""
    async with ledger.session(ledger.organisation) as work:
        await post(work, [benefit(household, 100_000)])
        waiting = asyncio.create_task(closing(ledger, TODAY))
        await asyncio.wait([waiting], timeout=0.2)
        assert not waiting.done()
    assert await waiting == []
    assert ledger.ask("select credits_posted from ledger_closing_balance where kind = 'budget'") == [(100_000,)]


async def test_each_organisation_closes_for_itself(
    ledger: Ledger, session: SessionOf, another_organisation: UUID, admin_url: str, household: UUID
) -> None:
    add_households(admin_url, another_organisation, [household])
    theirs = Ledger(session, another_organisation, admin_url)
    await ledger.post(benefit(household, 100_000))
    await theirs.post(benefit(household, 70_000))
    await closing(ledger, TODAY)
    assert await theirs.post(rent(household, 62_000)) == []
    assert (await found(ledger), await found(theirs)) == ([], [])
