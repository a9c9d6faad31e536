"""Workers of the desk over HTTP: added, corrected, erased, and what became of them.

What these commands answer shows nothing of the person, for it is kept longer than he may be.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.notify.dependencies import Keys, Writer
from services.notify.desk.worker import DeskWorkerHasChanged, DeskWorkerIsErased
from services.notify.desk.worker_repository import DESK_WORKERS, workers
from services.notify.desk.worker_schemas import (
    CorrectedDeskWorker,
    DeskWorker,
    DeskWorkerChange,
    DeskWorkerErasure,
    DeskWorkerStep,
    NewDeskWorker,
)
from services.notify.subscriptions.subscription import NoSuchSubscription
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/desk-workers", tags=["desk"], dependencies=[requires("desk:write")])


@router.post(
    "",
    status_code=201,
    response_model=DeskWorkerChange,
    responses=problems(NoSuchSubscription, KeyInFlight, KeyUsedBefore),
)
async def add_desk_worker(
    body: NewDeskWorker, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Let somebody of the organisation be told."""

    async def effect() -> Answer:
        made = await DESK_WORKERS.begin(session, hand, hand.new_id(), body.worker())
        return Answer.of(201, DeskWorkerChange.of_step(made), f"/v1/desk-workers/{made.owner}")

    return await answer_once(session, command, effect, clock.now())


@router.get("")
async def list_desk_workers(session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]) -> Page[DeskWorker]:
    """Everybody who is told, in the order in which they were added."""
    after = page.after(UUID)
    found = await workers(session, keyring, after[0] if after else None, page.limit + 1)
    return Page.cut([DeskWorker.of(one) for one in found], page.limit, lambda one: (one.id,))


@router.get("/{worker_id}", responses=problems(DeskWorkerIsErased))
async def get_desk_worker(worker_id: UUID, session: Reading, keyring: Keys) -> DeskWorker:
    """A worker as he is now."""
    return DeskWorker.of(await DESK_WORKERS.newest(session, keyring, worker_id))


@router.get("/{worker_id}/steps")
async def list_desk_worker_steps(
    worker_id: UUID, session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[DeskWorkerStep]:
    """All that became of a worker, oldest first."""
    after = page.after(int)
    found = await DESK_WORKERS.steps(session, keyring, worker_id, after[0] if after else 0, page.limit + 1)
    return Page.cut([DeskWorkerStep.of(one) for one in found], page.limit, lambda one: (one.version,))


@router.post(
    "/{worker_id}/_correct",
    response_model=DeskWorkerChange,
    responses=problems(DeskWorkerHasChanged, DeskWorkerIsErased, KeyInFlight, KeyUsedBefore),
)
async def correct_desk_worker(
    worker_id: UUID, body: CorrectedDeskWorker, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say what somebody is and how he is told from now on; what was said before stays in his history."""

    async def effect() -> Answer:
        corrected = await DESK_WORKERS.correct(session, hand, worker_id, body.seen_version, body.worker())
        return Answer.of(200, DeskWorkerChange.of_step(corrected))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/{worker_id}/_erase",
    response_model=DeskWorkerChange,
    responses=problems(DeskWorkerIsErased, KeyInFlight, KeyUsedBefore),
)
async def erase_desk_worker(
    worker_id: UUID, body: DeskWorkerErasure, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Tell somebody nothing any more, and destroy his key: nothing that is kept of him opens from then on."""

    async def effect() -> Answer:
        return Answer.of(200, DeskWorkerChange.of_step(await DESK_WORKERS.erase(session, hand, worker_id, body.ground)))

    return await answer_once(session, command, effect, clock.now())
