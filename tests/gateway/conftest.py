"""The gateway before a schedule service that says what a test lets it say, and remembers what it was asked."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

import httpx
import pytest

from gateway.app import gateway_app
from gateway.settings import GatewaySettings
from house.issuer import DevelopmentIssuer
from services.auth import Role, Tokens
from services.clock import MovableClock
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from tests.visitors import Visitor

ORGANISATION = UUID("019ca6b1-0000-7000-8000-000000000001")
PROBLEM = "application/problem+json"


class Schedule:
    """What the schedule service answers, by method and path; whoever asks for anything else finds nobody there."""

    def __init__(self) -> None:
        self.answers: dict[str, httpx.Response] = {}
        self.asked: list[httpx.Request] = []
        self.breaks_with: Exception = httpx.ConnectError("nobody there")

    def says(self, request: str, status: int, body: Any) -> None:
        media_type = PROBLEM if status >= 400 else "application/json"
        self.answers[request] = httpx.Response(status, json=body, headers={"content-type": media_type})

    def refuses(self, request: str, status: int, code: str, title: str, **more: Any) -> None:
        told = {"type": f"urn:problem-type:ontzorg:{code}", "title": title, "status": status, "detail": title, **more}
        self.says(request, status, told)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.get(f"{request.method} {request.url.path}")
        if answer is None:
            raise self.breaks_with
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    @property
    def paths(self) -> list[str]:
        return [f"{request.method} {request.url.path}" for request in self.asked]

    def body(self) -> Any:
        """What the one request said."""
        (request,) = self.asked
        return json.loads(request.content)


@pytest.fixture
def schedule() -> Schedule:
    return Schedule()


@pytest.fixture
def mandates() -> Schedule:
    """The mandates service, which answers in the same way."""
    return Schedule()


@pytest.fixture
def notify() -> Schedule:
    """The notify service, which does too."""
    return Schedule()


MakeVisitor = Callable[..., Visitor]


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return DevelopmentIssuer("http://issuer.test", "ontzorg", clock, SeededIds("issuer"), development=True)


@pytest.fixture
def visit(
    schedule: Schedule, mandates: Schedule, notify: Schedule, issuer: DevelopmentIssuer, clock: MovableClock
) -> MakeVisitor:
    """`visit()` is somebody at a gateway in production; `visit(development=True)` at one in development."""

    def somebody(
        *, development: bool = False, settings: Mapping[str, Any] = MappingProxyType({}), **headers: str
    ) -> Visitor:
        http = httpx.AsyncClient(transport=httpx.MockTransport(schedule), base_url="http://schedule.test")
        tokens = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock)
        registry = httpx.AsyncClient(transport=httpx.MockTransport(mandates), base_url="http://mandates.test")
        telling = httpx.AsyncClient(transport=httpx.MockTransport(notify), base_url="http://notify.test")
        ways = {"schedule": http, "mandates": registry, "notify": telling}
        environment = "development" if development else "production"
        given = GatewaySettings.load(
            environment=environment, oidc_issuer="https://issuer.test", oin="0" * 20, **settings
        )
        app = gateway_app(ways, tokens, clock, SeededIds("gateway"), given, machine=clock)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return Visitor(app, issuer.issue(ORGANISATION, [Role.APPROVER], subject="roos"), sent)

    return somebody


@pytest.fixture
def roos(visit: MakeVisitor) -> Visitor:
    """Somebody at a gateway in production."""
    return visit()
