"""A household where all is well, as most tests of alarms begin."""

from datetime import date
from typing import Protocol
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.ids import SeededIds
from services.mandates.alarms import service
from services.mandates.alarms.service import Looked
from services.mandates.intake import paper_service
from tests.mandates.alarms.households import all_is_arranged, moved_to
from tests.mandates.arrangements.builders import a_supplier
from tests.mandates.arrangements.conftest import Works, works

__all__ = ["Looks", "Works", "works"]


class Looks(Protocol):
    """`await looks(date(2026, 1, 19))` lets the rules look at the household on that day."""

    async def __call__(self, day: date, household_id: UUID | None = None) -> Looked: ...


@pytest.fixture
def supplier(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> UUID:
    """A supplier that answers within five bank days."""
    return a_supplier(admin_url, organisation, ids.new_id(clock.now()))


@pytest.fixture
async def well(
    works: Works,
    household: UUID,
    supplier: UUID,
    admin_url: str,
    organisation: UUID,
    ids: SeededIds,
    clock: MovableClock,
) -> UUID:
    """The household with its four costs arranged, paid by us to an approved account, and all its papers there."""
    all_is_arranged(admin_url, organisation, household, supplier, lambda: ids.new_id(clock.now()))
    async with works() as (session, hand):
        await paper_service.require_many(session, hand, [household])
        await paper_service.deliver_all(session, hand, [household])
    return household


@pytest.fixture
def looks(works: Works, household: UUID, clock: MovableClock) -> Looks:
    async def looking(day: date, household_id: UUID | None = None) -> Looked:
        moved_to(clock, day)
        async with works("service:mandates") as (session, hand):
            return await service.look_at(session, hand, [household_id or household], day)

    return looking
