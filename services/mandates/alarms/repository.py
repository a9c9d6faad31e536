"""Alarms in the database, and which households the round of a day has still to look at."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Integer, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.mandate_events import AlarmKind, AlarmState
from services.mandates.alarms.alarm import Alarm, AlarmAnswer, AlarmKey
from services.mandates.alarms.next_day import Beyond
from services.mandates.hand import Municipalities
from services.storing import Rows, store

_COLUMNS = (
    "id", "household_id", "kind", "about", "month", "number", "state", "changes", "raised_on", "act_by", "harms_on",
    "why", "owner", "answer", "escalated_to", "closed_by", "closed_on",
)  # fmt: skip
_SELECT = f"select {', '.join(f'alarm.{column}' for column in _COLUMNS)} from alarm"
_OF_HOUSEHOLD = (
    "join household on household.organisation_id = alarm.organisation_id and household.id = alarm.household_id"
)
_SEEN = "(cast(:municipalities as text[]) is null or household.municipality = any(:municipalities))"
_SEES = bindparam("municipalities", type_=ARRAY(Text))
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_STANDING = text(
    f"{_SELECT} where household_id = any(:ids) and state <> 'closed' order by id for no key update"
).bindparams(_IDS)
_NUMBERS = text(
    """
    select household_id, kind, about, month, max(number) as number from alarm
    where household_id = any(:ids) group by household_id, kind, about, month
    """
).bindparams(_IDS)
_ONE = text(f"{_SELECT} {_OF_HOUSEHOLD} where alarm.id = :id and {_SEEN}").bindparams(_SEES)
_HOLD = text(f"{_SELECT} where id = :id for no key update")
_LIST = text(
    f"""
    {_SELECT.replace(" from ", ", household.reference from ")} {_OF_HOUSEHOLD}
    where {_SEEN} and (alarm.state = :state or cast(:state as text) is null and alarm.state <> 'closed')
    and (cast(:kind as text) is null or alarm.kind = :kind)
    and (cast(:whose as text) is null or alarm.owner = :whose
        or alarm.escalated_to = :whose and alarm.state = 'escalated'
        or :and_nobodys and (alarm.owner is null or alarm.escalated_to is null and alarm.state = 'escalated'))
    and (not :without_owner or alarm.owner is null)
    and (alarm.act_by, alarm.id) > (:after_day, :after_id)
    order by alarm.act_by, alarm.id limit :limit
    """
).bindparams(
    _SEES,
    *(bindparam(name, type_=Text) for name in ("state", "kind", "whose")),
)
_LIST_OF = text(
    f"""
    select kept.* from unnest(:ids) as asked (id) cross join lateral (
        {_SELECT} where alarm.household_id = asked.id
        and (alarm.state = :state or cast(:state as text) is null and alarm.state <> 'closed')
        and (alarm.act_by, alarm.id) > (:after_day, :after_id)
        order by alarm.act_by, alarm.id limit :limit
    ) as kept order by act_by, id
    """
).bindparams(_IDS, bindparam("state", type_=Text))
_CHANGE = text(
    """
    update alarm set state = now.state, changes = now.changes, act_by = now.act_by, harms_on = now.harms_on,
        why = now.why, owner = now.owner, answer = now.answer, escalated_to = now.escalated_to,
        closed_by = now.closed_by, closed_on = now.closed_on
    from unnest(:ids, :states, :changes, :act_by, :harms_on, :why, :owners, :answers, :escalated_to, :closed_by,
        :closed_on)
        as now (id, state, changes, act_by, harms_on, why, owner, answer, escalated_to, closed_by, closed_on)
    where alarm.id = now.id
    """
).bindparams(
    _IDS,
    bindparam("changes", type_=ARRAY(Integer)),
    *(bindparam(name, type_=ARRAY(Date)) for name in ("act_by", "harms_on", "closed_on")),
    *(
        bindparam(name, type_=ARRAY(Text))
        for name in ("states", "why", "owners", "answers", "escalated_to", "closed_by")
    ),
)
_NOBODY_TOLD = """
    household.reference <> '' and not exists (
        select from alarm_look as look
        where look.organisation_id = household.organisation_id and look.household_id = household.id
    ) and not exists (
        select from arrangement as one
        where one.organisation_id = household.organisation_id and one.household_id = household.id
    ) and not exists (
        select from account as one
        where one.organisation_id = household.organisation_id and one.household_id = household.id
    )
