"""The list of what is held and was never paid: a payment leaves it when it is paid, planned no more, or settled."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.first_of_each import among, by_household, first_of_each
from services.months import Month
from services.schedule.payments.shards import Batch
from services.schedule.payments.tables import HeldRow
from services.schedule.wanted.payments import PaymentKey
from services.storing import connection_of

_WAITS = """
    insert into held_payment (organisation_id, household_id, month, purpose, occasion, amount, due_on, reason,
        municipality, detail, run_id, held_since)
    select %s, held.*, %s, %s
    from unnest(%s::uuid[], %s::integer[], %s::text[], %s::text[], %s::bigint[], %s::date[], %s::text[], %s::text[],
        %s::text[]) as held (household_id, month, purpose, occasion, amount, due_on, reason, municipality, detail)
    where not exists (
        select from payment_settled as settled
        where (settled.month, settled.household_id, settled.purpose, settled.occasion)
            = (held.month, held.household_id, held.purpose, held.occasion)
    )
    on conflict (organisation_id, month, household_id, purpose, occasion) do update
    set (amount, due_on, reason, municipality, detail, run_id) = (excluded.amount, excluded.due_on, excluded.reason,
        excluded.municipality, excluded.detail, excluded.run_id)
"""
_WAITING = "select household_id, month, purpose, occasion from held_payment where household_id = any(%s)"
_IS_GONE = """
    delete from held_payment as held using unnest(%s::uuid[], %s::integer[], %s::text[], %s::text[])
        as gone (household_id, month, purpose, occasion)
    where (held.month, held.household_id, held.purpose, held.occasion)
        = (gone.month, gone.household_id, gone.purpose, gone.occasion)
"""


_IN_ORDER: list[Mapped[Any]] = [
    col(HeldRow.due_on),
    col(HeldRow.household_id),
    col(HeldRow.purpose),
    col(HeldRow.occasion),
]


class HeldTotal(NamedTuple):
    """How many payments wait, and their sum in cents."""

    payments: int
    amount: int


class Waits(NamedTuple):
    """A payment that a run holds, in cents; `detail` is what the registry says more of the reason."""

    household_id: UUID
    month: Month
    purpose: str
    occasion: str
    amount: int
    due_on: date
    reason: str
    municipality: str
    detail: str | None = None


async def keep_waiting(
    session: Session, batch: Batch, held: Sequence[Waits], pays: Collection[tuple[UUID, PaymentKey]], today: date
) -> None:
    """Put on the list what the run holds of these households, and take off what it pays."""
    await _take_off_what_is_paid(await connection_of(session), batch, pays)
    await put_on_the_list(session, batch.run_id, held, today)


async def put_on_the_list(session: Session, run_id: UUID, held: Sequence[Waits], today: date) -> None:
    """These payments of a run wait from now on; what somebody settled otherwise waits no more."""
    if held:
        columns = [list(column) for column in zip(*held, strict=True)]
        connection = await connection_of(session)
        await connection.execute(_WAITS, [organisation_of(session), run_id, today, *columns])


async def keys_waiting(connection: AsyncConnection, households: Sequence[UUID]) -> dict[UUID, list[PaymentKey]]:
    """What was held of these households and never paid."""
    found: dict[UUID, list[PaymentKey]] = defaultdict(list)
    for household_id, *key in await (await connection.execute(_WAITING, [list(households)])).fetchall():
        found[household_id].append(PaymentKey(*key))
    return found


async def _take_off_what_is_paid(
    connection: AsyncConnection, batch: Batch, pays: Collection[tuple[UUID, PaymentKey]]
) -> None:
    waiting = await keys_waiting(connection, batch.households)
    await wait_no_more(connection, [(one, key) for one, keys in waiting.items() for key in keys if (one, key) in pays])


async def wait_no_more(connection: AsyncConnection, gone: Sequence[tuple[UUID, PaymentKey]]) -> None:
    """Take off the list what no plan wants any more."""
    if gone:
        rows = [(household_id, *key) for household_id, key in gone]
        await connection.execute(_IS_GONE, [list(column) for column in zip(*rows, strict=True)])


async def waiting(
    session: ReadSession,
    after: tuple[date, UUID, str, str] | None,
    limit: int,
    sees: Collection[str] | None = None,
    household_id: UUID | None = None,
) -> Sequence[HeldRow]:
    """What waits, the longest overdue first; of these municipalities, or of all, and of one household if asked."""
    query = select(HeldRow).where(*_seen(session, sees))
    if after is not None:
        query = query.where(func.row(*_IN_ORDER) > func.row(*after))
    if household_id is not None:
        query = query.where(HeldRow.household_id == household_id)
    return (await session.execute(query.order_by(*_IN_ORDER).limit(limit))).scalars().all()


async def waiting_of(
    session: ReadSession, household_ids: Collection[UUID], limit: int, sees: Collection[str] | None
) -> Mapping[UUID, list[HeldRow]]:
    """So much of what waits of each of these households, the longest overdue first; of these municipalities."""
    whose = col(HeldRow.household_id)
    query = first_of_each(HeldRow, [*_seen(session, sees), among(whose, household_ids)], whose, _IN_ORDER, limit)
    return by_household((await session.execute(query)).scalars())


def _seen(session: ReadSession, sees: Collection[str] | None) -> list[ColumnElement[bool]]:
    mine = [col(HeldRow.organisation_id) == organisation_of(session)]
    return mine if sees is None else [*mine, col(HeldRow.municipality).in_(sees)]


async def waiting_from_before(session: ReadSession, day: date) -> HeldTotal:
    """All that waits and was due before a day."""
    query = select(func.count(), func.coalesce(func.sum(HeldRow.amount), 0)).where(
        HeldRow.organisation_id == organisation_of(session), HeldRow.due_on < day
    )
    count, amount = (await session.execute(query)).one()
    return HeldTotal(count, int(amount))
