"""Work outside a request: jobs on the same PostgreSQL, deferred in the caller's own transaction.

Commit, and the row and its job both exist; roll back, and neither does. A job says what to look at and the tables say
what is to be done, so a job that runs twice, or late, or is lost with its worker and taken over, does no harm. The
engine is Procrastinate; what it does not give is here: a sweeper for the jobs of dead workers, and a fence against the
living dead.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from types import TracebackType
from typing import Any, Final, Self

import psycopg
import structlog
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from pydantic_core import to_json
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.database import Database, Session, server_options
from services.errors import Conflict, Unavailable

Handler = Callable[..., Awaitable[None]]
"""What does a job: it gets the arguments that were deferred, as they come out of JSON."""

Source = Callable[[], Awaitable[int]]
"""Something that may have work waiting: does what it finds and says how much that was."""

Alarm = Callable[[], Awaitable[int]]
"""Looks into the tables for what is to be done and has no job, defers one for it, and says for how much it did."""

_PASSING = (ConnectorException, psycopg.OperationalError, OSError, Unavailable)
_QUEUE = "work"
_ANYTHING_WAITS: Final = "select exists (select from procrastinate_jobs where status = 'todo') as waits"
_FIRST_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(hours=1)
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""The engine compares with its own clock; the beginning of time has come by any."""

_log = structlog.get_logger(__name__)
_deferring = App(connector=PsycopgConnector())


class ShardLost(Conflict):
    """Another worker has taken over this part of the work, so what this one still wanted to write is not written."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the work, held until somebody else takes it: the next holder's token is higher."""

    name: str
    token: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """How often a worker looks for work and shows that it lives, and after what silence its jobs are taken over (s).

    A job that failed over what passes is tried again so many `times`, after `every` at first and twice as long each
    time. The alarms ring when the worker starts, and `alarms_every` so many seconds.
    """

    every: float = 5.0
    stalled_after: float = 30.0
    times: int = 6
    alarms_every: float = 60.0


async def defer(session: Session, job: str, **arguments: Any) -> None:
    """Let a worker do `job` once this transaction is committed; `arguments` are plain JSON (ids as text)."""
    raw = await (await session.connection()).get_raw_connection()
    task = _deferring.configure_task(job, queue=_QUEUE, connection=raw.driver_connection)
    await task.defer_async(**arguments)


async def defer_once(session: Session, job: str, **arguments: Any) -> bool:
    """Defer it unless the same waits already, or somebody else is deferring it at this moment; whether it was deferred.

    For a job that looks into the tables for all there is to do. One that is being done does not count: it may have
    looked already. Should the other at this moment roll back, an alarm is to find what has no job.
    """
    alone = text(
        "select pg_try_advisory_xact_lock(hashtextextended(:what, 0)) and not exists ("
        "select from procrastinate_jobs where task_name = :job and status = 'todo'"
        " and args @> cast(:arguments as jsonb))"
    )
    written = to_json(arguments).decode()
    asked = {"what": f"{job} {written}", "job": job, "arguments": written}
    if not (await session.execute(alone, asked)).scalar_one():
        return False
    await defer(session, job, **arguments)
    return True


async def is_under_way(session: Session, job: str, **arguments: Any) -> bool:
    """Whether such a job waits or is being done; one that failed, or is nowhere, is done by nobody."""
    waits_or_runs = text(
        "select exists (select from procrastinate_jobs where task_name = :job and status in ('todo', 'doing')"
        " and args @> cast(:arguments as jsonb))"
    )
    asked = {"job": job, "arguments": to_json(arguments).decode()}
    return bool((await session.execute(waits_or_runs, asked)).scalar_one())


async def rests(session: Session, job: str, now: datetime, **arguments: Any) -> bool:
    """Whether such a job failed so lately that it is left alone: what is no passing failure is mended by people.

    The pause is a minute after the first failure, twice as long after each, and an hour at most; a person who asks is
    not held up by it. `now` is the machine's, for by that the engine writes down when a job failed.
    """
    failures = text(
        "select count(*) as times, max(event.at) as last from procrastinate_jobs as job"
        " join procrastinate_events as event on event.job_id = job.id and event.type = 'failed'"
        " where job.task_name = :job and job.status = 'failed' and job.args @> cast(:arguments as jsonb)"
    )
    failed = (await session.execute(failures, {"job": job, "arguments": to_json(arguments).decode()})).one()
    if not failed.times:
        return False
    pause: timedelta = min(_FIRST_REST * 2 ** min(failed.times - 1, 10), _LONGEST_REST)
    return bool(failed.last + pause > now)


def passes(error: BaseException) -> bool:
    """Whether this may be over in a moment, as when a database is away; anything else is a mistake, and to be seen."""
    return isinstance(error.orig if isinstance(error, DBAPIError) else error, _PASSING)


class _AgainLater(BaseRetryStrategy):
    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not passes(exception) or job.attempts >= self._pulse.times:
            return None
        pause = self._pulse.every * 2**job.attempts
        _log.warning("a job is tried again", job=job.task_name, reason=type(exception).__name__, pause=pause)
        return RetryDecision(retry_in={"milliseconds": int(pause * 1000)})


