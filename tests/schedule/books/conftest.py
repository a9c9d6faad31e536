"""A month that was filed, and the people who look at its books."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.schedule.callers import Caller, a_caller
from tests.schedule.instructions.conftest import desk as desk
from tests.schedule.matching.conftest import treasury as treasury
from tests.schedule.matching.test_whose_money import pulled as pulled


@pytest.fixture
def ada(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """The controller."""
    return a_caller(app, issuer, organisation, [Role.AUDITOR], subject="ada")
