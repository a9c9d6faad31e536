"""The same command with the same key has one effect and one answer (promise I18)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from tests.command_app import Gate, a_command_app
from tests.crash import crash
from tests.logs import Log, logging_to
from tests.superuser import as_superuser

VOORBEELDSTAD = {"code": "GM9001", "name": "Voorbeeldstad"}
ELDERS = {"code": "GM9002", "name": "Elders"}

ClientOf = Callable[[UUID], httpx.AsyncClient]


@pytest.fixture
def gate() -> Gate:
    """Where the effect of a command can be held up."""
    return Gate()


@pytest.fixture
def log(clock: MovableClock) -> Iterator[Log]:
    with logging_to("schedule", clock) as opened:
        yield opened


@pytest.fixture
def client_of(database: Database, clock: MovableClock, gate: Gate, log: Log) -> ClientOf:
    issuer = DevelopmentIssuer("http://issuer.test", "ontzorg", clock, SeededIds("issuer"), development=True)
    app = a_command_app(issuer, clock, database, gate)

    def client(organisation: UUID) -> httpx.AsyncClient:
        token = issuer.issue(organisation, [Role.CASE_MANAGER])
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://test/v1", headers={"Authorization": f"Bearer {token}"}
        )

    return client


@pytest.fixture
async def client(client_of: ClientOf, organisation: UUID) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(organisation) as opened:
        yield opened


async def add(client: httpx.AsyncClient, body: dict[str, str], key: str = "key-1") -> httpx.Response:
    return await client.post("/municipalities", json=body, headers={"Idempotency-Key": key})


async def names(client: httpx.AsyncClient) -> Any:
    return (await client.get("/municipalities")).json()


async def test_a_repeated_command_gets_the_same_answer_and_has_no_second_effect(client: httpx.AsyncClient) -> None:
    first, second = await add(client, VOORBEELDSTAD), await add(client, VOORBEELDSTAD)
    for answer in (first, second):
        assert (answer.status_code, answer.headers["location"]) == (201, "/v1/municipalities/GM9001")
        assert answer.content == b'{"code":"GM9001","name":"Voorbeeldstad"}'
        assert answer.headers["content-type"] == "application/json"
    assert ("idempotency-replayed" in first.headers, second.headers["idempotency-replayed"]) == (False, "true")
    assert await names(client) == ["Voorbeeldstad"]


async def test_thirteen_months_later_it_is_still_the_same_answer(
    client: httpx.AsyncClient, client_of: ClientOf, organisation: UUID, clock: MovableClock
) -> None:
    first = await add(client, VOORBEELDSTAD)
    clock.move_to(clock.now() + timedelta(days=400))
    async with client_of(organisation) as later:
        assert (await add(later, VOORBEELDSTAD)).content == first.content
        assert await names(later) == ["Voorbeeldstad"]


async def test_a_key_that_was_used_for_another_command_is_refused(client: httpx.AsyncClient) -> None:
    await add(client, VOORBEELDSTAD)
    answer = await add(client, ELDERS)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:problem-type:ontzorg:key-used-before")
    assert await names(client) == ["Voorbeeldstad"]


async def test_the_same_words_about_another_thing_are_another_command(client: httpx.AsyncClient) -> None:
    await add(client, VOORBEELDSTAD, "key-1")
    await add(client, ELDERS, "key-2")
    key = {"Idempotency-Key": "key-3"}
    first = await client.post("/municipalities/GM9001/_rename", json={"code": "", "name": "Nieuwstad"}, headers=key)
    other = await client.post("/municipalities/GM9002/_rename", json={"code": "", "name": "Nieuwstad"}, headers=key)
    assert (first.status_code, other.status_code) == (204, 422)
    assert await names(client) == ["Nieuwstad", "Elders"]


async def test_a_key_belongs_to_one_route(client: httpx.AsyncClient) -> None:
    await add(client, VOORBEELDSTAD, "key-1")
    answer = await client.post("/municipalities/GM9001/_rename", json=ELDERS, headers={"Idempotency-Key": "key-1"})
    assert (answer.status_code, await names(client)) == (204, ["Elders"])


async def test_an_answer_without_a_body_is_repeated_too(client: httpx.AsyncClient) -> None:
    await add(client, VOORBEELDSTAD, "key-1")
    key = {"Idempotency-Key": "key-2"}
    for _ in range(2):
        answer = await client.post("/municipalities/GM9001/_rename", json=ELDERS, headers=key)
        assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["idempotency-replayed"] == "true"


async def test_two_organisations_may_use_the_same_key(
    client: httpx.AsyncClient, client_of: ClientOf, another_organisation: UUID
) -> None:
    assert (await add(client, VOORBEELDSTAD)).status_code == 201
    async with client_of(another_organisation) as other:
        assert (await add(other, ELDERS)).status_code == 201
        assert await names(other) == ["Elders"]
    assert await names(client) == ["Voorbeeldstad"]


async def test_a_second_attempt_is_told_at_once_that_the_first_is_under_way(
    client: httpx.AsyncClient, gate: Gate
) -> None:
    gate.open.clear()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        first = group.create_task(add(client, VOORBEELDSTAD))
        await gate.reached.wait()
        second = await add(client, VOORBEELDSTAD)
        gate.open.set()
    assert (second.status_code, second.json()["type"]) == (409, "urn:problem-type:ontzorg:key-in-flight")
    assert first.result().status_code == 201
    assert await names(client) == ["Voorbeeldstad"]


async def test_a_refused_command_leaves_nothing_and_is_judged_anew(
    client: httpx.AsyncClient, database: Database, organisation: UUID
) -> None:
    closed = {"code": "GM9003", "name": "Closed"}
    for _ in range(2):
        answer = await add(client, closed)
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:problem-type:ontzorg:is-closed")
    async with database.reading(organisation) as reading:
        assert (await reading.execute(text("select count(*) from idempotency_key"))).scalar_one() == 0
    assert await names(client) == []


@pytest.mark.parametrize("key", ["", "k" * 256])
async def test_a_key_that_is_empty_or_too_long_is_refused(client: httpx.AsyncClient, key: str) -> None:
    answer = await add(client, VOORBEELDSTAD, key)
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (400, "Idempotency-Key")
    assert await names(client) == []


async def test_a_command_without_a_key_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/municipalities", json=VOORBEELDSTAD)
    assert answer.status_code == 400
    assert await names(client) == []


async def test_a_commit_that_fails_is_never_answered_with_success(client: httpx.AsyncClient, admin_url: str) -> None:
    with as_superuser(admin_url) as connection:
        connection.execute(
            """
            create function refuse() returns trigger language plpgsql as $$ begin raise 'not today'; end $$;
            create constraint trigger late after insert on schedule.municipality deferrable initially deferred
                for each row execute function refuse()
            """
        )
    assert (await add(client, VOORBEELDSTAD)).status_code == 500
    assert await names(client) == []


async def test_an_endpoint_that_only_asks_cannot_write(client: httpx.AsyncClient) -> None:
    await add(client, VOORBEELDSTAD)
    assert (await client.delete("/municipalities")).status_code == 500
    assert await names(client) == ["Voorbeeldstad"]


COMMAND = """
import asyncio, sys
from datetime import datetime
from uuid import UUID
from services.database import Database
from services.idempotency import Command, answer_once
from tests.command_app import Gate, MunicipalityBody, take_in

async def main(url, organisation, now):
    database = Database(url, "schedule")
    async with database.transaction(UUID(organisation)) as session:
        body = MunicipalityBody(code="GM9001", name="Voorbeeldstad")
        command = Command("POST /v1/municipalities", "key-1", b"")
        await answer_once(session, command, lambda: take_in(session, body, Gate()), datetime.fromisoformat(now))

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_crash_before_the_commit_leaves_the_key_free(
    client: httpx.AsyncClient, database_url: str, organisation: UUID, clock: MovableClock
) -> None:
    crash(COMMAND, database_url, str(organisation), clock.now().isoformat(), at="command.answered")
    assert await names(client) == []
    assert (await add(client, VOORBEELDSTAD)).status_code == 201
    assert await names(client) == ["Voorbeeldstad"]
