"""Which households are to be asked for: an announcement marks them, and nothing but their calendar takes the mark off.

So the order of news does not matter, nor how often it comes; and what nobody asked for yet stays marked, whoever dies.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.events import HouseholdRegistered, PlanMade
from services.jobs import defer_once, is_under_way

REFRESH = "refresh_households"
"""The job that asks for all stale households of an organisation."""

_MARK = text(
    """
    insert into household (organisation_id, id, reference, municipality, policy, stale, known_at, news)
    select :organisation_id, id, '', '', '', true, :now, 1 from unnest(:ids) as told (id) order by id
    on conflict (organisation_id, id) do update set stale = true, news = household.news + 1,
        ask_again_at = null
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_MARK_UNPLANNED = text(
    """
    update household set stale = true, news = news + 1
    where id in (select id from household where plan_version = 0 and not stale order by id for no key update)
    """
)
_TO_ASK = "stale and (ask_again_at is null or ask_again_at <= :now)"
_IS_STALE = text(f"select exists (select from household where {_TO_ASK})")
_STALE = text(
    f"""
    select id, news from household where {_TO_ASK} and (cast(:after as uuid) is null or id > :after)
    order by id limit :limit
    """
).bindparams(bindparam("after", type_=Uuid))
_LET_GO = text(
    """
    update household set stale = household.news <> asked.news, ask_again_at = null
    from jsonb_to_recordset(cast(:asked as jsonb)) as asked (id uuid, news integer)
    where household.id = asked.id
    """
)
_PUT_OFF = text(
    """
    update household set ask_again_at = :again_at
    from jsonb_to_recordset(cast(:asked as jsonb)) as asked (id uuid, news integer)
    where household.id = asked.id and household.news = asked.news
    """
)
_PAUSE = timedelta(hours=1)
"""A plan that cannot be computed is mended by people, and then announced; what makes no news of it is found by this."""


class Stale(NamedTuple):
    """A household that is to be asked for, and how many announcements of it had come by then."""

    id: UUID
    news: int


async def hear_households(session: Session, events: Sequence[HouseholdRegistered | PlanMade], now: datetime) -> None:
    """What was kept of these households is old, or they are new: mark them, and let somebody ask for them."""
    await mark(session, {event.household_id for event in events}, now)


async def mark(session: Session, household_ids: Collection[UUID], now: datetime) -> None:
    """Mark households, known or new, and see to it that a job asks for them."""
    given = {"organisation_id": organisation_of(session), "ids": sorted(household_ids), "now": now}
    await session.execute(_MARK, given)
    await ask_soon(session)


async def mark_unplanned(session: Session) -> int:
    """Mark those without a plan: what becomes known of them is not announced as long as it makes none."""
    marked = (await session.execute(_MARK_UNPLANNED)).rowcount  # type: ignore[attr-defined]  # an update has a count
    if marked:
        await ask_soon(session)
    return int(marked)


async def ask_soon(session: Session) -> bool:
    """Let a job ask for what is stale, unless one is about to; whether it had to be told."""
    return await defer_once(session, REFRESH, organisation_id=str(organisation_of(session)))


async def nobody_asks(session: Session, now: datetime) -> bool:
    """Whether something is to be asked for now, and no job waits or asks."""
    if not (await session.execute(_IS_STALE, {"now": now})).scalar_one():
        return False
    return not await is_under_way(session, REFRESH, organisation_id=str(organisation_of(session)))


async def stale(session: ReadSession, now: datetime, after: UUID | None, limit: int) -> list[Stale]:
    """So many households that are to be asked for, after the one with that id, in order of ids."""
    return [Stale(*row) for row in await session.execute(_STALE, {"now": now, "after": after, "limit": limit})]


async def let_go(session: Session, asked: Sequence[Stale]) -> None:
    """Take the mark off these, unless news of them came since they were asked for."""
    await session.execute(_LET_GO, {"asked": to_json([one._asdict() for one in asked]).decode()})


async def put_off(session: Session, asked: Sequence[Stale], now: datetime) -> None:
    """Leave these marked and ask again in an hour, but at once if news of them came since they were asked for."""
    if asked:
        told = to_json([one._asdict() for one in asked]).decode()
        await session.execute(_PUT_OFF, {"asked": told, "again_at": now + _PAUSE})
