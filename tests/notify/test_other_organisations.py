"""No organisation sees another (promise I19): every route of the notify service, called with ids of somebody else."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI

from services.clock import MovableClock
from services.database import Database
from tests.mandates.rows import everything
from tests.notify.callers import HOUSEHOLD, SUPPLIER, a_contact, recorded, subscribed
from tests.notify.desk.matters import came_back
from tests.notify.desk.telling import raised
from tests.notify.desk.workers import added
from tests.notify.open_items.test_endpoints import handed_in
from tests.notify.tellers import Teller, a_word, registered
from tests.notify.told.sending import MESSAGE, prepared, reachable
from tests.processing import a_batch
from tests.schedule.callers import Caller
from tests.schedule.instances import instance
from tests.schedule.routes import BY_SIGNATURE, operations


async def test_with_somebody_elses_ids_every_route_says_that_there_is_no_such_thing(
    app: FastAPI,
    sem: Caller,
    anna: Caller,
    boss: Caller,
    stranger: Caller,
    notify: Database,
    organisation: UUID,
    clock: MovableClock,
    admin_url: str,
) -> None:
    source = await registered(sem)
    word = (await Teller(app, source, clock).tell(a_word())).json()
    await reachable(notify, organisation, clock.now())
    await prepared(notify, organisation, clock.now())
    subscription = (await subscribed(sem))["id"]
    await raised(notify, organisation, clock.now(), [came_back(1)])
    await a_batch(notify, organisation, clock)
    ours = {
        "number": "1",
        "subscription_id": subscription,
        "event_id": (await sem.post(f"/subscriptions/{subscription}/_ping", None)).json()["eventId"],
        "source_id": source["id"],
        "file_id": (await handed_in(sem)).json()["id"],
        "word_id": word["wordId"],
        "household_id": str(HOUSEHOLD),
        "message_id": str(MESSAGE),
        "contact_id": (await a_contact(anna))["id"],
        "worker_id": (await added(boss))["id"],
        "alarm_id": (await boss.get("/desk-alarms")).json()["items"][0]["id"],
    }
    before, asked = everything(admin_url, "notify"), 0
    for operation in operations(app):
        if operation.parameters and operation.path not in BY_SIGNATURE:
            body: Any = None if operation.body is None else instance(app.openapi(), operation.body, ours)
            answer = await stranger.request(operation.method, operation.path.format(**ours), json=body)
            assert answer.status_code == 404, f"{operation.method} {operation.path}: {answer.text}"
            asked += 1
    assert asked >= 25
    assert everything(admin_url, "notify") == before


async def test_no_list_shows_anything_of_somebody_else(sem: Caller, anna: Caller, stranger: Caller) -> None:
    await subscribed(sem)
    await recorded(anna)
    await a_contact(anna)
    assert (await stranger.get("/subscriptions", supplierId=str(SUPPLIER))).json()["items"] == []
    assert len((await sem.get("/subscriptions", supplierId=str(SUPPLIER))).json()["items"]) == 1
    assert (await stranger.get("/contacts")).json()["items"] == []
    assert (await stranger.get("/messages")).json()["items"] == []
    assert (await stranger.get("/desk-alarms")).json()["items"] == []
    assert (await stranger.get("/desk-workers")).json()["items"] == []
    found = (await stranger.post("/addressees/_search", {"telephone": "0612345678"})).json()["items"]
    assert found == []
