"""A household's rent with a supplier, arranged, as most tests of this room begin."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NamedTuple, Protocol
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Session
from services.ids import SeededIds
from services.mandates.arrangements import service
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.hand import Hand, Municipalities
from tests.conftest import SessionOf
from tests.mandates.arrangements.builders import a_hand, a_supplier, wanted


class Work(NamedTuple):
    """A transaction, and whose hand writes in it."""

    session: Session
    hand: Hand


class Works(Protocol):
    """`async with works("bram") as (session, hand):` is one transaction of somebody of our organisation."""

    def __call__(self, by: str = "anna", sees: Municipalities = None) -> AbstractAsyncContextManager[Work]: ...


@pytest.fixture
def works(session: SessionOf, organisation: UUID, clock: MovableClock) -> Works:
    @asynccontextmanager
    async def working(by: str = "anna", sees: Municipalities = None) -> AsyncIterator[Work]:
        async with session(organisation) as work:
            yield Work(work, a_hand(work, clock, by, sees))

    return working


@pytest.fixture
def supplier(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> UUID:
    """A housing association that answers within five bank days and waits thirty days for its money."""
    return a_supplier(admin_url, organisation, ids.new_id(clock.now()))


@pytest.fixture
def other_supplier(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> UUID:
    """Another supplier."""
    return a_supplier(admin_url, organisation, ids.new_id(clock.now()), "Stroomhuis Energie")


@pytest.fixture
async def rent(works: Works, household: UUID, supplier: UUID) -> Arrangement:
    """The household's rent with that supplier, from February 2026 on; the client pays it."""
    async with works() as (session, hand):
        return (await service.arrange(session, hand, wanted(household, supplier))).arrangement
