"""A value that a JSON Schema allows, invented and always the same: for trying out, and for showing. Pure."""

from collections.abc import Mapping
from typing import Any

_OF_FORMAT = {
    "uuid": "00000000-0000-7000-8000-0000000000a1",
    "date": "2026-03-01",
    "date-time": "2026-03-01T09:30:00Z",
}
_A_MONTH, _END_TO_END_ID = r"^\d{4}-(0[1-9]|1[0-2])$", "^[0-9]{6}[0-9a-f]{24}$"
_OF_PATTERN = {_A_MONTH: "2026-03", _END_TO_END_ID: "202603" + "0a" * 12}


class NoSampleError(ValueError):
    """This schema asks for something of which no sample is kept here."""


def sample(schema: Mapping[str, Any]) -> Any:
    """A value of a schema as our events have it: ids, dates, numbers, flags and words; `NoSampleError` for more."""
    return _value(schema, schema.get("$defs", {}))


def samples(schema: Mapping[str, Any], by: str) -> list[dict[str, Any]]:
    """A sample for each word that the property `by` can be; one sample where it is no list of words."""
    whole: dict[str, Any] = sample(schema)
    words = schema["properties"].get(by, {}).get("enum")
    return [whole | {by: word} for word in words] if words else [whole]


def _value(rule: Mapping[str, Any], definitions: Mapping[str, Any]) -> Any:
    if "$ref" in rule:
        return _value(definitions[rule["$ref"].rpartition("/")[2]], definitions)
    if "const" in rule:
        return rule["const"]
    if "enum" in rule:
        return rule["enum"][0]
    if "anyOf" in rule:
        return _value(next((one for one in rule["anyOf"] if one.get("type") != "null"), {}), definitions)
    return _of_type(rule, definitions)


def _of_type(rule: Mapping[str, Any], definitions: Mapping[str, Any]) -> Any:
    match rule.get("type"):
        case "object":
            return {name: _value(one, definitions) for name, one in rule.get("properties", {}).items()}
        case "array":
            return [_value(rule["items"], definitions)]
        case "integer":
            return max(rule.get("minimum", 1), rule.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
        case "string":
            return _text(rule)
    raise NoSampleError(f"no sample of {rule}")


def _text(rule: Mapping[str, Any]) -> str:
    kept = _OF_FORMAT.get(rule.get("format", "")) or _OF_PATTERN.get(rule.get("pattern", ""))
    if kept is None and ("format" in rule or "pattern" in rule):
        raise NoSampleError(f"no sample of {rule}")
    return kept or "word"
