"""What tests of the notify service stand on: its database, the app, and who calls it."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database, as_service
from services.ids import SeededIds
from tests.mandates.callers import a_caller, an_issuer
from tests.notify.callers import an_app
from tests.schedule.callers import Caller


@pytest.fixture
async def notify(admin_url: str) -> AsyncIterator[Database]:
    """The notify service's door to the fresh database."""
    opened = Database(as_service(admin_url, "notify"), "notify", ids=SeededIds("notify"))
    yield opened
    await opened.close()


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return an_issuer(clock)


@pytest.fixture
def app(notify: Database, issuer: DevelopmentIssuer, clock: MovableClock, organisation: UUID) -> FastAPI:
    """The notify service over this test's database."""
    return an_app(notify, issuer, clock)


@pytest.fixture
def sem(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """Our supplier desk."""
    return a_caller(app, issuer, organisation, [Role.SUPPLIER_DESK], subject="sem")


@pytest.fixture
def anna(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """A case manager."""
    return a_caller(app, issuer, organisation, [Role.CASE_MANAGER], subject="anna")


@pytest.fixture
def boss(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """Who decides how the organisation works."""
    return a_caller(app, issuer, organisation, [Role.ADMINISTRATOR], subject="boss")


@pytest.fixture
def stranger(app: FastAPI, issuer: DevelopmentIssuer, another_organisation: UUID) -> Caller:
    """Somebody of another organisation, who may do everything there."""
    return a_caller(app, issuer, another_organisation, subject="somebody")
