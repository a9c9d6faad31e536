"""A month that was filed, and the people who look at its books."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from tests.schedule.callers import Caller, a_caller
from tests.schedule.instructions.conftest import desk as desk
from tests.schedule.matching.test_whose_money import pulled as pulled
from tests.schedule.matching.treasury import Treasury
from tests.schedule.payments.runs import FEBRUARY


@pytest.fixture
async def treasury(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Treasury:
    """Two households of which March is paid and in its bank file."""
    clock.move_to(FEBRUARY)
    treasury = Treasury(database, organisation, clock, admin_url)
    await treasury.office.register("Z-1")
    await treasury.office.register("Z-2")
    await treasury.files()
    return treasury


@pytest.fixture
def ada(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """The controller."""
    return a_caller(app, issuer, organisation, [Role.AUDITOR], subject="ada")
