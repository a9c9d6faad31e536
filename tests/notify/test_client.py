"""The front door of the notify service: what another one reads of its answers."""

from uuid import UUID

import httpx
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.notify.client import NotifyClient
from services.notify.schemas import SubscriptionState
from tests.notify.callers import ANOTHER_SUPPLIER, SUPPLIER, URL, subscribed
from tests.schedule.callers import Caller


async def test_another_service_learns_where_a_supplier_is_told(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, sem: Caller
) -> None:
    made = await subscribed(sem)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://notify.test") as http:
        client = NotifyClient(http, issuer.issue(organisation, [Role.AUDITOR]))
        page = await client.subscriptions(SUPPLIER)
        assert (await client.subscriptions(ANOTHER_SUPPLIER)).items == []
    ((found,), cursor) = (page.items, page.next_cursor)
    assert (str(found.id), found.url, found.state, cursor) == (made["id"], URL, SubscriptionState.ACTIVE, None)
