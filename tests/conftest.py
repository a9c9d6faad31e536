"""The world that tests live in: a real PostgreSQL, a database of their own, and a clock that they move.

One throw-away server for each pytest worker; on it one template database, migrated once, of which every test that asks
for a database is lent a copy, emptied by whoever had it before.
"""

import os
import shutil
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
import structlog
from psycopg import sql
from sqlalchemy.ext.asyncio import AsyncEngine
from uvloop import new_event_loop

from house.memory import settle_memory
from house.postgres import Cluster, throwaway_cluster
from house.services import SERVICES
from services.clock import MovableClock
from services.database import Database, Session, as_service
from services.ids import SeededIds
from services.migration import migrate
from services.roles import prepare
from tests.databases import Databases
from tests.superuser import as_superuser, leave_all
from tests.thoroughness import settle_for_examples

TEMPLATE = "ontzorg_template"

SessionOf = Callable[[UUID | None], AbstractAsyncContextManager[Session]]

structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        # a traceback in colours, with every variable, takes seconds to draw; many a test breaks things on purpose
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


settle_for_examples()


def _memory() -> Path | None:
    """The machine's memory where there is plenty, for a copy of a database is mostly the making of files."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    return memory if roomy else None


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    """The loop that the services run on in production, which is quicker too."""
    return {"uvloop": new_event_loop}


def pytest_collection_finish() -> None:
    """All tests are there to stay, and so is what they imported."""
    settle_memory()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of this worker's own."""
    with throwaway_cluster(within=_memory()) as running:
        yield running
        leave_all()


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """The name of a database with every service's schema and nothing in it."""
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(f"create database {TEMPLATE}")
    url = cluster.url(TEMPLATE)
    prepare(url, SERVICES)
    for service in SERVICES:
        migrate(url, service)
    return TEMPLATE


@pytest.fixture(scope="session")
def databases(cluster: Cluster, template: str) -> Databases:
    """Where every test that asks for a database is lent one."""
    return Databases(cluster, template)


@pytest.fixture
def admin_url(cluster: Cluster, databases: Databases) -> Iterator[str]:
    """A fresh database of this test alone, entered as the superuser: to look, and to plant what must not be."""
    name = databases.lend()
    yield cluster.url(name)
    databases.take_back(name)


@pytest.fixture
def database_url(admin_url: str) -> str:
    """The same fresh database, entered as the schedule service."""
    return as_service(admin_url, "schedule")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The schedule service's door to the fresh database."""
    opened = Database(database_url, "schedule")
    yield opened
    await opened.close()


@pytest.fixture
def engine(database: Database) -> AsyncEngine:
    return database.engine


@pytest.fixture
def session(database: Database) -> SessionOf:
    """`async with session(organisation) as work:` is one transaction of that organisation, committed at its end."""
    return database.transaction


@pytest.fixture
def clock() -> MovableClock:
    """Monday 5 January 2026, nine in the morning in Amsterdam, until the test moves it."""
    return MovableClock(datetime(2026, 1, 5, 8, 0, tzinfo=UTC))


@pytest.fixture
def ids() -> SeededIds:
    """Ids that are the same in every run of a test."""
    return SeededIds("tests")


@pytest.fixture
def organisation(admin_url: str, ids: SeededIds, clock: MovableClock) -> UUID:
    """An organisation to work for."""
    return an_organisation(admin_url, ids.new_id(clock.now()), "Gemeente Voorbeeldstad")


@pytest.fixture
def another_organisation(admin_url: str, ids: SeededIds, clock: MovableClock) -> UUID:
    """Somebody else, whose rows must never be seen."""
    return an_organisation(admin_url, ids.new_id(clock.now()), "Gemeente Elders")


def an_organisation(admin_url: str, organisation_id: UUID, name: str) -> UUID:
    with as_superuser(admin_url) as connection:
        for service in SERVICES:
            table = sql.Identifier(service, "organisation")
            connection.execute(sql.SQL("insert into {} values (%s, %s)").format(table), [organisation_id, name])
    return organisation_id
