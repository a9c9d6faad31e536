"""Which households somebody is to ask about, and on which day; what is heard of one brings that day forward."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of

_MARK = text(
    """
    insert into told_household (organisation_id, household_id, ask_on, marks)
    select :organisation_id, household_id, :today, 1 from unnest(:ids) as household_id order by household_id
    on conflict (organisation_id, household_id) do update
    set ask_on = least(coalesce(told_household.ask_on, excluded.ask_on), excluded.ask_on),
        marks = told_household.marks + 1
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_MARK_ALL = text(
    "update told_household set ask_on = least(ask_on, cast(:today as date)), marks = marks + 1 where ask_on is not null"
)
_TO_ASK = text(
    """
    select household_id, marks from told_household
    where ask_on <= :today and household_id > :after order by household_id limit :limit
    """
)
_ANY = text("select exists (select from told_household where ask_on <= :today)")
_ASKED = text(
    """
    update told_household set ask_on = asked.ask_on, ends_on = coalesce(asked.ends_on, told_household.ends_on)
    from jsonb_to_recordset(cast(:asked as jsonb)) as asked (household_id uuid, marks bigint, ask_on date, ends_on date)
    where (told_household.household_id, told_household.marks) = (asked.household_id, asked.marks)
    """
)
_FIRST = UUID(int=0)


class Marked(NamedTuple):
    """A household to ask about, and how often it was heard of when that was seen."""

    household_id: UUID
    marks: int


async def mark(session: Session, household_ids: Collection[UUID], today: date) -> None:
    """Let somebody ask about these; each once, in one order everywhere."""
    values = {"organisation_id": organisation_of(session), "ids": sorted(set(household_ids)), "today": today}
    await session.execute(_MARK, values)


async def mark_all(session: Session, today: date) -> None:
    """Let somebody ask about every household that there may be something to tell."""
    await session.execute(_MARK_ALL, {"today": today})


async def any_to_ask(session: ReadSession, today: date) -> bool:
    """Whether there is anybody to ask about."""
    return bool((await session.execute(_ANY, {"today": today})).scalar_one())


async def to_ask(session: ReadSession, today: date, after: UUID | None, limit: int) -> list[Marked]:
    """So many of these after that one."""
    asked = {"today": today, "after": after or _FIRST, "limit": limit}
    return [Marked(*row) for row in await session.execute(_TO_ASK, asked)]


async def asked(
    session: Session,
    page: Collection[Marked],
    ask_on: Mapping[UUID, date | None],
    ends_on: Mapping[UUID, date | None],
) -> None:
    """They were asked about, and will be again on these days; until when their relief is, as far as that is known. Not
    those of whom something was heard meanwhile."""
    rows = [
        {**one._asdict(), "ask_on": ask_on.get(one.household_id), "ends_on": ends_on.get(one.household_id)}
        for one in page
    ]
    await session.execute(_ASKED, {"asked": to_json(rows).decode()})
