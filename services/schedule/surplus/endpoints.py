"""Surplus over HTTP: what was found of a household month by month, and why so much of it went to the client."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.auth import requires
from services.many_households import MOST_OF_EACH, HouseholdsAsked, ListOfHousehold, lists_told
from services.months import month_text, parse_month
from services.schedule.dependencies import Sight
from services.schedule.households import queries
from services.schedule.surplus.repository import surpluses_of
from services.schedule.surplus.schemas import HouseholdSurplus
from services.schedule.surplus.tables import SurplusRow
from services.sessions import Reading
from services.wire import Money, Page, PageRequest

router = APIRouter(tags=["plans"])


@router.get("/households/{household_id}/surpluses", dependencies=[requires("plans:read")])
async def list_household_surpluses(
    household_id: UUID, session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[HouseholdSurplus]:
    """What stood above the buffer of the policy, month by month, and what of it was released."""
    await queries.household(session, sees, household_id)
    after = asked.after(parse_month)
    found = await surpluses_of(session, [household_id], asked.limit + 1, after[0] if after else 0)
    return Page.cut([_told(one) for one in found[household_id]], asked.limit, lambda one: (one.month,))


@router.post("/surpluses/_search", dependencies=[requires("plans:read")])
async def search_surpluses(
    body: HouseholdsAsked, session: Reading, sees: Sight
) -> Page[ListOfHousehold[HouseholdSurplus]]:
    """What stood above the buffer of each of these households, month by month: the first 50."""
    ids = await queries.seen(session, sees, body.household_ids)
    return lists_told(ids, await surpluses_of(session, ids, MOST_OF_EACH + 1), _told)


def _told(row: SurplusRow) -> HouseholdSurplus:
    return HouseholdSurplus(
        household_id=row.household_id,
        month=month_text(row.month),
        looked_on=row.looked_on,
        here=Money(amount=row.here),
        lowest=Money(amount=row.lowest),
        buffer=Money(amount=row.buffer),
        sum=Money(amount=row.amount),
        pays_on=row.pays_on,
        ended_as=row.ended_as,
    )
