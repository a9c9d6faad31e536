"""A crash while a journal is exported ends as no crash (promise I22): no posting is lost, and none comes twice."""

import signal
from collections.abc import Iterator

import pytest

from house.postgres import Cluster
from services.failpoints import all_failpoints
from services.schedule.promises import PROMISES
from tests.schedule.books.living import export_all
from tests.schedule.instructions.desk import asked
from tests.schedule.payments.caseload import Town
from tests.schedule.payments.paid import a_paid_town
from tests.schedule.payments.processes import bury, end_all, ended, started
from tests.superuser import as_superuser

FINISHED = 0
OWN = sorted(name for name, place in all_failpoints().items() if place.startswith("schedule/books/"))
_SAYS = {
    "journals": "select to_jsonb(j)::text from journal_export j order by number",
    "bytes": "select number || ' ' || place || ' ' || md5(content) from journal_export_chunk order by number, place",
    "accounts": "select to_jsonb(a)::text from ledger_account a order by 1",
    "news": "select data::text from outbox where type = 'nl.ontzorg.schedule.journal.exported' order by sequence",
}


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


def says(town: Town) -> dict[str, list[str]]:
    """All that was left behind."""
    with as_superuser(town.admin_url, "schedule") as connection:
        return {name: [row for (row,) in connection.execute(query.encode())] for name, query in _SAYS.items()}


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("name", OWN)
async def test_a_process_that_is_killed_leaves_journals_that_the_next_one_exports(
    name: str, times: int, cluster: Cluster, template: str
) -> None:
    async with a_paid_town(cluster, template) as town:
        assert ended(started(export_all, town.service_url, 1)) == FINISHED
        undisturbed = says(town)
    assert len(undisturbed["journals"]) == 2
    async with a_paid_town(cluster, template) as town:
        assert ended(started(export_all, town.service_url, 1, at=f"{name}:{times}")) == -signal.SIGKILL
        bury(town.admin_url)
        assert len(says(town)["journals"]) == times - 1
        assert ended(started(export_all, town.service_url, 2)) == FINISHED
        assert says(town) == undisturbed
        assert {one.number: many for one in PROMISES if (many := len(asked(town.admin_url, one.offenders)))} == {}
