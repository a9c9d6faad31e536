"""Households with empty books, and the shortest way to say what is booked in them."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.ids import SeededIds
from tests.conftest import SessionOf
from tests.schedule.ledger.ledger import Ledger, add_households


@pytest.fixture
def households(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> Sequence[UUID]:
    """Three households of ours, in order of their ids."""
    return add_households(admin_url, organisation, [ids.new_id(clock.now()) for _ in range(3)])


@pytest.fixture
def household(households: Sequence[UUID]) -> UUID:
    """One of them."""
    return households[0]


@pytest.fixture
def ledger(session: SessionOf, organisation: UUID, admin_url: str) -> Ledger:
    """The organisation's ledger: each booking in a transaction of its own."""
    return Ledger(session, organisation, admin_url)
