"""Cost calendars over HTTP: many households in one question, for those that keep what they hear."""

from fastapi import APIRouter

from services.auth import requires
from services.schedule.dependencies import Rules, Sight
from services.schedule.households.cost_calendar_queries import calendars
from services.schedule.households.cost_calendar_schemas import CostCalendar, CostCalendarSearch
from services.sessions import Reading
from services.wire import Page

router = APIRouter(prefix="/cost-calendars", tags=["plans"], dependencies=[requires("households:read", "plans:read")])


@router.post("/_search")
async def search_cost_calendars(
    body: CostCalendarSearch, session: Reading, sees: Sight, rules: Rules
) -> Page[CostCalendar]:
    """The fixed costs of these households by month, as their newest plans have them; at most 500 at a time."""
    found = await calendars(session, sees, body.household_ids, rules)
    return Page(items=[CostCalendar.of(one) for one in found])
