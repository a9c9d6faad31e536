"""What tests of sending stand on: a supplier that listens, and who sends to it."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.clock import MovableClock
from services.cloud_events import source_urn
from services.database import Database
from services.notify.deliveries.hearing import hear
from services.notify.webhooks.calling import EndpointCalls, open_calls
from services.notify.webhooks.poster import WebhookPoster
from tests.notify.callers import an_app
from tests.notify.deliveries.test_hearing import of
from tests.notify.webhooks.numbers import KNOWN
from tests.notify.webhooks.receiver import Receiver
from tests.notify.webhooks.test_calling import LOOPBACK
from tests.schedule.households.builders import KEYRING

SOURCE = source_urn("0" * 20, "ontzorg-notify")

Rows = Callable[..., list[tuple[Any, ...]]]
Happens = Callable[..., Any]


@pytest.fixture
def app(notify: Database, issuer: DevelopmentIssuer, clock: MovableClock, organisation: UUID) -> FastAPI:
    """The notify service in development, where a webhook may go to our own machine."""
    return an_app(notify, issuer, clock, development=True)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as listening:
        yield listening


@pytest.fixture
async def calls() -> AsyncIterator[EndpointCalls]:
    async with open_calls(LOOPBACK, whole=0.3, connect=0.2) as opened:
        yield opened


@pytest.fixture
def poster(notify: Database, calls: EndpointCalls, clock: MovableClock) -> WebhookPoster:
    return WebhookPoster(notify, calls, KNOWN, KEYRING, clock, clock, SOURCE)


@pytest.fixture
def happen(notify: Database, organisation: UUID, clock: MovableClock) -> Happens:
    """`await happen(1, 2)`: the first two events of a handshake are heard."""

    async def heard(*numbers: int) -> None:
        async with notify.transaction(organisation) as session:
            await hear(session, [of(organisation, number) for number in numbers], clock.now())

    return heard


@pytest.fixture
def rows(admin_url: str) -> Rows:
    """What a query on the tables of notify gives."""

    def found(query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(admin_url, options="-c search_path=notify") as connection:
            return connection.execute(query.encode()).fetchall()

    return found
