"""The documents of our APIs keep every rule of the government's linter, and each rule finds a fault that is planted."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from gateway.app import gateway_app
from gateway.settings import GatewaySettings
from house.commands.openapi import DOCUMENTS
from services.clock import MovableClock
from services.ids import SeededIds
from tests.linter_rules import RULES, Document, Place, broken
from tests.web_app import START, an_app, an_issuer

KEPT = Path(__file__).resolve().parent.parent / "docs" / "openapi"


def gateway() -> FastAPI:
    """The gateway with nobody behind it, which its document does not need."""
    clock = MovableClock(START)
    tokens = an_app(an_issuer(clock), clock).state.tokens
    nobody = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(503)), base_url="http://no.test")
    ways = dict.fromkeys(("schedule", "mandates", "notify"), nobody)
    settings = GatewaySettings(oidc_issuer="https://issuer.test", oin="0" * 20)
    return gateway_app(ways, tokens, clock, SeededIds("gateway"), settings)


OF: dict[str, Callable[[], Document]] = {
    **DOCUMENTS,
    "gateway": lambda: gateway().openapi(),
}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {name: document() for name, document in OF.items()}


@pytest.mark.parametrize("service", OF)
def test_the_document_of_a_service_breaks_no_rule(service: str, documents: dict[str, Document]) -> None:
    assert broken(documents[service]) == {}


@pytest.mark.parametrize("service", DOCUMENTS)
def test_nor_does_the_document_that_is_kept_with_the_source(service: str) -> None:
    assert broken(json.loads((KEPT / f"{service}.json").read_text())) == {}


async def test_nor_does_the_document_as_it_is_served_behind_a_name_of_its_own() -> None:
    clock = MovableClock(START)
    transport = httpx.ASGITransport(an_app(an_issuer(clock), clock), root_path="/seasons")
    async with httpx.AsyncClient(transport=transport, base_url="https://api.test") as visitor:
        served = (await visitor.get("/v1/openapi.json")).json()
    assert served["servers"] == [{"url": "/seasons/v1"}]
    assert broken(served) == {}


PATH = "/planted-things/{thing_id}"
GET: Place = ("paths", PATH, "get")
OK: Place = (*GET, "responses", "200")
REFUSED: Place = (*GET, "responses", "400")
SCHEMA: Place = ("components", "schemas", "Planted")
FIELDS: Place = (*SCHEMA, "properties")
MEDIA: Place = (*OK, "content", "application/json")
_HEADERS = {"API-Version": {"schema": {"type": "string"}}}
_PROBLEM = {"type": "object", "properties": {name: {"type": "string"} for name in ("status", "title", "detail")}}
_OPERATION = {
    "operationId": "getPlantedThing",
    "parameters": [
        {"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "asOf", "in": "query", "schema": {"type": "string"}},
    ],
    "responses": {
        "200": {
            "description": "It",
            "headers": _HEADERS,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Planted"}}},
        },
        "400": {"description": "No", "content": {"application/problem+json": {"schema": _PROBLEM}}},
    },
}
_SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "foundDate": {"type": "string", "format": "date"}},
}
REMOVED = object()


def with_a_thing(document: Document) -> Document:
    """The document with one more operation and schema, faultless, of which each test breaks something."""
    grown = copy.deepcopy(document)
    grown["paths"][PATH] = {"get": copy.deepcopy(_OPERATION)}
    grown.setdefault("components", {}).setdefault("schemas", {})["Planted"] = copy.deepcopy(_SCHEMA)
    return grown


def plant(document: Document, place: Place, value: Any) -> Document:
    grown = with_a_thing(document)
    holder: Any = grown
    for step in place[:-1]:
        holder = holder[step]
    if value is REMOVED:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return grown


FAULTS: dict[str, tuple[Place, Any]] = {
    "oas3-schema": (("info", "title"), REMOVED),
    "operation-operationId-unique": (("paths", "/planted-twins"), {"get": {"operationId": "getPlantedThing"}}),
    "path-params": ((*GET, "parameters"), []),
    "openapi-tags-uniqueness": (("tags",), [{"name": "tasks"}, {"name": "tasks"}]),
    "oas3-valid-media-example": ((*MEDIA, "examples"), {"one": {"value": {"name": 5}}}),
    "oas3-valid-schema-example": ((*FIELDS, "name", "default"), 5),
    "oas3-server-variables": (("servers",), [{"url": "/{region}/v1"}]),
    "oas3-api-servers": (("servers",), REMOVED),
    "path-keys-no-trailing-slash": (("paths", "/planted/"), {}),
    "nlgov:openapi3": (("openapi",), "2.0"),
    "nlgov:openapi-root-exists": (("openapi",), REMOVED),
    "nlgov:missing-version-header": ((*OK, "headers"), {"ETag": {"schema": {"type": "string"}}}),
    "nlgov:missing-header": ((*OK, "headers"), REMOVED),
    "nlgov:include-major-version-in-uri": (("servers", 0, "url"), "/latest"),
    "nlgov:paths-no-trailing-slash": (("paths", "/planted/"), {}),
    "info-contact": (("info", "contact"), REMOVED),
    "nlgov:info-contact-fields-exist": (("info", "contact"), {"name": "Ontzorg", "url": "https://ontzorg.example"}),
    "nlgov:http-methods": (("paths", PATH, "trace"), {"responses": {}}),
    "nlgov:paths-kebab-case": (("paths", "/plantedThings"), {}),
    "nlgov:query-keys-camel-case": ((*GET, "parameters", 1, "name"), "as_of"),
    "nlgov:schema-camel-case": (("components", "schemas", "planted_thing"), {"type": "object"}),
    "nlgov:servers-use-https": (("servers",), [{"url": "http://api.example/v1"}]),
    "nlgov:use-problem-schema": ((*REFUSED, "content"), {"application/json": {"schema": _PROBLEM}}),
    "nlgov:problem-schema-members": (
        (*REFUSED, "content", "application/problem+json", "schema"),
        {"type": "object", "properties": {"title": {"type": "string"}}},
    ),
    "nlgov:problem-invalid-input": (REFUSED, REMOVED),
    "nlgov:property-casing": ((*FIELDS, "next_links"), {"type": "object"}),
    "nlgov:date-time-ensure-timezone": ((*FIELDS, "at"), {"type": "string", "format": "date-time-local"}),
    "nlgov:time-without-timezone": ((*FIELDS, "opensAt"), {"type": "string", "format": "time"}),
    "nlgov:specify-format-for-date-and-time": ((*FIELDS, "foundDate"), {"type": "string"}),
    "nlgov:use-date-instead-of-datetime": ((*FIELDS, "foundDate"), {"type": "string", "format": "date-time"}),
    "nlgov:semver": (("info", "version"), "1.0"),
}


def test_every_rule_has_a_fault_of_its_own() -> None:
    assert list(FAULTS) == list(RULES)


@pytest.mark.parametrize("service", OF)
def test_a_faultless_operation_more_breaks_nothing(service: str, documents: dict[str, Document]) -> None:
    assert broken(with_a_thing(documents[service])) == {}


@pytest.mark.parametrize("rule", FAULTS)
@pytest.mark.parametrize("service", OF)
def test_a_document_that_breaks_the_rule_is_found(service: str, rule: str, documents: dict[str, Document]) -> None:
    assert list(RULES[rule](plant(documents[service], *FAULTS[rule]))) != []


@pytest.mark.parametrize(
    ("rule", "place", "value"),
    [
        ("oas3-valid-media-example", (*MEDIA, "example"), {"name": 5}),
        ("oas3-valid-media-example", (*GET, "parameters", 1, "example"), 5),
        ("oas3-valid-schema-example", (*FIELDS, "name", "example"), 5),
        ("oas3-valid-schema-example", (*FIELDS, "name", "examples"), ["Anna", 5]),
        ("path-params", (*GET, "parameters", 0, "name"), "other_id"),
        ("nlgov:query-keys-camel-case", ("components", "securitySchemes"), {"k": {"in": "query", "name": "api_key"}}),
        ("nlgov:use-date-instead-of-datetime", (*FIELDS, "foundDate"), {"anyOf": [{"format": "date-time"}]}),
        ("nlgov:problem-schema-members", (*REFUSED, "content", "application/problem+json"), {}),
        ("nlgov:servers-use-https", (*GET, "servers"), [{"url": "http://api.example/v1"}]),
    ],
)
def test_wherever_else_it_may_stand(rule: str, place: Place, value: Any, documents: dict[str, Document]) -> None:
    assert list(RULES[rule](plant(documents["gateway"], place, value))) != []
