"""Two that book in the same books at the same moment: one after the other, never too much, never stuck."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from services.schedule.ledger.entry import AccountKind, Entry
from services.schedule.ledger.posting import AlreadyBooked, Shortage, post
from services.schedule.ledger.replay import differences
from tests.schedule.ledger.ledger import Ledger, benefit, drawn, rent

BUDGET, MINSTAND = AccountKind.BUDGET, AccountKind.MINSTAND


async def book_and_linger(ledger: Ledger, entries: Sequence[Entry]) -> list[Shortage]:
    """Book, and keep what is locked a little longer, so that the others really meet it."""
    async with ledger.session(ledger.organisation) as work:
        shortages = await post(work, entries)
        await asyncio.sleep(0.02)
        return shortages


async def test_money_that_is_there_once_is_spent_once(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000))
    claims = [[rent(household, 60_000, f"rent/{claim}")] for claim in range(8)]
    told = await asyncio.gather(*(book_and_linger(ledger, claim) for claim in claims))
    assert sorted(told, key=len) == [[], *[[Shortage(household, BUDGET, 20_000)]] * 7]
    assert (await ledger.account(household, BUDGET)).free == 40_000


async def test_a_minstand_is_drawn_once_down_to_its_cap(ledger: Ledger, household: UUID) -> None:
    await ledger.approve(household, 50_000)
    draws = [[drawn(household, 30_000, f"minstand/{number}")] for number in range(4)]
    told = await asyncio.gather(*(book_and_linger(ledger, draw) for draw in draws))
    assert sorted(told, key=len) == [[], *[[Shortage(household, MINSTAND, 10_000)]] * 3]
    assert (await ledger.account(household, MINSTAND)).room == 20_000


async def test_who_waited_is_weighed_by_what_came_in_meanwhile(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 1_000))
    async with ledger.session(ledger.organisation) as work:
        await post(work, [benefit(household, 99_000, "benefit/2")])
        spending = asyncio.create_task(ledger.post(rent(household, 60_000)))
        await asyncio.wait([spending], timeout=0.2)
        assert not spending.done()
    assert await spending == []
    assert (await ledger.account(household, BUDGET)).free == 40_000


async def test_books_named_in_opposite_orders_are_locked_in_one(ledger: Ledger, households: Sequence[UUID]) -> None:
    """Each names the books the other way round; locked as named, they would wait for each other for ever."""
    await ledger.post(*(benefit(household, 1_000_000) for household in households))
    rounds = 6
    batches = [
        [rent(household, 1_000, f"rent/{number}") for household in households[:: 1 if number % 2 else -1]]
        for number in range(rounds * 2)
    ]
    assert await asyncio.gather(*(book_and_linger(ledger, batch) for batch in batches)) == [[]] * rounds * 2
    assert [(await ledger.account(one, BUDGET)).free for one in households] == [1_000_000 - 12_000] * 3
    async with ledger.session(ledger.organisation) as work:
        assert await differences(work) == []


async def test_books_opened_by_two_at_once_are_opened_once(ledger: Ledger, households: Sequence[UUID]) -> None:
    batches = [
        [benefit(household, 1_000, f"benefit/{number}") for household in households[:: 1 if number % 2 else -1]]
        for number in range(4)
    ]
    assert await asyncio.gather(*(book_and_linger(ledger, batch) for batch in batches)) == [[]] * 4
    assert [(await ledger.account(one, BUDGET)).held for one in households] == [4_000] * 3


async def test_one_of_two_resolves_what_is_pending(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000))
    pending = rent(household, 60_000)
    await ledger.post(pending)
    outcomes = await asyncio.gather(
        book_and_linger(ledger, [pending.executed(pending.booked_on)]),
        book_and_linger(ledger, [pending.released(pending.booked_on)]),
        return_exceptions=True,
    )
    assert sorted(map(type, outcomes), key=str) == sorted([list, AlreadyBooked], key=str)
    async with ledger.session(ledger.organisation) as work:
        assert await differences(work) == []
    assert len(ledger.ask("select from ledger_entry where resolves")) == 1


async def test_a_booking_that_was_not_committed_leaves_nothing(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000))
    before = ledger.rows()
    with pytest.raises(ZeroDivisionError):
        await _book_and_fall(ledger, rent(household, 60_000))
    assert ledger.rows() == before


async def _book_and_fall(ledger: Ledger, entry: Entry) -> None:
    async with ledger.session(ledger.organisation) as work:
        assert await post(work, [entry]) == []
        raise ZeroDivisionError
