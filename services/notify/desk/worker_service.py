"""What may be done with workers of the desk: every step is a row of history and an announcement in one transaction."""

from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Fault, InvalidInput
from services.notify.desk import worker_repository as repository
from services.notify.desk.worker import DeskErasureGround, DeskWorker, DeskWorkerIsErased, NoSuchDeskWorker, check_seen
from services.notify.desk.worker_repository import WORKER_KEYS, Step
from services.notify.hand import Hand
from services.notify.own_keys import OwnKey
from services.notify.subscriptions import repository as subscriptions
from services.notify_events import DeskWorkerChanged
from services.notify_events import DeskWorkerEvent as Event
from services.outbox import announce


async def add(session: Session, hand: Hand, worker: DeskWorker) -> Step:
    """Let somebody be told; `NoSuchSubscription`."""
    return await _happened(session, hand, await WORKER_KEYS.hold(session, hand, hand.new_id()), 1, Event.ADD, worker)


async def correct(session: Session, hand: Hand, worker_id: UUID, seen: int, worker: DeskWorker) -> Step:
    """Say what somebody is and how he is reached from now on; `DeskWorkerHasChanged` if `seen` is not the newest
    version."""
    key = await _held(session, hand, worker_id)
    version = await repository.version_of(session, worker_id)
    check_seen(version, seen)
    return await _happened(session, hand, key, version + 1, Event.CORRECT, worker)


async def erase(session: Session, hand: Hand, worker_id: UUID, ground: DeskErasureGround) -> Step:
    """Destroy the key of somebody who is told nothing any more; that he was told, and of what, stays."""
    await _held(session, hand, worker_id)
    version = await repository.version_of(session, worker_id) + 1
    await WORKER_KEYS.destroy(session, worker_id, hand.now)
    await repository.add_step(session, hand, OwnKey(worker_id, None), version, Event.ERASE, None, ground)
    await _tell(session, hand, worker_id, Event.ERASE, version)
    return Step(worker_id, version, Event.ERASE, None, ground, hand.now, hand.by)


async def _held(session: Session, hand: Hand, worker_id: UUID) -> OwnKey:
    key = await WORKER_KEYS.hold_known(session, hand.keyring, worker_id)
    if key is None:
        raise NoSuchDeskWorker
    if key.opens is None:
        raise DeskWorkerIsErased
    return key


async def _happened(session: Session, hand: Hand, key: OwnKey, version: int, event: Event, worker: DeskWorker) -> Step:
    await _check_subscription(session, worker)
    await repository.add_step(session, hand, key, version, event, worker)
    await _tell(session, hand, key.owner, event, version)
    return Step(key.owner, version, event, worker, None, hand.now, hand.by)


async def _check_subscription(session: Session, worker: DeskWorker) -> None:
    """What is told at the desk is no supplier's business, so its webhook is the organisation's own."""
    if worker.subscription_id is None:
        return
    found = await subscriptions.subscription(session, worker.subscription_id)
    if found.supplier_id != organisation_of(session):
        what, cure = "is a supplier's", "subscribe the organisation itself: its own id as supplierId"
        raise InvalidInput([Fault("subscriptionId", what, cure)])


async def _tell(session: Session, hand: Hand, worker_id: UUID, event: Event, version: int) -> None:
    news = DeskWorkerChanged(
        organisation_id=organisation_of(session), worker_id=worker_id, happened=event, version=version
    )
    await announce(session, news, now=hand.now)
