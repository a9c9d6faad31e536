"""The small caseload with its month paid: from proposal to file, and every announcement delivered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from house.postgres import Cluster
from services.database import as_service
from tests.schedule.payments.caseload import Town, a_copy, a_template, copied
from tests.schedule.payments.living import live
from tests.schedule.payments.processes import bury, ended, started

_NAME = "ontzorg_paid"


@asynccontextmanager
async def a_paid_town(cluster: Cluster, template: str) -> AsyncIterator[Town]:
    """A database of its own with a month that was paid."""
    if copied(cluster, await a_template(cluster, template), _NAME):
        url = cluster.url(_NAME)
        assert ended(started(live, as_service(url, "schedule"), 1)) == 0
        bury(url)
    with a_copy(cluster, _NAME) as town:
        yield town
