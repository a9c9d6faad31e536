"""A bank desk in Den Haag, and a bank that is open."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from tests.schedule.channel.bank import Bank, a_bank
from tests.schedule.statements.bank_desk import BankDesk


@pytest.fixture
def desk(database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None) -> BankDesk:
    return BankDesk(database, organisation, clock, admin_url)


@pytest.fixture
async def bank(tmp_path: Path) -> AsyncIterator[Bank]:
    async with a_bank(tmp_path / "bank") as opened:
        yield opened
