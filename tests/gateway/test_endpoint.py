"""GraphQL over HTTP: who asks, what goes along to the services, and what is said when something goes wrong."""

import pytest

from services.clock import MovableClock
from tests.gateway.conftest import ORGANISATION, MakeVisitor, Schedule
from tests.logs import logging_to
from tests.visitors import Visitor

ID = "019ca6b1-0000-7000-8000-00000000000a"
PATH = f"GET /v1/households/{ID}"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
QUERY = f'{{ household(id: "{ID}") {{ __typename ... on Household {{ reference }} }} }}'
HOUSEHOLD = {
    "id": ID,
    "reference": "Z-2026-001",
    "municipality": "GM0518",
    "policy": "den-haag",
    "planVersion": None,
    "openTasks": 2,
    "registeredAt": "2026-01-05T08:00:00Z",
    "missing": [{"fact": "azc_departure", "what": "nobody said when they leave"}],
}


async def test_the_callers_own_token_and_trace_go_along(visit: MakeVisitor, schedule: Schedule) -> None:
    schedule.says(PATH, 200, HOUSEHOLD)
    roos = visit(traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
    answer = await roos.send(QUERY)
    (asked,) = schedule.asked
    assert asked.headers["authorization"] == roos.http.headers["authorization"]
    assert asked.headers["traceparent"].split("-")[1] == TRACE
    assert answer.headers["trace-id"] == TRACE


async def test_the_log_says_whose_request_it_was_and_not_what_was_asked(
    visit: MakeVisitor, schedule: Schedule, clock: MovableClock
) -> None:
    schedule.says(PATH, 200, HOUSEHOLD)
    with logging_to("gateway", clock) as log:
        await visit(traceparent=f"00-{TRACE}-00f067aa0ba902b7-01").ask(QUERY)
    (line,) = log.lines
    assert (line["route"], line["status"], line["trace_id"]) == ("/graphql", 200, TRACE)
    assert line["organisation_id"] == str(ORGANISATION)
    assert ID not in str(log.lines)


async def test_a_service_that_is_away(roos: Visitor, schedule: Schedule, clock: MovableClock) -> None:
    with logging_to("gateway", clock):
        told = (await roos.send(QUERY)).json()
    assert told["data"] == {"household": None}
    assert told["errors"] == [
        {
            "message": "A service that this depends on does not answer now; try again later.",
            "locations": [{"line": 1, "column": 3}],
            "path": ["household"],
            "extensions": {
                "code": "does-not-answer",
                "title": "A service that this depends on does not answer now; try again later.",
            },
        }
    ]


async def test_a_fault_of_ours_says_nothing_of_itself_but_in_the_log(
    roos: Visitor, schedule: Schedule, clock: MovableClock
) -> None:
    schedule.breaks_with = RuntimeError("the password is hunter2")
    with logging_to("gateway", clock) as log:
        told = (await roos.send(QUERY)).json()
    assert [error["message"] for error in told["errors"]] == ["Something went wrong."]
    assert "hunter2" not in str(told)
    broke = [line for line in log.lines if line["event"] == "field broke"]
    assert [line["path"] for line in broke] == [["household"]]
    assert "hunter2" in broke[0]["exception"]


async def test_a_right_that_is_lacking_is_an_error_with_its_code(roos: Visitor, schedule: Schedule) -> None:
    schedule.refuses(PATH, 403, "may-not", "This caller's roles and token do not allow this.")
    told = (await roos.send(QUERY)).json()
    assert told["errors"][0]["extensions"]["code"] == "may-not"


async def test_an_operation_that_the_document_does_not_have(roos: Visitor) -> None:
    body = {"query": "query A { __typename } query B { __typename }", "operationName": "C"}
    answer = await roos.http.post("/graphql", json=body)
    assert answer.status_code == 400
    assert [one["where"] for one in answer.json()["errors"]] == ["operationName"]


async def test_what_is_no_graphql(roos: Visitor) -> None:
    told = (await roos.send("{ household(")).json()
    assert told["data"] is None
    assert told["errors"][0]["message"].startswith("Syntax Error")


async def test_a_body_with_faults_names_each(roos: Visitor) -> None:
    answer = await roos.http.post("/graphql", json={"qery": "{ __typename }"})
    assert answer.status_code == 400
    assert [one["where"] for one in answer.json()["errors"]] == ["qery"]


READY = "GET /health/ready"


async def test_the_gateway_is_ready_when_every_service_is(
    roos: Visitor, schedule: Schedule, mandates: Schedule, notify: Schedule
) -> None:
    for service in (schedule, mandates, notify):
        service.says(READY, 200, {"status": "ready"})
    assert (await roos.get("/health/ready")).status_code == 200


@pytest.mark.parametrize("away", [["schedule"], ["mandates"], ["notify"], ["schedule", "mandates"]], ids=", ".join)
async def test_the_gateway_is_not_ready_without_any_of_them_and_names_which(
    roos: Visitor, schedule: Schedule, mandates: Schedule, notify: Schedule, clock: MovableClock, away: list[str]
) -> None:
    for name, service in (("schedule", schedule), ("mandates", mandates), ("notify", notify)):
        if name not in away:
            service.says(READY, 200, {"status": "ready"})
    with logging_to("gateway", clock):
        answer = await roos.get("/health/ready")
    assert (answer.status_code, answer.json()["detail"]) == (503, f"Not working now: {', '.join(away)}.")


async def test_a_service_that_is_there_and_cannot_work_is_named_too(
    roos: Visitor, schedule: Schedule, mandates: Schedule, notify: Schedule, clock: MovableClock
) -> None:
    for service in (schedule, notify):
        service.says(READY, 200, {"status": "ready"})
    mandates.refuses(READY, 503, "not-ready", "This service cannot work now.")
    with logging_to("gateway", clock):
        answer = await roos.get("/health/ready")
    assert (answer.status_code, answer.json()["detail"]) == (503, "Not working now: mandates.")
