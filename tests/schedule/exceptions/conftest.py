"""Two households of Den Haag whose March is paid, and a desk where people look at what no rule explains."""

from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from tests.schedule.exceptions.desk import Desk
from tests.schedule.matching.filed import admin_url, another_organisation, filed, municipalities, organisation
from tests.schedule.payments.runs import FEBRUARY

__all__ = ["admin_url", "another_organisation", "filed", "municipalities", "organisation"]


@pytest.fixture
def desk(database: Database, organisation: UUID, clock: MovableClock, admin_url: str) -> Desk:
    clock.move_to(FEBRUARY)
    return Desk(database, organisation, clock, admin_url)
