"""The payments of households over HTTP, over all runs. They are of each household's own money, so whoever may see that
sees them, and no run."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.auth import requires
from services.many_households import MOST_OF_EACH, HouseholdsAsked, ListOfHousehold, lists_told
from services.schedule.dependencies import Sight
from services.schedule.households import queries
from services.schedule.payments.household_payments import Place, payments_of
from services.schedule.payments.schemas import HouseholdPayment
from services.sessions import Reading
from services.wire import Page, PageRequest

router = APIRouter(tags=["payments"])

_READS = [requires("ledger:read")]


@router.get("/households/{household_id}/payments", dependencies=_READS)
async def list_household_payments(
    household_id: UUID, session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[HouseholdPayment]:
    """What every run wanted paid of a household and what became of it, the last due first."""
    await queries.household(session, sees, household_id)
    after = asked.after(date.fromisoformat, UUID, str, str)
    place = Place(*after) if after else Place()
    found = (await payments_of(session, [household_id], asked.limit + 1, sees, place))[household_id]
    return Page.cut(
        [HouseholdPayment.told(one) for one in found],
        asked.limit,
        lambda one: (one.due_on, one.run_id, one.purpose, one.occasion),
    )


@router.post("/payments/_search", dependencies=_READS)
async def search_payments(
    body: HouseholdsAsked, session: Reading, sees: Sight
) -> Page[ListOfHousehold[HouseholdPayment]]:
    """What every run wanted paid of each of these households, the last due first: the first 50."""
    ids = await queries.seen(session, sees, body.household_ids)
    return lists_told(ids, await payments_of(session, ids, MOST_OF_EACH + 1, sees), HouseholdPayment.told)
