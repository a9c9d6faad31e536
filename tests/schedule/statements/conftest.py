"""A bank desk in Den Haag."""

from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from tests.schedule.statements.bank_desk import BankDesk


@pytest.fixture
def desk(database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None) -> BankDesk:
    return BankDesk(database, organisation, clock, admin_url)
