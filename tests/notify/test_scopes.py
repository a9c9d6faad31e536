"""Every route asks for a scope, but the door, which has a lock of its own."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Scope
from tests.mandates.rows import everything
from tests.schedule.callers import a_caller
from tests.schedule.instances import instance
from tests.schedule.routes import BY_SIGNATURE, operations
from tests.schedule.test_scopes import SomeId


async def test_without_its_scope_every_route_refuses_and_nothing_changes(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    nobody = a_caller(app, issuer, organisation, scopes=[Scope.CLOCK_MOVE])
    before = everything(admin_url, "notify")
    for operation in operations(app):
        body: Any = None if operation.body is None else instance(app.openapi(), operation.body, SomeId())
        answer = await nobody.request(operation.method, operation.path.format_map(SomeId()), json=body)
        wanted = 401 if operation.path in BY_SIGNATURE else 403
        assert answer.status_code == wanted, f"{operation.method} {operation.path}: {answer.text}"
    assert len(list(operations(app))) >= 24
    assert everything(admin_url, "notify") == before
