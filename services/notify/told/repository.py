"""Messages in the database: prepared once, and step by step what became of each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import LargeBinary, Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.first_of_each import by_household
from services.notify.addressees.channel import Channel
from services.notify.dispatch.outgoing import MessageEvent
from services.notify.dispatch.record import Record
from services.notify.messages.kinds import Kind
from services.notify.told.message import Message, MessageState, NoSuchMessage

_COLUMNS = (
    "household_id, kind, subject, day, id, tell_until, costs, said_sealed, state, changes, channel, failed, attempts,"
    " due_at, prepared_at"
)
_PREPARE = text(
    """
    with new as (
        insert into message (
            organisation_id, household_id, kind, subject, day, id, tell_until, costs, said_sealed, state, changes,
            failed, attempts, due_at, prepared_at
        )
        select :organisation_id, household_id, kind, subject, day, id, tell_until, string_to_array(costs, ' '), said,
            'prepared', 1, '{}', 0, :now, :now
        from unnest(:households, :kinds, :subjects, :days, :ids, :untils, :costs, :said)
            as new (household_id, kind, subject, day, id, tell_until, costs, said)
        order by household_id, day, kind, subject
        on conflict do nothing returning id
    )
    insert into message_step (organisation_id, message_id, sequence, happened, state, at, by)
    select :organisation_id, id, 1, 'prepare', 'prepared', :now, :by from new returning message_id
    """
).bindparams(
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("kinds", type_=ARRAY(Text)),
    bindparam("subjects", type_=ARRAY(Text)),
    bindparam("days", type_=ARRAY(Date)),
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("untils", type_=ARRAY(Date)),
    bindparam("costs", type_=ARRAY(Text)),
    bindparam("said", type_=ARRAY(LargeBinary)),
)
_KNOWN = text(
    "select household_id, kind, subject, day from message where household_id = any(:ids) and day >= :since"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_ONE = text(f"select {_COLUMNS} from message where id = :id")
_HOLD = text(f"select {_COLUMNS} from message where id = :id for no key update")
_LIST = text(
    f"""
    select {_COLUMNS} from message where id > :after
    and (cast(:household_id as uuid) is null or household_id = :household_id)
    and (cast(:kind as text) is null or kind = :kind)
    and (cast(:state as text) is null or state = :state)
    and (cast(:cost as text) is null or :cost = any(costs))
    order by id limit :limit
    """
).bindparams(
    bindparam("household_id", type_=Uuid),
    bindparam("kind", type_=Text),
    bindparam("state", type_=Text),
    bindparam("cost", type_=Text),
)
_NEWEST_OF = text(
    f"""
    select {_COLUMNS} from unnest(:ids) as asked (household) cross join lateral (
        select * from message where household_id = asked.household
        and (cast(:kind as text) is null or kind = :kind) and (cast(:state as text) is null or state = :state)
        order by id desc limit :limit
    ) as kept order by id desc
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("kind", type_=Text), bindparam("state", type_=Text))
_STEPS = text(
    """
    select sequence, happened, state, channel, words_sealed, content_hash, wording, detail, at, by from message_step
    where message_id = :id and sequence > :after order by sequence limit :limit
    """
)
_FIRST = UUID(int=0)

Key = tuple[UUID, str, str, date]
"""A message by whose it is, its kind, its subject and its day."""


class New(NamedTuple):
    """A message that is to be prepared, what it says under seal."""

    id: UUID
    household_id: UUID
    kind: Kind
    subject: str
    day: date
    tell_until: date
    costs: tuple[str, ...]
    said_sealed: bytes

    @property
    def key(self) -> Key:
        return self.household_id, self.kind, self.subject, self.day


class Wanted(NamedTuple):
    """Which messages a list is to show."""

    household_id: UUID | None = None
    kind: Kind | None = None
    state: MessageState | None = None
    cost: str | None = None


