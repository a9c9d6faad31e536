"""Subscriptions over HTTP: every step is kept, and a secret is seen once."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.sealing import place_of
from services.webhooks import WebhookSecret, sign, verify
from tests.logs import logging_to
from tests.mandates.callers import a_caller
from tests.mandates.rows import everything
from tests.notify.callers import (
    ACCOUNT,
    ANOTHER_SUPPLIER,
    ARREARS,
    HANDSHAKE,
    PAYMENT,
    SUPPLIER,
    URL,
    a_wish,
    an_app,
    subscribed,
)
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING
from tests.superuser import as_superuser

WHY = {"reason": "their server moves house"}
ANNOUNCED = "select data ->> 'happened', data ->> 'state' from notify.outbox order by sequence"


def rows(admin_url: str, question: str) -> list[Any]:
    with as_superuser(admin_url) as connection:
        return connection.execute(question.encode()).fetchall()


def kept_secrets(admin_url: str, organisation: UUID, subscription: str) -> list[str | None]:
    """The secrets as they are sealed in their rows, opened; None where one was forgotten."""
    found = rows(admin_url, "select number, secret_sealed from notify.subscription_secret order by number")
    places = {number: place_of(organisation, UUID(subscription), f"secret {number}") for number, _ in found}
    return [sealed and KEYRING.unseal(bytes(sealed), places[number]) for number, sealed in found]


async def test_whoever_subscribes_a_supplier_sees_its_secret_once_and_nobody_later(
    sem: Caller, admin_url: str, organisation: UUID, clock: MovableClock
) -> None:
    with logging_to("notify", clock) as log:
        made = await subscribed(sem, eventTypes=[HANDSHAKE, ACCOUNT, HANDSHAKE])
        found = (await sem.get(f"/subscriptions/{made['id']}")).json()
    secret = made.pop("secret")
    assert found == made == {
        "id": made["id"],
        "supplierId": str(SUPPLIER),
        "url": URL,
        "eventTypes": [ACCOUNT, HANDSHAKE],
        "state": "active",
        "version": 1,
        "subscribedAt": "2026-01-05T08:00:00Z",
        "secrets": [{"number": 1, "madeAt": "2026-01-05T08:00:00Z", "signsUntil": None}],
    }  # fmt: skip
    assert len(WebhookSecret.parse(secret).key) == 32
    assert kept_secrets(admin_url, organisation, made["id"]) == [secret]
    assert secret not in str(everything(admin_url, "notify")) + str(log.lines)
    assert secret.encode().hex() not in str(everything(admin_url, "notify"))
    assert rows(admin_url, ANNOUNCED) == [("subscribe", "active")]


async def test_the_same_command_has_the_same_answer_with_the_secret_for_its_sender_alone(
    sem: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    first = await sem.post("/subscriptions", a_wish(), key="once")
    before = everything(admin_url, "notify")
    again = await sem.post("/subscriptions", a_wish(), key="once")
    assert (again.status_code, again.content, again.headers["idempotency-replayed"]) == (201, first.content, "true")
    colleague = a_caller(app, issuer, organisation, [Role.SUPPLIER_DESK], subject="sanne")
    refused = await colleague.post("/subscriptions", a_wish(), key="once")
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (422, "key-used-before")
    assert first.json()["secret"] not in refused.text
    assert everything(admin_url, "notify") == before


async def test_a_supplier_is_subscribed_at_an_address_once_until_that_is_removed(sem: Caller, admin_url: str) -> None:
    made = await subscribed(sem)
    before = everything(admin_url, "notify")
    twice = await sem.post("/subscriptions", a_wish(url="https://WOONSTEDE.example:443/ontzorg"))
    assert (twice.status_code, twice.json()["type"].split(":")[-1]) == (409, "already-subscribed")
    assert everything(admin_url, "notify") == before
    await subscribed(sem, supplierId=str(ANOTHER_SUPPLIER))
    assert (await sem.post(f"/subscriptions/{made['id']}/_remove", WHY)).status_code == 200
    await subscribed(sem)


@pytest.mark.parametrize(
    ("other", "where"),
    [
        ({"url": "http://10.0.0.1/in"}, ["url", "url"]),
        ({"eventTypes": []}, ["eventTypes"]),
        ({"eventTypes": ["nl.ontzorg.schedule.plan.made"]}, ["eventTypes[0]"]),
        ({"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, ["secret"]),
    ],
)
async def test_what_cannot_be_subscribed_to_is_refused_and_nothing_is_kept(
    sem: Caller, admin_url: str, other: dict[str, Any], where: list[str]
) -> None:
    refused = await sem.post("/subscriptions", a_wish(**other))
    assert (refused.status_code, [one["where"] for one in refused.json()["errors"]]) == (400, where)
    assert not any(everything(admin_url, "notify")[table] for table in ("subscription", "outbox", "idempotency_key"))


async def test_in_development_a_webhook_may_go_to_this_machine(
    notify: Database, issuer: DevelopmentIssuer, clock: MovableClock, organisation: UUID
) -> None:
    there = a_caller(an_app(notify, issuer, clock, development=True), issuer, organisation, [Role.SUPPLIER_DESK])
    assert (await subscribed(there, url="http://127.0.0.1:8999/in"))["url"] == "http://127.0.0.1:8999/in"


async def test_it_is_changed_by_who_saw_what_it_was(sem: Caller, admin_url: str) -> None:
    path = f"/subscriptions/{(await subscribed(sem))['id']}/_change"
    wish = {"url": "https://woonstede.example/new", "eventTypes": [ACCOUNT]}
    changed = (await sem.post(path, {**wish, "seenVersion": 1})).json()
    assert (changed["url"], changed["eventTypes"], changed["version"]) == (wish["url"], [ACCOUNT], 2)
    before = everything(admin_url, "notify")
    stale = await sem.post(path, {**wish, "seenVersion": 1})
    assert (stale.status_code, stale.json()["type"].split(":")[-1]) == (409, "subscription-has-changed")
    assert everything(admin_url, "notify") == before


async def test_a_new_secret_signs_beside_the_old_one_for_a_day(
    sem: Caller, clock: MovableClock, admin_url: str, organisation: UUID
) -> None:
    made = await subscribed(sem)
    path = f"/subscriptions/{made['id']}"
    rotated = (await sem.post(f"{path}/_rotate", {})).json()
    old, new = made["secret"], rotated["secret"]
    assert old != new
    assert kept_secrets(admin_url, organisation, made["id"]) == [old, new]
    signs = [(one["number"], one["signsUntil"]) for one in rotated["secrets"]]
    assert signs == [(2, None), (1, "2026-01-06T08:00:00Z")]
    both = sign([WebhookSecret.parse(new), WebhookSecret.parse(old)], "msg", b"{}", clock.now())
    assert verify([WebhookSecret.parse(old)], both, b"{}", clock.now()) == "msg"
    clock.move_to(clock.now() + timedelta(days=1))
    assert [one["number"] for one in (await sem.get(path)).json()["secrets"]] == [2]


async def test_a_secret_that_leaked_is_replaced_at_once_and_else_two_overlap_at_most(
    sem: Caller, admin_url: str
) -> None:
    path = f"/subscriptions/{(await subscribed(sem))['id']}/_rotate"
    assert (await sem.post(path, {"overlapHours": 168})).status_code == 200
    before = everything(admin_url, "notify")
    under_way = await sem.post(path, {"overlapHours": 1})
    assert (under_way.status_code, under_way.json()["type"].split(":")[-1]) == (409, "rotation-under-way")
    assert (await sem.post(path, {"overlapHours": 169})).status_code == 400
    assert everything(admin_url, "notify") == before
    assert [one["number"] for one in (await sem.post(path, {"overlapHours": 0})).json()["secrets"]] == [3]


async def test_what_became_of_a_subscription_is_told_with_its_reasons_which_are_kept_sealed(
    sem: Caller, admin_url: str
) -> None:
    made = await subscribed(sem)
    path = f"/subscriptions/{made['id']}"
    for action, body in (("_disable", WHY), ("_rotate", {}), ("_enable", {}), ("_remove", {"reason": "sold on"})):
        assert (await sem.post(f"{path}/{action}", body)).status_code == 200
    page = (await sem.get(f"{path}/steps", limit=3)).json()
    rest = (await sem.get(f"{path}/steps", limit=3, cursor=page["nextCursor"])).json()
    told = [*page["items"], *rest["items"]]
    assert [(one["sequence"], one["happened"], one["state"], one["reason"], one["by"]) for one in told] == [
        (1, "subscribe", "active", None, "sem"),
        (2, "disable", "disabled", WHY["reason"], "sem"),
        (3, "rotate", "disabled", None, "sem"),
        (4, "enable", "active", None, "sem"),
        (5, "remove", "removed", "sold on", "sem"),
    ]
    assert rest["nextCursor"] is None
    assert rows(admin_url, ANNOUNCED) == [(one["happened"], one["state"]) for one in told]
    assert WHY["reason"] not in str(everything(admin_url, "notify"))
    assert (await sem.get(path)).json()["secrets"] == []


async def test_what_was_removed_stays_so(sem: Caller, admin_url: str) -> None:
    path = f"/subscriptions/{(await subscribed(sem))['id']}"
    await sem.post(f"{path}/_remove", WHY)
    before = everything(admin_url, "notify")
    wish = {"url": URL, "eventTypes": [HANDSHAKE], "seenVersion": 2}
    bodies = {"_change": wish, "_rotate": {}, "_disable": WHY, "_enable": {}, "_remove": WHY}
    for action, body in bodies.items():
        refused = await sem.post(f"{path}/{action}", body)
        assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (409, "cannot-happen"), action
    assert everything(admin_url, "notify") == before


async def test_of_many_that_rotate_at_once_one_does_and_the_others_hear_that_it_is_under_way(
    sem: Caller, admin_url: str
) -> None:
    path = f"/subscriptions/{(await subscribed(sem))['id']}/_rotate"
    answers = await asyncio.gather(*(sem.post(path, {}) for _ in range(5)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 4}
    assert rows(admin_url, "select count(*) from notify.subscription_secret") == [(2,)]


async def test_the_list_shows_those_that_are_asked_for_page_by_page(sem: Caller) -> None:
    ours = [await subscribed(sem, url=f"{URL}/{number}") for number in range(3)]
    another = await subscribed(sem, supplierId=str(ANOTHER_SUPPLIER), eventTypes=[ACCOUNT])
    await sem.post(f"/subscriptions/{ours[1]['id']}/_disable", WHY)

    async def listed(**asked: Any) -> list[str]:
        found, page = [], (await sem.get("/subscriptions", limit=2, **asked)).json()
        found += [one["id"] for one in page["items"]]
        while page["nextCursor"]:
            page = (await sem.get("/subscriptions", limit=2, cursor=page["nextCursor"], **asked)).json()
            found += [one["id"] for one in page["items"]]
        return found

    ids = [one["id"] for one in ours]
    assert await listed() == [*ids, another["id"]]
    assert await listed(supplierId=str(SUPPLIER)) == ids
    assert await listed(state="disabled") == [ids[1]]
    assert await listed(eventType=ACCOUNT) == [another["id"]]


async def test_what_can_be_subscribed_to_is_told_with_its_schema(sem: Caller) -> None:
    page = (await sem.get("/event-types", limit=1)).json()
    rest = (await sem.get("/event-types", limit=3, cursor=page["nextCursor"])).json()
    assert [one["type"] for one in (*page["items"], *rest["items"])] == [ACCOUNT, HANDSHAKE, PAYMENT, ARREARS]
    assert rest["nextCursor"] is None
    assert not [one for one in rest["items"] if "householdId" in one["dataSchema"]["properties"]]


async def test_who_looks_on_sees_subscriptions_and_changes_none(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, sem: Caller, admin_url: str
) -> None:
    made = await subscribed(sem)
    auditor = a_caller(app, issuer, organisation, [Role.AUDITOR])
    before = everything(admin_url, "notify")
    assert (await auditor.get(f"/subscriptions/{made['id']}")).status_code == 200
    assert (await auditor.post(f"/subscriptions/{made['id']}/_rotate", {})).status_code == 403
    manager = a_caller(app, issuer, organisation, [Role.CASE_MANAGER])
    assert (await manager.get("/subscriptions")).status_code == 403
    assert everything(admin_url, "notify") == before
