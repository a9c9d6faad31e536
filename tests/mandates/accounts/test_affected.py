"""Whoever is arranged with a supplier while its account is closed is counted with, or comes after: no go-ahead for the
account outlives it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import LockNotAvailable

from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.mandate_events import AccountEvent, AccountState
from services.mandates.accounts import affected, service
from services.mandates.accounts.account import Owner
from services.mandates.accounts.affected import SuppliedToMoreAndMore
from tests.mandates.accounts.conftest import Delivers
from tests.mandates.accounts.desk import Desk, wanted
from tests.superuser import as_superuser

_ARRANGE = """
    insert into mandates.arrangement (organisation_id, id, household_id, cost, supplier_id, from_month, bills_to,
        made_at, made_by)
    values (%s, %s, %s, 'water', %s, 24313, 'client', '2026-01-05T08:00Z', 'anna')
"""
_COUNT = "update mandates.household set version = version + 1 where id = %s returning version"
_PATIENCE = 10.0
"""Seconds, for what must come; what must not is waited for a moment."""


class Arranging:
    """A second connection, on which a household is being arranged with the supplier as the room of arrangements does
    it: the household held and counted, the arrangement written, and not yet committed."""

    def __init__(self, connection: psycopg.AsyncConnection[Any], organisation: UUID, new_id: UUID) -> None:
        self._connection, self._organisation, self._id = connection, organisation, new_id

    async def begin(self, household: UUID, supplier: UUID) -> int:
        """The version that the household has by it."""
        cursor = await self._connection.execute(_COUNT, [household])
        row = await cursor.fetchone()
        await self._connection.execute(_ARRANGE, [self._organisation, self._id, household, supplier])
        assert row is not None, "the household is there"
        return int(row[0])

    async def commit(self) -> None:
        await self._connection.commit()

    async def give_up(self) -> None:
        await self._connection.rollback()


@asynccontextmanager
async def _arranging(admin_url: str, organisation: UUID, new_id: UUID) -> AsyncIterator[Arranging]:
    settings = "-c lock_timeout=500ms"
    async with await psycopg.AsyncConnection.connect(admin_url, options=settings) as connection:
        yield Arranging(connection, organisation, new_id)


@pytest.fixture
async def arranging(
    admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> AsyncIterator[Arranging]:
    async with _arranging(admin_url, organisation, ids.new_id(clock.now())) as found:
        yield found


def versions(admin_url: str) -> dict[UUID, int]:
    with as_superuser(admin_url) as connection:
        return dict(connection.execute("select id, version from mandates.household").fetchall())


async def test_who_is_being_arranged_when_the_account_is_closed_is_counted_once_he_is(
    desk: Desk, supplier: UUID, household: UUID, arranging: Arranging, admin_url: str
) -> None:
    """His go-ahead was given before it closed: by the version that it was given at it no longer stands."""
    account = await desk.brought_to(AccountState.APPROVED, wanted(Owner(supplier)))
    given_at = await arranging.begin(household, supplier)
    closing = asyncio.create_task(desk.happen(account, AccountEvent.CLOSE))
    done, _ = await asyncio.wait({closing}, timeout=0.3)
    assert done == set()
    await arranging.commit()
    assert (await asyncio.wait_for(closing, _PATIENCE)).state is AccountState.CLOSED
    assert versions(admin_url)[household] == given_at + 1


async def test_who_is_arranged_while_the_account_is_closed_comes_after_it(
    desk: Desk, registry: Database, organisation: UUID, supplier: UUID, household: UUID, arranging: Arranging
) -> None:
    account = await desk.brought_to(AccountState.APPROVED, wanted(Owner(supplier)))
    async with registry.transaction(organisation) as session:
        await service.close(session, desk.hand(), account, date(2026, 3, 1), "moved to another bank")
        with pytest.raises(LockNotAvailable):
            await arranging.begin(household, supplier)
        await arranging.give_up()
    await arranging.begin(household, supplier)
    await arranging.commit()


async def test_those_who_come_while_others_are_waited_for_are_held_in_their_order(
    desk: Desk,
    registry: Database,
    organisation: UUID,
    supplier: UUID,
    household: UUID,
    neighbours: list[UUID],
    delivers: Delivers,
    arranging: Arranging,
) -> None:
    """The first look finds two, and the second one more, whose id stands before theirs."""
    delivers(supplier, *neighbours)
    await arranging.begin(household, supplier)

    async def hold() -> list[UUID]:
        async with registry.transaction(organisation) as session:
            return await affected.hold_affected(session, [Owner(supplier)])

    holding = asyncio.create_task(hold())
    done, _ = await asyncio.wait({holding}, timeout=0.3)
    assert done == set()
    await arranging.commit()
    assert await asyncio.wait_for(holding, _PATIENCE) == sorted([household, *neighbours])


async def test_closing_and_arranging_the_same_at_once_never_wait_for_each_other_in_a_circle(
    desk: Desk, supplier: UUID, household: UUID, neighbours: list[UUID], delivers: Delivers, arranging: Arranging
) -> None:
    """Who arranges holds a household that the closing waits for, and needs the supplier next."""
    account = await desk.brought_to(AccountState.APPROVED, wanted(Owner(supplier)))
    delivers(supplier, household, *neighbours)
    begun = asyncio.create_task(desk.happen(account, AccountEvent.CLOSE))
    try:
        await arranging.begin(neighbours[0], supplier)
        await arranging.commit()
    except (LockNotAvailable, psycopg.errors.UniqueViolation):
        await arranging.give_up()
    assert (await asyncio.wait_for(begun, _PATIENCE)).state is AccountState.CLOSED


async def test_who_never_sees_an_end_of_newcomers_changes_nothing(
    registry: Database, organisation: UUID, supplier: UUID
) -> None:
    async with registry.transaction(organisation) as session:
        with pytest.raises(SuppliedToMoreAndMore):
            await affected.hold_affected(session, [Owner(supplier)], looks=0)
