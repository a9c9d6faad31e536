"""Deliveries over HTTP: what a subscription is owed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.auth import requires
from services.notify.deliveries import repository
from services.notify.deliveries.schemas import Delivery
from services.notify.subscriptions import repository as subscriptions
from services.sessions import Reading
from services.wire import Page, PageRequest

router = APIRouter(tags=["deliveries"])


@router.get("/subscriptions/{subscription_id}/deliveries", dependencies=[requires("webhooks:read")])
async def list_deliveries(
    subscription_id: UUID, session: Reading, page: Annotated[PageRequest, Query()]
) -> Page[Delivery]:
    """What a supplier is to be told by a subscription, in the order in which it was announced."""
    after = page.after(UUID)
    await subscriptions.subscription(session, subscription_id)
    found = await repository.deliveries(session, subscription_id, after[0] if after else None, page.limit + 1)
    return Page.cut([Delivery.of(one) for one in found], page.limit, lambda one: (one.event_id,))
