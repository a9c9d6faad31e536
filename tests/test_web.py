import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.types import Message

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from services.telemetry import tracing
from services.web import SECURITY_HEADERS
from tests.logs import Log, logging_to
from tests.web_app import ORGANISATION, START, an_app, an_issuer

HOUSEHOLD = "/v1/households/019ca6b1-0000-7000-8000-000000000002"
GOOD = {
    "caseNumber": "2026-0001",
    "leavesReceptionCentreOn": "2026-03-01",
    "account": "NL91 ABNA 0417 1643 00",
    "fixedCosts": [{"kind": "rent", "dueDay": 1, "amount": {"amount": 65000}}],
}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return an_issuer(clock)


@pytest.fixture
def app(issuer: DevelopmentIssuer, clock: MovableClock) -> FastAPI:
    return an_app(issuer, clock)


def calling(app: FastAPI, token: str | None = None) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://households", headers=headers)


@pytest.fixture
async def client(app: FastAPI, issuer: DevelopmentIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(app, issuer.issue(ORGANISATION, [Role.CASE_MANAGER])) as client:
        yield client


@pytest.fixture(autouse=True)
def log(clock: MovableClock) -> Iterator[Log]:
    with logging_to("households", clock) as lines:
        yield lines


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == answer.status_code
    return told


async def test_a_good_request_is_answered_in_camel_case_at_the_houses_time(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/households", json=GOOD, headers={"Idempotency-Key": "1"})
    household = answer.json()
    assert answer.status_code == 201
    assert household == {
        "id": str(SeededIds("app").new_id(START)),
        "caseNumber": "2026-0001",
        "registeredAt": "2026-03-01T12:00:00Z",
        "account": "NL91ABNA0417164300",
    }


async def test_every_fault_of_a_request_is_told_at_once_and_with_400(client: httpx.AsyncClient) -> None:
    bad = {
        "leavesReceptionCentreOn": "2026-02-30",
        "account": "NL91ABNA0417164301",
        "name": "Voorbeeld",
        "fixedCosts": [{"kind": "rent", "dueDay": 1, "amount": {"amount": "650"}}],
    }
    told = problem(await client.post("/v1/households", json=bad))
    assert (told["status"], told["type"]) == (400, "urn:problem-type:ontzorg:invalid-input")
    assert told["detail"] == "6 things are wrong; errors names each."
    assert {(fault["where"], fault["cure"]) for fault in told["errors"]} == {
        ("Idempotency-Key", "give it"),
        ("caseNumber", "give it"),
        ("leavesReceptionCentreOn", "give a day that there is, such as 2026-03-01"),
        ("account", "compare it with the bank card or the statement"),
        ("name", "leave it out, or look up its name"),
        ("fixedCosts[0].amount.amount", "give a whole number, without quotation marks"),
    }


async def test_a_refusal_of_input_does_not_repeat_the_input(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/households", json=GOOD | {"account": "NL91ABNA0417164301", "bsn": "000000000"})
    assert answer.status_code == 400
    assert "0417" not in answer.text
    assert "000000000" not in answer.text


@pytest.mark.parametrize(
    ("query", "where"), [("limit=0", "limit"), ("limit=201", "limit"), ("cursor=x", "cursor"), ("order=1", "order")]
)
async def test_a_wrong_query_is_invalid_input(query: str, where: str, client: httpx.AsyncClient) -> None:
    told = problem(await client.get(f"/v1/households?{query}"))
    assert (told["status"], [fault["where"] for fault in told["errors"]]) == (400, [where])
    assert told["detail"].startswith(f"{where}: ")


@pytest.mark.parametrize(
    ("query", "cure"),
    [("limit=0", "give as much or more"), ("limit=201", "give as much or less"), ("limit=x", "give a whole number")],
)
async def test_a_wrong_number_is_told_with_its_cure(query: str, cure: str, client: httpx.AsyncClient) -> None:
    told = problem(await client.get(f"/v1/households?{query}"))
    assert [fault["cure"] for fault in told["errors"]] == [cure]


async def test_what_is_no_json_is_invalid_input(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "1", "Content-Type": "application/json"}
    assert problem(await client.post("/v1/households", content=b"{", headers=headers))["status"] == 400
    assert problem(await client.post("/v1/households", content=b"\xff", headers=headers))["status"] == 400


@pytest.mark.parametrize(
    "name",
    [rb"2026\u0000", rb"2026\ud800", b"2026\xed\xa0\x80"],
    ids=["an escaped NUL", "half of a character", "half of one in bytes"],
)
async def test_what_no_database_keeps_is_a_fault_of_its_sender(name: bytes, client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "1", "Content-Type": "application/json"}
    body = b'{"caseNumber": "' + name + b'", "fixedCosts": [{"kind": "' + name + b'"}]}'
    told = problem(await client.post("/v1/households", content=body, headers=headers))
    assert (told["status"], [fault["where"] for fault in told["errors"]]) == (400, ["caseNumber", "fixedCosts[0].kind"])
    assert {fault["cure"] for fault in told["errors"]} == {"leave it out"}


async def test_a_key_that_no_answer_can_repeat_is_told_by_where_it_stands(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "1", "Content-Type": "application/json"}
    body = rb'{"fixedCosts": [{"\ud800": 1}]}'
    told = problem(await client.post("/v1/households", content=body, headers=headers))
    assert [(fault["where"], fault["what"]) for fault in told["errors"]] == [
        ("fixedCosts[0]", "the character U+D800 is no text")
    ]


async def test_a_path_and_a_query_hold_no_nul_either(client: httpx.AsyncClient) -> None:
    path = problem(await client.get("/v1/households/%00"))
    query = problem(await client.get("/v1/households?cursor=a&cursor=%00"))
    assert [path["errors"][0]["where"], query["errors"][0]["where"]] == ["household_id", "cursor"]


async def test_an_escaped_letter_is_a_letter(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "1", "Content-Type": "application/json"}
    body = json.dumps(GOOD | {"caseNumber": "é😀"})
    answer = await client.post("/v1/households", content=body, headers=headers)
    assert (answer.status_code, answer.json()["caseNumber"]) == (201, "é😀")


async def test_a_refusal_says_its_own_words_with_the_status_of_its_kind(client: httpx.AsyncClient) -> None:
    assert problem(await client.post(f"{HOUSEHOLD}/_close")) == {
        "type": "urn:problem-type:ontzorg:household-is-closed",
        "title": "This household was closed.",
        "status": 409,
        "detail": "It was closed on 1 March.",
    }


async def test_who_does_not_say_who_they_are_gets_401(app: FastAPI) -> None:
    async with calling(app) as client:
        answer = await client.get("/v1/households")
    assert problem(answer)["type"] == "urn:problem-type:ontzorg:token-refused"
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_an_expired_token_gets_401(client: httpx.AsyncClient, clock: MovableClock) -> None:
    clock.move_to(START + timedelta(days=1))
    assert problem(await client.get("/v1/households"))["detail"] == "The token is refused (expired_token)."


async def test_who_may_not_gets_403_and_what_is_lacking(app: FastAPI, issuer: DevelopmentIssuer) -> None:
    async with calling(app, issuer.issue(ORGANISATION, [Role.AUDITOR])) as client:
        told = problem(await client.post("/v1/households", json=GOOD, headers={"Idempotency-Key": "1"}))
    assert (told["status"], told["type"]) == (403, "urn:problem-type:ontzorg:may-not")
    assert told["detail"].startswith("This needs households:write;")


@pytest.mark.parametrize(
    "path", ["/v1/nothing", "/v1/households/", "/households", "/v1/openapi.json/", HOUSEHOLD, "/docs", "/redoc"]
)
async def test_what_is_not_there_is_404_also_with_a_trailing_slash(path: str, client: httpx.AsyncClient) -> None:
    assert problem(await client.get(path))["type"] == "urn:problem-type:ontzorg:not-found"


async def test_a_method_that_is_not_there_is_405_and_says_which_are(client: httpx.AsyncClient) -> None:
    answer = await client.delete(HOUSEHOLD)
    assert (problem(answer)["status"], answer.headers["allow"]) == (405, "GET")


async def test_a_body_that_is_too_large_is_413_whether_or_not_it_says_so(client: httpx.AsyncClient) -> None:
    async def unannounced() -> AsyncIterator[bytes]:
        yield b"x" * 600_000
        yield b"x" * 600_000

    headers = {"Content-Type": "application/json", "Idempotency-Key": "1"}
    announced = await client.post("/v1/households", content=b"x" * 1_000_001, headers=headers)
    streamed = await client.post("/v1/households", content=unannounced(), headers=headers)
    assert problem(announced) == problem(streamed)
    assert (announced.status_code, announced.json()["type"]) == (413, "urn:problem-type:ontzorg:too-large")


async def test_a_route_may_take_less_or_more_than_the_house_does(client: httpx.AsyncClient) -> None:
    assert problem(await client.post(f"{HOUSEHOLD}/_close", content=b"x" * 10))["status"] == 409
    assert problem(await client.post(f"{HOUSEHOLD}/_close", content=b"x" * 11))["status"] == 413


async def test_a_body_that_nobody_read_is_refused_in_the_same_words(app: FastAPI) -> None:
    async with calling(app) as stranger:
        answer = await stranger.post(f"{HOUSEHOLD}/_close", content=b"x" * 11)
    assert problem(answer)["status"] == 413


async def test_what_breaks_says_nothing_outside_and_everything_in_the_log(client: httpx.AsyncClient, log: Log) -> None:
    answer = await client.get(f"{HOUSEHOLD}/broken")
    assert problem(answer) == {
        "type": "urn:problem-type:ontzorg:problem",
        "title": "Something went wrong.",
        "status": 500,
        "detail": "Something went wrong.",
    }
    assert "RuntimeError: the password is hunter2, IBAN NL91**********4300" in log.getvalue()


async def test_who_leaves_before_his_request_is_read_breaks_nothing(
    app: FastAPI, issuer: DevelopmentIssuer, log: Log
) -> None:
    token = issuer.issue(ORGANISATION, [Role.CASE_MANAGER])
    request = {
        "type": "http",
        "method": "POST",
        "path": f"{HOUSEHOLD}/_close",
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {token}".encode())],
    }
    answer: list[Any] = []

    async def leave() -> Message:
        return {"type": "http.disconnect"}

    async def take(message: Message) -> None:
        answer.append(message)

    await app(request, leave, take)
    assert answer == []
    assert [(line["event"], line["level"], line["status"]) for line in log.lines] == [("request", "info", None)]


@pytest.mark.parametrize("path", ["/v1/households", "/v1/nothing", f"{HOUSEHOLD}/broken", "/health/live"])
async def test_every_answer_carries_the_version_and_the_security_headers(path: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(path)
    assert answer.headers["api-version"] == "1.2.3"
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


async def test_a_request_is_one_line_with_its_route_and_nobodys_id(client: httpx.AsyncClient, log: Log) -> None:
    answer = await client.get(HOUSEHOLD, headers={"traceparent": f"00-{'a1' * 16}-00f067aa0ba902b7-01"})
    line = log.lines[-1]
    assert line.pop("seconds") >= 0
    assert line == {
        "event": "request",
        "method": "GET",
        "route": "/households/{household_id}",
        "status": 404,
        "organisation_id": str(ORGANISATION),
        "trace_id": "a1" * 16,
        "level": "info",
        "logger": "services.web",
        "service": "households",
        "at": "2026-03-01T12:00:00Z",
    }
    assert answer.headers["trace-id"] == "a1" * 16


async def test_a_traced_request_continues_its_callers_trace(
    issuer: DevelopmentIssuer, clock: MovableClock, log: Log
) -> None:
    spans = InMemorySpanExporter()
    app = an_app(issuer, clock, tracer_provider=tracing("households", SimpleSpanProcessor(spans)))
    async with calling(app) as client:
        answer = await client.get(HOUSEHOLD, headers={"traceparent": f"00-{'a1' * 16}-00f067aa0ba902b7-01"})
    (span,) = spans.get_finished_spans()
    assert span.name == "GET /v1/households/{household_id}"
    assert span.resource.attributes["service.name"] == "households"
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" == answer.headers["trace-id"] == log.lines[-1]["trace_id"] == "a1" * 16
    assert log.lines[-1]["span_id"] == f"{span.context.span_id:016x}"


async def test_a_token_in_a_path_stands_in_no_span(issuer: DevelopmentIssuer, clock: MovableClock) -> None:
    spans = InMemorySpanExporter()
    app = an_app(issuer, clock, tracer_provider=tracing("households", SimpleSpanProcessor(spans)))
    token = "t0k3n" * 20
    async with calling(app) as client:
        await client.get(f"/v1/answers/{token}/more")
    (span,) = spans.get_finished_spans()
    assert span.attributes is not None
    assert span.attributes["url.path"] == "/v1/answers/…/more"
    assert token not in span.to_json()


async def test_a_path_that_does_not_exist_is_not_written_down(client: httpx.AsyncClient, log: Log) -> None:
    await client.get("/v1/NL91ABNA0417164300")
    assert log.lines[-1]["route"] == "unmatched"


async def test_a_service_that_runs_is_live_and_one_whose_checks_pass_is_ready(
    issuer: DevelopmentIssuer, clock: MovableClock
) -> None:
    async def well() -> None:
        pass

    async def ill() -> None:
        raise ConnectionError("no database")

    async with calling(an_app(issuer, clock, {"database": well})) as client:
        assert (await client.get("/health/live")).json() == {"status": "live"}
        assert (await client.get("/health/ready")).json() == {"status": "ready"}
    async with calling(an_app(issuer, clock, {"jobs": well, "database": ill})) as client:
        assert (await client.get("/health/live")).status_code == 200
        told = problem(await client.get("/health/ready"))
    assert (told["status"], told["detail"]) == (503, "Not working now: database.")


async def test_anybody_may_read_what_the_api_can_do_from_any_site(app: FastAPI) -> None:
    async with calling(app) as client:
        answer = await client.get("/v1/openapi.json")
    assert answer.json() == app.openapi()
    assert answer.headers["access-control-allow-origin"] == "*"
