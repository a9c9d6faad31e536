"""Who hands a caseload over."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.mandates.callers import Caller, a_caller


@pytest.fixture
def schedule(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """The organisation's own software."""
    return a_caller(app, issuer, organisation, [Role.SYSTEM], subject="service:schedule")
