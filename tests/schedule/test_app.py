"""The service as a whole: what its document asks of every command, and whether it says that it works."""

import httpx
import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from tests.schedule.callers import an_app


def test_every_command_asks_for_an_idempotency_key(app: FastAPI) -> None:
    """All but those that only ask, in a body for what has no place in a URL, and events, which have an id each."""
    without = [
        operation["operationId"]
        for path, item in app.openapi()["paths"].items()
        for method, operation in item.items()
        if method in ("post", "put", "patch", "delete")
        and not path.endswith("/_search")
        and not any(one["name"].lower() == "idempotency-key" for one in operation.get("parameters", []))
    ]
    assert set(without) == {"askWhatIf", "receiveEvents"}


async def test_without_a_token_nothing_is_answered(app: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://schedule.test/v1") as nobody:
        for path, item in app.openapi()["paths"].items():
            for method in item:
                answer = await nobody.request(method, path, json={})
                assert answer.status_code == 401, f"{method} {path}"


async def test_it_is_ready_when_its_database_answers(app: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://schedule.test") as anybody:
        assert (await anybody.get("/health/ready")).json() == {"status": "ready"}


async def test_it_is_not_ready_without_its_database(
    issuer: DevelopmentIssuer, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = Database("postgresql://ontzorg_schedule@127.0.0.1:1/none", "schedule")
    app = an_app(nowhere, issuer, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://schedule.test") as anybody:
        answer = await anybody.get("/health/ready")
    await nowhere.close()
    assert (answer.status_code, answer.json()["detail"]) == (503, "Not working now: database.")
    assert Role.SYSTEM.value not in capsys.readouterr().out
