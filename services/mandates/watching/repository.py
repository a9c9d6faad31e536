"""Watched months in the database, and which cost-months have to become one."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, LargeBinary, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.first_of_each import by_household
from services.mandate_events import WatchedMonthState
from services.mandates.hand import Municipalities
from services.mandates.watching.watched_month import Knower, WatchedMonth
from services.months import Month

_COLUMNS = "id, household_id, cost, month, due_on, amount, answer_by, state, changes, told_by, answered_on"
_SELECT = f"select {', '.join(f'watched.{one.strip()}' for one in _COLUMNS.split(','))} from watched_month as watched"
_OF_HOUSEHOLD = (
    "join household on household.organisation_id = watched.organisation_id and household.id = watched.household_id"
)
_SEEN = "(cast(:municipalities as text[]) is null or household.municipality = any(:municipalities))"
_SEES = bindparam("municipalities", type_=ARRAY(Text))
_LATER = """
    exists (
        select from payer_of_record as later where later.organisation_id = begun.organisation_id
        and later.household_id = begun.household_id and later.cost = begun.cost and later.from_month <= due.month
        and (later.from_month, later.sequence) > (begun.from_month, begun.sequence)
    )
"""
"""Whether another row of record holds in the month than the one that begun with the watch."""
_WATCHED = f"begun.payer = 'client_pays_watched' and begun.from_month <= due.month and not {_LATER}"
_TO_BEGIN = text(
    f"""
    select due.household_id, due.cost, due.month, due.due_on, due.amount, watched.id
    from payer_of_record as begun join cost_month as due on due.organisation_id = begun.organisation_id
        and due.household_id = begun.household_id and due.cost = begun.cost
    left join watched_month as watched on watched.organisation_id = due.organisation_id
        and watched.household_id = due.household_id and watched.cost = due.cost and watched.month = due.month
    where {_WATCHED} and due.due_on between :since and :today
    and (watched.id is null or watched.state = 'withdrawn')
    order by due.household_id, due.cost, due.month limit :limit
    """
)
_TO_WITHDRAW = text(
    f"""
    {_SELECT} where watched.state = 'to_ask' and not exists (
        select from payer_of_record as begun join cost_month as due on due.organisation_id = begun.organisation_id
            and due.household_id = begun.household_id and due.cost = begun.cost
        where begun.organisation_id = watched.organisation_id and begun.household_id = watched.household_id
        and begun.cost = watched.cost and due.month = watched.month and {_WATCHED}
    )
    order by watched.id limit :limit
    """
)
_ONE = text(f"{_SELECT} {_OF_HOUSEHOLD} where watched.id = :id and {_SEEN}").bindparams(_SEES)
_HELD = text(f"{_SELECT} where watched.id = any(:ids) order by watched.id for no key update").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)
_LIST = text(
    f"""
    {_SELECT} {_OF_HOUSEHOLD} where {_SEEN} and watched.state = :state
    and (cast(:household_id as uuid) is null or watched.household_id = :household_id)
    and (watched.answer_by, watched.id) > (:after_day, :after_id)
    order by watched.answer_by, watched.id limit :limit
    """
).bindparams(_SEES, bindparam("household_id", type_=Uuid))
_LIST_OF = text(
    f"""
    select kept.* from unnest(:ids) as asked (household) cross join lateral (
        {_SELECT} where watched.household_id = asked.household and watched.state = :state
        order by watched.answer_by, watched.id limit :limit
    ) as kept order by answer_by, id
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_ADD = text(
    f"""
    insert into watched_month (organisation_id, {_COLUMNS})
    values (:organisation_id, :id, :household_id, :cost, :month, :due_on, :amount, :answer_by, :state, :changes,
        :told_by, :answered_on)
    """
).bindparams(bindparam("told_by", type_=Text), bindparam("answered_on", type_=Date))
_CHANGE = text(
    """
    update watched_month set state = :state, changes = :changes, due_on = :due_on, amount = :amount,
        answer_by = :answer_by, told_by = :told_by, answered_on = :answered_on,
        evidence = coalesce(:evidence, evidence)
    where id = :id
    """
).bindparams(
    bindparam("told_by", type_=Text),
    bindparam("answered_on", type_=Date),
    bindparam("evidence", type_=LargeBinary),
)
_FIRST_DAY, _FIRST_ID = date.min, UUID(int=0)


