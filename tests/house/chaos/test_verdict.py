"""An answer ends a command and so does a refusal; what tells of a service and not of the command does not."""

from typing import Any

import pytest

from house.chaos.verdict import Verdict, of_graph, of_rest

HELD = {"__typename": "Recorded", "householdId": "h"}


def problem(code: str) -> dict[str, str]:
    return {"type": f"urn:problem-type:ontzorg:{code}", "detail": "why"}


@pytest.mark.parametrize(
    ("status", "document", "verdict"),
    [
        (201, {"id": "x"}, Verdict.ANSWERED),
        (200, [1, 2], Verdict.ANSWERED),
        (409, problem("key-in-flight"), Verdict.AGAIN),
        (409, problem("household-is-known"), Verdict.REFUSED),
        (400, problem("invalid-input"), Verdict.REFUSED),
        (429, problem("too-many"), Verdict.AGAIN),
        (500, None, Verdict.AGAIN),
        (503, problem("unavailable"), Verdict.AGAIN),
    ],
)
def test_a_service_answers_refuses_or_is_asked_again(status: int, document: Any, verdict: Verdict) -> None:
    assert of_rest(status, document).verdict == verdict


@pytest.mark.parametrize(
    ("status", "document", "verdict"),
    [
        (200, {"data": {"told": HELD}}, Verdict.ANSWERED),
        (200, {"data": {"told": {"code": "same-person", "detail": "why"}}}, Verdict.REFUSED),
        (200, {"data": {"told": {"code": "household-is-changing", "detail": "why"}}}, Verdict.AGAIN),
        (200, {"data": {"told": None}, "errors": [{"message": "away"}]}, Verdict.AGAIN),
        (200, None, Verdict.AGAIN),
        (429, problem("too-many"), Verdict.AGAIN),
        (503, problem("took-too-long"), Verdict.AGAIN),
        (400, problem("invalid-input"), Verdict.REFUSED),
    ],
)
def test_so_does_the_gateway(status: int, document: Any, verdict: Verdict) -> None:
    assert of_graph(status, document).verdict == verdict


def test_an_answer_is_kept_and_a_refusal_says_why() -> None:
    assert of_graph(200, {"data": {"told": HELD}}).answer == HELD
    assert of_rest(409, problem("household-is-known")).said == "409 household-is-known why"
