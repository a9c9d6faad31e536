"""Notices to workers of the desk in the database: prepared once, and step by step what became of each."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.notify.desk.notice import Notice, NoticeState
from services.notify.dispatch.outgoing import MessageEvent
from services.notify.dispatch.record import Happened, Record
from services.notify.hand import BY
from services.notify_events import DeskNoticeKind

_COLUMNS = "id, worker_id, kind, level, day, matters, said_sealed, state, changes, attempts, due_at, prepared_at"
_PREPARE = text(
    f"""
    insert into desk_notice (organisation_id, {_COLUMNS})
    values (:organisation_id, :id, :worker_id, :kind, :level, :day, :matters, :said_sealed, :state, :version, :attempts,
        :due_at, :prepared_at)
    """
)
_ABOUT = text(
    "insert into desk_notice_alarm (organisation_id, notice_id, alarm_id)"
    " select :organisation_id, :id, alarm_id from unnest(:alarms) as alarm_id"
).bindparams(bindparam("alarms", type_=ARRAY(Uuid)))
_ALARMS = text("select alarm_id from desk_notice_alarm where notice_id = :id order by alarm_id")
_LIST = text(
    f"""
    select {_COLUMNS} from desk_notice where id > :after
    and (cast(:worker_id as uuid) is null or worker_id = :worker_id)
    order by id limit :limit
    """
).bindparams(bindparam("worker_id", type_=Uuid))
_HAD = text("select count(*) from desk_notice where worker_id = :worker_id")
_MORNING = text(
    "insert into desk_morning (organisation_id, day, matters, at) values (:organisation_id, :day, :matters, :now)"
    " on conflict do nothing returning day"
)
_HAS_BEGUN = text("select exists (select from desk_morning where day = :day)")
_FIRST = UUID(int=0)


class Wanted(NamedTuple):
    """Which notices a list is to show."""

    worker_id: UUID | None = None


async def prepare(session: Session, notice: Notice, alarms: Sequence[UUID]) -> None:
    """Keep it with its first step, and which alarms it is about."""
    mine = organisation_of(session)
    await session.execute(_PREPARE, {**vars(notice), "organisation_id": mine})
    if alarms:
        await session.execute(_ABOUT, {"organisation_id": mine, "id": notice.id, "alarms": list(alarms)})
    await RECORD.add_step(session, notice, Happened(MessageEvent.PREPARE, notice.prepared_at, BY))


async def alarms_of(session: ReadSession, notice_id: UUID) -> Sequence[UUID]:
    """Which alarms it is about."""
    return (await session.execute(_ALARMS, {"id": notice_id})).scalars().all()


async def notices(session: ReadSession, wanted: Wanted, after: UUID | None, limit: int) -> list[Notice]:
    """So many of these after the one with that id, in the order in which they were prepared."""
    asked = {**wanted._asdict(), "after": after or _FIRST, "limit": limit}
    return [_notice(row) for row in await session.execute(_LIST, asked)]


async def had(session: ReadSession, worker_id: UUID) -> int:
    """How many a worker was ever prepared."""
    return int((await session.execute(_HAD, {"worker_id": worker_id})).scalar_one())


async def begin_morning(session: Session, day: date, matters: int, now: datetime) -> bool:
    """Whether this is who tells the desk what waits on that day; once for a day."""
    values = {"organisation_id": organisation_of(session), "day": day, "matters": matters, "now": now}
    return (await session.execute(_MORNING, values)).first() is not None


async def has_begun(session: ReadSession, day: date) -> bool:
    """Whether the desk was told what waits on that day."""
    return bool((await session.execute(_HAS_BEGUN, {"day": day})).scalar_one())


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        worker_id=row.worker_id,
        kind=DeskNoticeKind(row.kind),
        level=row.level,
        day=row.day,
        matters=row.matters,
        said_sealed=bytes(row.said_sealed),
        state=NoticeState(row.state),
        version=row.changes,
        attempts=row.attempts,
        due_at=row.due_at,
        prepared_at=row.prepared_at,
    )


RECORD: Final = Record("desk_notice", _notice, _COLUMNS)
"""What is due of notices, and what becomes of them."""
