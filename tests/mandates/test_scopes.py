"""Every route asks for a scope, but two: links of suppliers, and the door, which have keys of their own."""

from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Scope
from tests.mandates.routes import BY_SIGNATURE, BY_TOKEN, NO_ID, instance, operations
from tests.mandates.rows import everything
from tests.schedule.callers import a_caller
from tests.schedule.test_scopes import SomeId


async def test_without_its_scope_every_route_refuses_and_nothing_changes(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    nobody = a_caller(app, issuer, organisation, scopes=[Scope.CLOCK_MOVE])
    before, called = everything(admin_url), 0
    for operation in operations(app):
        path = operation.path.format_map(SomeId(NO_ID))
        body: Any = None if operation.body is None else instance(app.openapi(), operation.body, SomeId())
        answer = await nobody.request(operation.method, path, json=body)
        wanted = {BY_TOKEN: 404, **dict.fromkeys(BY_SIGNATURE, 401)}.get(operation.path, 403)
        assert answer.status_code == wanted, f"{operation.method} {operation.path}: {answer.text}"
        called += 1
    assert called >= 80
    assert everything(admin_url) == before


async def test_without_a_token_every_route_asks_for_one(app: FastAPI, admin_url: str) -> None:
    before = everything(admin_url)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://mandates.test/v1") as client:
        for operation in operations(app):
            if operation.path != BY_TOKEN:
                answer = await client.request(operation.method, operation.path.format_map(SomeId(NO_ID)))
                assert answer.status_code == 401, f"{operation.method} {operation.path}: {answer.text}"
    assert everything(admin_url) == before


async def test_the_door_is_shut_to_whoever_has_no_signature(app: FastAPI, admin_url: str) -> None:
    before = everything(admin_url)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://mandates.test/v1") as client:
        assert (await client.post("/events", json={})).status_code in (401, 403)
    assert everything(admin_url) == before
