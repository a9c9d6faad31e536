"""Workers of the desk in the database: the history of each under a key of his own, and who works there now."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import text

from services.database import ReadSession, Session, organisation_of
from services.errors import Fault, InvalidInput
from services.notify.desk.worker import (
    DeskErasureGround,
    DeskWorker,
    DeskWorkerHasChanged,
    DeskWorkerIsErased,
    NoSuchDeskWorker,
)
from services.notify.hand import Hand
from services.notify.own_keys import OwnKeys
from services.notify.sealed_history import Refusals, SealedHistory, Step
from services.notify.subscriptions import repository as subscriptions
from services.notify_events import DeskWorkerChanged, DeskWorkerEvent
from services.sealing import Keyring

_AT_WORK = text(
    """
    select desk_worker_id from desk_worker_key where key_sealed is not null and desk_worker_id > :after
    order by desk_worker_id limit :limit
    """
)
_ANYBODY = text("select exists (select from desk_worker_key where key_sealed is not null)")
_FIRST = UUID(int=0)
_MOST = 1000
"""Workers that are read at once."""


async def workers(session: ReadSession, keyring: Keyring, after: UUID | None, limit: int) -> list[Step[DeskWorker]]:
    """So many who work here after the one with that id, as they are now, in the order in which they were added."""
    ids = (await session.execute(_AT_WORK, {"after": after or _FIRST, "limit": limit})).scalars().all()
    found = await DESK_WORKERS.newest_of(session, keyring, ids)
    return [found[one] for one in ids]


async def everybody(session: ReadSession, keyring: Keyring, today: date) -> Mapping[UUID, DeskWorker]:
    """Everybody who works here and is told of it today."""
    found: dict[UUID, DeskWorker] = {}
    after = None
    while page := await workers(session, keyring, after, _MOST):
        told = {one.owner: one.document for one in page if one.document is not None}
        found |= {worker_id: worker for worker_id, worker in told.items() if worker.hears_on(today)}
        after = page[-1].owner
    return found


async def anybody(session: ReadSession) -> bool:
    """Whether somebody works here."""
    return bool((await session.execute(_ANYBODY)).scalar_one())


async def _check_subscription(session: Session, _hand: Hand, _worker_id: UUID, worker: DeskWorker | None) -> None:
    """What is told at the desk is no supplier's business, so its webhook is the organisation's own;
    `NoSuchSubscription`."""
    if worker is None or worker.subscription_id is None:
        return
    found = await subscriptions.subscription(session, worker.subscription_id)
    if found.supplier_id != organisation_of(session):
        what, cure = "is a supplier's", "subscribe the organisation itself: its own id as supplierId"
        raise InvalidInput([Fault("subscriptionId", what, cure)])


def _news(mine: UUID, worker_id: UUID, happened: StrEnum, version: int) -> DeskWorkerChanged:
    event = DeskWorkerEvent(happened)
    return DeskWorkerChanged(organisation_id=mine, worker_id=worker_id, happened=event, version=version)


DESK_WORKERS: Final = SealedHistory(
    "desk worker",
    OwnKeys("desk_worker"),
    DeskWorker,
    DeskWorkerEvent,
    DeskErasureGround,
    Refusals(NoSuchDeskWorker, DeskWorkerIsErased, DeskWorkerHasChanged.since),
    _check_subscription,
    _news,
)
