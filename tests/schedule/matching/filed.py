"""Two households of Den Haag of which March is paid: lived once on a server, and copied for each test that begins so.

A room whose tests all begin there takes these fixtures into its `conftest`.
"""

from collections.abc import Iterator
from uuid import UUID

import pytest

from house.postgres import Cluster
from services.clock import MovableClock
from services.database import Database, as_service
from tests.conftest import an_organisation
from tests.schedule.conftest import found_municipalities
from tests.schedule.matching.treasury import Treasury
from tests.schedule.payments.caseload import a_copy, copied
from tests.schedule.payments.runs import FEBRUARY

OURS, THEIRS = UUID("019b8cf4-9d80-7000-8000-00000000000a"), UUID("019b8cf4-9d80-7000-8000-00000000000b")
"""The organisation that paid, and another one that has nobody."""

_NAME = "ontzorg_two_filed"


@pytest.fixture(scope="session")
async def filed(cluster: Cluster, template: str) -> str:
    """The name of the database; nobody is connected to it any more."""
    if copied(cluster, template, _NAME):
        await _live(cluster.url(_NAME))
    return _NAME


@pytest.fixture
def admin_url(cluster: Cluster, filed: str) -> Iterator[str]:
    """A copy of it that is this test's alone."""
    with a_copy(cluster, filed) as copy:
        yield copy.admin_url


@pytest.fixture
def organisation() -> UUID:
    """It is there, with what it paid."""
    return OURS


@pytest.fixture
def another_organisation() -> UUID:
    """It is there, and has nobody."""
    return THEIRS


@pytest.fixture
def municipalities() -> None:
    """They are there."""


async def _live(admin_url: str) -> None:
    an_organisation(admin_url, OURS, "Gemeente Voorbeeldstad")
    an_organisation(admin_url, THEIRS, "Gemeente Elders")
    found_municipalities(admin_url, OURS, THEIRS)
    database = Database(as_service(admin_url, "schedule"), "schedule")
    treasury = Treasury(database, OURS, MovableClock(FEBRUARY), admin_url)
    await treasury.office.register("Z-1")
    await treasury.office.register("Z-2")
    await treasury.files()
    await database.close()
