"""Booking: what moves, what is only spoken for, what does not fit, and what is refused without a trace."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

import psycopg
import pytest

from services.months import parse_month
from services.schedule.ledger.accounts import Account
from services.schedule.ledger.entry import AccountKind, Entry, Movement, Stage
from services.schedule.ledger.posting import AlreadyBooked, NoSuchBook, NothingToFollow, Shortage, post
from tests.conftest import SessionOf
from tests.schedule.ledger.ledger import (
    MARCH,
    TODAY,
    Ledger,
    add_households,
    benefit,
    drawn,
    leefgeld,
    rent,
    repaid,
    set_aside,
)
from tests.superuser import as_superuser

BUDGET, LEEFGELD, CLEARING = AccountKind.BUDGET, AccountKind.LEEFGELD, AccountKind.CLEARING
MINSTAND = AccountKind.MINSTAND
NEXT_DAY = date(2026, 3, 3)


async def test_what_comes_in_is_held_and_owed_by_whom_it_came_from(ledger: Ledger, household: UUID) -> None:
    assert await ledger.post(benefit(household, 140_000)) == []
    assert await ledger.account(household, BUDGET) == Account(credits_posted=140_000)
    assert await ledger.account(household, AccountKind.BENEFIT) == Account(debits_posted=140_000)


async def test_what_is_pending_is_still_held_and_no_longer_free(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 140_000))
    await ledger.post(rent(household, 62_000))
    budget = await ledger.account(household, BUDGET)
    assert (budget.held, budget.free) == (140_000, 78_000)
    assert await ledger.account(household, CLEARING) == Account(credits_pending=62_000)


async def test_what_the_bank_executed_is_gone(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 140_000))
    await ledger.post(rent(household, 62_000))
    await ledger.post(rent(household, 62_000).executed(NEXT_DAY))
    budget = await ledger.account(household, BUDGET)
    assert (budget.held, budget.free, budget.debits_pending) == (78_000, 78_000, 0)
    assert await ledger.account(household, CLEARING) == Account(credits_posted=62_000)


async def test_what_is_released_is_free_again(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 140_000))
    await ledger.post(rent(household, 62_000))
    await ledger.post(rent(household, 62_000).released(NEXT_DAY))
    assert await ledger.account(household, BUDGET) == Account(credits_posted=140_000)
    assert await ledger.account(household, CLEARING) == Account()


async def test_an_entry_is_kept_as_it_was_booked(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 140_000))
    await ledger.post(rent(household, 62_000))
    await ledger.post(rent(household, 62_000).executed(NEXT_DAY))
    await ledger.post(rent(household, 62_000).executed(NEXT_DAY).corrected(NEXT_DAY))
    columns = "month, subject, resolves, stage, debit, credit, amount, booked_on, corrects"
    assert ledger.ask(f"select {columns} from ledger_entry order by subject, resolves") == [
        (MARCH, "benefit", False, "posted", "benefit", "budget", 140_000, TODAY, None),
        (MARCH, "rent/2026-03", False, "pending", "budget", "clearing", 62_000, TODAY, None),
        (MARCH, "rent/2026-03", True, "executed", "budget", "clearing", 62_000, NEXT_DAY, None),
        (MARCH, "rent/2026-03/corrected", False, "posted", "clearing", "budget", 62_000, NEXT_DAY, "rent/2026-03"),
    ]


async def test_what_came_back_from_the_bank_is_free_again(ledger: Ledger, household: UUID) -> None:
    executed = rent(household, 62_000).executed(NEXT_DAY)
    await ledger.post(benefit(household, 140_000))
    await ledger.post(rent(household, 62_000))
    await ledger.post(executed)
    await ledger.post(executed.corrected(NEXT_DAY))
    assert (await ledger.account(household, BUDGET)).free == 140_000
    assert (await ledger.account(household, CLEARING)).held == 0


async def test_a_household_whose_money_does_not_reach_is_told_and_the_others_are_booked(
    ledger: Ledger, households: Sequence[UUID]
) -> None:
    rich, short, also_rich = households
    await ledger.post(benefit(rich, 140_000), benefit(short, 61_999), benefit(also_rich, 140_000))
    shortages = await ledger.post(rent(also_rich, 62_000), rent(short, 62_000), rent(rich, 62_000))
    assert shortages == [Shortage(short, BUDGET, 1)]
    assert [(await ledger.account(one, BUDGET)).free for one in households] == [78_000, 61_999, 78_000]
    assert (await ledger.account(short, CLEARING)) == Account()


async def test_of_a_household_that_does_not_fit_nothing_is_booked(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 70_000))
    before = ledger.rows()
    water = rent(household, 2_000, "water/2026-03")
    assert await ledger.post(water, rent(household, 62_000), rent(household, 17_000, "energy/2026-03")) == [
        Shortage(household, BUDGET, 11_000)
    ]
    assert _without_unmoved(ledger.rows()) == before


async def test_what_a_short_household_can_still_pay_is_booked_in_the_same_transaction(
    ledger: Ledger, household: UUID
) -> None:
    await ledger.post(benefit(household, 70_000))
    energy = rent(household, 17_000, "energy/2026-03")
    async with ledger.session(ledger.organisation) as work:
        assert await post(work, [rent(household, 62_000), energy]) == [Shortage(household, BUDGET, 9_000)]
        assert await post(work, [rent(household, 62_000)]) == []
    assert (await ledger.account(household, BUDGET)).free == 8_000


async def test_what_was_set_aside_to_live_on_pays_no_cost(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000), set_aside(household, 40_000))
    assert await ledger.post(rent(household, 62_000)) == [Shortage(household, BUDGET, 2_000)]
    assert await ledger.post(leefgeld(household, 40_000)) == []
    assert (await ledger.account(household, LEEFGELD)).free == 0


async def test_no_more_leefgeld_is_paid_than_was_set_aside(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100_000), set_aside(household, 40_000))
    assert await ledger.post(leefgeld(household, 40_001)) == [Shortage(household, LEEFGELD, 1)]


async def test_without_an_approval_no_minstand_is_drawn(ledger: Ledger, household: UUID) -> None:
    assert await ledger.post(drawn(household, 1)) == [Shortage(household, MINSTAND, 1)]


async def test_a_minstand_pays_what_is_missing_down_to_the_approved_depth(ledger: Ledger, household: UUID) -> None:
    await ledger.approve(household, 62_000)
    assert await ledger.post(drawn(household, 62_000), rent(household, 62_000)) == []
    minstand = await ledger.account(household, MINSTAND)
    assert (minstand.owed, minstand.room) == (62_000, 0)
    before = ledger.rows()
    assert await ledger.post(drawn(household, 1, "minstand/again")) == [Shortage(household, MINSTAND, 1)]
    assert ledger.rows() == before


async def test_no_more_of_a_minstand_is_repaid_than_is_owed(ledger: Ledger, household: UUID) -> None:
    await ledger.approve(household, 62_000)
    await ledger.post(drawn(household, 30_000), benefit(household, 140_000))
    assert await ledger.post(repaid(household, 30_001)) == [Shortage(household, MINSTAND, 1)]
    assert await ledger.post(repaid(household, 30_000)) == []
    assert (await ledger.account(household, MINSTAND)).owed == 0


async def test_the_bank_booking_of_a_batch_is_one_entry_of_the_organisation(ledger: Ledger) -> None:
    batch = Entry(ledger.organisation, MARCH, "file/1", Movement.BANK_PAYS_OUT, 7_500_000, TODAY)
    assert await ledger.post(batch) == []
    assert ledger.ask("select kind, household_id, debits_posted, credits_posted from ledger_account order by kind") == [
        ("bank_clearing", None, 0, 7_500_000),
        ("household_clearing", None, 7_500_000, 0),
    ]


async def test_the_same_booking_again_is_refused_and_changes_nothing(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 140_000))
    before = ledger.rows()
    with pytest.raises(AlreadyBooked, match="Booked are: benefit of 2026-03"):
        await ledger.post(benefit(household, 140_000), rent(household, 62_000))
    assert ledger.rows() == before


async def test_a_booking_that_would_not_fit_a_second_time_was_booked_before(ledger: Ledger, household: UUID) -> None:
    """Or a repeated claim would be taken for a household without money, and its payment held."""
    await ledger.post(benefit(household, 70_000))
    await ledger.post(rent(household, 62_000))
    with pytest.raises(AlreadyBooked, match="Booked are: rent/2026-03 of 2026-03"):
        await ledger.post(rent(household, 62_000))


async def test_twice_in_one_batch_is_refused(ledger: Ledger, household: UUID) -> None:
    with pytest.raises(AlreadyBooked):
        await ledger.post(benefit(household, 140_000), benefit(household, 140_000))
    assert ledger.rows() == ([], [])


async def test_the_same_subject_in_another_month_is_another_entry(ledger: Ledger, household: UUID) -> None:
    april = replace(benefit(household, 140_000), month=parse_month("2026-04"))
    await ledger.post(benefit(household, 140_000), april)
    assert (await ledger.account(household, BUDGET)).held == 280_000


@pytest.mark.parametrize("first", [Stage.EXECUTED, Stage.RELEASED])
@pytest.mark.parametrize("second", [Stage.EXECUTED, Stage.RELEASED])
async def test_what_is_pending_is_resolved_once(ledger: Ledger, household: UUID, first: Stage, second: Stage) -> None:
    await ledger.post(benefit(household, 140_000))
    pending = rent(household, 62_000)
    await ledger.post(pending, rent(household, 62_000, "rent/2026-03#2"))
    await ledger.post(replace(pending, stage=first))
    before = ledger.rows()
    with pytest.raises(AlreadyBooked):
        await ledger.post(replace(pending, stage=second))
    assert ledger.rows() == before


async def test_after_a_release_another_attempt_has_another_subject(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 140_000))
    await ledger.post(rent(household, 62_000))
    await ledger.post(rent(household, 62_000).released(NEXT_DAY))
    await ledger.post(rent(household, 62_000, "rent/2026-03#2"))
    assert (await ledger.account(household, BUDGET)).free == 78_000


async def test_nothing_is_resolved_that_is_not_pending(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 140_000))
    before = ledger.rows()
    with pytest.raises(NothingToFollow, match="Not for: rent/2026-03 of 2026-03"):
        await ledger.post(rent(household, 62_000).executed(NEXT_DAY))
    assert ledger.rows() == before


async def test_what_resolves_is_of_the_same_amount_and_accounts(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 140_000), set_aside(household, 62_000))
    await ledger.post(rent(household, 62_000))
    before = ledger.rows()
    for other in (
        rent(household, 61_999).executed(NEXT_DAY),
        replace(rent(household, 62_000), movement=Movement.LEEFGELD_IS_PAID).released(NEXT_DAY),
    ):
        with pytest.raises(NothingToFollow):
            await ledger.post(other)
    assert ledger.rows() == before


async def test_only_what_has_moved_is_corrected_whole_and_once(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 140_000))
    await ledger.post(rent(household, 62_000))
    correction = benefit(household, 140_000).corrected(NEXT_DAY)
    for unfounded in (
        rent(household, 62_000).executed(TODAY).corrected(NEXT_DAY),
        replace(correction, amount=139_999),
        benefit(household, 140_000, "benefit/2").corrected(NEXT_DAY),
    ):
        with pytest.raises(NothingToFollow):
            await ledger.post(unfounded)
    await ledger.post(rent(household, 62_000).released(NEXT_DAY))
    assert await ledger.post(correction) == []
    assert (await ledger.account(household, BUDGET)).held == 0
    with pytest.raises(AlreadyBooked):
        await ledger.post(correction)


async def test_an_income_that_is_spoken_for_already_cannot_be_taken_back(ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 140_000))
    await ledger.post(rent(household, 62_000))
    correction = benefit(household, 140_000).corrected(NEXT_DAY)
    assert await ledger.post(correction) == [Shortage(household, BUDGET, 62_000)]


async def test_after_a_refusal_the_transaction_goes_on_without_what_was_refused(
    ledger: Ledger, household: UUID
) -> None:
    await ledger.post(benefit(household, 140_000))
    async with ledger.session(ledger.organisation) as work:
        with pytest.raises(AlreadyBooked):
            await post(work, [rent(household, 62_000), benefit(household, 140_000)])
        assert await post(work, [rent(household, 62_000)]) == []
    assert (await ledger.account(household, BUDGET)).free == 78_000


async def test_nothing_is_booked_for_nobody(ledger: Ledger) -> None:
    with pytest.raises(NoSuchBook):
        await ledger.post(benefit(UUID(int=7), 140_000))
    assert await ledger.post() == []
    assert ledger.rows() == ([], [])


async def test_nothing_is_booked_for_another_organisations_household(
    session: SessionOf, another_organisation: UUID, admin_url: str, household: UUID, ledger: Ledger
) -> None:
    await ledger.post(benefit(household, 140_000))
    before = ledger.rows()
    with pytest.raises(NoSuchBook):
        await Ledger(session, another_organisation, admin_url).post(rent(household, 62_000))
    assert ledger.rows() == before


async def test_an_account_is_not_mistaken_for_that_of_another_organisation(
    session: SessionOf, another_organisation: UUID, admin_url: str, ledger: Ledger, household: UUID
) -> None:
    """The id of a household is its own, but nothing rests on that."""
    add_households(admin_url, another_organisation, [household])
    theirs = Ledger(session, another_organisation, admin_url)
    await ledger.post(benefit(household, 140_000))
    await theirs.post(benefit(household, 70_000))
    assert await theirs.post(rent(household, 100_000)) == [Shortage(household, BUDGET, 30_000)]
    assert (await ledger.account(household, BUDGET)).held == 140_000


async def test_one_connection_books_any_number_of_times(ledger: Ledger, household: UUID) -> None:
    """Temporary tables come and go with each transaction, and what was prepared for them must not outlive them."""
    for number in range(12):
        await ledger.post(benefit(household, 100, f"benefit/{number}"))
    assert (await ledger.account(household, BUDGET)).held == 1_200


@pytest.mark.parametrize("corrects", [None, "rent/2026-03"])
def test_the_database_knows_every_movement_and_no_other(
    ledger: Ledger, household: UUID, admin_url: str, corrects: str | None
) -> None:
    """And the way back for a correction alone."""
    row = "insert into ledger_entry values (%s, %s, %s, '2026-03-02', 1, false, 'posted', %s, %s, %s, %s)"
    taken = set()
    with as_superuser(admin_url, "schedule") as connection:
        for debit, credit in product(AccountKind, AccountKind):
            given = [ledger.organisation, household, MARCH, debit, credit, f"{debit}/{credit}", corrects]
            with suppress(psycopg.errors.CheckViolation), connection.transaction():
                connection.execute(row, given)
                taken.add((debit, credit))
    assert taken == {one.value if corrects is None else one.value[::-1] for one in Movement}


@pytest.mark.parametrize("change", ["update ledger_entry set amount = 1", "delete from ledger_entry"])
async def test_what_was_booked_is_never_rewritten(
    ledger: Ledger, household: UUID, admin_url: str, database_url: str, change: str
) -> None:
    await ledger.post(benefit(household, 140_000))
    before = ledger.rows()
    search_path = "-c search_path=schedule"
    with (
        psycopg.connect(database_url, options=search_path) as service,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        service.execute(change.encode())
    with (
        psycopg.connect(admin_url, options=search_path) as owner,
        pytest.raises(psycopg.errors.RestrictViolation),
    ):
        owner.execute(change.encode())
    assert ledger.rows() == before


@pytest.mark.parametrize(
    "change",
    [
        "update ledger_account set debits_pending = credits_posted + 1 where kind = 'budget'",
        "update ledger_account set credits_posted = debits_posted + 1 where kind = 'benefit'",
        "update ledger_account set debits_pending = -1 where kind = 'benefit'",
        "update ledger_account set cap = 5 where kind = 'budget'",
    ],
)
async def test_behind_every_query_the_database_itself_keeps_the_limits(
    ledger: Ledger, household: UUID, change: str
) -> None:
    await ledger.post(benefit(household, 140_000))
    with pytest.raises(psycopg.errors.CheckViolation):
        ledger.plant(change)


def _without_unmoved(rows: tuple[list[Any], list[Any]]) -> tuple[list[Any], list[Any]]:
    """An account that was opened for what did not fit stays, and reads 0."""
    entries, accounts = rows
    return entries, [account for account in accounts if account[4:8] != (0, 0, 0, 0)]
