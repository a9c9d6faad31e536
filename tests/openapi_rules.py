"""The NL API Design Rules that a document can break, as plain functions: a sentence for each breach of one.

Written from the rules themselves (Logius, API Design Rules 2.1 and 2.2), so that no API needs another tool than these
tests. `breaches` is all of them; a service's test asserts that it is empty.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from jsonschema_rs import Draft202012Validator

Document = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "patch")
_SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*|\{\w+\}|_[a-z0-9]+")
_CAMEL = re.compile(r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)*")
_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")
_IS_A_DATE = re.compile(r"date|datum|\w+(Date|Datum)|on|\w+On")
_CALLED_A_DATE = re.compile(r"date$|datum$|.*(\wD|_[dD])(ate|atum)")
"""The words by which the standard knows a date; ours are more."""


def breaches(document: Document) -> list[str]:
    """Every breach in the document, in the order of the rules below."""
    return [breach for rule in RULES for breach in rule(document)]


def root(document: Document) -> Iterator[str]:
    """doc-openapi, semver, uri-version, doc-openapi-contact; publish-openapi (tags, variables)"""
    if not re.fullmatch(r"3\.\d+\.\d+", document.get("openapi", "")):
        yield "openapi: the document is not in OpenAPI 3"
    info = document.get("info", {})
    if not re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?", info.get("version", "")):
        yield "info.version: not major.minor.patch"
    if missing := {"name", "email", "url"} - info.get("contact", {}).keys():
        yield f"info.contact: lacks {', '.join(sorted(missing))}"
    servers = document.get("servers", [])
    if not servers:
        yield "servers: there is none"
    major = info.get("version", "").split(".")[0]
    yield from (f"{at['url']}: does not end in /v{major}" for at in servers if not at["url"].endswith(f"/v{major}"))
    for at in servers:
        if set(re.findall(r"\{(\w+)\}", at["url"])) != at.get("variables", {}).keys():
            yield f"{at['url']}: its variables are not those of its URL"
    times = Counter(tag["name"] for tag in document.get("tags", []))
    yield from (f"tags: {tag} stands there twice" for tag, number in times.items() if number > 1)


def paths(document: Document) -> Iterator[str]:
    """no-trailing-slash, path-segments-kebab-case, uri-version, http-methods"""
    for path, item in document["paths"].items():
        if path != "/" and path.endswith("/"):
            yield f"{path}: ends with a slash"
        wrong = [part for part in path.strip("/").split("/") if part and not _SEGMENT.fullmatch(part)]
        yield from (f"{path}: {part} is not kebab-case" for part in wrong)
        if re.match(r"/v\d+(/|$)", path):
            yield f"{path}: the version belongs in the server's URL"
        extra = item.keys() - {*METHODS, "parameters", "summary", "description", "servers"}
        yield from (f"{path}: {method} is no method to use" for method in sorted(extra))


def collections(document: Document) -> Iterator[str]:
    """naming-collections: what is followed by an id is a plural"""
    for path in document["paths"]:
        parts = path.strip("/").split("/")
        singular = [a for a, b in pairwise(parts) if b.startswith("{") and not _is_plural(a)]
        yield from (f"{path}: {part} is not a plural" for part in singular)


def _is_plural(noun: str) -> bool:
    """In English; of the Dutch legal nouns that stay Dutch, in Dutch."""
    return noun.endswith("s") or noun in ("toeslagen",)


def operations(document: Document) -> Iterator[str]:
    """publish-openapi (unique ids, every path parameter declared), query-keys-camel-case"""
    seen: set[str] = set()
    for path, method, operation in _operations(document):
        where = f"{method} {path}"
        name = operation.get("operationId", "")
        if not _CAMEL.fullmatch(name) or name in seen:
            yield f"{where}: operationId {name!r} is not camelCase, or is another's too"
        seen.add(name)
        if not operation.get("summary") and not operation.get("description"):
            yield f"{where}: does not say what it does"
        parameters = operation.get("parameters", [])
        declared = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
        if declared != set(re.findall(r"\{(\w+)\}", path)):
            yield f"{where}: its path parameters are not those of its path"
        keys = [parameter["name"] for parameter in parameters if parameter["in"] == "query"]
        yield from (f"{where}: query key {key} is not camelCase" for key in keys if not _CAMEL.fullmatch(key))


def answers(document: Document) -> Iterator[str]:
    """version-header, invalid-input, problem-details; and no leftover of the framework's own errors"""
    for path, method, operation in _operations(document):
        where = f"{method} {path}"
        responses = operation["responses"]
        takes_input = method in ("put", "post", "patch") or operation.get("parameters")
        if takes_input and "400" not in responses:
            yield f"{where}: does not say 400 for invalid input"
        if not any(status.startswith("5") for status in responses):
            yield f"{where}: does not say what comes when it breaks"
        for status, response in responses.items():
            if "API-Version" not in response.get("headers", {}):
                yield f"{where} {status}: without the header API-Version"
            if status[0] in "45":
                yield from (f"{where} {status}: {wrong}" for wrong in _problem(document, response))


