"""Handshakes in the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Integer, LargeBinary, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.first_of_each import by_household
from services.mandate_events import HandshakeState, Payer
from services.mandates.arrangements.handshake import Answer, Channel, Handshake, HandshakeUnderWay
from services.mandates.hand import Municipalities
from services.storing import Rows, store

_SELECT = """
    select handshake.id, handshake.arrangement_id, handshake.household_id, arrangement.supplier_id, handshake.cost,
        payer, handshake.from_month, direct_debit_id, state, changes, channel, deadline, owner, handshake.made_at,
        handshake.made_by, asked_on, remind_on, reminded, answer, answered_month, answered_at
    from handshake
    join arrangement on arrangement.organisation_id = handshake.organisation_id
        and arrangement.id = handshake.arrangement_id
    join household on household.organisation_id = handshake.organisation_id and household.id = handshake.household_id
"""
_COLUMNS = (
    "organisation_id", "id", "arrangement_id", "household_id", "cost", "direction", "payer", "from_month", "state",
    "changes", "channel", "direct_debit_id", "deadline", "owner", "made_at", "made_by", "reminded",
)  # fmt: skip
_SEEN = "(cast(:municipalities as text[]) is null or municipality = any(:municipalities))"
_SEES = bindparam("municipalities", type_=ARRAY(Text))
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_ONE = text(f"{_SELECT} where handshake.id = :id and {_SEEN}").bindparams(_SEES)
_HOLD = text(
    f"{_SELECT} where handshake.id = any(:ids) order by handshake.id for no key update of handshake"
).bindparams(_IDS)
_OF_HOUSEHOLDS = text(f"{_SELECT} where handshake.household_id = any(:ids) order by handshake.id").bindparams(_IDS)
_UNDER_WAY = text(
    f"""
    {_SELECT} where handshake.household_id = any(:ids) and state in ('prepared', 'asked', 'overdue')
    order by handshake.id
    """
).bindparams(_IDS)
_LIST = text(
    f"""
    {_SELECT}
    where {_SEEN} and (cast(:household_id as uuid) is null or handshake.household_id = :household_id)
    and (cast(:state as text) is null or state = :state)
    and (deadline, handshake.id) > (:after_deadline, :after_id)
    order by deadline, handshake.id limit :limit
    """
).bindparams(_SEES, bindparam("household_id", type_=Uuid), bindparam("state", type_=Text))
_LIST_OF = text(
    f"""
    select kept.* from unnest(:ids) as asked (household) cross join lateral (
        {_SELECT} where handshake.household_id = asked.household and (cast(:state as text) is null or state = :state)
        order by deadline, handshake.id limit :limit
    ) as kept order by deadline, id
    """
).bindparams(_IDS, bindparam("state", type_=Text))
_HOUSEHOLDS = text(
    f"""
    select handshake.id, handshake.household_id from handshake
    join household on household.organisation_id = handshake.organisation_id and household.id = handshake.household_id
    where handshake.id = any(:ids) and {_SEEN}
    """
).bindparams(_IDS, _SEES)
_ARRANGEMENTS = text("select id, arrangement_id from handshake where id = any(:ids)").bindparams(_IDS)
_DUE = text(
    """
    select id, household_id from handshake
    where state = 'asked' and (deadline < :today or (reminded = 0 and remind_on <= :today))
    order by deadline, id limit :limit
    """
)
_CHANGE = text(
    """
    update handshake set state = :state, changes = :changes, deadline = :deadline, asked_on = :asked_on,
        remind_on = :remind_on, reminded = :reminded, answer = :answer, answered_month = :answered_month,
        answered_at = :answered_at, evidence = coalesce(:evidence, evidence)
    where id = :id
    """
).bindparams(
    bindparam("asked_on", type_=Date),
    bindparam("remind_on", type_=Date),
    bindparam("answer", type_=Text),
    bindparam("answered_month", type_=Integer),
    bindparam("evidence", type_=LargeBinary),
)
_FIRST_DAY, _FIRST_ID = date.min, UUID(int=0)


class NoSuchHandshake(NotFound):
    """There is no such handshake here."""


class HandshakeWish(NamedTuple):
    """Which handshakes a list is to show."""

    household_id: UUID | None = None
    state: HandshakeState | None = None


class Due(NamedTuple):
    """A handshake for which a day has come: to be reminded of, or passed its deadline."""

    id: UUID
    household_id: UUID


async def handshake(session: ReadSession, handshake_id: UUID, sees: Municipalities) -> Handshake:
    """One of a household that the caller may see; `NoSuchHandshake`."""
    row = (await session.execute(_ONE, {"id": handshake_id, "municipalities": _codes(sees)})).first()
    if row is None:
        raise NoSuchHandshake
    return _handshake(row)


async def held(session: Session, handshake_ids: Collection[UUID]) -> list[Handshake]:
    """These, held until the end of the transaction, as they are now; the households are held already."""
    return [_handshake(row) for row in await session.execute(_HOLD, {"ids": list(handshake_ids)})]


async def handshakes_of(session: ReadSession, household_ids: Collection[UUID]) -> list[Handshake]:
    """All handshakes of these households, in the order in which they were prepared."""
    return [_handshake(row) for row in await session.execute(_OF_HOUSEHOLDS, {"ids": list(household_ids)})]


async def under_way(session: ReadSession, household_ids: Collection[UUID]) -> list[Handshake]:
    """Those of these households that wait for an answer, or to be asked."""
    return [_handshake(row) for row in await session.execute(_UNDER_WAY, {"ids": list(household_ids)})]


async def handshakes(
    session: ReadSession, sees: Municipalities, wish: HandshakeWish, after: tuple[date, UUID] | None, limit: int
) -> list[Handshake]:
    """So many of these after the one with that deadline and id, by deadline."""
    day, last = after or (_FIRST_DAY, _FIRST_ID)
    asked = {**wish._asdict(), "municipalities": _codes(sees), "after_deadline": day, "after_id": last, "limit": limit}
    return [_handshake(row) for row in await session.execute(_LIST, asked)]


async def first_handshakes_of(
    session: ReadSession, household_ids: Collection[UUID], state: HandshakeState | None, limit: int
) -> Mapping[UUID, list[Handshake]]:
    """So many of each of these households, in one state or in all of them, by deadline."""
    asked = {"ids": list(household_ids), "state": state, "limit": limit}
    return by_household([_handshake(row) for row in await session.execute(_LIST_OF, asked)])


async def due(session: ReadSession, today: date, limit: int) -> list[Due]:
    """So many for which a day has come, the longest overdue first."""
    return [Due(*row) for row in await session.execute(_DUE, {"today": today, "limit": limit})]


async def households_of(session: ReadSession, handshake_ids: Collection[UUID], sees: Municipalities) -> set[UUID]:
    """Whose these are; `NoSuchHandshake` unless the caller may see all of them."""
    rows = (await session.execute(_HOUSEHOLDS, {"ids": list(handshake_ids), "municipalities": _codes(sees)})).all()
    if len(rows) < len(set(handshake_ids)):
        raise NoSuchHandshake
    return {row.household_id for row in rows}


async def arrangements_of(session: ReadSession, handshake_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """By the id of each handshake that is the organisation's the arrangement that it is about."""
    if not handshake_ids:
        return {}
    return {row.id: row.arrangement_id for row in await session.execute(_ARRANGEMENTS, {"ids": list(handshake_ids)})}


