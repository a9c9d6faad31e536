"""Two households of Den Haag, of which March is paid and in its bank file."""

from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from tests.schedule.matching.treasury import Treasury
from tests.schedule.payments.runs import FEBRUARY


@pytest.fixture
async def treasury(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Treasury:
    clock.move_to(FEBRUARY)
    treasury = Treasury(database, organisation, clock, admin_url)
    await treasury.office.register("Z-1")
    await treasury.office.register("Z-2")
    await treasury.files()
    return treasury
