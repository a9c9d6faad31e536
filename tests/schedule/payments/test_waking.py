"""A run that is at work and has no job goes on by itself: jobs get lost, the tables say what is to be done."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from house.doctor.waiting import waiting
from services.clock import MovableClock
from services.database import Database
from services.jobs import Worker
from services.schedule.hand import Hand
from services.schedule.payments import service
from services.schedule.payments.service import ADVANCE, RunWorker
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.runs import FEBRUARY, MARCH_RUN, Office, one_value
from tests.superuser import as_superuser

JOBS = "select count(*) from schedule.procrastinate_jobs where status = 'todo' and task_name = 'advance_run'"
STATE = "select state from schedule.payment_run"


@pytest.fixture
async def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    office = Office(database, organisation, clock)
    await office.register("Z-1")
    return office


async def propose(office: Office) -> None:
    """Piet asks for the month, and nobody works on it yet."""
    async with office.database.transaction(office.organisation) as session:
        hand = Hand.of(session, "piet", office.clock.now(), RULES, KEYRING)
        await service.propose(session, hand, MARCH_RUN)


def lose_jobs(admin_url: str, by: str = "delete from schedule.procrastinate_jobs") -> None:
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute(by.encode())


async def drain(office: Office) -> int:
    async with Worker(office.database, {ADVANCE: office.worker.advance}, alarms=[office.worker.wake]) as worker:
        await worker.ring()
        return await worker.drain()


FAIL = """
    update schedule.procrastinate_jobs set status = 'doing' where status = 'todo';
    update schedule.procrastinate_jobs set status = 'failed' where status = 'doing'
"""
AN_HOUR_AGO = f"""
    {FAIL};
    update schedule.procrastinate_events set at = at - interval '1 hour' where type = 'failed'
"""


@pytest.mark.parametrize("loss", ["delete from schedule.procrastinate_jobs", AN_HOUR_AGO], ids=["lost", "failed"])
async def test_a_run_whose_jobs_are_lost_is_woken_in_every_state_in_which_it_is_at_work(
    loss: str, office: Office, admin_url: str
) -> None:
    await propose(office)
    lose_jobs(admin_url, loss)
    assert await drain(office) == 2
    assert one_value(admin_url, STATE) == "proposed"
    async with office.database.transaction(office.organisation) as session:
        hand = Hand.of(session, "roos", office.clock.now(), RULES, KEYRING)
        seen = one_value(admin_url, "select content_hash from schedule.payment_run")
        await service.approve(session, hand, one_value(admin_url, "select id from schedule.payment_run"), seen)
    lose_jobs(admin_url, loss)
    assert await drain(office) == 2
    assert one_value(admin_url, STATE) == "filed"


async def test_a_run_whose_job_fails_again_and_again_is_left_alone_longer_each_time_until_somebody_asks(
    office: Office, admin_url: str
) -> None:
    """What is no passing failure is mended by people; trying it every minute only fills the log."""
    machine = MovableClock(datetime.fromisoformat(str(one_value(admin_url, "select clock_timestamp()"))))
    worker = RunWorker(office.database, office.clock, RULES, KEYRING, office.registry, machine=machine)
    await propose(office)
    pauses = []
    for _ in range(5):
        lose_jobs(admin_url, FAIL)
        pauses.append(await _minutes_until_woken(worker, machine, admin_url))
    assert pauses == [2, 8, 32, 60, 60], "each time both of its jobs fail"

    lose_jobs(admin_url, FAIL)
    _failed_now(machine, admin_url)
    assert await worker.wake() == 0
    (named,) = waiting(admin_url)
    assert named.concern.says == "runs whose job fails, so that they go on no further"
    assert (named.times, named.first[0]["state"], named.first[0]["failures"]) == (1, "proposing", "12")
    await propose(office)
    assert one_value(admin_url, JOBS) == 2
    assert waiting(admin_url) == []


def _failed_now(machine: MovableClock, admin_url: str) -> None:
    now = machine.now().isoformat()
    lose_jobs(admin_url, f"update schedule.procrastinate_events set at = '{now}' where type = 'failed'")


async def _minutes_until_woken(worker: RunWorker, machine: MovableClock, admin_url: str) -> int:
    _failed_now(machine, admin_url)
    for minutes in range(1, 100):
        assert one_value(admin_url, JOBS) == 0
        machine.move_to(machine.now() + timedelta(minutes=1))
        if await worker.wake():
            return minutes
    raise AssertionError("nobody wakes it any more")


async def test_a_run_that_is_frozen_and_forgotten_is_filed(office: Office, admin_url: str) -> None:
    run = await office.propose()
    async with office.database.transaction(office.organisation) as session:
        hand = Hand.of(session, "roos", office.clock.now(), RULES, KEYRING)
        await service.approve(session, hand, run.id, run.content_hash or "")
    while one_value(admin_url, STATE) != "frozen":
        await office.worker._step(office.organisation, run.id)
    lose_jobs(admin_url)
    assert await office.worker.wake() == 1
    assert await drain(office) == 2
    assert one_value(admin_url, STATE) == "filed"


async def test_a_run_that_somebody_works_on_or_that_rests_is_left_alone(office: Office, admin_url: str) -> None:
    await propose(office)
    assert await office.worker.wake() == 0
    lose_jobs(admin_url, "update schedule.procrastinate_jobs set status = 'doing'")
    assert await office.worker.wake() == 0
    lose_jobs(admin_url)
    assert await office.worker.wake() == 1
    assert await office.worker.wake() == 0
    assert await drain(office) == 2
    assert await office.worker.wake() == 0
    assert one_value(admin_url, JOBS) == 0


async def test_asking_for_a_run_again_wakes_it_too_and_only_if_nobody_works_on_it(
    office: Office, admin_url: str
) -> None:
    await propose(office)
    await propose(office)
    assert one_value(admin_url, JOBS) == 2
    lose_jobs(admin_url)
    await propose(office)
    assert one_value(admin_url, JOBS) == 2
