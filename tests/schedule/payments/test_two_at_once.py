"""Two of everything at the same moment: each payment once, and where only one can have it the other is told why not."""

import asyncio
import os
import signal

import httpx
import pytest

from house.doctor.examination import examine
from services.auth import Role
from services.database import Database
from services.events import RunKind
from services.schedule.hand import Hand
from services.schedule.payments import service
from services.schedule.payments.run import RunKey
from services.schedule.payments.shards import Pace
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.caseload import ORGANISATION, Town
from tests.schedule.payments.ending import Ending, ending
from tests.schedule.payments.holding import FIFTH_HOUSEHOLD, holding, until, until_waiting
from tests.schedule.payments.living import advance, approve, live, live_together, propose, serve, somebody
from tests.schedule.payments.processes import a_barrier, ended, started
from tests.schedule.payments.runs import FEBRUARY, MARCH_RUN, payments
from tests.schedule.rows import changed, everything

FINISHED = 0
RUN = "select from payment_run for update"
SUPPLEMENT = RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)


@pytest.mark.parametrize("batches", [(1, 1), (2, 2), (1, 3), (3, 2), (7, 1)])
async def test_two_processes_that_live_the_same_month_at_once_leave_what_one_would_have(
    batches: tuple[int, int], town: Town, undisturbed: Ending
) -> None:
    together = a_barrier(2)
    paces = [Pace(households_a_shard=3, households_a_batch=size) for size in batches]
    both = [
        started(live_together, town.service_url, number, pace, together) for number, pace in enumerate(paces, start=1)
    ]
    assert [ended(process) for process in both] == [FINISHED, FINISHED]
    assert changed(undisturbed, await ending(town)) == []


async def test_two_workers_share_a_run_and_every_payment_is_there_once(town: Town, undisturbed: Ending) -> None:
    """One is stopped in the second of three shards, before it comes to the third: so that is the other one's work."""
    run_id = await propose(town.service_url)
    with holding(town, FIFTH_HOUSEHOLD):
        workers = [started(serve, town.service_url, number) for number in (1, 2)]
        await asyncio.to_thread(until_waiting, town, 2)
        assert town.one("select array_agg(stage order by number) from payment_run_shard") == [
            "proposed", "open", "proposed",
        ]  # fmt: skip
    await asyncio.to_thread(until, town, "select state from payment_run", "proposed")
    await asyncio.to_thread(until, town, "select count(*) from procrastinate_jobs", 0)
    await approve(town.service_url, run_id)
    await asyncio.to_thread(until, town, "select state from payment_run", "filed")
    await asyncio.to_thread(until, town, "select count(*) from procrastinate_jobs", 0)
    for worker in workers:
        worker.kill()
        assert ended(worker) == -signal.SIGKILL
    assert ended(started(live, town.service_url, 3)) == FINISHED
    assert changed(undisturbed, await ending(town)) == []


async def test_whoever_is_left_finishes_the_batch_of_one_that_is_killed(town: Town, undisturbed: Ending) -> None:
    """The other one waits for that very batch, for everything else is done."""
    run_id = await propose(town.service_url)
    with holding(town, FIFTH_HOUSEHOLD):
        killed, left = (started(advance, town.service_url, number, run_id) for number in (1, 2))
        await asyncio.to_thread(until_waiting, town, 2)
        killed.kill()
        assert ended(killed) == -signal.SIGKILL
    assert ended(left) == FINISHED
    assert town.one("select state from payment_run") == "proposed"
    assert ended(started(live, town.service_url, 3)) == FINISHED
    assert changed(undisturbed, await ending(town)) == []


async def test_a_worker_that_stalls_in_the_middle_of_a_batch_writes_nothing_once_another_has_it(
    town: Town, undisturbed: Ending
) -> None:
    """Promise I21: it is stopped while it books, taken for dead, and wakes up when everything is done."""
    run_id = await propose(town.service_url)
    assert ended(started(advance, town.service_url, 1, run_id)) == FINISHED
    await approve(town.service_url, run_id)
    impatient = Pace(households_a_shard=3, households_a_batch=2, silence=0.5)
    with holding(town, FIFTH_HOUSEHOLD):
        stalled = started(advance, town.service_url, 2, run_id, impatient)
        await asyncio.to_thread(until_waiting, town)
        os.kill(stalled.pid or 0, signal.SIGSTOP)
    assert ended(started(advance, town.service_url, 3, run_id, impatient)) == FINISHED
    assert town.one("select state from payment_run") == "filed"
    before = everything(town.admin_url)
    os.kill(stalled.pid or 0, signal.SIGCONT)
    assert ended(stalled) == FINISHED
    assert changed(before, everything(town.admin_url)) == []
    assert ended(started(live, town.service_url, 4)) == FINISHED
    assert changed(undisturbed, await ending(town)) == []


