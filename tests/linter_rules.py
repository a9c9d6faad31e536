"""The rules of the Dutch government's linter for its API Design Rules (2.1), each by the name that the linter gives it.

The linter itself needs another language's tools; what its rules say of a document is here, so that these tests say the
same. Errors and warnings alike: none is expected. Ours, which ask for more, stand in `openapi_rules`.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError
from schemathesis import openapi as asking

Document = dict[str, Any]
Place = tuple[str | int, ...]
Rule = Callable[[Document], Iterator[str]]

_METHODS = {"post", "put", "get", "delete", "patch"}
_KEBAB = re.compile(r"(/|(/_[a-z0-9]+|/(([a-z0-9\-]+|\{[^}]+\})(/([a-z0-9\-.]+|\{[^}]+\}))*)(/_[a-z]+)?)/?)")
_LOWER_CAMEL = re.compile(r"\$?[a-z][a-z\d]*([A-Z][a-z\d]*)*")
_SEMVER = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-((0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
    r"(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(\+([0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*))?"
)
_DATE_BY_NAME = re.compile(r"date|datum|.*(\wD|_[dD])(ate|atum).*")
_PROBLEM = {"application/problem+json", "application/problem+xml"}


def broken(document: Document) -> dict[str, list[str]]:
    """By name each rule that the document breaks, and where."""
    found = {name: list(rule(document)) for name, rule in RULES.items()}
    return {name: places for name, places in found.items() if places}


def _valid_openapi(document: Document) -> Iterator[str]:
    try:
        asking.from_dict(document).validate()
    except ValidationError as refusal:
        yield refusal.message


def _unique_operation_ids(document: Document) -> Iterator[str]:
    times = Counter(one.get("operationId") for _, one in _operations(document))
    yield from (str(name) for name, number in times.items() if name is not None and number > 1)


def _path_parameters(document: Document) -> Iterator[str]:
    for (path, method), operation in _operations(document):
        declared = [*document["paths"][path].get("parameters", []), *operation.get("parameters", [])]
        names = [_resolved(document, one)["name"] for one in declared if _resolved(document, one)["in"] == "path"]
        if Counter(names) != Counter(re.findall(r"\{(\w+)\}", path)):
            yield f"{method} {path}"


def _unique_tags(document: Document) -> Iterator[str]:
    times = Counter(tag["name"] for tag in document.get("tags", []))
    yield from (tag for tag, number in times.items() if number > 1)


def _media_examples(document: Document) -> Iterator[str]:
    for place, one in _objects(document):
        if place[-1:] == ("properties",) or not isinstance(one.get("schema"), dict):
            continue
        shown = [one["example"]] if "example" in one else []
        named = one.get("examples", {})
        shown += [each["value"] for each in named.values() if "value" in each] if isinstance(named, dict) else []
        yield from _unlike(document, one["schema"], shown, place)


def _schema_examples(document: Document) -> Iterator[str]:
    for place, one in _objects(document):
        if place[-1:] == ("properties",) or not {"type", "$ref", "anyOf", "allOf", "oneOf", "enum"} & one.keys():
            continue
        shown = [one[name] for name in ("example", "default") if name in one]
        shown += one["examples"] if isinstance(one.get("examples"), list) else []
        yield from _unlike(document, one, shown, place)


def _unlike(document: Document, schema: Document, shown: list[Any], place: Place) -> Iterator[str]:
    if not shown:
        return
    parts = {"components": document.get("components", {})} if '"$ref"' in json.dumps(schema) else {}
    described = Draft202012Validator({**schema, **parts})
    yield from (_written(place) for one in shown if not described.is_valid(one))


def _server_variables(document: Document) -> Iterator[str]:
    for server in document.get("servers", []):
        if set(re.findall(r"\{(\w+)\}", server["url"])) != server.get("variables", {}).keys():
            yield str(server["url"])


def _has_servers(document: Document) -> Iterator[str]:
    if not document.get("servers"):
        yield "servers"


def _no_trailing_slash(document: Document) -> Iterator[str]:
    yield from (path for path in document.get("paths", {}) if len(path) > 1 and path.endswith("/"))


def _openapi_three(document: Document) -> Iterator[str]:
    if not re.fullmatch(r"3(.\d+){1,2}", str(document.get("openapi", "3.1"))):
        yield "openapi"


def _says_openapi(document: Document) -> Iterator[str]:
    if not document.get("openapi"):
        yield "openapi"


def _version_header(document: Document) -> Iterator[str]:
    for place, one in _answers(document, "[23]"):
        headers = one.get("headers", {})
        if headers and "api-version" not in {name.lower() for name in headers}:
            yield _written(place)


def _headers(document: Document) -> Iterator[str]:
    yield from (_written(place) for place, one in _answers(document, "[23]") if not one.get("headers"))


def _major_version(document: Document) -> Iterator[str]:
    yield from (one["url"] for one in document.get("servers", []) if not re.search(r"/v\d", one["url"]))


def _contact(document: Document) -> Iterator[str]:
    if not document.get("info", {}).get("contact"):
        yield "info.contact"


def _contact_fields(document: Document) -> Iterator[str]:
    if contact := document.get("info", {}).get("contact"):
        yield from sorted({"email", "name", "url"} - contact.keys())


def _methods(document: Document) -> Iterator[str]:
    """`parameters`, `summary`, `description` and `servers` are what else a path may have."""
    for path, item in document.get("paths", {}).items():
        extra = item.keys() - {*_METHODS, "parameters", "summary", "description", "servers", "$ref"}
        yield from (f"{method} {path}" for method in sorted(extra))


def _kebab_case(document: Document) -> Iterator[str]:
    paths = document.get("paths", {})
    yield from (path for path in paths if not re.match(r"/openapi\.json", path) and not _KEBAB.fullmatch(path))


def _query_keys(document: Document) -> Iterator[str]:
    schemes = document.get("components", {}).get("securitySchemes", {}).values()
    asked = [one for _, operation in _operations(document) for one in operation.get("parameters", [])]
    for one in (_resolved(document, one) for one in (*asked, *schemes)):
        if one.get("in") == "query" and not _LOWER_CAMEL.fullmatch(one["name"]):
            yield str(one["name"])


def _schema_names(document: Document) -> Iterator[str]:
    names = document.get("components", {}).get("schemas", {})
    yield from (name for name in names if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name))


def _https(document: Document) -> Iterator[str]:
    for place, one in _objects({"paths": document.get("paths", {}), "servers": document.get("servers", [])}):
        if "servers" in place[-2:] and str(one.get("url", "")).startswith("http://"):
            yield str(one["url"])


def _problem_type(document: Document) -> Iterator[str]:
    for place, one in _answers(document, "[45]"):
        if "content" in one and not _PROBLEM & one["content"].keys():
            yield _written(place)


def _problem_members(document: Document) -> Iterator[str]:
    for place, one in _answers(document, "[45]"):
        for kind in _PROBLEM & one.get("content", {}).keys():
            described = _resolved(document, one["content"][kind].get("schema", {}))
            if {"status", "title", "detail"} - described.get("properties", {}).keys():
                yield _written(place)


def _invalid_input(document: Document) -> Iterator[str]:
    for (path, method), operation in _operations(document):
        takes_input = method in ("put", "post", "patch") or operation.get("parameters")
        if takes_input and "400" not in operation.get("responses", {}):
            yield f"{method} {path}"


def _links(document: Document) -> Iterator[str]:
    for _, name, _one in _properties(document):
        if re.search("_links", name, re.IGNORECASE) and not _LOWER_CAMEL.fullmatch(name):
            yield name


def _local_date_times(document: Document) -> Iterator[str]:
    yield from (_written(place) for place, _, one in _properties(document) if one.get("format") == "date-time-local")


def _local_times(document: Document) -> Iterator[str]:
    yield from (_written(place) for place, _, one in _properties(document) if one.get("format") == "time")


def _dates_say_so(document: Document) -> Iterator[str]:
    for place, name, one in _properties(document):
        parts = one.get("allOf")
        has_format = "format" in one or (parts is not None and all("format" in part for part in parts))
        if _DATE_BY_NAME.fullmatch(name) and not has_format:
            yield _written(place)


def _dates_are_dates(document: Document) -> Iterator[str]:
    for place, name, one in _properties(document):
        if _DATE_BY_NAME.fullmatch(name) and any(part.get("format") == "date-time" for _, part in _objects(one)):
            yield _written(place)


def _semantic_version(document: Document) -> Iterator[str]:
    if not _SEMVER.fullmatch(str(document.get("info", {}).get("version", ""))):
        yield "info.version"


RULES: Mapping[str, Rule] = {
    "oas3-schema": _valid_openapi,
    "operation-operationId-unique": _unique_operation_ids,
    "path-params": _path_parameters,
    "openapi-tags-uniqueness": _unique_tags,
    "oas3-valid-media-example": _media_examples,
    "oas3-valid-schema-example": _schema_examples,
    "oas3-server-variables": _server_variables,
    "oas3-api-servers": _has_servers,
    "path-keys-no-trailing-slash": _no_trailing_slash,
    "nlgov:openapi3": _openapi_three,
    "nlgov:openapi-root-exists": _says_openapi,
    "nlgov:missing-version-header": _version_header,
    "nlgov:missing-header": _headers,
    "nlgov:include-major-version-in-uri": _major_version,
    "nlgov:paths-no-trailing-slash": _no_trailing_slash,
    "info-contact": _contact,
    "nlgov:info-contact-fields-exist": _contact_fields,
    "nlgov:http-methods": _methods,
    "nlgov:paths-kebab-case": _kebab_case,
    "nlgov:query-keys-camel-case": _query_keys,
    "nlgov:schema-camel-case": _schema_names,
    "nlgov:servers-use-https": _https,
    "nlgov:use-problem-schema": _problem_type,
    "nlgov:problem-schema-members": _problem_members,
    "nlgov:problem-invalid-input": _invalid_input,
    "nlgov:property-casing": _links,
    "nlgov:date-time-ensure-timezone": _local_date_times,
    "nlgov:time-without-timezone": _local_times,
    "nlgov:specify-format-for-date-and-time": _dates_say_so,
    "nlgov:use-date-instead-of-datetime": _dates_are_dates,
    "nlgov:semver": _semantic_version,
}
"""All of them, in the linter's order; those of case, of https and of `_links` are warnings there."""


