"""What tests of the release start from: a household that is all in order, brought there by the rooms themselves."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database, Session
from services.iban import Iban
from services.ids import SeededIds
from services.mandate_events import Payer
from services.mandates.accounts import service as accounts
from services.mandates.accounts.account import Owner, WantedAccount
from services.mandates.accounts.verification import VerificationResult
from services.mandates.arrangements import service as arrangements
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.authorisations import service as authorisations
from services.mandates.client import MandatesClient
from services.mandates.hand import Hand
from services.mandates.intake import paper_service as papers
from services.mandates.schemas import LineToRelease, ReleaseAnswer
from tests.mandates.arrangements.builders import FEBRUARY, a_mandate, a_supplier, wanted
from tests.mandates.authorisations.clients import ASKED, IN_FULL
from tests.mandates.callers import KEYRING, Caller, a_caller
from tests.mandates.conftest import DEN_HAAG, a_household

ON = date(2026, 2, 20)
DAYS = {"rent": date(2026, 3, 2), "energy": date(2026, 3, 16), "leefgeld": date(2026, 3, 6)}
SUPPLIERS = {"rent": ("Woonstede Verhuur", "NL91ABNA0417164300"), "energy": ("Stroomhuis", "NL02ABNA0123456789")}
OWN = ("Y. Proefpersoon", "NL69INGB0123456789")


class Registry(NamedTuple):
    """The registry of a test, and what is done in it before a run asks."""

    admin_url: str
    database: Database
    organisation: UUID
    clock: MovableClock
    ids: SeededIds
    suppliers: Mapping[str, UUID]

    async def household(self, costs: Sequence[str] = ("rent", "energy"), payer: Payer = Payer.WE_PUSH) -> UUID:
        """A household that is all in order: arranged, authorised, its papers there and its accounts approved."""
        new, number = self.new_id(), self.new_id()
        household = a_household(self.admin_url, self.organisation, new, f"ZAAK-{number}", DEN_HAAG)
        for cost in costs:
            await self.arrange(household, cost, payer)
        await self.account(Owner(household_id=household), *OWN)
        async with self.work() as (session, hand):
            asked = await authorisations.ask(session, hand, household, ASKED)
            await authorisations.give(session, hand, household, asked.id, IN_FULL)
            await papers.require_many(session, hand, [household])
            await papers.deliver_all(session, hand, [household])
        return household

    async def arrange(self, household: UUID, cost: str, payer: Payer, **terms: Any) -> Arrangement:
        """The cost is arranged from February on, and whoever pays it at first."""
        supplier = self.suppliers[cost]
        terms = {"customer_number": f"KL-{household}"} | terms
        one = wanted(household, supplier, FEBRUARY, payer, cost, **terms)
        if payer is Payer.SUPPLIER_PULLS:
            mandate = a_mandate(self.admin_url, self.organisation, self.new_id(), household, supplier, cost)
            one = one._replace(direct_debit_id=mandate)
        async with self.work() as (session, hand):
            return (await arrangements.arrange(session, hand, one)).arrangement

    async def account(self, owner: Owner, name: str, iban: str, *, is_approved: bool = True) -> UUID:
        """An account of a supplier or a client, proposed by anna and approved by bram."""
        result = VerificationResult.NO_MATCH if name.endswith("Anders") else VerificationResult.MATCH
        one = WantedAccount(owner, name, Iban(iban), date(2026, 1, 1), result)
        async with self.work() as (session, hand):
            (account_id,) = await accounts.find_or_propose(session, hand, [one], None)
            if is_approved:
                await accounts.approve(session, self.hand("bram"), account_id, "seen on the card")
        return account_id

    @asynccontextmanager
    async def work(self, by: str = "anna") -> AsyncIterator[tuple[Session, Hand]]:
        """One transaction, and whose hand writes in it."""
        async with self.database.transaction(self.organisation) as session:
            yield session, self.hand(by)

    def new_id(self) -> UUID:
        return self.ids.new_id(self.clock.now())

    def hand(self, by: str = "anna") -> Hand:
        return Hand(by, self.clock.now(), KEYRING, self.new_id)


@pytest.fixture
async def desk(admin_url: str, registry: Database, organisation: UUID, clock: MovableClock, ids: SeededIds) -> Registry:
    """The registry with a landlord and an energy supplier whose accounts are approved."""
    suppliers = {
        cost: a_supplier(admin_url, organisation, ids.new_id(clock.now()), name)
        for cost, (name, _) in SUPPLIERS.items()
    }
    found = Registry(admin_url, registry, organisation, clock, ids, suppliers)
    for cost, (name, iban) in SUPPLIERS.items():
        await found.account(Owner(suppliers[cost]), name, iban)
    return found


@pytest.fixture
def schedule(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """The organisation's own software, which asks for releases."""
    return a_caller(app, issuer, organisation, [Role.SYSTEM], subject="service:schedule")


@pytest.fixture
def client(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> MandatesClient:
    """The front door, with a token that may ask for releases."""
    token = issuer.issue(organisation, [Role.SYSTEM], subject="service:schedule")
    return client_of(app, token)


def client_of(app: FastAPI, token: str) -> MandatesClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return MandatesClient(httpx.AsyncClient(transport=transport, base_url="http://mandates.test"), token)


def a_line(household: UUID, cost: str = "rent", **other: Any) -> LineToRelease:
    """A payment of March 2026 on the ground of article 56a."""
    return LineToRelease(household, cost, "2026-03", 60000, DAYS.get(cost, DAYS["rent"]), "56a")._replace(**other)


async def asked(client: MandatesClient, *lines: LineToRelease) -> ReleaseAnswer:
    return await client.release(ON, lines)
