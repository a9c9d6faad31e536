"""Bodies made from an API's document: the least that a schema takes, so that a new endpoint is called without a word.

Where a schema gives an example, that is taken; an id is whichever the caller says stands for it.
"""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]

_BY_TYPE: dict[str, Any] = {"string": "text", "integer": 1, "number": 1, "boolean": True, "null": None}


def instance(document: Document, schema: Document, ids: Mapping[str, str], name: str = "") -> Any:
    """Something that `schema` takes; `ids` gives the id for a field's name, and every optional id is filled in too."""
    schema = _resolved(document, schema)
    if schema.get("format") == "uuid":
        return ids[name]
    for known in ("const", "enum", "examples"):
        if known in schema:
            return _with_ids(schema[known] if known == "const" else schema[known][0], ids)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return instance(document, schema[choice][0], ids, name)
    match schema.get("type"):
        case "object":
            return _object(document, schema, ids)
        case "array":
            return (
                [instance(document, schema["items"], ids, name)] * schema.get("minItems", 1)
                if "items" in schema
                else []
            )
        case kind:
            return max(_BY_TYPE[kind or "null"], schema.get("minimum", 1)) if kind == "integer" else _BY_TYPE[str(kind)]


def _object(document: Document, schema: Document, ids: Mapping[str, str]) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    return {
        name: instance(document, kind, ids, name)
        for name, kind in schema.get("properties", {}).items()
        if name in required or name in ids or not required
    }


def _with_ids(example: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(example, Mapping):
        return {name: ids.get(name, _with_ids(value, ids)) for name, value in example.items()}
    return example


def _resolved(document: Document, schema: Document) -> Document:
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema
