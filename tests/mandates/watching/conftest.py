"""A household whose energy the client pays himself from April on, under watch; all else is well."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.mandate_events import Payer
from services.mandates.arrangements import payer_service
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.rounds import go_round
from tests.mandates.alarms.conftest import supplier, well, works
from tests.mandates.alarms.households import moved_to, otherwise
from tests.mandates.arrangements.builders import APRIL
from tests.mandates.arrangements.conftest import Works
from tests.mandates.callers import KEYRING

__all__ = ["Morning", "Works", "supplier", "well", "works"]

HIS_FROM_APRIL = "update cost_month set paid_by_us = false where cost = 'energy' and month >= %s"

Morning = Callable[[date], Awaitable[None]]


@pytest.fixture
async def watched(well: UUID, works: Works, admin_url: str) -> UUID:
    """The household; energy is due on the 15th, so on 15 April he pays for the first time."""
    otherwise(admin_url, HIS_FROM_APRIL, APRIL)
    async with works("bram") as (session, hand):
        wish = PayerWish("energy", Payer.CLIENT_PAYS_WATCHED, APRIL, "hij kan het zelf")
        await payer_service.decide_payer(session, hand, well, wish)
    return well


@pytest.fixture
def morning(registry: Database, organisation: UUID, clock: MovableClock) -> Morning:
    """`await morning(date(2026, 4, 15))` goes the round of that day."""

    async def goes(day: date) -> None:
        moved_to(clock, day)
        await go_round(registry, organisation, clock, KEYRING)

    return goes
