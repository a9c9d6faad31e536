"""A run of March of which the benefit system withholds the rent and the water of each household."""

from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.mandates.schemas import Payer
from tests.schedule.instructions.desk import Desk
from tests.schedule.payments.runs import FEBRUARY


@pytest.fixture
def desk(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Desk:
    """Nothing is proposed yet; whatever is will be withheld as far as it is rent or water."""
    clock.move_to(FEBRUARY)
    desk = Desk(database, organisation, clock)
    desk.registry.routes |= dict.fromkeys(("rent", "water"), Payer.BENEFIT_SYSTEM_WITHHOLDS)
    return desk
