"""The internal door of a service: only our own are let in, each announcement once, and nothing breaks it."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from services.auth import Tokens
from services.clock import MovableClock
from services.cloud_events import BATCH_CONTENT_TYPE, CONTENT_TYPE, CloudEvent, batch_of, source_urn
from services.database import Database
from services.doors import Lock
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.mandate_events import RegistryChanged
from services.schedule.app import schedule_app
from services.webhooks import WebhookSecret, sign
from tests.conftest import an_organisation
from tests.schedule.callers import an_issuer
from tests.schedule.households.builders import KEYRING, RULES
from tests.superuser import as_superuser

SECRET = WebhookSecret(b"a secret of the house, 32 bytes.")
NEWER = WebhookSecret(b"the secret that comes after it..")
HOUSEHOLD = UUID(int=7)
Answer = httpx.Response


@pytest.fixture
def app(database: Database, clock: MovableClock) -> FastAPI:
    """A service with a door: the schedule service, which hears of the registry."""
    return an_app(database, clock, Lock([SECRET, NEWER], clock))


def an_app(database: Database, clock: MovableClock, lock: Lock | None) -> FastAPI:
    issuer = an_issuer(clock)
    tokens = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock)
    return schedule_app(database, tokens, clock, SeededIds("app"), RULES, KEYRING, lock)


@pytest.fixture
async def sender(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://schedule.test")


def registry_changed(organisation: UUID, clock: MovableClock, version: int, number: int = 1) -> CloudEvent:
    event = RegistryChanged(organisation_id=organisation, household_id=HOUSEHOLD, version=version)
    return CloudEvent.of(event, UUID(int=number), clock.now(), source_urn("0" * 20, "mandates"))


async def announce(
    client: httpx.AsyncClient, clock: MovableClock, message: CloudEvent, secret: WebhookSecret = SECRET
) -> Answer:
    body = message.to_json()
    headers = sign([secret], str(message.id), body, clock.now())
    return await client.post("/v1/events", content=body, headers={**headers, "content-type": CONTENT_TYPE})


async def post(client: httpx.AsyncClient, clock: MovableClock, body: bytes) -> Answer:
    return await client.post("/v1/events", content=body, headers=sign([SECRET], "m", body, clock.now()))


def known(admin_url: str) -> tuple[list[int], int]:
    """The versions that are known here, and how many messages were noted."""
    with as_superuser(admin_url) as connection:
        versions = [row[0] for row in connection.execute("select version from schedule.registry_version")]
        noted = connection.execute("select count(*) from schedule.inbox").fetchone()
    assert noted is not None
    return versions, noted[0]


async def test_what_is_announced_is_heard_once(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    message = registry_changed(organisation, clock, 3)
    for _ in range(2):
        answer = await announce(sender, clock, message)
        assert (answer.status_code, answer.content) == (204, b"")
        assert known(admin_url) == ([3], 1)


async def test_news_that_comes_late_does_not_take_back_what_is_newer(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    for number, version in enumerate([3, 2, 5, 4], start=1):
        await announce(sender, clock, registry_changed(organisation, clock, version, number))
    assert known(admin_url) == ([5], 4)


async def test_while_one_secret_replaces_another_both_open(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID
) -> None:
    assert (await announce(sender, clock, registry_changed(organisation, clock, 3), NEWER)).status_code == 204


async def test_a_type_that_nobody_hears_is_taken_and_let_go(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    unknown = replace(registry_changed(organisation, clock, 3), type="nl.ontzorg.mandates.tomorrow.invented")
    assert (await announce(sender, clock, unknown)).status_code == 204
    assert known(admin_url) == ([], 0)


async def test_without_a_signature_of_the_house_nobody_comes_in(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    message = registry_changed(organisation, clock, 3)
    body, stranger = message.to_json(), WebhookSecret(b"a secret of somebody else, 32 b.")
    signed = sign([SECRET], str(message.id), body, clock.now())
    tampered = await sender.post("/v1/events", content=body.replace(b'"version":3', b'"version":9'), headers=signed)
    renamed = await sender.post("/v1/events", content=body, headers=signed | {"webhook-id": "another"})
    by_token = await sender.post("/v1/events", content=body, headers={"authorization": "Bearer x"})
    answers = [await announce(sender, clock, message, stranger), tampered, renamed, by_token]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert answers[0].json()["type"] == "urn:problem-type:ontzorg:signature-refused"
    assert known(admin_url) == ([], 0)


async def test_what_was_signed_long_ago_is_not_let_in_again(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    message = registry_changed(organisation, clock, 3)
    body = message.to_json()
    signed = sign([SECRET], str(message.id), body, clock.now())
    clock.move_to(clock.now() + timedelta(minutes=6))
    assert (await sender.post("/v1/events", content=body, headers=signed)).status_code == 401
    assert known(admin_url) == ([], 0)


@pytest.mark.parametrize(
    "name", ["webhook-id", "webhook-timestamp", "webhook-signature"], ids=["id", "timestamp", "signature"]
)
@pytest.mark.parametrize(
    "value",
    [b"", b" ", b"\xff\xfe", "é".encode(), b"v1,", b"v1,\xff", b"v1,AAAA", b"9" * 400, b"-1", b"1e9", b"NaN",
     b"0" * 12, b"a" * 8000, b"v1, v1, ,,,", b"v2,AAAA v1", b"%00", b"\t", b"{}"],
)  # fmt: skip
async def test_no_header_breaks_it(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str, name: str, value: bytes
) -> None:
    message = registry_changed(organisation, clock, 3)
    body = message.to_json()
    headers: dict[str, Any] = {**sign([SECRET], str(message.id), body, clock.now()), name: value}
    assert (await sender.post("/v1/events", content=body, headers=headers)).status_code == 401
    assert known(admin_url) == ([], 0)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"specversion":"1.0"}', b"[" * 20_000])
async def test_what_is_no_announcement_is_refused(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str, body: bytes
) -> None:
    assert (await post(sender, clock, body)).status_code == 400
    assert known(admin_url) == ([], 0)


async def test_an_announcement_that_does_not_say_what_its_type_says_is_refused(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    document = json.loads(registry_changed(organisation, clock, 3).to_json())
    document["data"]["version"] = "three"
    answer = await post(sender, clock, json.dumps(document).encode())
    assert (answer.status_code, [fault["where"] for fault in answer.json()["errors"]]) == (400, ["data.version"])
    assert known(admin_url) == ([], 0)


async def test_news_of_an_organisation_that_is_not_founded_here_is_to_come_again(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    newcomer = UUID(int=9)
    message = registry_changed(newcomer, clock, 3)
    answer = await announce(sender, clock, message)
    assert (answer.status_code, answer.json()["title"]) == (
        409,
        "This organisation is not known here yet; announce it again later.",
    )
    assert known(admin_url) == ([], 0)
    an_organisation(admin_url, newcomer, "Gemeente Nieuw")
    assert (await announce(sender, clock, message)).status_code == 204
    assert known(admin_url) == ([3], 1)


async def test_what_could_not_be_kept_was_not_heard(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    with as_superuser(admin_url) as connection:
        connection.execute("alter table schedule.registry_version add constraint none check (version < 3)")
    message = registry_changed(organisation, clock, 3)
    assert (await announce(sender, clock, message)).status_code == 500
    assert known(admin_url) == ([], 0)
    with as_superuser(admin_url) as connection:
        connection.execute("alter table schedule.registry_version drop constraint none")
    assert (await announce(sender, clock, message)).status_code == 204
    assert known(admin_url) == ([3], 1)


async def test_a_door_without_a_lock_is_shut(database: Database, clock: MovableClock, organisation: UUID) -> None:
    async with client_of(an_app(database, clock, None)) as client:
        assert (await announce(client, clock, registry_changed(organisation, clock, 3))).status_code == 401


def signed(clock: MovableClock, body: bytes) -> dict[str, str]:
    return sign([SECRET], "batch", body, clock.now()) | {"content-type": BATCH_CONTENT_TYPE}


async def send(client: httpx.AsyncClient, clock: MovableClock, *messages: CloudEvent) -> Answer:
    body = batch_of(messages)
    return await client.post("/v1/events", content=body, headers=signed(clock, body))


def told(answer: Answer) -> list[tuple[int, int, str]]:
    """Of each refused event of a batch its number, and status and title of why."""
    assert answer.status_code == 200
    refused = answer.json()["refused"]
    return [(UUID(one["id"]).int, one["problem"]["status"], one["problem"]["title"]) for one in refused]


def of_another(message: CloudEvent, household: int, **data: Any) -> CloudEvent:
    """The same about another household, with something else in it."""
    return replace(
        message,
        subject=str(UUID(int=household)),
        data={**message.data, "householdId": str(UUID(int=household)), **data},
    )


async def test_a_batch_is_heard_once_each_event_and_also_when_half_of_it_was_heard_before(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    first, second, third = (registry_changed(organisation, clock, number, number) for number in (1, 2, 3))
    assert (await announce(sender, clock, second)).status_code == 204
    for _ in range(2):
        assert told(await send(sender, clock, first, second, third)) == []
        assert known(admin_url) == ([3], 3)
    assert (await announce(sender, clock, third)).status_code == 204
    assert known(admin_url) == ([3], 3)


async def test_of_a_batch_what_cannot_be_read_is_named_and_only_what_is_behind_it_waits(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    bad = of_another(registry_changed(organisation, clock, 1, 1), 70, version="three")
    behind = of_another(registry_changed(organisation, clock, 2, 2), 70)
    good = registry_changed(organisation, clock, 4, 3)
    answer = await send(sender, clock, bad, behind, good)
    assert told(answer) == [
        (1, 400, "What was given is not valid."),
        (2, 409, "An earlier event of this subject was refused; this one is taken once that one is."),
    ]
    assert [fault["where"] for fault in answer.json()["refused"][0]["problem"]["errors"]] == ["data.version"]
    assert known(admin_url) == ([4], 1)


async def test_of_a_batch_what_breaks_is_named_and_only_what_is_behind_it_waits(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    with as_superuser(admin_url) as connection:
        connection.execute("alter table schedule.registry_version add constraint none check (version <> 9)")
    breaks = of_another(registry_changed(organisation, clock, 9, 1), 70)
    behind = of_another(registry_changed(organisation, clock, 2, 2), 70)
    good = registry_changed(organisation, clock, 4, 3)
    assert told(await send(sender, clock, breaks, behind, good)) == [
        (1, 500, "Something went wrong."),
        (2, 409, "An earlier event of this subject was refused; this one is taken once that one is."),
    ]
    assert known(admin_url) == ([4], 1)
    with as_superuser(admin_url) as connection:
        connection.execute("alter table schedule.registry_version drop constraint none")
    assert told(await send(sender, clock, breaks, behind)) == []
    assert known(admin_url) == ([4, 9], 3)


async def test_of_a_batch_those_of_an_unknown_organisation_are_to_come_again(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    theirs, ours = registry_changed(UUID(int=9), clock, 3, 1), registry_changed(organisation, clock, 4, 2)
    unknown = "This organisation is not known here yet; announce it again later."
    assert told(await send(sender, clock, theirs, ours)) == [(1, 409, unknown)]
    assert known(admin_url) == ([4], 1)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{}", 400),
        (b"[1]", 400),
        (b'[{"id": "7"}]', 400),
        (b"[" + b",".join([b"{}"] * 201) + b"]", 413),
        (b"[" * 20_000, 400),
    ],
)
async def test_what_is_no_batch_is_refused_whole(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str, body: bytes, status: int
) -> None:
    answer = await sender.post("/v1/events", content=body, headers=signed(clock, body))
    assert answer.status_code == status
    assert known(admin_url) == ([], 0)


async def test_a_batch_that_somebody_changed_on_the_way_is_refused_whole(
    sender: httpx.AsyncClient, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    body = batch_of([registry_changed(organisation, clock, 3)])
    answer = await sender.post("/v1/events", content=body + b" ", headers=signed(clock, body))
    assert answer.status_code == 401
    assert known(admin_url) == ([], 0)


def test_the_document_says_how_events_come_in(app: FastAPI) -> None:
    operation = app.openapi()["paths"]["/events"]["post"]
    assert set(operation["requestBody"]["content"]) == {CONTENT_TYPE, BATCH_CONTENT_TYPE}
    assert {"200", "204", "400", "401", "409", "413", "500"} == set(operation["responses"])
    assert {one["name"] for one in operation["parameters"]} == {
        "webhook-id", "webhook-timestamp", "webhook-signature"
    }  # fmt: skip
