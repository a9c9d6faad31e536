"""The people around households in the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.mandates.hand import Hand
from services.mandates.intake.team import Member, TeamRole
from services.storing import Rows, store

_OF_HOUSEHOLDS = text(
    """
    select household_id, sequence, role, subject, from_day, until_day from team_member
    where household_id = any(:ids) order by household_id, sequence
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_SUPPORTED = text(
    """
    select distinct household_id from team_member
    where organisation_id = :organisation_id and subject = :subject and role = 'supporter'
    and from_day <= :day and (until_day is null or until_day >= :day)
    order by household_id limit :most
    """
)
_COLUMNS = ("organisation_id", "at", "by", "household_id", "sequence", "role", "subject", "from_day", "until_day")
_END = text("update team_member set until_day = :until_day where household_id = :household_id and sequence = :sequence")


class NoSuchMember(NotFound):
    """Nobody stands around this household under that number."""


async def members(session: ReadSession, household_ids: Collection[UUID]) -> dict[UUID, list[Member]]:
    """All who ever stood around these households, in the order in which they came."""
    found: dict[UUID, list[Member]] = defaultdict(list)
    for row in await session.execute(_OF_HOUSEHOLDS, {"ids": list(set(household_ids))}):
        found[row.household_id].append(_member(row))
    return found


async def supported_by(session: ReadSession, subject: str, day: date, most: int) -> list[UUID]:
    """The households around which somebody stands as a supporter on a day, so many at most."""
    asked = {"organisation_id": organisation_of(session), "subject": subject, "day": day, "most": most}
    return list((await session.execute(_SUPPORTED, asked)).scalars())


async def add(session: Session, hand: Hand, new: Iterable[Member]) -> None:
    """Write down who is new."""
    by = organisation_of(session), hand.now, hand.by
    rows = [(*by, *(str(value) if isinstance(value, str) else value for value in one)) for one in new]
    await store(session, Rows("team_member", _COLUMNS, rows))


async def end(session: Session, one: Member, until_day: date) -> None:
    """Write down somebody's last day."""
    asked = {"household_id": one.household_id, "sequence": one.sequence, "until_day": until_day}
    await session.execute(_END, asked)


def _member(row: Row[Any]) -> Member:
    return Member(row.household_id, row.sequence, TeamRole(row.role), row.subject, row.from_day, row.until_day)
