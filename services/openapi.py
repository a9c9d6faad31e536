"""The document that describes an API, as the NL API Design Rules (Logius, 2.1 and 2.2) ask; made from the routes.

FastAPI's own says 422 in its own format; ours says what really comes: 400 with every fault, problem+json for every
other refusal, `API-Version` on every answer, and the major version in the server's URL instead of in each path.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from services.errors import Forbidden, InvalidInput, NotFound, Problem, TooLarge, Unauthenticated
from services.problem_json import MEDIA_TYPE, ProblemDetails, status_of

Document = dict[str, Any]

CONTACT = {
    "name": "Ontzorg",
    "url": "https://ontzorg.example/contact",
    "email": "ontzorg@ontzorg.example",
}

_VERSION_HEADER = {
    "API-Version": {
        "description": "The full version of the API that answered",
        "schema": {"type": "string", "examples": ["1.0.0"]},
    }
}
PROBLEMS = "x-problems"
"""Beside the description of a refusal: code and title of each problem that the endpoint gives with that status."""

_METHODS_WITH_INPUT = {"put", "post", "patch"}
_METHODS = _METHODS_WITH_INPUT | {"get", "delete"}
_REPLACED = ("HTTPValidationError", "ValidationError")


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """What else an endpoint may answer, for its `responses`: `responses=problems(PlanIsFrozen, RunIsUnbalanced)`.

    The kinds that any endpoint may answer (400, 401, 403, 404, 413, 500) stand in the document by themselves.
    """
    found: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        told = found.setdefault(int(status_of(kind)), {"description": "", PROBLEMS: []})
        told["description"] = f"{told['description']} {kind.title}".strip()
        told[PROBLEMS].append({"code": kind.code, "title": kind.title})
    return found


def operation_id(route: APIRoute) -> str:
    """The endpoint's own name in camelCase: what a generated client calls it."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def document(app: FastAPI, base_path: str) -> Document:
    """The OpenAPI document of `app`, whose paths begin with `base_path` (`/v1`)."""
    made = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=[{"url": base_path}],
        routes=app.routes,
    )
    made["info"]["contact"] = CONTACT
    made["paths"] = {path.removeprefix(base_path): item for path, item in made["paths"].items()}
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    for name in _REPLACED:
        schemas.pop(name, None)
    schemas.update(_problem_schemas())
    made = _with_plain_names(made)
    for path, item in made["paths"].items():
        for method in _METHODS & item.keys():
            _complete(item[method], method, path)
    return made


def _complete(operation: Document, method: str, path: str) -> None:
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    for status, told in problems(*_refusals(operation, method, path)).items():
        responses.setdefault(str(status), {"description": told["description"]})
    for status, response in responses.items():
        response["headers"] = {**response.get("headers", {}), **_VERSION_HEADER}
        if status[0] in "45":
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    operation["responses"] = dict(sorted(responses.items()))


def _refusals(operation: Document, method: str, path: str) -> Iterator[type[Problem]]:
    """What any endpoint of this shape may answer."""
    if operation.get("parameters") or method in _METHODS_WITH_INPUT:
        yield InvalidInput
    if operation.get("security"):
        yield from (Unauthenticated, Forbidden)
    if "{" in path:
        yield NotFound
    if "requestBody" in operation:
        yield TooLarge
    yield Problem


def _with_plain_names(made: Document) -> Document:
    """`HouseholdPage`, as the model calls itself, for what the framework calls `Page_Household_`.

    `ValueError` where two models call themselves the same: one of them would be told as the other.
    """
    schemas = made["components"]["schemas"]
    plain = {name: schema["title"] for name, schema in schemas.items() if "_" in name and "title" in schema}
    names = Counter(plain.get(name, name) for name in schemas)
    if double := [name for name, times in names.items() if times > 1]:
        raise ValueError(f"two schemas of one document are called {', '.join(double)}; give one another name")
    made["components"]["schemas"] = {plain.get(name, name): schema for name, schema in schemas.items()}
    text = json.dumps(made)
    for name, title in plain.items():
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{title}"')
    renamed: Document = json.loads(text)
    return renamed


def _problem_schemas() -> Document:
    schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "ProblemDetails": schema}


def major(version: str) -> str:
    """The base path of a version: `/v1` for `1.4.2`. `ValueError` for what is no semantic version."""
    found = re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?", version)
    if found is None:
        raise ValueError(f"{version} is no semantic version; write major.minor.patch")
    return f"/v{found[1]}"
