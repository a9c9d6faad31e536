"""What tests of the mandates service stand on: households that the schedule told of, the app, and who calls it."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database, as_service
from services.ids import SeededIds
from tests.conftest import SessionOf
from tests.mandates.callers import a_caller, an_app, an_issuer
from tests.schedule.callers import Caller
from tests.superuser import as_superuser

DEN_HAAG, CAPELLE = "GM0518", "GM0502"


@pytest.fixture
async def registry(admin_url: str) -> AsyncIterator[Database]:
    """The mandates service's door to the fresh database."""
    opened = Database(as_service(admin_url, "mandates"), "mandates", ids=SeededIds("registry"))
    yield opened
    await opened.close()


@pytest.fixture
def session(registry: Database) -> SessionOf:
    """`async with session(organisation) as work:` is one transaction of that organisation, committed at its end."""
    return registry.transaction


@pytest.fixture
def household(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> UUID:
    """A household of ours in Den Haag, with rent, energy, water and health premium from February to July 2026."""
    return a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-1", DEN_HAAG)


@pytest.fixture
def strangers_household(admin_url: str, another_organisation: UUID, ids: SeededIds, clock: MovableClock) -> UUID:
    """A household of another organisation."""
    return a_household(admin_url, another_organisation, ids.new_id(clock.now()), "ZAAK-1", "GM0637")


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return an_issuer(clock)


@pytest.fixture
def app(registry: Database, issuer: DevelopmentIssuer, clock: MovableClock, organisation: UUID) -> FastAPI:
    """The mandates service over this test's database."""
    return an_app(registry, issuer, clock)


@pytest.fixture
def anna(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """Our case manager, who may also do what the supplier desk does."""
    return a_caller(app, issuer, organisation, [Role.CASE_MANAGER, Role.SUPPLIER_DESK])


@pytest.fixture
def bram(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """Our approver: the second pair of eyes."""
    return a_caller(app, issuer, organisation, [Role.APPROVER], subject="bram")


@pytest.fixture
def stranger(app: FastAPI, issuer: DevelopmentIssuer, another_organisation: UUID) -> Caller:
    """Somebody of another organisation, who may do everything there."""
    return a_caller(app, issuer, another_organisation, subject="somebody")


def a_household(admin_url: str, organisation: UUID, household_id: UUID, reference: str, municipality: str) -> UUID:
    """A household, its cost-months and its leefgeld on the first as the schedule service would have told of them."""
    costs = [("rent", 60000, 1), ("energy", 12000, 15), ("water", 1500, 15), ("health_premium", 14500, 25)]
    with as_superuser(admin_url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "insert into mandates.household (organisation_id, id, reference, municipality, policy, plan_version, stale,"
            " known_at, leefgeld_days) values (%s, %s, %s, %s, 'den-haag', 1, false, '2026-01-05T08:00Z', %s)",
            [organisation, household_id, reference, municipality, [date(2026, month, 1) for month in range(2, 8)]],
        )
        cursor.executemany(
            "insert into mandates.cost_month values (%s, %s, %s, %s, make_date(2026, %s, %s), %s, true)",
            [
                (organisation, household_id, cost, 2026 * 12 + month - 1, month, day, amount)
                for cost, amount, day in costs
                for month in range(2, 8)
            ],
        )
    return household_id
