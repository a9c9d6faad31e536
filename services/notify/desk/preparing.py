"""Preparing a notice: sealed by the worker's own key, owed to his webhook too, and announced, in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic_core import from_json, to_json

from services.database import Session, ids_of, organisation_of
from services.notify.deliveries import repository as deliveries
from services.notify.desk import notice_repository as notices
from services.notify.desk.letter import Letter
from services.notify.desk.notice import Notice, NoticeState
from services.notify.desk.worker import DeskWorker
from services.notify.desk.worker_repository import DESK_WORKERS
from services.notify_events import DeskNoticeKind, DeskNoticeMade
from services.outbox import announce
from services.sealing import Keyring, place_of


class Prepared(NamedTuple):
    """What a worker is to read, about so many matters; of alarms which, and as which level."""

    letter: Letter
    matters: int
    kind: DeskNoticeKind
    level: int | None = None
    alarms: Sequence[UUID] = ()


async def prepare(
    session: Session, keyring: Keyring, worker_id: UUID, worker: DeskWorker, said: Prepared, today: date, now: datetime
) -> UUID | None:
    """Keep it under this id, to be sent when the worker may be told; who was erased meanwhile is told nothing."""
    mine, notice_id = organisation_of(session), ids_of(session).new_id(now)
    opens = (await DESK_WORKERS.keys.of(session, keyring, [worker_id]))[worker_id].opens
    if opens is None:
        return None
    sealed = opens.seal(to_json(said.letter._asdict()).decode(), place_of(mine, notice_id, "notice"))
    notice = Notice(
        id=notice_id,
        worker_id=worker_id,
        kind=said.kind,
        level=said.level,
        day=today,
        matters=said.matters,
        said_sealed=sealed,
        state=NoticeState.PREPARED,
        version=1,
        attempts=0,
        due_at=worker.told_at(now),
        prepared_at=now,
    )
    await notices.prepare(session, notice, said.alarms)
    news = DeskNoticeMade(
        organisation_id=mine,
        notice_id=notice_id,
        worker_id=worker_id,
        kind=said.kind,
        level=said.level,
        matters=said.matters,
        day=today,
    )
    await announce(session, news, now=now)
    if worker.subscription_id is not None:
        sequence = await notices.had(session, worker_id)
        owed = deliveries.Own(notice_id, news.type, str(worker_id), sequence, news.data())
        await deliveries.owe_own(session, worker.subscription_id, owed, now)
    return notice_id


def read(opens: Keyring, mine: UUID, notice: Notice) -> Letter:
    """What it says, and about whom."""
    said = from_json(opens.unseal(notice.said_sealed, place_of(mine, notice.id, "notice")))
    return Letter(said["subject"], said["text"], tuple(map(UUID, said.get("about", ()))))
