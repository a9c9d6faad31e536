"""A crash while an answer is taken in ends as no crash (promise I22): handed in again, it is taken in once."""

import signal
from collections.abc import Iterator

import pytest

from house.postgres import Cluster
from services.failpoints import all_failpoints
from tests.schedule.instructions.desk import asked, broken
from tests.schedule.instructions.living import answer
from tests.schedule.payments.caseload import Town, a_copy
from tests.schedule.payments.ending import Ending, ending
from tests.schedule.payments.paid import a_paid_template
from tests.schedule.payments.processes import bury, end_all, ended, started
from tests.schedule.rows import changed

FINISHED = 0
OWN = [name for name, place in all_failpoints().items() if place.startswith("schedule/instructions/answering")]


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


@pytest.fixture(scope="module")
async def filed(cluster: Cluster, template: str) -> str:
    """The name of a database with the small caseload, of which March is filed."""
    return await a_paid_template(cluster, template)


@pytest.fixture
def town(cluster: Cluster, filed: str) -> Iterator[Town]:
    """The small caseload of which March is filed."""
    with a_copy(cluster, filed) as copy:
        yield copy


@pytest.fixture(scope="module")
async def undisturbed(cluster: Cluster, filed: str) -> Ending:
    """What an answer leaves behind when nothing goes wrong."""
    with a_copy(cluster, filed) as town:
        assert ended(started(answer, town.service_url)) == FINISHED
        return await ending(town)


@pytest.mark.parametrize("name", sorted([*OWN, "command.answered"]))
async def test_a_process_that_is_killed_leaves_an_answer_that_is_handed_in_again(
    name: str, town: Town, undisturbed: Ending
) -> None:
    died = ended(started(answer, town.service_url, at=name))
    assert died == -signal.SIGKILL
    bury(town.admin_url)
    assert ended(started(answer, town.service_url)) == FINISHED
    assert changed(undisturbed, await ending(town)) == []


async def test_the_answer_that_is_crashed_has_every_outcome_in_it(town: Town) -> None:
    assert ended(started(answer, town.service_url)) == FINISHED
    outcomes = "select outcome, count(*)::integer from instruction_answer group by outcome order by outcome"
    assert asked(town.admin_url, outcomes) == [("refused", 1), ("withheld", 3), ("withheld_partly", 1)]
    assert broken(town.admin_url) == {}