"""
"""Nobody said yet whom this household's money goes to, and no round has seen it."""
_EXPECTED = text(f"select id from household where id = any(:ids) and {_NOBODY_TOLD}").bindparams(_IDS)
_IS_ANY_LATE = text(f"select exists (select from household where known_at <= :expected_since and {_NOBODY_TOLD})")
_UNSEEN = text(
    f"""
    select household.id from household where household.reference <> '' and not exists (
        select from alarm_look as look
        where look.organisation_id = household.organisation_id and look.household_id = household.id
    ) and (known_at <= :expected_since or not ({_NOBODY_TOLD}))
    order by household.id limit :limit for no key update of household
    """
)
_LOOKED = text(
    """
    insert into alarm_look (organisation_id, household_id, looked_on, look_on)
    select :organisation_id, one.id, :today, one.look_on from unnest(:ids, :days) as one (id, look_on)
    on conflict (organisation_id, household_id) do update
    set looked_on = excluded.looked_on, look_on = excluded.look_on
    """
).bindparams(_IDS, bindparam("days", type_=ARRAY(Date)))
_BEYOND = text(
    """
    select id, case when b12_received_on > :today then b12_received_on end as b12_on, (
        select min(due_on) from cost_month as due where due.organisation_id = household.organisation_id
        and due.household_id = household.id and due.due_on > :until
    ) as due_on
    from household where id = any(:ids)
    """
).bindparams(_IDS)
_TAKEN = text(
    """
    select id from alarm where id = any(:ids) and :cause = (
        select cause from transition as step where step.organisation_id = alarm.organisation_id
        and step.subject_id = alarm.id and step.event = 'own' order by step.sequence desc limit 1
    )
    """
).bindparams(_IDS)
_FORGET = text("delete from alarm_look where household_id = any(:ids)").bindparams(_IDS)
_FIRST = (date.min, UUID(int=0))


class NoSuchAlarm(NotFound):
    """There is no such alarm here."""


class AlarmWish(NamedTuple):
    """Which alarms: without a state those that stand; `whose` is who owns them, or was shown them as supervisor, and
    with `and_nobodys` also those that nobody owns or that were shown to nobody in particular.
    """

    kind: AlarmKind | None = None
    state: AlarmState | None = None
    whose: str | None = None
    and_nobodys: bool = False
    without_owner: bool = False


class ListedAlarm(NamedTuple):
    """An alarm, and the case number of its household."""

    alarm: Alarm
    reference: str


async def standing(session: Session, household_ids: Collection[UUID]) -> list[Alarm]:
    """The alarms of these (held) households that are not closed, held."""
    return [_alarm(row) for row in await session.execute(_STANDING, {"ids": list(household_ids)})]


async def numbers(session: ReadSession, household_ids: Collection[UUID]) -> dict[AlarmKey, int]:
    """How many alarms there ever were of the same thing."""
    rows = await session.execute(_NUMBERS, {"ids": list(household_ids)})
    return {_key(row): row.number for row in rows}


async def alarm(session: ReadSession, alarm_id: UUID, sees: Municipalities) -> Alarm:
    """One alarm of a household that the caller may see; `NoSuchAlarm`."""
    row = (await session.execute(_ONE, {"id": alarm_id, "municipalities": _codes(sees)})).first()
    if row is None:
        raise NoSuchAlarm
    return _alarm(row)


async def held(session: Session, alarm_id: UUID) -> Alarm:
    """One that is known to be there, held; its household is held already."""
    return _alarm((await session.execute(_HOLD, {"id": alarm_id})).one())


async def alarms(
    session: ReadSession, sees: Municipalities, wish: AlarmWish, after: tuple[date, UUID] | None, limit: int
) -> list[ListedAlarm]:
    """So many of these after the one with that day and id, the earliest to act on first."""
    day, last = after or _FIRST
    asked = {**wish._asdict(), "municipalities": _codes(sees), "after_day": day, "after_id": last, "limit": limit}
    return [ListedAlarm(_alarm(row), row.reference) for row in await session.execute(_LIST, asked)]


async def alarms_of(
    session: ReadSession,
    household_ids: Collection[UUID],
    state: AlarmState | None,
    limit: int,
    after: tuple[date, UUID] | None = None,
) -> Mapping[UUID, list[Alarm]]:
    """So many alarms of each of these households, in one state or those that stand, the earliest to act on first."""
    day, last = after or _FIRST
    asked = {"ids": list(household_ids), "state": state, "after_day": day, "after_id": last, "limit": limit}
    found: dict[UUID, list[Alarm]] = defaultdict(list)
    for row in await session.execute(_LIST_OF, asked):
        found[row.household_id].append(_alarm(row))
    return found


