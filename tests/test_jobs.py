"""Row and job together or neither; the dead are succeeded, and the living dead write nothing (promise I21)."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from house.postgres import throwaway_cluster
from house.services import SERVICES
from services.clock import MovableClock
from services.database import Database, as_service
from services.jobs import (
    Pulse,
    Shard,
    ShardLost,
    Worker,
    check_fence,
    defer,
    defer_once,
    drain,
    hold_shard,
    is_under_way,
)
from services.migration import migrate
from services.outbox import first_time
from services.roles import prepare
from tests.conftest import SessionOf


async def inbox(database: Database, organisation: UUID) -> list[str]:
    async with database.reading(organisation) as reading:
        return list((await reading.execute(text("select message_id from inbox order by 1"))).scalars())


async def note(database: Database, clock: MovableClock, *, organisation: str, word: str) -> None:
    """A job that leaves a trace once, however often it is done."""
    async with database.transaction(UUID(organisation)) as session:
        await first_time(session, word, clock.now())


@asynccontextmanager
async def working(worker: Worker) -> AsyncIterator[None]:
    """The worker at work in the background, for as long as the block lasts; ten seconds at most."""
    task = asyncio.create_task(worker.work())
    async with asyncio.timeout(10):
        yield
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_a_job_is_done_once_the_transaction_that_deferred_it_is_committed(
    database: Database, organisation: UUID, clock: MovableClock
) -> None:
    async with Worker(database, {"note": partial(note, database, clock)}) as worker:
        async with database.transaction(organisation) as session:
            await defer(session, "note", organisation=str(organisation), word="rent")
            assert await worker.drain() == 0
        assert await worker.drain() == 1
        assert await worker.drain() == 0
    assert await inbox(database, organisation) == ["rent"]


async def test_a_job_of_a_transaction_that_was_rolled_back_never_was(
    database: Database, organisation: UUID, clock: MovableClock
) -> None:
    async def fail() -> None:
        async with database.transaction(organisation) as session:
            await defer(session, "note", organisation=str(organisation), word="rent")
            raise OverflowError

    with pytest.raises(OverflowError):
        await fail()
    async with Worker(database, {"note": partial(note, database, clock)}) as worker:
        assert await worker.drain() == 0
    assert await inbox(database, organisation) == []


async def test_draining_also_does_what_jobs_defer(database: Database, organisation: UUID, clock: MovableClock) -> None:
    async def count_down(number: int) -> None:
        async with database.transaction(organisation) as session:
            await first_time(session, str(number), clock.now())
            if number > 1:
                await defer(session, "count_down", number=number - 1)

    async with Worker(database, {"count_down": count_down}) as worker:
        async with database.transaction(organisation) as session:
            await defer(session, "count_down", number=4)
        assert await worker.drain() == 4
    assert await inbox(database, organisation) == ["1", "2", "3", "4"]


async def test_two_workers_do_each_job_once(database: Database, organisation: UUID) -> None:
    done: list[int] = []

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)

    async with database.transaction(organisation) as session:
        for number in range(40):
            await defer(session, "work", number=number)
    async with Worker(database, {"work": work}) as one, Worker(database, {"work": work}) as other:
        shares = await asyncio.gather(one.drain(), other.drain())
    assert (sum(shares), sorted(done)) == (40, list(range(40)))


async def test_jobs_that_fail_are_told_together_after_the_others_were_done(
    database: Database, organisation: UUID, clock: MovableClock
) -> None:
    async def work(number: int) -> None:
        if number % 2:
            raise ValueError(f"{number} is odd")
        async with database.transaction(organisation) as session:
            await first_time(session, str(number), clock.now())

    async with Worker(database, {"work": work}) as worker:
        async with database.transaction(organisation) as session:
            for number in range(4):
                await defer(session, "work", number=number)
        with pytest.raises(ExceptionGroup, match="jobs failed") as failed:
            await worker.drain()
        assert [str(error) for error in failed.value.exceptions] == ["1 is odd", "3 is odd"]
        assert await worker.drain() == 0
    assert await inbox(database, organisation) == ["0", "2"]


async def test_a_worker_that_waits_does_a_job_as_soon_as_it_is_committed(
    database: Database, organisation: UUID
) -> None:
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    async with Worker(database, {"work": work}) as worker, working(worker):
        await asyncio.sleep(0.2)
        async with database.transaction(organisation) as session:
            await defer(session, "work")
        await done.wait()


DYING = """
import asyncio, sys
from services.database import Database, as_service
from services.jobs import Pulse, Worker

