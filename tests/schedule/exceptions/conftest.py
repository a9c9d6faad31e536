"""Two households of Den Haag whose March is paid, and a desk where people look at what no rule explains."""

from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from tests.schedule.exceptions.desk import Desk
from tests.schedule.payments.runs import FEBRUARY


@pytest.fixture
async def desk(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Desk:
    clock.move_to(FEBRUARY)
    desk = Desk(database, organisation, clock, admin_url)
    await desk.office.register("Z-1")
    await desk.office.register("Z-2")
    await desk.files()
    return desk
