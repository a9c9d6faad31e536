"""Every route asks for a scope, but the door, which has a lock of its own: a token without it is refused before
anything is looked at, and nothing changes.
"""

from typing import Any
from uuid import UUID

from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Scope
from tests.schedule.callers import a_caller
from tests.schedule.instances import instance
from tests.schedule.routes import BY_SIGNATURE, NO_ID, OF_NOBODY, operations
from tests.schedule.rows import everything

SOME_ID = "019b8d2b-8c00-7000-8000-000000000000"


class SomeId(dict[str, str]):
    """The same id, whatever is asked for."""

    def __missing__(self, name: str) -> str:
        return SOME_ID


async def test_without_its_scope_every_route_refuses_and_nothing_changes(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    nobody = a_caller(app, issuer, organisation, scopes=[Scope.CLOCK_MOVE])
    before = everything(admin_url)
    for operation in operations(app):
        path = operation.path.format_map(SomeId(OF_NOBODY | NO_ID | {"code": "GM0518"}))
        body: Any = None if operation.body is None else instance(app.openapi(), operation.body, SomeId())
        answer = await nobody.request(operation.method, path, json=body)
        wanted = 401 if operation.path in BY_SIGNATURE else 403
        assert answer.status_code == wanted, f"{operation.method} {operation.path}: {answer.text}"
    assert everything(admin_url) == before