async def note(organisation, word):
    print("begun", flush=True)
    await asyncio.sleep(60)

async def main(url):
    async with Worker(Database(url, "schedule"), {"note": note}, Pulse(every=0.1, stalled_after=0.5)) as worker:
        await worker.drain()

asyncio.run(main(sys.argv[1]))
"""


async def test_the_job_of_a_worker_that_was_killed_is_taken_over(
    database: Database, database_url: str, organisation: UUID, clock: MovableClock
) -> None:
    async with database.transaction(organisation) as session:
        await defer(session, "note", organisation=str(organisation), word="rent")
    dying = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DYING, database_url, stdout=asyncio.subprocess.PIPE
    )
    assert dying.stdout is not None
    assert await dying.stdout.readline() == b"begun\n"
    taken_over = asyncio.Event()

    async def note_it(**arguments: str) -> None:
        await note(database, clock, **arguments)
        taken_over.set()

    async with Worker(database, {"note": note_it}, Pulse(every=0.1, stalled_after=0.5)) as worker:
        assert await worker.take_over_stalled() == 0
        dying.kill()
        await dying.wait()
        async with working(worker):
            await taken_over.wait()
    assert await inbox(database, organisation) == ["rent"]


async def test_a_worker_waits_for_a_database_that_went_away(clock: MovableClock) -> None:
    """With a server of its own, for this one crashes."""
    done = asyncio.Queue[int]()
    with throwaway_cluster() as server:
        prepare(server.url(), ["schedule"])
        migrate(server.url(), "schedule")
        database = Database(as_service(server.url(), "schedule"), "schedule")

        async def work(number: int) -> None:
            await done.put(number)

        async with Worker(database, {"work": work}, Pulse(every=0.1, stalled_after=1)) as worker, working(worker):
            for number in (1, 2):
                async with database.transaction(None) as session:
                    await defer(session, "work", number=number)
                assert await done.get() == number
                server.kill()
                server.start()
        await database.close()


QUICK = Pulse(every=0.02, stalled_after=1, times=3, alarms_every=0.05)


async def test_a_job_that_failed_over_what_passes_is_done_later(database: Database, organisation: UUID) -> None:
    tried, done = [], asyncio.Event()

    async def work() -> None:
        tried.append(1)
        if len(tried) < 3:
            raise psycopg.OperationalError("away")
        done.set()

    async with database.transaction(organisation) as session:
        await defer(session, "work")
    async with Worker(database, {"work": work}, QUICK) as worker, working(worker):
        await done.wait()
    assert len(tried) == 3


async def test_it_is_tried_so_many_times_and_then_stays_failed(
    database: Database, organisation: UUID, admin_url: str
) -> None:
    tried = []

    async def work() -> None:
        tried.append(1)
        raise psycopg.OperationalError("away")

    async with database.transaction(organisation) as session:
        await defer(session, "work")
    async with Worker(database, {"work": work}, QUICK) as worker, working(worker):
        for _ in range(400):
            if states_of_jobs(admin_url) == [("failed",)]:
                break
            await asyncio.sleep(0.02)
    assert (states_of_jobs(admin_url), len(tried)) == ([("failed",)], 1 + QUICK.times)


async def test_a_mistake_is_not_tried_again(database: Database, organisation: UUID, admin_url: str) -> None:
    async def work() -> None:
        raise KeyError("rent")

    async with Worker(database, {"work": work}, QUICK) as worker:
        async with database.transaction(organisation) as session:
            await defer(session, "work")
        with pytest.raises(ExceptionGroup, match="jobs failed"):
            await worker.drain()
    assert states_of_jobs(admin_url) == [("failed",)]


async def test_the_alarms_ring_when_a_worker_starts_and_again_also_after_the_database_was_away(
    database: Database,
) -> None:
    rung, often = [], asyncio.Event()

    async def alarm() -> int:
        rung.append(1)
        if len(rung) == 2:
            raise psycopg.OperationalError("away")
        if len(rung) == 4:
            often.set()
        return 0

    async with Worker(database, {}, QUICK, [alarm]) as worker, working(worker):
        await often.wait()


async def test_what_an_alarm_defers_is_done(database: Database, organisation: UUID) -> None:
    done = asyncio.Event()

    async def work(word: str) -> None:
        done.set()

    async def alarm() -> int:
        async with database.transaction(organisation) as session:
            if done.is_set() or await is_under_way(session, "work", word="rent"):
                return 0
            await defer(session, "work", word="rent")
        return 1

    async with Worker(database, {"work": work}, QUICK, [alarm]) as worker, working(worker):
        await done.wait()


async def test_a_job_is_under_way_while_it_waits_or_is_done_and_only_for_its_arguments(
    database: Database, organisation: UUID
) -> None:
    found = []

    async def is_rent_under_way() -> bool:
        async with database.transaction(organisation) as session:
            return await is_under_way(session, "work", word="rent")

    async def work(word: str) -> None:
        found.append(await is_rent_under_way())

    assert not await is_rent_under_way()
    async with Worker(database, {"work": work}) as worker:
        for word in ("water", "rent"):
            async with database.transaction(organisation) as session:
                await defer(session, "work", word=word)
            found.append(await is_rent_under_way())
            await worker.drain()
    assert found == [False, False, True, True]
    assert not await is_rent_under_way()


async def test_whoever_took_a_shard_last_may_write_and_nobody_else(session: SessionOf) -> None:
    async with session(None) as work:
        first = await hold_shard(work, "run-1")
    async with session(None) as work:
        await check_fence(work, first)
    async with session(None) as work:
        second = await hold_shard(work, "run-1")
    assert (first, second) == (Shard("run-1", 1), Shard("run-1", 2))
    with pytest.raises(ShardLost, match=r"\(run-1, token 1\)"):
        async with session(None) as work:
            await check_fence(work, first)
    async with session(None) as work:
        await check_fence(work, second)


async def test_a_shard_that_nobody_ever_held_is_nobodys(session: SessionOf) -> None:
    with pytest.raises(ShardLost):
        async with session(None) as work:
            await check_fence(work, Shard("run-1", 1))


async def test_shards_are_held_one_by_one(session: SessionOf) -> None:
    async with session(None) as work:
        held = await hold_shard(work, "run-1")
    async with session(None) as work:
        await hold_shard(work, "run-2")
    async with session(None) as work:
        await check_fence(work, held)


async def test_a_worker_that_lost_its_lease_writes_nothing(
    database: Database, organisation: UUID, clock: MovableClock
) -> None:
    """It thought for too long, another took over, and it wakes up in the middle of its work."""

    async def write(shard: Shard, word: str) -> None:
        async with database.transaction(organisation) as session:
            await check_fence(session, shard)
            await first_time(session, word, clock.now())

    async with database.transaction(None) as session:
        slow = await hold_shard(session, "run-1")
    await write(slow, "before")
    async with database.transaction(None) as session:
        quick = await hold_shard(session, "run-1")
    await write(quick, "by the new holder")
    with pytest.raises(ShardLost):
        await write(slow, "by the living dead")
    assert await inbox(database, organisation) == ["before", "by the new holder"]


async def test_a_shard_cannot_be_taken_in_the_middle_of_a_transaction_of_its_holder(
    database: Database, organisation: UUID, clock: MovableClock
) -> None:
    order: list[str] = []

    async def take() -> None:
        async with database.transaction(None) as session:
            await hold_shard(session, "run-1")
            order.append("taken")

    async with database.transaction(None) as session:
        held = await hold_shard(session, "run-1")
    async with asyncio.timeout(10), asyncio.TaskGroup() as group, database.transaction(organisation) as session:
        await check_fence(session, held)
        group.create_task(take())
        await asyncio.sleep(0.1)
        await first_time(session, "written", clock.now())
        order.append("written")
    assert order == ["written", "taken"]


async def test_draining_goes_on_until_no_source_finds_anything() -> None:
    """Sources feed one another: here each piece of work becomes one less of the other's."""
    left = {"jobs": 3, "relay": 0}

    async def source(mine: str, others: str) -> int:
        done, left[mine] = left[mine], 0
        left[others] += max(done - 1, 0)
        return done

    assert await drain(partial(source, "jobs", "relay"), partial(source, "relay", "jobs")) == 3 + 2 + 1
    assert left == {"jobs": 0, "relay": 0}
    assert await drain() == 0


