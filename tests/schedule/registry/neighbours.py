"""The registry beside the schedule service, over the same database of a test, and the job that brings it its pages."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from services.auth import Tokens
from services.clock import MovableClock
from services.database import Database, as_service
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.mandates.app import mandates_app
from services.schedule.registry.delivery import PayeeDelivery
from services.schedule.registry.registry import RegistryService
from services.sealing import place_of
from services.service_tokens import ServiceKey, ServiceTokens
from tests.schedule.households.builders import KEYRING
from tests.superuser import as_superuser

Wire = Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport]
"""What stands between the schedule service and a registry that is there."""

_KEY = ServiceKey(b"k" * 32)


def _plainly(registry: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
    return registry


@asynccontextmanager
async def a_delivery(admin_url: str, over: Wire = _plainly) -> AsyncIterator[PayeeDelivery]:
    """A worker's part of handing over, to a registry that is there; `over` a wire to it that may do what it wants."""
    clock = MovableClock(datetime(2026, 1, 5, 8, tzinfo=UTC))
    schedule = Database(as_service(admin_url, "schedule"), "schedule", ids=SeededIds("delivery"))
    mandates = Database(as_service(admin_url, "mandates"), "mandates", ids=SeededIds("registry"))
    tokens = Tokens("", "ontzorg", IssuerKeys(_no_keys, clock), clock, _KEY)
    app = mandates_app(mandates, tokens, clock, SeededIds("app"), KEYRING)
    within = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=over(within), base_url="http://mandates.test") as http:
        yield PayeeDelivery(schedule, clock, KEYRING, RegistryService(http, ServiceTokens(_KEY, clock, "ontzorg")))
    await schedule.close()
    await mandates.close()


async def deliver(admin_url: str, organisation: str) -> None:
    """Post all that waits, for a process of its own."""
    async with a_delivery(admin_url) as delivery:
        await delivery.hand_over(organisation)


async def _no_keys() -> None:
    raise LookupError("nobody has a token of an issuer here")


def away(_registry: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
    """Nobody answers."""

    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there", request=request)

    return httpx.MockTransport(silent)


class Unheard(httpx.AsyncBaseTransport):
    """The registry hears everything, and is gone before it can say so."""

    def __init__(self, registry: httpx.AsyncBaseTransport) -> None:
        self._registry = registry

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._registry.handle_async_request(request)
        raise httpx.ReadTimeout("no answer in time", request=request)


def rows(admin_url: str, query: str) -> list[tuple[Any, ...]]:
    """What a question at the database gives, to whoever may see everything."""
    with as_superuser(admin_url, "schedule") as connection:
        return connection.execute(query.encode()).fetchall()


def known(admin_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """What the registry knows, whatever its things are called."""
    return {name: rows(admin_url, query) for name, query in _KNOWN.items()}


def pages(admin_url: str) -> list[tuple[Any, ...]]:
    """Each page: its number, its turn, whether it is sealed and whether it was delivered."""
    query = (
        "select page, turn, content_sealed is not null, delivered_at is not null from schedule.payee_handover"
        " order by turn, import_id, page"
    )
    return rows(admin_url, query)


def sealed(admin_url: str) -> list[dict[str, Any]]:
    """What the pages that wait say, opened, in turn."""
    query = (
        "select organisation_id, import_id, page, content_sealed from schedule.payee_handover"
        " where delivered_at is null order by turn, import_id, page"
    )
    found = []
    for organisation_id, import_id, page, content in rows(admin_url, query):
        found.append(json.loads(KEYRING.unseal(content, place_of(organisation_id, import_id, f"page {page}"))))
    return found


def household_ids(admin_url: str) -> dict[str, UUID]:
    """The households by their references."""
    return dict(rows(admin_url, "select reference, id from schedule.household"))


_KNOWN = {
    "suppliers": "select kind, name, reference_scheme from mandates.supplier order by name",
    "accounts": "select supplier_id is not null, state, valid_from::text from mandates.account order by 1, 2, 3",
    "arrangements": """
        select reference, cost, from_month, reference_text from mandates.arrangement
        join mandates.household on household.id = household_id order by reference, cost, from_month
    """,
    "payers": """
        select reference, cost, from_month, payer, cause from mandates.payer_of_record
        join mandates.household on household.id = household_id order by reference, cost, from_month
    """,
    "papers": "select kind, about, state, count(*) from mandates.paper group by 1, 2, 3 order by 1, 2, 3",
}
