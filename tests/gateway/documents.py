"""API documents of two services that exist in tests alone, with one of everything that a document can say."""

from typing import Any

from gateway.contract import Contract, read_contract

TEXT = {"type": "string"}
ID = {"type": "string", "format": "uuid"}
NUMBER = {"type": "integer"}
NOTHING = {"type": "null"}
PAGING = [
    {"name": "cursor", "in": "query", "schema": {"anyOf": [TEXT, NOTHING]}},
    {"name": "limit", "in": "query", "schema": {**NUMBER, "default": 50}},
]
KEY = {"name": "idempotency-key", "in": "header", "required": True, "schema": TEXT}
MONEY = {"properties": {"amount": NUMBER, "currency": {"const": "EUR", **TEXT}}, "type": "object"}


def of(name: str) -> dict[str, str]:
    """The schema of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def path(name: str) -> dict[str, Any]:
    """An id in a path."""
    return {"name": name, "in": "path", "required": True, "schema": ID}


def thing(*optional: str, **parts: Any) -> dict[str, Any]:
    """A thing with parts, of which some may be left out."""
    required = [name for name in parts if name not in optional]
    return {"type": "object", "properties": parts, "required": required, "description": "A thing of a test."}


def asking(name: str, answer: Any, *parameters: Any, body: Any = None, **more: Any) -> dict[str, Any]:
    """An operation as a document has it."""
    told = {
        "operationId": name,
        "description": f"What {name} does. And more.",
        "security": [{"accessToken": ["things:read"]}],
        "parameters": list(parameters),
        "responses": {"200": {"content": {"application/json": {"schema": answer}}}},
    }
    if body:
        told["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return {**told, **more}


def refusing(told: dict[str, Any], status: int, **problems: str) -> dict[str, Any]:
    """The same, with problems that it names."""
    named = [{"code": code.replace("_", "-"), "title": title} for code, title in problems.items()]
    told["responses"][str(status)] = {"description": "", "x-problems": named}
    return told


def page_of(name: str) -> dict[str, Any]:
    """A page of a list."""
    return thing("nextCursor", items={"type": "array", "items": of(name)}, nextCursor={"anyOf": [TEXT, NOTHING]})


def document(paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return {"servers": [{"url": "/v1"}], "paths": paths, "components": {"schemas": {"Money": MONEY, **schemas}}}


HOUSEHOLD = thing(
    "balance", id=ID, reference=TEXT, state=of("State"), balance={"anyOf": [of("Money"), NOTHING]}, opened=of("Day")
)
FACT = {
    "oneOf": [of("Arrived"), of("Counted")],
    "discriminator": {
        "propertyName": "kind",
        "mapping": {"arrived": of("Arrived")["$ref"], "n": of("Counted")["$ref"]},
    },
}
SCHEDULE = document(
    {
        "/households/{household_id}": {"get": asking("getHousehold", of("Household"), path("household_id"))},
        "/households": {"get": asking("listHouseholds", of("HouseholdPage"), *PAGING)},
        "/households/_search": {
            "post": asking("searchHouseholds", of("HouseholdPage"), body=of("HouseholdSearch")),
        },
        "/households/{household_id}/_move": {
            "post": refusing(
                asking("moveHousehold", of("Household"), path("household_id"), KEY, body=of("Move")),
                409,
                has_moved="It moved before.",
            )
        },
        "/households/{household_id}/files/{number}": {
            "get": asking("downloadFile", None, responses={"200": {"content": {"text/csv": {}}}}),
        },
        "/letters": {"post": asking("tellLetter", of("Household"), security=[])},
    },
    {
        "Household": HOUSEHOLD,
        "HouseholdPage": page_of("Household"),
        "HouseholdSearch": thing(householdIds={"type": "array", "items": ID}),
        "State": {"type": "string", "enum": ["here", "gone-away"], "description": "Where it is."},
        "Day": {"type": "string", "format": "date"},
        "Move": thing("from", "costs", **{"from": of("Day"), "costs": of("Money"), "state": of("State"), "why": FACT}),
        "Arrived": thing(kind={"const": "arrived", **TEXT}, on=of("Day")),
        "Counted": thing(kind={"const": "n", **TEXT}, times=NUMBER),
    },
)
NOTIFY = document(
    {
        "/letters/_search": {"post": asking("searchLetters", of("LetterListPage"), body=of("LetterSearch"))},
        "/homes/_search": {"post": asking("searchHomes", of("HomePage"), body=of("HomeSearch"))},
    },
    {
        "Letter": thing(id=ID, householdId=ID, text=TEXT),
        "LetterList": thing(householdId=ID, items={"type": "array", "items": of("Letter")}, more={"type": "boolean"}),
        "LetterListPage": page_of("LetterList"),
        "LetterSearch": thing(
            "state", householdIds={"type": "array", "items": ID}, state={"anyOf": [of("LetterState"), NOTHING]}
        ),
        "LetterState": {"type": "string", "enum": ["sent", "lost"]},
        "Home": thing(city=TEXT),
        "HouseholdsHome": thing(
            "fault", householdId=ID, found={"anyOf": [of("Home"), NOTHING]}, fault={"anyOf": [TEXT, NOTHING]}
        ),
        "HomePage": page_of("HouseholdsHome"),
        "HomeSearch": thing(householdIds={"type": "array", "items": ID}),
    },
)


def two_services() -> Contract:
    """The contract of both."""
    return read_contract({"schedule": SCHEDULE, "notify": NOTIFY})