async def add(session: Session, new: Iterable[Alarm]) -> None:
    """Write down new alarms."""
    mine = organisation_of(session)
    await store(session, Rows("alarm", ("organisation_id", *_COLUMNS), [(mine, *_plain(one)) for one in new]))


async def change(session: Session, after: Sequence[Alarm]) -> None:
    """Write down what became of held alarms."""
    if not after:
        return
    values = {
        "ids": [one.id for one in after],
        "states": [str(one.state) for one in after],
        "changes": [one.changes for one in after],
        "act_by": [one.act_by for one in after],
        "harms_on": [one.harms_on for one in after],
        "why": [one.why for one in after],
        "owners": [one.owner for one in after],
        "answers": [one.answer and str(one.answer) for one in after],
        "escalated_to": [one.escalated_to for one in after],
        "closed_by": [one.closed_by for one in after],
        "closed_on": [one.closed_on for one in after],
    }
    await session.execute(_CHANGE, values)


async def hold_unseen(session: Session, expected_since: datetime, limit: int) -> list[UUID]:
    """So many households that no round has seen, held; but not those that became known after this instant and of which
    nobody told yet whom their money goes to.
    """
    given = {"expected_since": expected_since, "limit": limit}
    return list((await session.execute(_UNSEEN, given)).scalars())


async def expected(session: ReadSession, household_ids: Collection[UUID]) -> set[UUID]:
    """Those of these households of which nobody told yet whom their money goes to, and that no round has seen."""
    return set((await session.execute(_EXPECTED, {"ids": list(household_ids)})).scalars())


async def is_any_late(session: ReadSession, expected_since: datetime) -> bool:
    """Whether there is such a household that was known at this instant already."""
    return bool((await session.execute(_IS_ANY_LATE, {"expected_since": expected_since})).scalar_one())


async def beyond(session: ReadSession, household_ids: Collection[UUID], until: date, today: date) -> dict[UUID, Beyond]:
    """What of these households lies behind the last day in sight."""
    rows = await session.execute(_BEYOND, {"ids": list(household_ids), "until": until, "today": today})
    return {row.id: Beyond(row.due_on, row.b12_on) for row in rows}


async def looked_at(session: Session, next_days: Mapping[UUID, date], today: date) -> None:
    """Note that it did, and for each household on which day it has to look again."""
    ids = sorted(next_days)
    given = {"ids": ids, "days": [next_days[one] for one in ids], "today": today}
    await session.execute(_LOOKED, {"organisation_id": organisation_of(session), **given})


async def taken(session: ReadSession, alarm_ids: Collection[UUID], cause: str) -> set[UUID]:
    """Those of these alarms that came to their owner last for this cause."""
    if not alarm_ids:
        return set()
    return set((await session.execute(_TAKEN, {"ids": list(alarm_ids), "cause": cause})).scalars())


async def forget_looks(session: Session, household_ids: Collection[UUID]) -> None:
    """Let the next round look at these again, whatever the day."""
    await session.execute(_FORGET, {"ids": list(household_ids)})


def _plain(one: Alarm) -> tuple[Any, ...]:
    key = one.key
    return (
        one.id, key.household_id, str(key.kind), key.about, key.month, one.number, str(one.state), one.changes,
        one.raised_on, one.act_by, one.harms_on, one.why, one.owner, one.answer and str(one.answer), one.escalated_to,
        one.closed_by, one.closed_on,
    )  # fmt: skip


def _key(row: Row[Any]) -> AlarmKey:
    return AlarmKey(row.household_id, AlarmKind(row.kind), row.about, row.month)


def _alarm(row: Row[Any]) -> Alarm:
    return Alarm(
        row.id,
        _key(row),
        row.number,
        AlarmState(row.state),
        row.changes,
        row.raised_on,
        row.act_by,
        row.harms_on,
        row.why,
        row.owner,
        row.answer and AlarmAnswer(row.answer),
        row.escalated_to,
        row.closed_by,
        row.closed_on,
    )


def _codes(sees: Municipalities) -> list[str] | None:
    return None if sees is None else sorted(sees)
