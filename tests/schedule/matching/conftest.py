"""Two households of Den Haag, of which March is paid and in its bank file."""

from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from tests.schedule.matching.filed import admin_url, another_organisation, filed, municipalities, organisation
from tests.schedule.matching.treasury import Treasury
from tests.schedule.payments.runs import FEBRUARY

__all__ = ["admin_url", "another_organisation", "filed", "municipalities", "organisation"]


@pytest.fixture
def treasury(database: Database, organisation: UUID, clock: MovableClock, admin_url: str) -> Treasury:
    clock.move_to(FEBRUARY)
    return Treasury(database, organisation, clock, admin_url)
