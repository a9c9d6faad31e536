"""What the door hears is owed once to each active subscription that wants it."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.clock import MovableClock
from services.cloud_events import BATCH_CONTENT_TYPE, CloudEvent, batch_of
from services.database import Database
from services.doors import Lock
from services.mandate_events import HandshakeEvent
from services.webhooks import WebhookSecret, sign
from tests.mandates.rows import everything
from tests.notify.callers import ACCOUNT, ANOTHER_SUPPLIER, SUPPLIER, an_app, subscribed
from tests.notify.deliveries.test_telling import APPROVED, ASKED, announced
from tests.schedule.callers import Caller
from tests.superuser import as_superuser

SECRET = WebhookSecret(b"a secret of the house, 32 bytes.")
OWED = "select subscription_id::text, event_id, sequence, data from notify.delivery order by 1, 2"


@pytest.fixture
def app(notify: Database, issuer: DevelopmentIssuer, clock: MovableClock, organisation: UUID) -> FastAPI:
    """The notify service with its door unlocked."""
    return an_app(notify, issuer, clock, lock=Lock([SECRET], clock))


def of(organisation: UUID, number: int, happened: HandshakeEvent = HandshakeEvent.ASK) -> CloudEvent:
    """The so many-eth event of a handshake."""
    event = ASKED.model_copy(update={"organisation_id": organisation, "happened": happened})
    return replace(announced(event, number), id=UUID(int=number))


async def tell(app: FastAPI, clock: MovableClock, *messages: CloudEvent) -> Any:
    """Announce these at the door; what was refused."""
    body = batch_of(messages)
    headers = {**sign([SECRET], "batch", body, clock.now()), "content-type": BATCH_CONTENT_TYPE}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notify.test") as client:
        answer = await client.post("/v1/events", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["refused"]


def owed(admin_url: str) -> list[Any]:
    with as_superuser(admin_url) as connection:
        return connection.execute(OWED).fetchall()


async def test_each_active_subscription_of_the_supplier_that_wants_it_is_owed_it_once(
    app: FastAPI, sem: Caller, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    ours = [await subscribed(sem), await subscribed(sem, url="https://elders.example/")]
    asleep = await subscribed(sem, url="https://slaapt.example/")
    await sem.post(f"/subscriptions/{asleep['id']}/_disable", {"reason": "it only fails"})
    await subscribed(sem, url="https://anders.example/", eventTypes=[ACCOUNT])
    await subscribed(sem, supplierId=str(ANOTHER_SUPPLIER))
    for _ in range(2):
        assert await tell(app, clock, of(organisation, 1), of(organisation, 2, HandshakeEvent.CONFIRM)) == []
    assert await tell(app, clock, of(organisation, 3, HandshakeEvent.WITHDRAW)) == []
    assert [(one, event.int, place) for one, event, place, _ in owed(admin_url)] == [
        (one["id"], number, number) for one in ours for number in (1, 3)
    ]
    assert {data["supplierId"] for *_, data in owed(admin_url)} == {str(SUPPLIER)}
    assert str(ASKED.household_id) not in json.dumps(owed(admin_url), default=str)


async def test_who_subscribes_later_is_not_owed_what_was_before(
    app: FastAPI, sem: Caller, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    await tell(app, clock, of(organisation, 1))
    await subscribed(sem)
    await tell(app, clock, of(organisation, 1))
    assert owed(admin_url) == []


async def test_another_organisations_news_is_owed_to_nobody_here(
    app: FastAPI, sem: Caller, clock: MovableClock, another_organisation: UUID, admin_url: str
) -> None:
    await subscribed(sem)
    assert await tell(app, clock, of(another_organisation, 1)) == []
    assert owed(admin_url) == []


async def test_an_announcement_without_its_place_is_refused_and_nothing_is_owed(
    app: FastAPI, sem: Caller, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    await subscribed(sem)
    before = everything(admin_url, "notify")
    nameless = announced(APPROVED.model_copy(update={"organisation_id": organisation}), None)
    ((refused),) = await tell(app, clock, nameless)
    assert refused["problem"]["errors"][0]["where"] == "sequence"
    assert everything(admin_url, "notify") == before


async def test_what_is_owed_is_listed_page_by_page(
    app: FastAPI, sem: Caller, clock: MovableClock, organisation: UUID
) -> None:
    path = f"/subscriptions/{(await subscribed(sem))['id']}/deliveries"
    await tell(app, clock, *(of(organisation, number) for number in (1, 2, 3)))
    page = (await sem.get(path, limit=2)).json()
    rest = (await sem.get(path, limit=2, cursor=page["nextCursor"])).json()
    assert [one["sequence"] for one in (*page["items"], *rest["items"])] == [1, 2, 3]
    assert (rest["nextCursor"], rest["items"][0]["data"]["deadline"]) == (None, "2026-01-20")
