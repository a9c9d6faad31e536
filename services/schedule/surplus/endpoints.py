"""Surplus over HTTP: what was found of a household month by month, and why so much of it went to the client."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.auth import requires
from services.months import parse_month
from services.schedule.dependencies import Sight
from services.schedule.households import queries
from services.schedule.surplus.repository import surpluses_of
from services.schedule.surplus.schemas import HouseholdSurplus
from services.sessions import Reading
from services.wire import Page, PageRequest

router = APIRouter(tags=["plans"])


@router.get("/households/{household_id}/surpluses", dependencies=[requires("plans:read")])
async def list_household_surpluses(
    household_id: UUID, session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[HouseholdSurplus]:
    """What stood above the buffer of the policy, month by month, and what of it was released."""
    await queries.household(session, sees, household_id)
    after = asked.after(parse_month)
    found = await surpluses_of(session, household_id, after[0] if after else 0, asked.limit + 1)
    return Page.cut([HouseholdSurplus.of(one) for one in found], asked.limit, lambda one: (one.month,))
