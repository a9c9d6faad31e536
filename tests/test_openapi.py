import copy
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import create_model
from schemathesis import openapi as asking

from house.worlds.app import worlds_document
from services import openapi
from services.clock import MovableClock
from services.errors import Conflict, Refused
from services.mandates.app import mandates_document
from services.openapi import major, problems
from services.problem_json import ProblemDetails
from services.schedule.app import schedule_document
from tests.openapi_rules import RULES, breaches
from tests.web_app import START, HouseholdIsClosed, an_app, an_issuer

Document = dict[str, Any]


class PlanIsFrozen(Conflict):
    """This plan was executed."""


@pytest.fixture(scope="module")
def document() -> Document:
    clock = MovableClock(START)
    return an_app(an_issuer(clock), clock).openapi()


def test_the_document_keeps_every_rule(document: Document) -> None:
    assert breaches(document) == []


IN_THE_PLANNERS_WORDS = ["PlanDocument.leftToLiveOn: a date without format date"]
"""No date, but a list of what is left to live on."""


@pytest.mark.parametrize(
    ("of", "but"), [(schedule_document, IN_THE_PLANNERS_WORDS), (mandates_document, []), (worlds_document, [])]
)
def test_the_document_of_a_service_keeps_every_rule(of: Callable[[], Document], but: list[str]) -> None:
    document = of()
    assert breaches(document) == but
    asking.from_dict(document).validate()


def test_the_version_stands_in_the_servers_url_and_not_in_the_paths(document: Document) -> None:
    assert document["servers"] == [{"url": "/v1"}]
    assert set(document["paths"]) == {
        "/households",
        "/households/{household_id}",
        "/households/{household_id}/_close",
        "/households/{household_id}/broken",
    }


def test_an_operation_tells_all_that_may_come_back(document: Document) -> None:
    register = document["paths"]["/households"]["post"]
    assert set(register["responses"]) == {"201", "400", "401", "403", "413", "500"}
    assert register["responses"]["403"]["description"] == "This caller may not do this."
    closing = document["paths"]["/households/{household_id}/_close"]["post"]
    assert set(closing["responses"]) == {"204", "400", "401", "403", "404", "409", "500"}
    assert closing["responses"]["409"]["description"] == "This household was closed."


def test_an_operation_tells_which_scope_it_needs(document: Document) -> None:
    assert document["paths"]["/households"]["post"]["security"] == [{"accessToken": ["households:write"]}]
    assert document["paths"]["/households"]["get"]["security"] == [{"accessToken": []}]
    assert document["components"]["securitySchemes"]["accessToken"] == {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
    }


def test_an_operation_is_called_by_the_name_of_its_endpoint(document: Document) -> None:
    assert document["paths"]["/households"]["post"]["operationId"] == "registerHousehold"


def test_a_page_is_named_for_what_is_on_it(document: Document) -> None:
    answer = document["paths"]["/households"]["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/HouseholdPage"}
    assert document["components"]["schemas"]["HouseholdPage"]["properties"]["items"]["items"] == {
        "$ref": "#/components/schemas/Household"
    }


def test_two_models_that_call_themselves_the_same_are_no_document() -> None:
    """One of them would be told as the other, and every answer with it would break its own document."""
    app = FastAPI()
    for path, model in (("/v1/payees", ProblemDetails), ("/v1/problems", create_model("ProblemDetails", name=str))):
        app.get(path, response_model=model)(lambda: None)
    with pytest.raises(ValueError, match="two schemas of one document are called ProblemDetails"):
        openapi.document(app, "/v1")


def test_problems_of_one_status_are_told_together() -> None:
    assert problems(HouseholdIsClosed, PlanIsFrozen, Refused) == {
        409: {
            "description": "This household was closed. This plan was executed.",
            "x-problems": [
                {"code": "household-is-closed", "title": "This household was closed."},
                {"code": "plan-is-frozen", "title": "This plan was executed."},
            ],
        },
        422: {
            "description": "A rule does not allow this.",
            "x-problems": [{"code": "refused", "title": "A rule does not allow this."}],
        },
    }


@pytest.mark.parametrize(("version", "path"), [("1.0.0", "/v1"), ("0.3.12", "/v0"), ("12.0.0-rc.1", "/v12")])
def test_the_base_path_is_the_major_version(version: str, path: str) -> None:
    assert major(version) == path


