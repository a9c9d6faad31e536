"""The small caseload with its month paid: from proposal to file, and every announcement delivered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from house.postgres import Cluster
from services.database import as_service
from tests.schedule.payments.caseload import Town, a_copy, a_template, copied
from tests.schedule.payments.living import live
from tests.schedule.payments.processes import bury, ended, started

_NAME = "ontzorg_paid"


async def a_paid_template(cluster: Cluster, template: str) -> str:
    """The name of a database with a month that was paid; lived through once on a server."""
    if copied(cluster, await a_template(cluster, template), _NAME):
        url = cluster.url(_NAME)
        assert ended(started(live, as_service(url, "schedule"), 1)) == 0
        bury(url)
    return _NAME


@asynccontextmanager
async def a_paid_town(cluster: Cluster, template: str) -> AsyncIterator[Town]:
    """A database of its own with a month that was paid."""
    with a_copy(cluster, await a_paid_template(cluster, template)) as town:
        yield town
