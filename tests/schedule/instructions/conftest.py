"""A run of March of which the benefit system withholds the rent and the water of each household."""

from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.schedule.payments.run import PaymentRoute
from tests.schedule.instructions.desk import Desk
from tests.schedule.payments.runs import FEBRUARY, goes_by


@pytest.fixture
def desk(database: Database, organisation: UUID, clock: MovableClock, municipalities: None, admin_url: str) -> Desk:
    """Nothing is proposed yet; whatever is will be withheld as far as it is rent or water."""
    clock.move_to(FEBRUARY)
    goes_by(admin_url, PaymentRoute.BENEFIT_SYSTEM_WITHHOLDS, "rent", "water")
    return Desk(database, organisation, clock)
