"""Alarms of the desk in the database: one that nobody answered for a kind and a household, and step by step what
became of it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, ids_of, organisation_of
from services.notify.desk.alarm import DeskAlarm, NoSuchDeskAlarm
from services.notify.hand import BY
from services.notify_events import DeskAlarmChanged, LoudKind
from services.notify_events import DeskAlarmEvent as Event
from services.notify_events import DeskAlarmState as State
from services.outbox import announce

_COLUMNS = "id, kind, household_id, state, changes, level, due_at, raised_at, heard"
_RAISE = text(
    """
    insert into desk_alarm (organisation_id, id, kind, household_id, state, changes, level, due_at, raised_at, heard)
    values (:organisation_id, :id, :kind, :household_id, 'raised', 1, 0, :now, :now, 1)
    on conflict (organisation_id, kind, household_id) where state in ('raised', 'told')
    do update set heard = desk_alarm.heard + 1 returning id
    """
).bindparams(bindparam("household_id", type_=Uuid))
_ONE = text(f"select {_COLUMNS} from desk_alarm where id = :id")
_HOLD = text(f"select {_COLUMNS} from desk_alarm where id = :id for no key update")
_DUE = text(f"select {_COLUMNS} from desk_alarm where due_at <= :now order by due_at, id limit :limit")
_HOLD_DUE = text(
    f"select {_COLUMNS} from desk_alarm where id = any(:ids) and due_at <= :now order by id for no key update"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_ANY_DUE = text("select exists (select from desk_alarm where due_at <= :now)")
_STANDING = text(f"select {_COLUMNS} from desk_alarm where state <> 'over' order by id")
_HOLD_STANDING = text(
    f"select {_COLUMNS} from desk_alarm where state <> 'over' and id = any(:ids) order by id for no key update"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_IS_ANY_STANDING = text("select exists (select from desk_alarm where state <> 'over')")
_LIST = text(
    f"""
    select {_COLUMNS} from desk_alarm where id > :after
    and (cast(:state as text) is null or state = :state) and (cast(:kind as text) is null or kind = :kind)
    and (cast(:household_id as uuid) is null or household_id = :household_id)
    order by id limit :limit
    """
).bindparams(bindparam("state", type_=Text), bindparam("kind", type_=Text), bindparam("household_id", type_=Uuid))
_OF_KIND = text(
    f"select {_COLUMNS} from desk_alarm where state <> 'over' and kind = :kind order by id for no key update"
)
_REPLACE = text(
    "update desk_alarm set state = :state, changes = :version, level = :level, due_at = :due_at where id = :id"
)
_LATER = text("update desk_alarm set due_at = :until where id = any(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)
_GOES_ON = text(
    """
    update desk_alarm set due_at = :now where state = 'told' and due_at > :now and id = any(:ids) and level = :level
    and not exists (
        select from desk_notice_alarm beside join desk_notice other
        on (other.organisation_id, other.id) = (beside.organisation_id, beside.notice_id)
        where (beside.organisation_id, beside.alarm_id) = (desk_alarm.organisation_id, desk_alarm.id)
        and other.level = :level and other.state in ('prepared', 'sending', 'sent')
    )
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_STEP = text(
    """
    insert into desk_alarm_step (organisation_id, alarm_id, sequence, happened, state, level, at, by)
    values (:organisation_id, :id, :version, :happened, :state, :level, :now, :by)
    """
)
_STEPS = text(
    """
    select sequence, happened, state, level, at, by from desk_alarm_step
    where alarm_id = :id and sequence > :after order by sequence limit :limit
    """
)
_FIRST = UUID(int=0)

Loud = tuple[LoudKind, UUID | None]
"""What is loud, and of which household if it is one's."""


class Wanted(NamedTuple):
    """Which alarms a list is to show."""

    state: State | None = None
    kind: LoudKind | None = None
    household_id: UUID | None = None


class Step(NamedTuple):
    """What happened to an alarm."""

    sequence: int
    happened: Event
    state: State
    level: int
    at: datetime
    by: str


async def raise_alarms(session: Session, found: Iterable[Loud], now: datetime) -> None:
    """Raise an alarm of each of these, unless one stands of which nobody said yet that he saw it."""
    mine, new_id = organisation_of(session), partial(ids_of(session).new_id, now)
    for kind, household_id in sorted(set(found), key=str):
        raised = DeskAlarm(new_id(), kind, household_id, State.RAISED, 1, 0, now, now, 1)
        values = {"organisation_id": mine, "id": raised.id, "kind": kind, "household_id": household_id, "now": now}
        if (await session.execute(_RAISE, values)).scalar_one() == raised.id:
            await _write_step(session, raised, Event.RAISE, now, BY)


