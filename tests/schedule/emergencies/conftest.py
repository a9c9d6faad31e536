"""An office on Friday 20 February 2026, where piet asks for emergency payments and roos approves them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from sandbox.accounts import example_iban
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.iban import Iban
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from tests.schedule.callers import Caller, a_caller
from tests.schedule.payments.runs import FEBRUARY, PAID_TO, Office

FIFTY: dict[str, Any] = {"form": "advance", "amount": 5000, "reason": "no_income_yet"}
"""Living money for a week, ahead of the benefit."""
FIFTY_GIVEN: dict[str, Any] = {**FIFTY, "form": "grant"}

Pays = Callable[[UUID, dict[str, Any]], Awaitable[dict[str, Any]]]
"""Asks for a household, has it approved, and gives the run."""


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


@pytest.fixture
def piet(office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")


@pytest.fixture
def roos(office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.APPROVER], subject="roos")


@pytest.fixture
def pays(piet: Caller, roos: Caller) -> Pays:
    async def pay(household_id: UUID, wanted: dict[str, Any]) -> dict[str, Any]:
        asked = await piet.post(f"/households/{household_id}/emergency-payments", wanted)
        assert asked.status_code == 201, asked.text
        return await approved(roos, asked.json())

    return pay


async def approved(by: Caller, asked: dict[str, Any]) -> dict[str, Any]:
    """The run after somebody approved it."""
    told = await by.post(f"/payment-runs/{asked['runId']}/_approve", {"contentHash": asked["contentHash"]})
    assert told.status_code == 200, told.text
    run: dict[str, Any] = told.json()
    return run


def clients_own(number: int) -> list[WantedCostPayee]:
    """Payees with an account of this client's own, for no two households have one client."""
    client = PayeeDetails(f"T. Testpersoon {number}", Iban(example_iban(number)))
    return [one._replace(to=client) if one.cost == "leefgeld" else one for one in PAID_TO]


def code(problem: Any) -> str:
    """What a refusal is called."""
    return str(problem.json()["type"]).rsplit(":", 1)[-1]
