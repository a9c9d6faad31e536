"""Whatever is sent to it, a service answers as its OpenAPI document says: no 5xx, and no status, header, media type or
body that is not in the document (Schemathesis).

Each operation is sent what its document allows and what it does not, about things that are there, and the same about
others.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Err
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from house.postgres import Cluster
from house.services import SERVICES
from services.auth import Role
from tests.journeys.houses import a_database, open_town
from tests.things_to_ask_about import things
from tests.thoroughness import times

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BASE = "http://house.test/v1"
KEPT = Path(__file__).parent.parent / "docs/openapi"
DOCUMENTS = {name: json.loads((KEPT / f"{name}.json").read_text()) for name in SERVICES}
"""Read and not made, which takes every process seconds; that they are what the services say is looked at elsewhere."""

Operation = APIOperation[Any, Any, Any, Any]


class Way(NamedTuple):
    """What is sent, as the document allows or not, and how often."""

    mode: GenerationMode
    examples: int


NOWHERE = ["018f0000-0000-7000-8000-0000000000ff", "2026-13", "no such thing", "%00", "9" * 400]
"""What may stand in a path about which nothing is known here: well-formed, nearly, not at all, and too much of it."""


def _operations() -> Iterator[tuple[str, Operation]]:
    for service, document in DOCUMENTS.items():
        for found in openapi.from_dict(document).get_all_operations():
            if isinstance(found, Err):
                raise found.err()
            yield service, found.ok()


OPERATIONS = list(_operations())


def ways(operation: Operation) -> Iterator[Way]:
    """What can be asked; where nothing is sent but a path that is there, nothing of it can be wrong."""
    yield Way(GenerationMode.POSITIVE, times(2, 5))
    if operation.query or operation.headers or operation.body:
        yield Way(GenerationMode.NEGATIVE, times(3, 6))


class Asker:
    """Somebody who may do everything, at the door of every service."""

    def __init__(self, cluster: Cluster, template: str, clock: Path) -> None:
        self._cluster, self._template, self._clock = cluster, template, clock
        self._runner, self._stack = asyncio.Runner(), AsyncExitStack()
        self._http: dict[str, httpx.AsyncClient] = {}
        self.known: Mapping[str, Mapping[str, str]] = {}

    def open(self) -> None:
        self._runner.run(self._open())

    async def _open(self) -> None:
        url = self._stack.enter_context(a_database(self._cluster, self._template, "documented"))
        town, house, token = await self._stack.enter_async_context(open_town(url, self._clock))
        self.known = await things(town)
        headers = {"Authorization": f"Bearer {token('everybody', *Role)}"}
        for service in DOCUMENTS:
            app: FastAPI | None = getattr(house, service)
            assert app is not None, "every service is in this house"
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            self._http[service] = httpx.AsyncClient(transport=transport, headers=headers)

    def close(self) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def send(self, service: str, case: Case[Any]) -> httpx.Response:
        """What a service answers to a case."""
        given = case.as_transport_kwargs(base_url=BASE)
        headers = {
            name: value.encode("latin-1", "replace")
            for name, value in given["headers"].items()
            if name.lower() != "authorization"
        }
        body = json.dumps(given["json"]).encode() if "json" in given else given.get("data")
        request = httpx.Request(
            given["method"], given["url"], params=given.get("params"), headers=headers, content=_bytes(body)
        )
        return self._runner.run(self._send(service, request))

    async def _send(self, service: str, request: httpx.Request) -> httpx.Response:
        client = self._http[service]
        request.headers["Authorization"] = client.headers["Authorization"]
        return await client.send(request)


def _bytes(body: Any) -> bytes | None:
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body


@pytest.fixture(scope="module")
def asker(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    found = Asker(cluster, template, tmp_path_factory.mktemp("documented") / "clock")
    found.open()
    yield found
    found.close()


def test_every_operation_of_the_documents_is_asked() -> None:
    written = {
        (service, f"{method.upper()} {path}")
        for service, document in DOCUMENTS.items()
        for path, item in document["paths"].items()
        for method in item
    }
    assert {(service, operation.label) for service, operation in OPERATIONS} == written


@pytest.mark.parametrize(
    ("service", "operation"), OPERATIONS, ids=[f"{service} {operation.label}" for service, operation in OPERATIONS]
)
def test_an_answer_is_as_the_document_says(asker: Asker, service: str, operation: Operation) -> None:
    names = [parameter.name for parameter in operation.path_parameters]
    there = {name: asker.known[service][name] for name in names}
    nowhere = iter(NOWHERE if names else [])
    for way in ways(operation):

        @settings(
            max_examples=way.examples,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=way.mode, path_parameters=there))
        def holds(case: Case[Any]) -> None:
            case.validate_response(asker.send(service, case), checks=CHECKS)
            for value in islice(nowhere, 1):
                case.path_parameters = dict.fromkeys(names, value)
                case.validate_response(asker.send(service, case), checks=CHECKS)

        holds()
