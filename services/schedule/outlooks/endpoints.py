"""Outlooks over HTTP: many households in one question, for the service that tells their people."""

from fastapi import APIRouter

from services.auth import requires
from services.schedule.dependencies import Rules, Sight
from services.schedule.outlooks.repository import outlooks
from services.schedule.outlooks.schemas import Outlook, OutlookSearch
from services.sessions import Reading
from services.wire import Page

router = APIRouter(prefix="/outlooks", tags=["plans"], dependencies=[requires("households:read", "plans:read")])


@router.post("/_search")
async def search_outlooks(body: OutlookSearch, session: Reading, sees: Sight, rules: Rules) -> Page[Outlook]:
    """What there is to tell these households around a day; at most 500 at a time."""
    found = await outlooks(session, sees, body.household_ids, rules, body.on)
    return Page(items=[Outlook.of(one) for one in found])
