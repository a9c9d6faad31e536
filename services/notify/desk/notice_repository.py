"""Notices to workers of the desk in the database: prepared once, and step by step what became of each."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.notify.desk.notice import Notice, NoticeEvent, NoticeState
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
_CLAIM = text(
    f"select {_COLUMNS} from desk_notice where due_at <= :now order by due_at, id limit :limit"
    " for no key update skip locked"
)
_ANY_DUE = text("select exists (select from desk_notice where due_at <= :now)")
_REPLACE = text(
    "update desk_notice set state = :state, changes = :version, attempts = :attempts, due_at = :due_at"
    " where id = :id and changes = :seen returning id"
)
_WAIT = text("update desk_notice set due_at = :until where id = :id")
_STEP = text(
    """
    insert into desk_notice_step (organisation_id, notice_id, sequence, happened, state, content_hash, detail, at, by)
    values (:organisation_id, :id, :version, :happened, :state, :content_hash, :detail, :now, :by)
    """
)
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

BY = "service:notify"


class Wanted(NamedTuple):
    """Which notices a list is to show."""

    worker_id: UUID | None = None


async def prepare(session: Session, notice: Notice, alarms: Sequence[UUID]) -> None:
    """Keep it with its first step, and which alarms it is about."""
    mine = organisation_of(session)
    await session.execute(_PREPARE, {**notice._asdict(), "organisation_id": mine})
    if alarms:
        await session.execute(_ABOUT, {"organisation_id": mine, "id": notice.id, "alarms": list(alarms)})
    await _write_step(session, notice, NoticeEvent.PREPARE, notice.prepared_at, None, None)


async def alarms_of(session: ReadSession, notice_id: UUID) -> Sequence[UUID]:
    """Which alarms it is about."""
    return (await session.execute(_ALARMS, {"id": notice_id})).scalars().all()


async def claim(session: Session, now: datetime, limit: int) -> list[Notice]:
    """So many that are due, held; what another worker holds is left to it."""
    return [_notice(row) for row in await session.execute(_CLAIM, {"now": now, "limit": limit})]


async def any_due(session: ReadSession, now: datetime) -> bool:
    """Whether any is due."""
    return bool((await session.execute(_ANY_DUE, {"now": now})).scalar_one())


async def notices(session: ReadSession, wanted: Wanted, after: UUID | None, limit: int) -> list[Notice]:
    """So many of these after the one with that id, in the order in which they were prepared."""
    asked = {**wanted._asdict(), "after": after or _FIRST, "limit": limit}
    return [_notice(row) for row in await session.execute(_LIST, asked)]


async def had(session: ReadSession, worker_id: UUID) -> int:
    """How many a worker was ever prepared."""
    return int((await session.execute(_HAD, {"worker_id": worker_id})).scalar_one())


async def write(
    session: Session,
    kept: Notice,
    happened: NoticeEvent,
    now: datetime,
    *,
    content_hash: bytes | None = None,
    detail: str | None = None,
) -> bool:
    """Write it as it is once that happened; False if something else happened meanwhile."""
    told = {**kept._asdict(), "seen": kept.version - 1}
    if (await session.execute(_REPLACE, told)).first() is None:
        return False
    await _write_step(session, kept, happened, now, content_hash, detail)
    return True


async def wait(session: Session, notice_id: UUID, until: datetime) -> None:
    """Look at it again then; nothing happened to it."""
    await session.execute(_WAIT, {"id": notice_id, "until": until})


async def begin_morning(session: Session, day: date, matters: int, now: datetime) -> bool:
    """Whether this is who tells the desk what waits on that day; once for a day."""
    values = {"organisation_id": organisation_of(session), "day": day, "matters": matters, "now": now}
    return (await session.execute(_MORNING, values)).first() is not None


async def has_begun(session: ReadSession, day: date) -> bool:
    """Whether the desk was told what waits on that day."""
    return bool((await session.execute(_HAS_BEGUN, {"day": day})).scalar_one())


async def _write_step(
    session: Session,
    kept: Notice,
    happened: NoticeEvent,
    now: datetime,
    content_hash: bytes | None,
    detail: str | None,
) -> None:
    values = {
        **kept._asdict(),
        "organisation_id": organisation_of(session),
        "happened": happened,
        "content_hash": content_hash,
        "detail": detail,
        "now": now,
        "by": BY,
    }
    await session.execute(_STEP, values)


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        row.id,
        row.worker_id,
        DeskNoticeKind(row.kind),
        row.level,
        row.day,
        row.matters,
        bytes(row.said_sealed),
        NoticeState(row.state),
        row.changes,
        row.attempts,
        row.due_at,
        row.prepared_at,
    )