class Step(NamedTuple):
    """What happened to a message; what was said by it is still sealed."""

    sequence: int
    happened: MessageEvent
    state: MessageState
    channel: Channel | None
    words_sealed: bytes | None
    content_hash: bytes | None
    wording: str | None
    detail: str | None
    at: datetime
    by: str


async def known(session: ReadSession, household_ids: Collection[UUID], since: date) -> set[Key]:
    """The messages of these households about a day from then on."""
    rows = await session.execute(_KNOWN, {"ids": list(household_ids), "since": since})
    return {tuple(row) for row in rows}


async def prepare(session: Session, new: Sequence[New], now: datetime, by: str) -> set[UUID]:
    """Keep these, each with its first step; those that are there already stay as they are. Which were new."""
    values = {
        "organisation_id": organisation_of(session),
        "households": [one.household_id for one in new],
        "kinds": [one.kind.value for one in new],
        "subjects": [one.subject for one in new],
        "days": [one.day for one in new],
        "ids": [one.id for one in new],
        "untils": [one.tell_until for one in new],
        "costs": [" ".join(one.costs) for one in new],
        "said": [one.said_sealed for one in new],
        "now": now,
        "by": by,
    }
    return set((await session.execute(_PREPARE, values)).scalars())


async def message(session: ReadSession, message_id: UUID) -> Message:
    """One of the organisation's; `NoSuchMessage`."""
    return _found((await session.execute(_ONE, {"id": message_id})).first())


async def hold(session: Session, message_id: UUID) -> Message:
    """The same, held until the end of the transaction."""
    return _found((await session.execute(_HOLD, {"id": message_id})).first())


async def messages(session: ReadSession, wanted: Wanted, after: UUID | None, limit: int) -> list[Message]:
    """So many of these after the one with that id, in the order in which they were prepared."""
    asked = {**wanted._asdict(), "after": after or _FIRST, "limit": limit}
    return [_message(row) for row in await session.execute(_LIST, asked)]


async def newest_of(
    session: ReadSession, household_ids: Collection[UUID], kind: Kind | None, state: MessageState | None, limit: int
) -> Mapping[UUID, list[Message]]:
    """So many messages to each of these households, the newest first."""
    asked = {"ids": list(household_ids), "kind": kind, "state": state, "limit": limit}
    return by_household([_message(row) for row in await session.execute(_NEWEST_OF, asked)])


async def steps(session: ReadSession, message_id: UUID, after: int, limit: int) -> list[Step]:
    """So many steps of a message after the one with that number, oldest first."""
    asked = {"id": message_id, "after": after, "limit": limit}
    return [_step(row) for row in await session.execute(_STEPS, asked)]


def _found(row: Row[Any] | None) -> Message:
    if row is None:
        raise NoSuchMessage
    return _message(row)


def _message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        household_id=row.household_id,
        kind=Kind(row.kind),
        subject=row.subject,
        day=row.day,
        tell_until=row.tell_until,
        costs=tuple(row.costs),
        said_sealed=bytes(row.said_sealed),
        state=MessageState(row.state),
        version=row.changes,
        channel=_channel(row.channel),
        failed=tuple(map(Channel, row.failed)),
        attempts=row.attempts,
        due_at=row.due_at,
        prepared_at=row.prepared_at,
    )


def _step(row: Row[Any]) -> Step:
    return Step(
        row.sequence,
        MessageEvent(row.happened),
        MessageState(row.state),
        _channel(row.channel),
        bytes(row.words_sealed) if row.words_sealed else None,
        bytes(row.content_hash) if row.content_hash else None,
        row.wording,
        row.detail,
        row.at,
        row.by,
    )


def _channel(word: str | None) -> Channel | None:
    return Channel(word) if word else None


RECORD: Final = Record("message", _message, _COLUMNS, ("channel", "failed"), ("channel", "words_sealed", "wording"))
"""What is due of messages, and what becomes of them."""
