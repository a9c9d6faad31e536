"""Surplus in the database: whose turn it is, what each has, and what was found."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text, Uuid
from sqlmodel import col

from services.database import ReadSession, Session, organisation_of
from services.first_of_each import among, by_household, first_of_each
from services.months import Month
from services.schedule.ledger.accounts import accounts
from services.schedule.ledger.entry import AccountKind
from services.schedule.surplus.surplus import Means
from services.schedule.surplus.tables import SurplusRow

_MONTHS_BACK, _MONTHS_AHEAD = 24, 2
"""What was booked and has not come in so long is to arrive no more, and stays out of what is here all the same."""

_DUE = """
    from household where plan_version is not null and busy_until >= :today and policy = any(:policies)
    and not exists (select from surplus where surplus.month = :month and surplus.household_id = household.id)
"""
_POLICIES = bindparam("policies", type_=ARRAY(Text))
_IS_DUE = text(f"select exists (select {_DUE})").bindparams(_POLICIES)
_NEXT_DUE = text(
    f"select id {_DUE} and (cast(:after as uuid) is null or id > :after) order by id limit :most"
    " for no key update skip locked"
).bindparams(_POLICIES, bindparam("after", type_=Uuid))
_TO_ARRIVE = text(
    """
    select household_id, sum(booked - received) as amount from expected_income
    where month = any(:months) and household_id = any(:ids) and happening <> 'repayment' and booked > received
    group by household_id
    """
).bindparams(bindparam("months", type_=ARRAY(Integer)), bindparam("ids", type_=ARRAY(Uuid)))
_WAITING = text(
    "select household_id, sum(amount) as amount from held_payment where household_id = any(:ids) group by household_id"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))


async def is_anybody_due(session: ReadSession, today: date, month: Month, policies: Sequence[str]) -> bool:
    """Whether anybody under one of these policies was not looked at in this month."""
    asked = {"today": today, "month": month, "policies": list(policies)}
    return bool((await session.execute(_IS_DUE, asked)).scalar_one())


async def next_due(
    session: Session, today: date, month: Month, policies: Sequence[str], after: UUID | None, most: int
) -> Sequence[UUID]:
    """So many of them behind that one, held; whoever is changing is looked at when that is written."""
    asked = {"today": today, "month": month, "policies": list(policies), "after": after, "most": most}
    return list((await session.execute(_NEXT_DUE, asked)).scalars())


async def means_of(session: ReadSession, ids: Collection[UUID], month: Month) -> Mapping[UUID, Means]:
    """What these households have."""
    books = await accounts(session, ids)
    asked = {"ids": list(ids), "months": list(range(month - _MONTHS_BACK, month + _MONTHS_AHEAD + 1))}
    to_arrive = {row.household_id: int(row.amount) for row in await session.execute(_TO_ARRIVE, asked)}
    waiting = {row.household_id: int(row.amount) for row in await session.execute(_WAITING, {"ids": list(ids)})}
    return {one: Means(books[one][AccountKind.BUDGET].free, to_arrive.get(one, 0), waiting.get(one, 0)) for one in ids}


async def surpluses_of(
    session: ReadSession, household_ids: Collection[UUID], limit: int, after: Month = 0
) -> Mapping[UUID, list[SurplusRow]]:
    """So many of the months in which each of these households was looked at, after that one."""
    whose, month = col(SurplusRow.household_id), col(SurplusRow.month)
    where = [col(SurplusRow.organisation_id) == organisation_of(session), among(whose, household_ids), month > after]
    return by_household((await session.execute(first_of_each(SurplusRow, where, whose, [month], limit))).scalars())
