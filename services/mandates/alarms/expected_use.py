"""What a household is expected to use of energy or water, told by somebody who can know: the newest word counts.

An advance says what the supplier asks now, not what the year will cost; who knows both sees the bill of the year's end
coming (seed 001, lines 2753-2757).
"""

from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.database import ReadSession, Session, organisation_of
from services.errors import Fault, InvalidInput
from services.mandates.alarms.service import look_at
from services.mandates.hand import Hand
from services.mandates.households.repository import hold

_COLUMNS = "id, household_id, cost, number, amount, told_by, told_on"
_ADD = text(
    f"""
    insert into expected_use (organisation_id, {_COLUMNS}, at, by)
    select :organisation_id, :id, :household_id, :cost, coalesce(max(number), 0) + 1, :amount, :told_by, :told_on,
        :at, :by
    from expected_use where household_id = :household_id and cost = :cost
    returning {_COLUMNS}
    """
)
_PAGE = text(
    f"select {_COLUMNS} from expected_use where household_id = :household_id and id > :after order by id limit :limit"
)
_FIRST = UUID(int=0)


class MeteredCost(StrEnum):
    """What is paid in advance and settled by the meter, in the words of the costs."""

    ENERGY = "energy"
    WATER = "water"


class Teller(StrEnum):
    """Who knows it."""

    SUPPLIER = "supplier"
    CLIENT = "client"
    SUPPORTER = "supporter"
    ORGANISATION = "organisation"


class ToldUse(NamedTuple):
    """What somebody told on a day: cents a month."""

    cost: MeteredCost
    amount: int
    told_by: Teller
    told_on: date


class ExpectedUse(NamedTuple):
    """It as it is kept; of the same cost it is the `number`th."""

    id: UUID
    household_id: UUID
    number: int
    told: ToldUse


async def tell(session: Session, hand: Hand, household_id: UUID, told: ToldUse) -> ExpectedUse:
    """Keep what was told, and look at the household at once; `InvalidInput` for a day to come, `NoSuchHousehold`."""
    await hold(session, household_id, hand.municipalities)
    if told.told_on > hand.today:
        raise InvalidInput([Fault("toldOn", f"{told.told_on} is still to come", "give the day on which it was told")])
    values = {
        **told._asdict(),
        "organisation_id": organisation_of(session),
        "id": hand.new_id(),
        "household_id": household_id,
        "at": hand.now,
        "by": hand.by,
    }
    kept = _kept((await session.execute(_ADD, values)).one())
    await look_at(session, hand, [household_id], hand.today)
    return kept


async def expected_uses(session: ReadSession, household_id: UUID, after: UUID | None, limit: int) -> list[ExpectedUse]:
    """So many of a household after the one with that id, oldest first."""
    asked = {"household_id": household_id, "after": after or _FIRST, "limit": limit}
    return [_kept(row) for row in await session.execute(_PAGE, asked)]


def _kept(row: Any) -> ExpectedUse:
    told = ToldUse(MeteredCost(row.cost), row.amount, Teller(row.told_by), row.told_on)
    return ExpectedUse(row.id, row.household_id, row.number, told)
