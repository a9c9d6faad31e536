"""The small caseload that crashes and races are tried on: put into a database once, and copied for each test."""

from collections.abc import Iterator

import pytest

from house.postgres import Cluster
from tests.schedule.payments.caseload import Town, a_copy, a_template
from tests.schedule.payments.ending import Ending, ending
from tests.schedule.payments.living import live
from tests.schedule.payments.processes import end_all, ended, started


@pytest.fixture(scope="session")
async def caseload(cluster: Cluster, template: str) -> str:
    """The name of a database with the small caseload and nothing paid."""
    return await a_template(cluster, template)


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


@pytest.fixture
def town(cluster: Cluster, caseload: str) -> Iterator[Town]:
    """A database of this test's own with the small caseload."""
    with a_copy(cluster, caseload) as copy:
        yield copy


@pytest.fixture(scope="session")
async def undisturbed(cluster: Cluster, caseload: str) -> Ending:
    """What the month leaves behind when one process lives through it and nothing goes wrong."""
    with a_copy(cluster, caseload) as town:
        assert ended(started(live, town.service_url, 1)) == 0
        return await ending(town)