async def alarm(session: ReadSession, alarm_id: UUID) -> DeskAlarm:
    """One of the organisation's; `NoSuchDeskAlarm`."""
    return _found((await session.execute(_ONE, {"id": alarm_id})).first())


async def hold(session: Session, alarm_id: UUID) -> DeskAlarm:
    """The same, held until the end of the transaction."""
    return _found((await session.execute(_HOLD, {"id": alarm_id})).first())


async def end_all(session: Session, kind: LoudKind, now: datetime) -> None:
    """Everything of this kind is over, as was announced."""
    for row in (await session.execute(_OF_KIND, {"kind": kind})).all():
        await write(session, _alarm(row).after(Event.END), Event.END, now, BY)


async def due(session: ReadSession, now: datetime, limit: int) -> list[DeskAlarm]:
    """So many of which somebody is to be told, or that are nobody's yet."""
    return [_alarm(row) for row in await session.execute(_DUE, {"now": now, "limit": limit})]


async def hold_due(session: Session, alarm_ids: Collection[UUID], now: datetime) -> list[DeskAlarm]:
    """Those of these of which that is so still, held."""
    return [_alarm(row) for row in await session.execute(_HOLD_DUE, {"ids": list(alarm_ids), "now": now})]


async def any_due(session: ReadSession, now: datetime) -> bool:
    """Whether somebody is to be told of any."""
    return bool((await session.execute(_ANY_DUE, {"now": now})).scalar_one())


async def all_standing(session: ReadSession) -> dict[UUID, DeskAlarm]:
    """Those that are not over, by their ids."""
    return {row.id: _alarm(row) for row in await session.execute(_STANDING)}


async def hold_standing(session: Session, alarm_ids: Collection[UUID]) -> list[DeskAlarm]:
    """Those of these that are not over, held."""
    return [_alarm(row) for row in await session.execute(_HOLD_STANDING, {"ids": list(alarm_ids)})]


async def any_standing(session: ReadSession) -> bool:
    """Whether anything loud is not over."""
    return bool((await session.execute(_IS_ANY_STANDING)).scalar_one())


async def alarms(session: ReadSession, wanted: Wanted, after: UUID | None, limit: int) -> list[DeskAlarm]:
    """So many of these after the one with that id, in the order in which they were raised."""
    asked = {**wanted._asdict(), "after": after or _FIRST, "limit": limit}
    return [_alarm(row) for row in await session.execute(_LIST, asked)]


async def steps(session: ReadSession, alarm_id: UUID, after: int, limit: int) -> list[Step]:
    """So many steps of an alarm after the one with that number, oldest first."""
    rows = await session.execute(_STEPS, {"id": alarm_id, "after": after, "limit": limit})
    return [Step(row.sequence, Event(row.happened), State(row.state), row.level, row.at, row.by) for row in rows]


async def write(session: Session, kept: DeskAlarm, happened: Event, now: datetime, by: str) -> None:
    """Write an alarm that is held as it is once that happened, and announce it."""
    await session.execute(_REPLACE, kept._asdict())
    await _write_step(session, kept, happened, now, by)


async def later(session: Session, alarm_ids: Collection[UUID], until: datetime) -> None:
    """Look at these again then; nothing happened to them."""
    await session.execute(_LATER, {"ids": list(alarm_ids), "until": until})


async def goes_on(session: Session, alarm_ids: Sequence[UUID], level: int, now: datetime) -> None:
    """Of these a level could not be told: who is next hears at once, unless somebody else of that level was told."""
    await session.execute(_GOES_ON, {"ids": list(alarm_ids), "level": level, "now": now})


async def _write_step(session: Session, kept: DeskAlarm, happened: Event, now: datetime, by: str) -> None:
    mine = organisation_of(session)
    values = {**kept._asdict(), "organisation_id": mine, "happened": happened, "now": now, "by": by}
    await session.execute(_STEP, values)
    news = DeskAlarmChanged(
        organisation_id=mine,
        alarm_id=kept.id,
        kind=kept.kind,
        household_id=kept.household_id,
        happened=happened,
        state=kept.state,
        level=kept.level,
    )
    await announce(session, news, now=now)


def _found(row: Row[Any] | None) -> DeskAlarm:
    if row is None:
        raise NoSuchDeskAlarm
    return _alarm(row)


def _alarm(row: Row[Any]) -> DeskAlarm:
    return DeskAlarm(
        row.id,
        LoudKind(row.kind),
        row.household_id,
        State(row.state),
        row.changes,
        row.level,
        row.due_at,
        row.raised_at,
        row.heard,
    )