async def test_draining_asks_each_source_once_more_after_the_last_that_found_something() -> None:
    waiting, asked = {"jobs": 0, "relay": 2, "news": 0}, []

    async def source(mine: str) -> int:
        asked.append(mine)
        done, waiting[mine] = waiting[mine], 0
        return done

    assert await drain(*(partial(source, one) for one in waiting)) == 2
    assert asked == ["jobs", "relay", "news", "jobs", "relay"]


def states_of_jobs(url: str) -> Any:
    with psycopg.connect(url) as connection:
        return connection.execute("select status::text from schedule.procrastinate_jobs").fetchall()


def engine_tables(url: str) -> Any:
    with psycopg.connect(url) as connection:
        return connection.execute(
            "select distinct schemaname from pg_tables where tablename like 'procrastinate%'"
        ).fetchall()


def test_the_engines_tables_stand_in_each_services_own_schema(admin_url: str) -> None:
    assert engine_tables(admin_url) == [(service,) for service in sorted(SERVICES)]


async def test_the_engine_keeps_nothing_of_what_was_done(
    database: Database, organisation: UUID, clock: MovableClock
) -> None:
    async with Worker(database, {"note": partial(note, database, clock)}) as worker:
        async with database.transaction(organisation) as session:
            await defer(session, "note", organisation=str(organisation), word="rent")
        await worker.drain()
    async with database.reading(None) as reading:
        assert (await reading.execute(text("select count(*) from procrastinate_jobs"))).scalar_one() == 0


