"""A crash at any point of an emergency ends as no crash (promise I22): asked and approved again, it is paid once."""

import signal
from collections.abc import Iterator
from uuid import UUID

import pytest

from house.postgres import Cluster
from services.failpoints import all_failpoints
from tests.schedule.emergencies.living import live
from tests.schedule.payments.caseload import Town, a_copy, a_template
from tests.schedule.payments.ending import Ending, ending
from tests.schedule.payments.processes import bury, end_all, ended, started
from tests.schedule.rows import changed

FINISHED = 0
OWN = [name for name, place in all_failpoints().items() if place.startswith("schedule/emergencies/")]
PASSED = sorted([*OWN, "command.answered", "run.approved", "run.file-written", "run.filed"])


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


@pytest.fixture(scope="module")
async def caseload(cluster: Cluster, template: str) -> str:
    """The name of a database with the small caseload and nothing paid."""
    return await a_template(cluster, template)


@pytest.fixture
def town(cluster: Cluster, caseload: str) -> Iterator[Town]:
    """A database of this test's own with the small caseload."""
    with a_copy(cluster, caseload) as copy:
        yield copy


@pytest.fixture(scope="module")
async def undisturbed(cluster: Cluster, caseload: str) -> Ending:
    """What an emergency leaves behind when nothing goes wrong."""
    with a_copy(cluster, caseload) as town:
        assert ended(started(live, town.service_url, whose(town))) == FINISHED
        return await ending(town)


def whose(town: Town) -> UUID:
    """The household that has no money."""
    found = town.one("select id from household order by id limit 1")
    assert isinstance(found, UUID)
    return found


@pytest.mark.parametrize("name", PASSED)
async def test_a_process_that_is_killed_leaves_an_emergency_that_the_next_one_pays_once(
    name: str, town: Town, undisturbed: Ending
) -> None:
    died = ended(started(live, town.service_url, whose(town), at=name))
    assert died == -signal.SIGKILL, f"no crash: an emergency does not pass {name}"
    bury(town.admin_url)
    assert ended(started(live, town.service_url, whose(town))) == FINISHED
    assert changed(undisturbed, await ending(town)) == []


async def test_what_was_undisturbed_is_one_payment_in_one_file(undisturbed: Ending) -> None:
    counted = {name: len(undisturbed[name]) for name in ("emergency_payment", "payment", "payment_file", "bank_file")}
    assert counted == {"emergency_payment": 1, "payment": 1, "payment_file": 1, "bank_file": 1}
