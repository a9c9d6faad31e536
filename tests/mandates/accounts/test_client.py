"""Deciding about one account through the front door of the service, as the command line does."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.errors import Conflict, NotFound, Refused
from services.mandates.client import MandatesClient
from services.mandates.schemas import DecidedAccount
from tests.mandates.accounts.accounts import NOBODY, a_supplier, proposed
from tests.mandates.release.conftest import client_of
from tests.mandates.rows import everything
from tests.schedule.callers import Caller


@pytest.fixture
def approver(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> MandatesClient:
    return client_of(app, issuer.issue(organisation, [Role.APPROVER], subject="bram"))


async def test_one_account_is_approved_by_its_id(anna: Caller, approver: MandatesClient) -> None:
    account = await proposed(anna, f"suppliers/{await a_supplier(anna)}")
    told = await approver.approve_account(UUID(account["id"]), None, "key 1")
    assert told == DecidedAccount(id=account["id"], name="Wo******* Ve*****", iban=account["iban"], state="approved")


async def test_one_account_is_rejected_with_a_reason(anna: Caller, approver: MandatesClient) -> None:
    account = await proposed(anna, f"suppliers/{await a_supplier(anna)}")
    assert (await approver.reject_account(UUID(account["id"]), "not on the bill", "key 1")).state == "rejected"
    with pytest.raises(Conflict):
        await approver.approve_account(UUID(account["id"]), None, "key 2")


async def test_whoever_proposed_it_does_not_approve_it(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, admin_url: str
) -> None:
    account = await proposed(anna, f"suppliers/{await a_supplier(anna)}")
    herself = client_of(app, issuer.issue(organisation, [Role.APPROVER], subject="anna"))
    before = everything(admin_url)
    with pytest.raises((Refused, Conflict)):
        await herself.approve_account(UUID(account["id"]), None, "key 1")
    assert everything(admin_url) == before


async def test_an_account_that_is_none_is_not_found(approver: MandatesClient) -> None:
    with pytest.raises(NotFound):
        await approver.approve_account(UUID(NOBODY), None, "key 1")
    with pytest.raises(NotFound):
        await approver.reject_account(UUID(NOBODY), "not on the bill", "key 2")
