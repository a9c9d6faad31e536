"""Asking another service: what goes along, and how its refusals come back."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import structlog

from services.asking import AnswerNotUnderstood, Asking, DoesNotAnswer, problem_of
from services.errors import (
    Conflict,
    Fault,
    Forbidden,
    InvalidInput,
    NotFound,
    Problem,
    Refused,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from services.problem_json import problem_response
from services.wire import Wire

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class Season(Wire):
    name: str
    warm_days: int


class BoatIsFull(Conflict):
    """There is no more room in this boat."""


def asking(answer: Callable[[httpx.Request], httpx.Response]) -> Asking:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://seasons.test")
    return Asking(http, "a-token")


def saying(status: int, body: Any) -> Asking:
    return asking(lambda _request: httpx.Response(status, json=body))


async def test_token_and_trace_go_along() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"name": "spring", "warmDays": 20})

    with structlog.contextvars.bound_contextvars(trace_id=TRACE):
        assert await asking(answer).get("/v1/seasons/1", Season) == Season(name="spring", warm_days=20)
    assert str(seen[0].url) == "http://seasons.test/v1/seasons/1"
    assert seen[0].headers["authorization"] == "Bearer a-token"
    assert seen[0].headers["traceparent"].split("-")[1] == TRACE


async def test_a_command_carries_its_key_and_body_as_they_were_given() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"name": "spring", "warmDays": 20})

    await asking(answer).command("/v1/seasons", "key 1", Season, b"a;b\n1;2\n", "text/csv")
    assert (seen[0].method, seen[0].content) == ("POST", b"a;b\n1;2\n")
    assert (seen[0].headers["idempotency-key"], seen[0].headers["content-type"]) == ("key 1", "text/csv")


@pytest.mark.parametrize("key", ["", "k" * 256, "two\nlines", "sleutel–1"])
async def test_a_key_that_no_header_can_hold_is_not_sent(key: str) -> None:
    def nobody(_request: httpx.Request) -> httpx.Response:
        raise AssertionError("it was sent")

    with pytest.raises(InvalidInput) as refused:
        await asking(nobody).command("/v1/seasons", key, Season, b"{}")
    assert [fault.where for fault in refused.value.faults] == ["idempotencyKey"]


@pytest.mark.parametrize(
    "problem",
    [
        BoatIsFull("This boat takes six."),
        Conflict(),
        Forbidden("Not you."),
        InvalidInput([Fault("a", "is wrong", "mend it"), Fault("b[1].c", "is wrong too")]),
        NotFound(),
        Problem(),
        Refused("No."),
        TooLarge(),
        Unauthenticated(),
        Unavailable(),
    ],
    ids=lambda problem: problem.code,
)
async def test_a_refusal_is_the_same_problem_on_this_side(problem: Problem) -> None:
    told = problem_response(problem)
    back = problem_of(told.status_code, bytes(told.body))
    kind = next(kind for kind in type(problem).__mro__ if kind.__module__ == "services.errors")
    assert isinstance(back, kind)
    assert (back.code, back.title) == (problem.code, problem.title)
    if isinstance(problem, InvalidInput):
        assert isinstance(back, InvalidInput)
        assert back.faults == problem.faults
    else:
        assert back.detail == problem.detail


async def test_a_refusal_is_raised() -> None:
    told = problem_response(BoatIsFull())
    with pytest.raises(Conflict, match="no more room") as refused:
        await saying(told.status_code, json.loads(bytes(told.body))).get("/v1/boats/1", Season)
    assert refused.value.code == "boat-is-full"


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_proxy_that_finds_nobody_is_a_service_that_is_away(status: int) -> None:
    page = httpx.Response(status, html="<h1>Bad gateway, contact root@inside</h1>")
    with pytest.raises(Unavailable) as refused:
        await asking(lambda _request: page).get("/v1/seasons/1", Season)
    assert "root@inside" not in refused.value.detail


@pytest.mark.parametrize("status", [302, 400, 418, 500, 599])
async def test_what_is_no_answer_of_ours_is_not_passed_on(status: int) -> None:
    page = httpx.Response(status, html="<h1>Something of somebody's</h1>")
    with pytest.raises(AnswerNotUnderstood):
        await asking(lambda _request: page).get("/v1/seasons/1", Season)


async def test_nobody_there() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("too long", request=request)

    with pytest.raises(DoesNotAnswer):
        await asking(away).get("/v1/seasons/1", Season)


@pytest.mark.parametrize("body", [{"name": "spring"}, [], {"name": "spring", "warmDays": "many"}])
async def test_an_answer_that_lacks_what_was_asked(body: Any) -> None:
    with pytest.raises(AnswerNotUnderstood):
        await saying(200, body).get("/v1/seasons/1", Season)


async def test_what_a_newer_service_says_besides_is_left() -> None:
    body = {"name": "spring", "warmDays": 20, "tulips": 4}
    assert await saying(200, body).get("/v1/seasons/1", Season) == Season(name="spring", warm_days=20)
