"""What is read of households to know whose money a booking is: what they await, which bills are known, their means."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, Text, Uuid

from services.database import ReadSession
from services.months import Month, month_of
from services.schedule.ledger.accounts import accounts
from services.schedule.ledger.entry import AccountKind
from services.schedule.matching.awaited import Awaited
from services.schedule.matching.booked import Days
from services.schedule.matching.drawn import Bill
from services.schedule.wanted.income import Happening

_MONTHS_BACK, _MONTHS_AHEAD = 4, 1
_AWAITED = f"""
    select expected.household_id, expected.month, expected.subject, expected.amount, expected.received,
        expected.expected_on, municipality.iban
    from expected_income as expected join household on household.id = expected.household_id
    join municipality on municipality.code = household.municipality
    where expected.month between :first and :last and expected.happening <> '{Happening.REPAYMENT}'
"""
_OF_HOUSEHOLDS = text(f"{_AWAITED} and expected.household_id = any(:households)").bindparams(
    bindparam("households", type_=ARRAY(Uuid))
)
_OF_AMOUNT = text(
    f"""
    {_AWAITED} and expected.amount - expected.received = any(:amounts)
    and split_part(expected.subject, '/', 1) = any(:kinds)
    """
).bindparams(bindparam("amounts", type_=ARRAY(BigInteger)), bindparam("kinds", type_=ARRAY(Text)))
_NUMBERED = text("select reference, id from household where reference = any(:numbers)").bindparams(
    bindparam("numbers", type_=ARRAY(Text))
)
_BILLS = text(
    """
    select household_id, month, subject from bank_share as share
    where month between :first and :last and household_id = any(:households) and takes_back is null and not exists (
        select from bank_share as back where back.statement_id = share.statement_id and back.entry = share.entry
        and back.part = share.part and back.takes_back = share.number
    )
    union
    select household_id, month, purpose || '/' || occasion from payment
    where month between :first and :last and household_id = any(:households) and live
    """
).bindparams(bindparam("households", type_=ARRAY(Uuid)))


async def households_numbered(session: ReadSession, numbers: Collection[str]) -> dict[str, UUID]:
    """Of these words those that are the number of a household, and which one's."""
    if not numbers:
        return {}
    rows = await session.execute(_NUMBERED, {"numbers": sorted(numbers)})
    return {row.reference: row.id for row in rows}


async def awaited_of(session: ReadSession, households: Collection[UUID], days: Days) -> list[Awaited]:
    """What these households expect around these days."""
    if not households:
        return []
    rows = await session.execute(_OF_HOUSEHOLDS, {"households": sorted(households), **_months(days)})
    return [_awaited(row) for row in rows]


async def awaiting(session: ReadSession, amounts: Collection[int], kinds: Collection[str], days: Days) -> set[UUID]:
    """The households that await one of these amounts (cents) of one of these kinds around these days."""
    if not amounts or not kinds:
        return set()
    asked = {"amounts": sorted(amounts), "kinds": sorted(kinds), **_months(days)}
    return {row.household_id for row in await session.execute(_OF_AMOUNT, asked)}


async def bills_of(session: ReadSession, households: Collection[UUID], days: Days) -> set[Bill]:
    """The bills of these households around these days that were drawn before, or that we pay."""
    if not households:
        return set()
    rows = await session.execute(_BILLS, {"households": sorted(households), **_months(days)})
    return {(row.household_id, row.month, row.subject) for row in rows}


async def free_of(session: ReadSession, households: Collection[UUID]) -> dict[UUID, int]:
    """The cents that each of these households has and that are not spoken for."""
    if not households:
        return {}
    found = await accounts(session, households)
    return {one: kinds[AccountKind.BUDGET].free for one, kinds in found.items()}


def _months(days: Days) -> dict[str, Month]:
    return {"first": month_of(days.first) - _MONTHS_BACK, "last": month_of(days.last) + _MONTHS_AHEAD}


def _awaited(row: Row[Any]) -> Awaited:
    return Awaited(row.household_id, row.month, row.subject, row.amount, row.received, row.expected_on, row.iban)
