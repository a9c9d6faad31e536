"""One month from proposal to bank file, for processes to live through: over HTTP, by workers, and told to a door.

The same commands with the same keys at the same moment make the same run whoever they come from, so that one process
takes up what another left behind. Each has a number, which begins the names of the events that it announces.
"""

from datetime import timedelta
from functools import partial
from multiprocessing.synchronize import Barrier

import httpx
from fastapi import FastAPI, Request, Response

from services.auth import Role
from services.clock import MovableClock
from services.cloud_events import BATCH_CONTENT_TYPE, CloudEvent, read_batch
from services.database import Database
from services.ids import SeededIds
from services.jobs import Pulse, Worker, drain
from services.knocking import Door
from services.mandates.schemas import Payer
from services.outbox import first_times, relay
from services.schedule.payments.service import ADVANCE, RunWorker
from services.schedule.payments.shards import Pace
from services.webhooks import WebhookSecret, verify
from tests.schedule.callers import Caller, a_caller, an_app, an_issuer
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.caseload import DOOR, ORGANISATION
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.told_registry import ToldRegistry

PACE = Pace(households_a_shard=3, households_a_batch=2)

_SECRET = WebhookSecret(bytes(range(32)))
_LEASE_IS_OVER = timedelta(minutes=5)
_ASKED_AT_MOST = 1000


async def live(url: str, process: int) -> None:
    """Everything from the proposal to the last announcement, as far as it was not done before."""
    database = _database(url, process)
    run_id = await propose(url)
    await _do_jobs(database)
    await approve(url, run_id)
    await _do_jobs(database)
    await _relay(database, process)
    await database.close()


async def live_together(url: str, process: int, pace: Pace, together: Barrier) -> None:
    """The same, every step of it begun at the same moment as by another process."""
    database = _database(url, process)
    together.wait()
    run_id = await propose(url)
    together.wait()
    await _worker(database, pace).advance(str(ORGANISATION), run_id)
    together.wait()
    await approve(url, run_id)
    together.wait()
    await _worker(database, pace).advance(str(ORGANISATION), run_id)
    together.wait()
    await _drain(database)
    await _relay(database, process)
    await database.close()


async def advance(url: str, process: int, run_id: str, pace: Pace = PACE) -> None:
    """A worker's part alone."""
    database = _database(url, process)
    await _worker(database, pace).advance(str(ORGANISATION), run_id)
    await database.close()


async def serve(url: str, process: int) -> None:
    """A worker at its work, which takes over what others left after a second of silence; until it is killed."""
    database = _database(url, process)
    pulse = Pulse(every=0.1, stalled_after=1)
    async with Worker(database, {ADVANCE: _worker(database, PACE).advance}, pulse) as worker:
        await worker.work()


async def propose(url: str) -> str:
    """Piet asks for the month; the id of its run."""
    answer = await _ask(url, "piet", Role.PROPOSER, "/payment-runs", {"month": "2026-03"}, "march")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def approve(url: str, run_id: str) -> None:
    """Roos approves what she sees."""
    database, roos = somebody(url, "roos", Role.APPROVER, run_id)
    run = (await roos.get(f"/payment-runs/{run_id}")).json()
    await database.close()
    approval = {"contentHash": run["contentHash"]}
    answer = await _ask(url, "roos", Role.APPROVER, f"/payment-runs/{run_id}/_approve", approval, run_id)
    assert answer.status_code == 200, answer.text


async def _ask(url: str, name: str, role: Role, path: str, body: dict[str, str], key: str) -> httpx.Response:
    """The answer to a command; who is told that it is being carried out asks again."""
    database, asker = somebody(url, name, role, key)
    for _ in range(_ASKED_AT_MOST):
        answer = await asker.post(path, body, key)
        if answer.status_code != 409 or not answer.json()["type"].endswith("key-in-flight"):
            break
    await database.close()
    return answer


def somebody(url: str, name: str, role: Role, seed: str) -> tuple[Database, Caller]:
    """Somebody who names new things by a seed, and the database to close afterwards."""
    clock = MovableClock(FEBRUARY)
    database = Database(url, "schedule", ids=SeededIds(seed))
    issuer = an_issuer(clock)
    return database, a_caller(an_app(database, issuer, clock), issuer, ORGANISATION, [role], subject=name)


def _database(url: str, process: int) -> Database:
    return Database(url, "schedule", ids=SeededIds(f"process {process}"))


def _worker(database: Database, pace: Pace) -> RunWorker:
    registry = ToldRegistry(database, KEYRING)
    registry.routes |= dict.fromkeys(("energy", "water"), Payer.BENEFIT_SYSTEM_WITHHOLDS)
    return RunWorker(database, MovableClock(FEBRUARY), RULES, KEYRING, registry, pace)


async def _do_jobs(database: Database) -> None:
    """Do all jobs, those of a process that died first."""
    async with Worker(database, {}, Pulse(stalled_after=0)) as heir:
        await heir.take_over_stalled()
    await _drain(database)


async def _drain(database: Database) -> None:
    async with Worker(database, {ADVANCE: _worker(database, PACE).advance}) as worker:
        await worker.drain()


async def _relay(database: Database, process: int) -> None:
    """Tell the door everything; the next process comes when the lease of this one is over."""
    clock = MovableClock(FEBRUARY + process * _LEASE_IS_OVER)
    door = Door(DOOR, "http://door.test/events", _SECRET)
    transport = httpx.ASGITransport(_door(database, clock))
    async with httpx.AsyncClient(transport=transport) as client:
        tell = partial(relay, database, [ORGANISATION], [door], client, clock, source="urn:ontzorg:test")

        async def told() -> int:
            return (await tell()).delivered

        await drain(told)


def _door(database: Database, clock: MovableClock) -> FastAPI:
    """A service of ours that hears what happens, and makes twice the same as once."""
    app = FastAPI()

    @app.post("/events", status_code=204)
    async def hear(request: Request) -> Response:
        body = await request.body()
        verify([_SECRET], request.headers, body, clock.now())
        is_batch = request.headers["content-type"] == BATCH_CONTENT_TYPE
        messages = read_batch(body) if is_batch else [CloudEvent.from_json(body)]
        async with database.transaction(ORGANISATION) as session:
            await first_times(session, [str(one.id) for one in messages], clock.now())
        return Response(status_code=204)

    return app