def _objects(part: Any, place: Place = ()) -> Iterator[tuple[Place, Document]]:
    if isinstance(part, dict):
        yield place, part
        for name, below in part.items():
            yield from _objects(below, (*place, name))
    elif isinstance(part, list):
        for number, below in enumerate(part):
            yield from _objects(below, (*place, number))


def _properties(document: Document) -> Iterator[tuple[Place, str, Document]]:
    """Every field of every schema, wherever it is described."""
    for place, fields in _objects(document):
        if place[-1:] == ("properties",):
            yield from (((*place, name), name, one) for name, one in fields.items() if isinstance(one, dict))


def _operations(document: Document) -> Iterator[tuple[tuple[str, str], Document]]:
    for path, item in document.get("paths", {}).items():
        yield from (((path, method), one) for method, one in item.items() if method in _METHODS)


def _answers(document: Document, first_digit: str) -> Iterator[tuple[Place, Document]]:
    for place, found in _objects(document):
        if place[-1:] == ("responses",):
            yield from (((*place, at), one) for at, one in found.items() if re.match(rf"{first_digit}\d\d", at))


def _resolved(document: Document, one: Document) -> Document:
    found: Any = document
    if "$ref" not in one:
        return one
    for step in one["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _written(place: Place) -> str:
    return ".".join(map(str, place))
