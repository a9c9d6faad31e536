"""What the services can be asked, as their own API documents have it: the graph is made of nothing else.

A document is read as it is kept in `docs/openapi`, where a test holds it against the routes themselves, so the graph
cannot say anything that a service does not (decision 29).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Schema = Mapping[str, Any]
"""JSON Schema, as an API document writes it."""

SERVICES = ("schedule", "mandates", "notify")
"""In the order in which names are given away: who comes first keeps a name that two want."""

_DONE: Schema = {
    "type": "object",
    "description": "It was done.",
    "properties": {"done": {"type": "boolean"}},
    "required": ["done"],
}
"""What is told where a service has no answer but that."""

_DOCUMENTS = Path(__file__).parents[1] / "docs" / "openapi"
_JSON = "application/json"
_KEY = "idempotency-key"
_BETWEEN_SERVICES = frozenset({"askReleases", "checkReleases", "searchCustomerNumbers", "searchSupportedHouseholds"})
_OF_EACH_SERVICE = frozenset({"listProcessingActivities", "listProcessing", "listProcessingBatches"})


@dataclass(frozen=True, slots=True)
class NamedProblem:
    """A refusal that one operation tells apart from others of the same status."""

    code: str
    title: str
    status: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is said of a question outside its body: a part of its path, or what follows the question mark."""

    name: str
    place: str
    schema: Schema
    is_required: bool

    @property
    def field(self) -> str:
        """Its name as a field has it: `householdId`, whether the document writes `household_id` or that."""
        first, *rest = self.name.split("_")
        return first + "".join(word.capitalize() for word in rest)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a service can be asked or told to do."""

    service: str
    name: str
    method: str
    path: str
    description: str
    scopes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: Schema | None
    answer: Schema | None
    problems: tuple[NamedProblem, ...]
    is_command: bool
    takes_key: bool
    """Whether it is done once for each key; every command of a service is."""
    left_out: str | None
    """Why the graph does not have it; None where it does."""

    @property
    def named_parts(self) -> list[Parameter]:
        """What stands in its path."""
        return [one for one in self.parameters if one.place == "path"]


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything that the services say of themselves."""

    operations: tuple[Operation, ...]
    schemas: Mapping[tuple[str, str], Schema]
    """By service and name."""

    def operation(self, service: str, name: str) -> Operation:
        """The one of that name; `LookupError` if the service has none."""
        for one in self.operations:
            if (one.service, one.name) == (service, name):
                return one
        raise LookupError(f"{service} has no operation {name}")


@cache
def kept_contract() -> Contract:
    """The documents that are kept with the source."""
    return read_contract({name: json.loads((_DOCUMENTS / f"{name}.json").read_bytes()) for name in SERVICES})


@cache
def sandbox_contract() -> Contract:
    """What a sandbox can be told: the worlds in it, their clocks, and what goes wrong outside of them."""
    return read_contract({"sandbox": json.loads((_DOCUMENTS / "sandbox.json").read_bytes())})


def read_contract(documents: Mapping[str, Mapping[str, Any]]) -> Contract:
    """The contract that the documents of some services come to."""
    operations = [one for service, document in documents.items() for one in _operations(service, document)]
    schemas = {
        (service, name): schema
        for service, document in documents.items()
        for name, schema in document["components"]["schemas"].items()
    }
    schemas |= {(service, "Done"): _DONE for service in documents}
    return Contract(tuple(operations), schemas)


def _operations(service: str, document: Mapping[str, Any]) -> Iterator[Operation]:
    base = document["servers"][0]["url"]
    is_open = not any("security" in told for item in document["paths"].values() for told in item.values())
    for path, item in document["paths"].items():
        for method, told in item.items():
            yield _operation(service, base + path, method.upper(), told, is_open=is_open)


def _operation(service: str, path: str, method: str, told: Mapping[str, Any], *, is_open: bool) -> Operation:
    """An operation as its document tells it; `is_open` is a document that asks nobody who he is, and wants no keys."""
    given = told.get("parameters", [])
    body = told.get("requestBody", {}).get("content", {})
    answers = [one for status, one in told["responses"].items() if status.startswith("2")]
    answer = answers[0].get("content", {}).get(_JSON, {}).get("schema")
    if "204" in told["responses"] and not answers[0].get("content"):
        answer = {"$ref": "#/components/schemas/Done"}
    takes_key = any(one["name"].lower() == _KEY for one in given)
    return Operation(
        service=service,
        name=told["operationId"],
        method=method,
        path=path,
        description=" ".join(told.get("description", "").split()),
        scopes=tuple(scope for one in told.get("security", []) for scopes in one.values() for scope in scopes),
        parameters=tuple(_parameter(one) for one in given if one["in"] in ("path", "query")),
        body=body.get(_JSON, {}).get("schema"),
        answer=answer,
        problems=tuple(_problems(told["responses"])),
        is_command=takes_key or (is_open and method != "GET"),
        takes_key=takes_key,
        left_out=_why_left_out(told, body, answer, is_open=is_open),
    )


def _parameter(told: Mapping[str, Any]) -> Parameter:
    described = {**told["schema"], **({"description": told["description"]} if "description" in told else {})}
    return Parameter(told["name"], told["in"], described, told.get("required", False))


def _problems(responses: Mapping[str, Any]) -> Iterator[NamedProblem]:
    for status, told in responses.items():
        for one in told.get("x-problems", ()):
            yield NamedProblem(one["code"], one["title"], int(status))


def _why_left_out(
    told: Mapping[str, Any], body: Mapping[str, Any], answer: Schema | None, *, is_open: bool
) -> str | None:
    """What has no place in a graph, which asks in JSON, with a token of a person or a system, and answers in JSON."""
    if not is_open and not told.get("security"):
        return "it is asked without a token"
    if told["operationId"] in _BETWEEN_SERVICES:
        return "services ask it of one another"
    if told["operationId"] in _OF_EACH_SERVICE:
        return "each service has its own log, which an auditor reads there"
    if answer is None:
        return "it answers with a file"
    if body and _JSON not in body:
        return "it takes a file"
    return None


def code_as_name(code: str) -> str:
    """`NoSuchRun` for `no-such-run`."""
    return "".join(word.capitalize() for word in re.split(r"[-_]", code))
