"""A graph over the two services of `documents`, which say what a test lets them say."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx

from gateway.asking import Services
from gateway.context import Context
from gateway.graph.schema import GatewaySchema, schema_of
from services.auth import Caller
from tests.gateway.documents import two_services

ONE, OTHER = "019ca6b1-0000-7000-8000-00000000000a", "019ca6b1-0000-7000-8000-00000000000b"
CALLER = Caller(UUID(int=7), "roos", frozenset(), frozenset())


class Answering:
    """Services that answer each path as they were told to, and remember what they were asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[str] = []
        self.bodies: list[Any] = []
        self.keys: list[str | None] = []

    def says(self, request: str, body: Any, status: int = 200) -> None:
        self.answers[request] = httpx.Response(status, json=body)

    def refuses(self, request: str, status: int, code: str, detail: str, **more: Any) -> None:
        problem = {"type": f"urn:problem-type:ontzorg:{code}", "title": detail, "status": status, "detail": detail}
        self.says(request, {**problem, **more}, status)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        asked = f"{request.method} {request.url.raw_path.decode()}"
        self.asked.append(asked)
        self.bodies.append(json.loads(request.content) if request.content else None)
        self.keys.append(request.headers.get("idempotency-key"))
        answer = self.answers.get(asked)
        if answer is None:
            raise httpx.ConnectError("nobody there")
        if callable(answer):
            return httpx.Response(200, json=answer(self.bodies[-1]))
        return httpx.Response(answer.status_code, content=answer.content)


class Graph:
    """Somebody before a graph of both services."""

    def __init__(self, schema: GatewaySchema | None = None) -> None:
        self.schema = schema or schema_of(two_services(), development=True)
        self.services = Answering()

    def context(self) -> Context:
        ways = {name: self._way(name) for name in ("schedule", "notify", "mandates")}
        return Context(CALLER, Services(ways, "a-token"), look_every=0.001)

    async def send(self, query: str, **variables: Any) -> Any:
        """The outcome as it is, with what went wrong."""
        return await self.schema.execute(query, variable_values=variables, context_value=self.context())

    async def ask(self, query: str, **variables: Any) -> Mapping[str, Any]:
        """The answer, where nothing goes wrong."""
        result = await self.send(query, **variables)
        assert result.errors is None, result.errors
        told: Mapping[str, Any] = result.data
        return told

    def _way(self, name: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self.services), base_url=f"http://{name}.test")
