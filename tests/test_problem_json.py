"""A refusal names every fault; of more than anybody reads it names many, and says how many there are in all."""

import json
from typing import Any

import pytest

from services.errors import Fault, InvalidInput
from services.problem_json import MOST_TOLD, problem_response


def told(count: int) -> dict[str, Any]:
    refusal = InvalidInput(Fault(f"rows[{number}]", "is wrong", "mend it") for number in range(count))
    body: dict[str, Any] = json.loads(bytes(problem_response(refusal).body))
    return body


@pytest.mark.parametrize("count", [2, MOST_TOLD])
def test_as_many_faults_as_one_answer_holds_are_named_each(count: int) -> None:
    answer = told(count)
    assert answer["detail"] == f"{count} things are wrong; errors names each."
    assert [one["where"] for one in answer["errors"]] == [f"rows[{number}]" for number in range(count)]


def test_of_more_the_last_one_says_how_many_there_are_in_all() -> None:
    answer = told(MOST_TOLD + 3)
    assert answer["detail"] == "10003 things are wrong; errors names the first 10000."
    assert [one["where"] for one in answer["errors"][-2:]] == [f"rows[{MOST_TOLD - 1}]", ""]
    assert answer["errors"][-1] == {
        "where": "",
        "what": "10003 things are wrong in all, of which the first 10000 are named",
        "cure": "mend these, and send it again for the others",
    }