async def test_two_who_ask_for_the_same_run_at_once_get_the_same_run(town: Town) -> None:
    async def proposal(name: str) -> httpx.Response:
        database, proposer = somebody(town.service_url, name, Role.PROPOSER, name)
        answer = await proposer.post("/payment-runs", {"month": "2026-03"})
        await database.close()
        return answer

    with holding(town, "select from organisation for update"):
        asked = [asyncio.create_task(proposal(name)) for name in ("piet", "kees")]
        await asyncio.to_thread(until_waiting, town, 2)
    answers = await asyncio.gather(*asked)
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert town.one("select count(*) from payment_run") == 1
    assert town.one("select count(*) from payment_run_history") == 1


async def test_of_two_who_approve_at_once_the_second_is_told_where_the_run_is(town: Town) -> None:
    run_id = await propose(town.service_url)
    assert ended(started(advance, town.service_url, 1, run_id)) == FINISHED
    content_hash = town.one("select content_hash from payment_run")

    async def approval(name: str) -> httpx.Response:
        database, approver = somebody(town.service_url, name, Role.APPROVER, name)
        answer = await approver.post(f"/payment-runs/{run_id}/_approve", {"contentHash": content_hash})
        await database.close()
        return answer

    with holding(town, RUN):
        asked = [asyncio.create_task(approval(name)) for name in ("roos", "kees")]
        await asyncio.to_thread(until_waiting, town, 2)
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (winner, loser) = sorted(answers, key=lambda answer: answer.status_code)
    assert loser.json()["type"].endswith("run-is-elsewhere")
    assert town.one("select approved_by from payment_run") == winner.json()["approvedBy"]
    assert town.one("select count(*) from payment_run_history where state = 'approved'") == 1


async def test_a_run_that_is_withdrawn_while_it_is_put_together_claims_nothing(town: Town) -> None:
    run_id = await propose(town.service_url)
    database, piet = somebody(town.service_url, "piet", Role.PROPOSER, "piet")
    with holding(town, FIFTH_HOUSEHOLD):
        worker = started(advance, town.service_url, 1, run_id)
        await asyncio.to_thread(until_waiting, town)
        withdrawal = asyncio.create_task(piet.post(f"/payment-runs/{run_id}/_withdraw", {}))
        await asyncio.to_thread(until_waiting, town, 2)
    assert (await withdrawal).status_code == 200
    await database.close()
    assert ended(worker) == FINISHED
    assert set(payments(town.admin_url, "state, live")) == {("withdrawn", False), ("held", False)}


async def test_two_runs_that_are_put_together_and_booked_at_once_pay_everything_once(
    town: Town, undisturbed: Ending
) -> None:
    """A monthly run and a supplementary one of the same month see the same households, income and costs."""
    runs = [await begun(town, key) for key in (MARCH_RUN, SUPPLEMENT)]
    await both_advance(town, dict(zip(runs, (1, 2), strict=True)))
    for run_id in runs:
        await approve(town.service_url, run_id)
    await both_advance(town, dict(zip(runs, (3, 4), strict=True)))
    filed = "select count(*) from payment_of_run where state = 'submitted'"
    assert town.one(filed) == sum('"live": true' in row for row in undisturbed["payment"])
    entries = "select count(*) from ledger_entry"
    assert town.one(entries) == len(undisturbed["ledger_entry"])
    assert [one.promise.number for one in examine(town.admin_url) if one.is_broken] == []


async def both_advance(town: Town, runs: dict[str, int]) -> None:
    """Two workers with a run each, which meet on a household."""
    with holding(town, FIFTH_HOUSEHOLD):
        both = [started(advance, town.service_url, number, run_id) for run_id, number in runs.items()]
        await asyncio.to_thread(until_waiting, town, 2)
    assert [ended(process) for process in both] == [FINISHED, FINISHED]


async def begun(town: Town, key: RunKey) -> str:
    """A run that nobody has worked on."""
    database = Database(town.service_url, "schedule")
    async with database.transaction(ORGANISATION) as session:
        run = await service.propose(session, Hand.of(session, "piet", FEBRUARY, RULES, KEYRING), key)
    await database.close()
    return str(run.id)