class NoSuchWatchedMonth(NotFound):
    """There is no such watched month here."""


class ToBegin(NamedTuple):
    """A cost-month that the client pays under watch and that fell due; `id` if it was watched before."""

    household_id: UUID
    cost: str
    month: Month
    due_on: date
    amount: int
    id: UUID | None


class WatchedMonthWish(NamedTuple):
    """Which watched months a list is to show."""

    state: WatchedMonthState
    household_id: UUID | None = None


async def to_begin(session: ReadSession, since: date, today: date, limit: int) -> list[ToBegin]:
    """So many that fell due in between and are not asked after yet."""
    asked = {"since": since, "today": today, "limit": limit}
    return [ToBegin(*row) for row in await session.execute(_TO_BEGIN, asked)]


async def to_withdraw(session: ReadSession, limit: int) -> list[WatchedMonth]:
    """So many that wait for an answer although the client pays them under watch no more."""
    return [_watched(row) for row in await session.execute(_TO_WITHDRAW, {"limit": limit})]


async def watched_month(session: ReadSession, watched_month_id: UUID, sees: Municipalities) -> WatchedMonth:
    """One of a household that the caller may see; `NoSuchWatchedMonth`."""
    row = (await session.execute(_ONE, {"id": watched_month_id, "municipalities": _codes(sees)})).first()
    if row is None:
        raise NoSuchWatchedMonth
    return _watched(row)


async def held(session: Session, ids: Collection[UUID]) -> list[WatchedMonth]:
    """These, held until the end of the transaction, as they are now; the households are held already."""
    return [_watched(row) for row in await session.execute(_HELD, {"ids": list(ids)})] if ids else []


async def watched_months(
    session: ReadSession, sees: Municipalities, wish: WatchedMonthWish, after: tuple[date, UUID] | None, limit: int
) -> list[WatchedMonth]:
    """So many of these after the one with that day and id, by the day on which they are to be answered."""
    day, last = after or (_FIRST_DAY, _FIRST_ID)
    asked = {**wish._asdict(), "municipalities": _codes(sees), "after_day": day, "after_id": last, "limit": limit}
    return [_watched(row) for row in await session.execute(_LIST, {**asked, "state": str(wish.state)})]


async def watched_months_of(
    session: ReadSession, household_ids: Collection[UUID], state: WatchedMonthState, limit: int
) -> Mapping[UUID, list[WatchedMonth]]:
    """So many of each of these households in a state, by the day on which they are to be answered."""
    asked = {"ids": list(household_ids), "state": str(state), "limit": limit}
    return by_household([_watched(row) for row in await session.execute(_LIST_OF, asked)])


async def add(session: Session, made: Collection[WatchedMonth]) -> None:
    """Write down new ones."""
    mine = organisation_of(session)
    for one in made:
        await session.execute(_ADD, {"organisation_id": mine, **one._asdict()})


async def change(session: Session, one: WatchedMonth, evidence: bytes | None = None) -> None:
    """Write down what became of a held one."""
    await session.execute(_CHANGE, {**one._asdict(), "evidence": evidence})


def _watched(row: Row[Any]) -> WatchedMonth:
    values = dict(row._mapping)
    values["state"], values["told_by"] = WatchedMonthState(row.state), row.told_by and Knower(row.told_by)
    return WatchedMonth(**values)


def _codes(sees: Municipalities) -> list[str] | None:
    return None if sees is None else sorted(sees)
