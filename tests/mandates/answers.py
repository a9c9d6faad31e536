"""Reading what the registry answers: refusals by their names, faults by their places."""

from typing import Any

from httpx import Response

Raw = dict[str, Any]


def problem(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("urn:problem-type:ontzorg:")


def faults(answer: Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(one["where"], one["what"]) for one in answer.json()["errors"]]


def made(answer: Response) -> Raw:
    assert answer.status_code == 201, answer.text
    told: Raw = answer.json()
    return told
