"""A crash at any point ends as no crash (promise I22): whoever is killed, the next one finishes the same month.

Every failpoint of this service and of what services share is tried, so one that is added is covered from its first day;
or, if this month does not pass it, missed by name. A service that this month does not pass through walks its own.
"""

import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator

import pytest

from house.postgres import Cluster, throwaway_cluster
from services.failpoints import all_failpoints
from services.migration import migrate
from services.roles import prepare
from tests.schedule.payments.caseload import Town, a_copy, fill
from tests.schedule.payments.ending import Ending, ending
from tests.schedule.payments.holding import FIFTH_HOUSEHOLD, holding, until, until_waiting
from tests.schedule.payments.living import advance, approve, live, propose, serve
from tests.schedule.payments.processes import bury, ended, started
from tests.schedule.payments.runs import payments
from tests.schedule.rows import changed
from tests.thoroughness import spread

FINISHED = 0
ELSEWHERE = (
    "heard_words",
    "mandates/",
    "notify/",
    "processing_chain",
    "schedule/books/",
    "schedule/channel/",
    "schedule/emergencies/",
    "schedule/exceptions/",
    "schedule/instructions/answering",
    "schedule/proceedings/",
    "schedule/recalls/",
    "schedule/registry/",
    "schedule/statements/",
    "schedule/matching/",
)
FAILPOINTS = {name: place for name, place in all_failpoints().items() if not place.startswith(ELSEWHERE)}
PLACES = {
    "putting together": FIFTH_HOUSEHOLD,
    "booking": FIFTH_HOUSEHOLD,
    "filing": "lock table bank_file in share row exclusive mode",
}
"""Where a worker is stopped, and what is held to stop it there."""


@pytest.mark.parametrize("name", spread(sorted(FAILPOINTS), 7))
async def test_a_process_that_is_killed_leaves_a_month_that_the_next_one_finishes(
    name: str, town: Town, undisturbed: Ending
) -> None:
    died = ended(started(live, town.service_url, 1, at=name))
    assert died == -signal.SIGKILL, f"no crash: this month does not pass {name} ({FAILPOINTS[name]})"
    bury(town.admin_url)
    assert ended(started(live, town.service_url, 2)) == FINISHED
    assert changed(undisturbed, await ending(town)) == []


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(FAILPOINTS))
async def test_nor_does_it_matter_when_it_dies_the_second_time_it_comes_by(
    name: str, town: Town, undisturbed: Ending
) -> None:
    died = ended(started(live, town.service_url, 1, at=f"{name}:2"))
    assert died in (-signal.SIGKILL, FINISHED)
    bury(town.admin_url)
    assert ended(started(live, town.service_url, 2)) == FINISHED
    assert changed(undisturbed, await ending(town)) == []


@pytest.fixture(scope="module")
def frail_server() -> Iterator[Cluster]:
    """A server of these tests' own, for they crash it."""
    with throwaway_cluster() as server:
        prepare(server.url(), ["schedule"])
        migrate(server.url(), "schedule")
        yield server


@pytest.fixture
async def frail_town(frail_server: Cluster) -> AsyncIterator[Town]:
    """The caseload on it."""
    with a_copy(frail_server, "postgres") as town:
        await fill(town.admin_url)
        yield town


@pytest.mark.parametrize("place", spread(list(PLACES), 1))
async def test_a_server_that_crashes_is_waited_for_and_the_month_goes_on(
    place: str, frail_server: Cluster, frail_town: Town, undisturbed: Ending
) -> None:
    run_id = await propose(frail_town.service_url)
    if place != "putting together":
        assert ended(started(advance, frail_town.service_url, 1, run_id)) == FINISHED
        await approve(frail_town.service_url, run_id)
    with holding(frail_town, PLACES[place]):
        worker = started(serve, frail_town.service_url, 2)
        until_waiting(frail_town)
        frail_server.kill()
    frail_server.start()
    rests = "proposed" if place == "putting together" else "filed"
    until(frail_town, "select state from payment_run", rests)
    worker.kill()
    assert ended(worker) == -signal.SIGKILL
    bury(frail_town.admin_url)
    assert ended(started(live, frail_town.service_url, 3)) == FINISHED
    assert changed(undisturbed, await ending(frail_town)) == []


async def test_a_worker_that_dies_with_the_server_is_succeeded_by_another(
    frail_server: Cluster, frail_town: Town, undisturbed: Ending
) -> None:
    run_id = await propose(frail_town.service_url)
    assert ended(started(advance, frail_town.service_url, 1, run_id)) == FINISHED
    await approve(frail_town.service_url, run_id)
    with holding(frail_town, PLACES["booking"]):
        dying = started(serve, frail_town.service_url, 2)
        until_waiting(frail_town)
        left = started(serve, frail_town.service_url, 3)
        frail_server.kill()
        dying.kill()
    assert ended(dying) == -signal.SIGKILL
    frail_server.start()
    until(frail_town, "select state from payment_run", "filed")
    left.kill()
    assert ended(left) == -signal.SIGKILL
    bury(frail_town.admin_url)
    assert ended(started(live, frail_town.service_url, 4)) == FINISHED
    assert changed(undisturbed, await ending(frail_town)) == []


async def test_the_month_that_is_crashed_has_everything_in_it(town: Town) -> None:
    """Two municipalities with a file each, what is withheld, and what waits for a decision, a payee or money."""
    assert ended(started(live, town.service_url, 1)) == FINISHED
    assert Counter(payments(town.admin_url, "municipality, file_number, reason")) == {
        ("GM0502", 1, None): 2,
        ("GM0518", 2, None): 20,
        ("GM0518", None, None): 5,
        ("GM0518", None, "no_decision"): 7,
        ("GM0518", None, "unknown_to_registry"): 1,
        ("GM0518", None, "money_short"): 1,
    }
    shards = "select array_agg(row(proposed, frozen)::text order by number) from payment_run_shard"
    assert town.one(shards) == ["(3,3)", "(3,3)", "(1,1)"]
    assert town.one("select count(*) from ledger_account where kind = 'minstand' and debits_posted > 0") == 1