def names(document: Document) -> Iterator[str]:
    """Schemas in UpperCamelCase, fields in camelCase; date-omit-time-portion, timezone"""
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        if not _PASCAL.fullmatch(name):
            yield f"{name}: not UpperCamelCase"
        if name in ("HTTPValidationError", "ValidationError"):
            yield f"{name}: the framework's own error"
        for field, kind in schema.get("properties", {}).items():
            if not _CAMEL.fullmatch(field):
                yield f"{name}.{field}: not camelCase"
            formats = set(_formats(kind))
            if _IS_A_DATE.fullmatch(field) and formats != {"date"}:
                yield f"{name}.{field}: a date without format date"
            if formats & {"time", "date-time-local"}:
                yield f"{name}.{field}: a time without an offset"


def dates(document: Document) -> Iterator[str]:
    """date-omit-time-portion, timezone, also of bodies that are described where they are used and have no name"""
    for place, schema in _schemas(document):
        for field, kind in schema.get("properties", {}).items():
            if _CALLED_A_DATE.match(field) and "format" not in kind and "allOf" not in kind:
                yield f"{place}.{field}: no format beside its name, which says that it is a date"
            if _CALLED_A_DATE.match(field) and "date-time" in _formats(kind):
                yield f"{place}.{field}: a moment, by its name a date"


def shown(document: Document) -> Iterator[str]:
    """publish-openapi: what is shown as an example is one; judged once every $ref leads somewhere"""
    if any(references(document)):
        return
    for place, schema in _schemas(document):
        if examples := schema.get("examples", []):
            led_to = {"components": document.get("components", {})} if any(_references(schema)) else {}
            described = Draft202012Validator({**schema, **led_to})
            yield from (f"{place}: {one} is no example of it" for one in examples if not described.is_valid(one))


def references(document: Document) -> Iterator[str]:
    """publish-openapi: every $ref leads somewhere"""
    for reference in sorted(set(_references(document))):
        if _at(document, reference) is None:
            yield f"{reference}: leads nowhere"


RULES = (root, paths, collections, operations, answers, names, dates, shown, references)


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document["paths"].items():
        yield from ((path, method, item[method]) for method in METHODS if method in item)


def _problem(document: Document, response: Document) -> Iterator[str]:
    content = response.get("content", {})
    if set(content) != {"application/problem+json"}:
        yield "not application/problem+json alone"
        return
    schema = content["application/problem+json"]["schema"]
    told = _at(document, schema["$ref"]) if "$ref" in schema else schema
    if missing := {"status", "title", "detail"} - set((told or {}).get("required", [])):
        yield f"its problem need not have {', '.join(sorted(missing))}"


def _formats(kind: Any) -> Iterator[str]:
    if isinstance(kind, dict):
        if isinstance(kind.get("format"), str):
            yield kind["format"]
        for part in (*kind.get("anyOf", []), *kind.get("allOf", []), *kind.get("oneOf", [])):
            yield from _formats(part)


def _schemas(part: Any, place: str = "") -> Iterator[tuple[str, Document]]:
    """Everything that has fields or examples, wherever it stands, but for the field that happens to be called so."""
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict) or isinstance(part.get("examples"), list):
            yield place, part
        for name, below in part.items():
            if name != "examples":
                yield from _schemas(below, f"{place}.{name}".lstrip("."))
    elif isinstance(part, list):
        for number, below in enumerate(part):
            yield from _schemas(below, f"{place}[{number}]")


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for below in part.values():
            yield from _references(below)
    elif isinstance(part, list):
        for below in part:
            yield from _references(below)


def _at(document: Document, reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step) if isinstance(found, dict) else None
    return found