async def add(session: Session, made: Sequence[Handshake]) -> None:
    """Write down new ones; `HandshakeUnderWay` if an arrangement has one already."""
    mine = organisation_of(session)
    try:
        await store(session, Rows("handshake", _COLUMNS, [_new(mine, one) for one in made]))
    except UniqueViolation:
        raise HandshakeUnderWay from None


async def change(session: Session, changed: Sequence[tuple[Handshake, bytes | None]]) -> None:
    """Write down what became of held ones, each with its evidence if there is any."""
    if changed:
        await session.execute(_CHANGE, [{**one._asdict(), "evidence": evidence} for one, evidence in changed])


def _new(mine: UUID, one: Handshake) -> tuple[Any, ...]:
    return (
        mine, one.id, one.arrangement_id, one.household_id, one.cost, str(one.direction), str(one.payer),
        one.from_month, str(one.state), one.changes, str(one.channel), one.direct_debit_id, one.deadline, one.owner,
        one.made_at, one.made_by, one.reminded,
    )  # fmt: skip


def _handshake(row: Row[Any]) -> Handshake:
    values = dict(row._mapping)
    values["payer"], values["state"] = Payer(row.payer), HandshakeState(row.state)
    values["channel"] = Channel(row.channel)
    values["answer"] = None if row.answer is None else Answer(row.answer)
    return Handshake(**values)


def _codes(sees: Municipalities) -> list[str] | None:
    return None if sees is None else sorted(sees)