@pytest.mark.parametrize("version", ["1", "1.0", "v1.0.0", "01.0.0", ""])
def test_what_is_no_semantic_version_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="no semantic version"):
        major(version)


LISTING = ("paths", "/households", "get")
FIELDS = ("components", "schemas", "Household", "properties")


@pytest.mark.parametrize(
    ("place", "value", "breach"),
    [
        (("openapi",), "2.0", "openapi: the document is not in OpenAPI 3"),
        (("info", "version"), "1.2", "info.version: not major.minor.patch"),
        (("info", "contact"), {"name": "Ontzorg"}, "info.contact: lacks email, url"),
        (("servers",), [], "servers: there is none"),
        (("servers",), [{"url": "/v2"}], "/v2: does not end in /v1"),
        (("servers",), [{"url": "/{region}/v1"}], "/{region}/v1: its variables are not those of its URL"),
        (("tags",), [{"name": "tasks"}, {"name": "tasks"}], "tags: tasks stands there twice"),
        (("paths", "/households/"), {}, "/households/: ends with a slash"),
        (("paths", "/fixedCosts"), {}, "/fixedCosts: fixedCosts is not kebab-case"),
        (("paths", "/v1/tasks"), {}, "/v1/tasks: the version belongs in the server's URL"),
        (("paths", "/tasks"), {"trace": {}}, "/tasks: trace is no method to use"),
        (("paths", "/task/{task_id}"), {}, "/task/{task_id}: task is not a plural"),
        (
            (*LISTING, "operationId"),
            "list_households",
            "get /households: operationId 'list_households' is not camelCase",
        ),
        ((*LISTING, "operationId"), "registerHousehold", "post /households: operationId 'registerHousehold' is not"),
        ((*LISTING, "parameters", 0, "name"), "next_cursor", "get /households: query key next_cursor is not camelCase"),
        ((*LISTING, "parameters", 0, "in"), "path", "get /households: its path parameters are not those of its path"),
        ((*LISTING, "responses", "200", "headers"), {}, "get /households 200: without the header API-Version"),
        ((*LISTING, "responses", "401", "headers"), {}, "get /households 401: without the header API-Version"),
        (
            (*LISTING, "responses", "401", "content"),
            {"application/json": {}},
            "get /households 401: not application/problem+json alone",
        ),
        (
            ("components", "schemas", "ProblemDetails", "required"),
            ["type", "status"],
            "get /households 400: its problem need not have detail, title",
        ),
        (("components", "schemas", "Page_Task_"), {}, "Page_Task_: not UpperCamelCase"),
        (("components", "schemas", "ValidationError"), {}, "ValidationError: the framework's own error"),
        ((*FIELDS, "case_number"), {}, "Household.case_number: not camelCase"),
        ((*FIELDS, "dueDate"), {"type": "string"}, "Household.dueDate: a date without format date"),
        (
            (*FIELDS, "leavesReceptionCentreOn"),
            {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
            "Household.leavesReceptionCentreOn: a date without format date",
        ),
        ((*FIELDS, "opensAt"), {"format": "time"}, "Household.opensAt: a time without an offset"),
        ((*FIELDS, "dueDate"), {"anyOf": [{"format": "date"}]}, "Household.dueDate: no format beside its name"),
        ((*FIELDS, "dueDate"), {"format": "date-time"}, "Household.dueDate: a moment, by its name a date"),
        ((*FIELDS, "name"), {"type": "string", "examples": [5]}, "Household.properties.name: 5 is no example of it"),
        ((*FIELDS, "plan"), {"$ref": "#/components/schemas/Plan"}, "#/components/schemas/Plan: leads nowhere"),
    ],
)
def test_every_rule_finds_its_breach(place: tuple[str | int, ...], value: Any, breach: str, document: Document) -> None:
    broken: Any = copy.deepcopy(document)
    holder = broken
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    assert breach in "\n".join(breaches(broken))


@pytest.mark.parametrize(("status", "breach"), [("400", "does not say 400"), ("500", "does not say what comes")])
def test_a_missing_refusal_is_found(status: str, breach: str, document: Document) -> None:
    broken = copy.deepcopy(document)
    del broken["paths"]["/households"]["post"]["responses"][status]
    assert any(breach in found for found in breaches(broken))


def test_every_rule_says_which_rules_of_the_standard_it_is() -> None:
    assert all(rule.__doc__ for rule in RULES)
