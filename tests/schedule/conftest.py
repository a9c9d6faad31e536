"""What tests of the schedule service stand on: municipalities of two organisations, its app, and who calls it."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from tests.schedule.callers import Caller, a_caller, an_app, an_issuer
from tests.superuser import as_superuser

DEN_HAAG, CAPELLE, ELSEWHERE = "GM0518", "GM0502", "GM0637"


@pytest.fixture
def municipalities(admin_url: str, organisation: UUID, another_organisation: UUID) -> None:
    """Ours are Den Haag by budgetbeheer and Capelle by inhouding; the other organisation's is Zoetermeer."""
    found_municipalities(admin_url, organisation, another_organisation)


def found_municipalities(admin_url: str, ours: UUID, theirs: UUID) -> None:
    rows = [
        (ours, DEN_HAAG, "Den Haag", "den-haag", "NL91ABNA0417164300"),
        (ours, CAPELLE, "Capelle aan den IJssel", "capelle", "NL91ABNA0417164300"),
        (theirs, ELSEWHERE, "Zoetermeer", "zoetermeer", "NL91ABNA0417164300"),
    ]
    with as_superuser(admin_url) as connection, connection.cursor() as cursor:
        cursor.executemany("insert into schedule.municipality values (%s, %s, %s, %s, %s)", rows)


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return an_issuer(clock)


@pytest.fixture
def app(database: Database, issuer: DevelopmentIssuer, clock: MovableClock, municipalities: None) -> FastAPI:
    """The schedule service over this test's database."""
    return an_app(database, issuer, clock)


@pytest.fixture
def anna(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """Our case manager."""
    return a_caller(app, issuer, organisation, [Role.CASE_MANAGER])


@pytest.fixture
def stranger(app: FastAPI, issuer: DevelopmentIssuer, another_organisation: UUID) -> Caller:
    """Somebody of another organisation, who may do everything there."""
    return a_caller(app, issuer, another_organisation, subject="somebody")