async def hold_shard(session: Session, name: str) -> Shard:
    """Take a part of the work for ourselves, also from whoever had it: from this commit on they can write nothing.

    Waits for a transaction of theirs that is writing at this moment.
    """
    take = text(
        "insert into shard values (:name, 1) on conflict (name) do update set token = shard.token + 1 returning token"
    )
    return Shard(name, (await session.execute(take, {"name": name})).scalar_one())


async def check_fence(session: Session, shard: Shard) -> None:
    """Begin every writing transaction on a shard with this: `ShardLost` if it is no longer ours.

    While the transaction lasts nobody can take the shard, so what it writes is written by its holder.
    """
    mine = text("update shard set token = token where name = :name and token = :token returning token")
    if (await session.execute(mine, {"name": shard.name, "token": shard.token})).first() is None:
        raise ShardLost(f"{ShardLost.title} ({shard.name}, token {shard.token})")


async def _commit_each(connection: psycopg.AsyncConnection[Any]) -> None:
    """The engine asks one thing at a time: a BEGIN and a COMMIT around each would be two ways more for nothing."""
    await connection.set_autocommit(True)


class Worker:
    """One service's worker, on any number of machines; `async with` opens and closes its connections."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        pulse: Pulse | None = None,
        alarms: Sequence[Alarm] = (),
    ) -> None:
        self._pulse = pulse or Pulse()
        self._alarms = tuple(alarms)
        self._done = 0
        self._failures: list[Exception] = []
        self._app = App(
            connector=PsycopgConnector(
                conninfo=database.url,
                kwargs={"options": server_options(database.service)},
                configure=_commit_each,
                min_size=1,
                max_size=4,
            )
        )
        for job, handler in handlers.items():
            self._app.task(name=job, queue=_QUEUE, retry=_AgainLater(self._pulse))(self._watched(handler))

    async def __aenter__(self) -> Self:
        await self._app.open_async()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._app.close_async()

    async def drain(self) -> int:
        """Do all jobs that wait, and those that they defer, and say how many; never sleeps for a date.

        What went wrong is raised at the end, all of it as one `ExceptionGroup`; also of what is tried again later.
        """
        self._done, self._failures = 0, []
        if await self._anything_waits():
            await self._run(wait=False)
        if self._failures:
            raise ExceptionGroup("jobs failed", self._failures)
        return self._done

    async def work(self) -> None:
        """Do jobs as they come, and take over those of workers that died, until cancelled.

        A job that fails is logged and, unless that passes, stays failed: the tables still say what is to be done, and
        the next alarm asks. While the database is away the worker waits for it.
        """
        async with asyncio.TaskGroup() as together:
            together.create_task(self._for_ever(partial(self._run, wait=True)))
            together.create_task(self._for_ever(self._sweep))
            together.create_task(self._for_ever(self._ring))

    async def ring(self) -> int:
        """Ring every alarm once, and say for how much a job was missing."""
        return sum([await alarm() for alarm in self._alarms])

    async def take_over_stalled(self) -> int:
        """Put the jobs of workers that have been silent for too long back in the queue, and say how many."""
        manager = self._app.job_manager
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=self._pulse.stalled_after))
        for job in stalled:
            await manager.retry_job(job, retry_at=_AT_ONCE)
        return len(stalled)

    async def _for_ever(self, task: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await task()
            except Exception as away:
                if not passes(away):
                    raise
                _log.warning("no database to work with", reason=str(away.__cause__ or away))
                await asyncio.sleep(self._pulse.every)

    async def _sweep(self) -> None:
        await self.take_over_stalled()
        await asyncio.sleep(self._pulse.stalled_after / 2)

    async def _ring(self) -> None:
        if missing := await self.ring():
            _log.warning("work that had no job goes on", how_much=missing)
        await asyncio.sleep(self._pulse.alarms_every)

    async def _anything_waits(self) -> bool:
        """Asked first, for the engine writes itself down and off again before it finds that there is nothing to do."""
        return bool((await self._app.connector.execute_query_one_async(_ANYTHING_WAITS))["waits"])

    async def _run(self, *, wait: bool) -> None:
        await self._app.run_worker_async(
            queues=[_QUEUE],
            wait=wait,
            listen_notify=wait,
            install_signal_handlers=False,
            delete_jobs="successful",
            fetch_job_polling_interval=self._pulse.every,
            update_heartbeat_interval=self._pulse.every,
            stalled_worker_timeout=self._pulse.stalled_after,
        )

    def _watched(self, handler: Handler) -> Handler:
        async def watched(**arguments: Any) -> None:
            try:
                await handler(**arguments)
            except Exception as failure:
                self._failures.append(failure)
                raise
            self._done += 1

        return watched


async def drain(*sources: Source) -> int:
    """Let every source work until none of them finds anything, and say how much was done in all.

    One may make work for another: a job announces, the relay delivers, the door that is knocked on defers a job. It is
    over once all of them, one after the other, have found nothing since anybody did something.
    """
    total, silent = 0, 0
    for source in cycle(sources):
        done = await source()
        total, silent = total + done, 0 if done else silent + 1
        if silent == len(sources):
            break
    return total
