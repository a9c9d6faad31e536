"""What supporters are to hear, in the database: kept with the fact that it is about, told once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, ids_of, organisation_of
from services.notify.desk.support import News, Support

_ADD = text(
    """
    insert into supporter_news (organisation_id, id, household_id, about, day, message_id, heard_at)
    values (:organisation_id, :id, :household_id, :about, :day, :message_id, :now) on conflict do nothing
    """
).bindparams(bindparam("message_id", type_=Uuid))
_COLUMNS = "id, household_id, about, day, message_id"
_DUE = text(f"select {_COLUMNS} from supporter_news where told_at is null order by id limit :limit")
_HOLD = text(
    f"""
    select {_COLUMNS} from supporter_news news where told_at is null and id = any(:ids) and not exists (
        select from household_key key where key_sealed is null
        and (key.organisation_id, key.household_id) = (news.organisation_id, news.household_id)
    )
    order by id for no key update
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_ANY_DUE = text("select exists (select from supporter_news where told_at is null)")
_TOLD = text("update supporter_news set told_at = :now where told_at is null and id = any(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)
_BY = text(
    "insert into desk_notice_news (organisation_id, notice_id, news_id)"
    " select :organisation_id, :notice_id, news_id from unnest(:ids) as news_id"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))


async def add(session: Session, found: Sequence[News], now: datetime) -> None:
    """Keep what supporters are to hear; the same is there once as long as it was not told."""
    new_id = partial(ids_of(session).new_id, now)
    for one in found:
        values = {**one._asdict(), "organisation_id": organisation_of(session), "id": new_id(), "now": now}
        await session.execute(_ADD, values)


async def due(session: ReadSession, limit: int) -> Mapping[UUID, News]:
    """So much that was not told."""
    return {row.id: _news(row) for row in await session.execute(_DUE, {"limit": limit})}


async def hold(session: Session, ids: Collection[UUID]) -> Mapping[UUID, News]:
    """What of this was not told still, held; of a household that was erased nothing is told."""
    return {row.id: _news(row) for row in await session.execute(_HOLD, {"ids": list(ids)})}


async def any_due(session: ReadSession) -> bool:
    """Whether anything was not told."""
    return bool((await session.execute(_ANY_DUE)).scalar_one())


async def told(session: Session, ids: Collection[UUID], now: datetime) -> None:
    """Everybody who is to hear this has a notice of it, and nobody hears of it later."""
    await session.execute(_TOLD, {"ids": list(ids), "now": now})


async def told_by(session: Session, notice_id: UUID, ids: Collection[UUID]) -> None:
    """This notice tells that."""
    values = {"organisation_id": organisation_of(session), "notice_id": notice_id, "ids": list(ids)}
    await session.execute(_BY, values)


def _news(row: Row[tuple[object, ...]]) -> News:
    return News(row.household_id, Support(row.about), row.day, row.message_id)
