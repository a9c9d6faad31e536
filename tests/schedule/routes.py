"""Every route of the schedule service, read from its own document, so that a new one is covered by being there."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fastapi import FastAPI

OF_NOBODY = {"policy_name": "statutory", "toeslag": "huurtoeslag"}
"""Parameters that name what belongs to the product and not to an organisation."""
NO_ID = {"version": "latest", "number": "1", "place": "1.1"}
"""Parameters that mean something only below another one."""
BY_SIGNATURE = ("/events", "/letterboxes/{address}")
"""Where our other services announce, and suppliers tell us: what is signed comes in, and no token does."""


class Operation(NamedTuple):
    """One thing that the API can be asked."""

    method: str
    path: str
    body: Mapping[str, Any] | None
    parameters: frozenset[str]


def operations(app: FastAPI) -> Iterator[Operation]:
    for path, item in app.openapi()["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {})
            schema = content["application/json"]["schema"] if "application/json" in content else None
            names = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
            yield Operation(method, path, schema, frozenset(names))