async def test_however_many_want_the_same_job_at_once_or_while_it_waits_it_is_deferred_once(
    database: Database, organisation: UUID
) -> None:
    done, all_want_it = [], asyncio.Barrier(5)

    async def want(word: str) -> bool:
        async with database.transaction(organisation) as session:
            deferred = await defer_once(session, "work", word=word)
            await all_want_it.wait()
            return deferred

    async def work(word: str) -> None:
        done.append(word)

    async with Worker(database, {"work": work}) as worker:
        assert sorted(await asyncio.gather(*(want("rent") for _ in range(5)))) == [False] * 4 + [True]
        assert sorted(await asyncio.gather(*(want("rent") for _ in range(5)))) == [False] * 5
        assert await worker.drain() == 1
    assert done == ["rent"]


async def test_while_a_job_is_being_done_another_is_deferred_for_it_may_have_looked_already(
    database: Database, organisation: UUID
) -> None:
    deferred: list[bool] = []

    async def work(word: str) -> None:
        async with database.transaction(organisation) as session:
            if not deferred:
                deferred.append(await defer_once(session, "work", word=word))

    async with Worker(database, {"work": work}) as worker:
        async with database.transaction(organisation) as session:
            assert await defer_once(session, "work", word="rent")
            assert not await defer_once(session, "work", word="rent")
            assert await defer_once(session, "work", word="water")
        assert await worker.drain() == 3
    assert deferred == [True]
