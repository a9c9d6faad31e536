"""What is too much to ask is refused before anything is asked of a service."""

import asyncio

import pytest

from gateway.limits import LARGEST, LARGEST_BODY, MOST_TOKENS
from tests.gateway.conftest import Schedule
from tests.visitors import Visitor

ID = "019ca6b1-0000-7000-8000-00000000000a"
ONE = f'household(id: "{ID}") {{ __typename }}'


async def refusal(visitor: Visitor, query: str) -> str:
    told = (await visitor.send(query)).json()
    assert told["data"] is None
    return str(told["errors"][0]["message"])


async def test_more_aliases_than_allowed(roos: Visitor, schedule: Schedule) -> None:
    many = " ".join(f"a{number}: {ONE}" for number in range(LARGEST.aliases + 1))
    assert await refusal(roos, f"{{ {many} }}") == "21 aliases, at most 20 are answered"
    assert schedule.asked == []


async def test_aliases_hidden_in_a_fragment_are_counted_wherever_it_is_spread(
    roos: Visitor, schedule: Schedule
) -> None:
    query = f"""
        {{ household(id: "{ID}") {{ ...F ... on Household {{ missing {{ fact }} ...F }} }} }}
        fragment F on Household {{ {" ".join(f"a{number}: id" for number in range(11))} }}
    """
    assert await refusal(roos, query) == "22 aliases, at most 20 are answered"
    assert schedule.asked == []


async def test_more_levels_than_allowed(roos: Visitor, schedule: Schedule) -> None:
    deep = "{ __typename }"
    for _ in range(LARGEST.levels):
        deep = f"{{ household {deep} }}"
    assert await refusal(roos, deep) == "13 levels, at most 12 are answered"
    assert schedule.asked == []


async def test_more_tokens_than_allowed(roos: Visitor, schedule: Schedule) -> None:
    told = await refusal(roos, "{ " + "__typename " * MOST_TOKENS + "}")
    assert told == "Syntax Error: Document contains more than 2000 tokens. Parsing aborted."
    assert schedule.asked == []


async def test_more_fields_than_allowed(roos: Visitor, schedule: Schedule) -> None:
    assert await refusal(roos, "{ " + "__typename " * 501 + "}") == "501 fields, at most 500 are answered"


async def test_fragments_that_double_one_another_are_counted_in_full_and_at_once(
    roos: Visitor, schedule: Schedule
) -> None:
    doubling = " ".join(f"fragment F{at} on Household {{ ...F{at + 1} ...F{at + 1} }}" for at in range(30))
    query = f"""
        {{ household(id: "{ID}") {{ ... on Household {{ ...F0 }} }} }}
        {doubling} fragment F30 on Household {{ id }}
    """
    async with asyncio.timeout(5):
        told = await refusal(roos, query)
    assert told.startswith("1073741825 fields, at most 500 are answered; 1073741825 values")
    assert schedule.asked == []


async def test_a_fragment_that_comes_back_to_itself(roos: Visitor, schedule: Schedule) -> None:
    fragments = "fragment A on Household { ...B } fragment B on Household { ...A }"
    told = await refusal(roos, f'{{ household(id: "{ID}") {{ ...A }} }} {fragments}')
    assert told == "Cannot spread fragment 'A' within itself via 'B'."
    assert schedule.asked == []


async def test_a_document_too_deep_to_be_read(roos: Visitor) -> None:
    told = await refusal(roos, "{a" * 300 + "}" * 300)
    assert told == "Syntax Error: Document is nested too deeply. Parsing aborted."


async def test_a_body_that_is_too_large(roos: Visitor, schedule: Schedule) -> None:
    answer = await roos.http.post("/graphql", json={"query": "#" + "x" * LARGEST_BODY})
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:problem-type:ontzorg:too-large")


async def test_a_question_in_a_url_is_none(roos: Visitor) -> None:
    answer = await roos.http.get("/graphql", params={"query": "{ __typename }"})
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")


async def test_several_questions_at_once_are_not_taken(roos: Visitor) -> None:
    answer = await roos.http.post("/graphql", json=[{"query": "{ __typename }"}, {"query": "{ __typename }"}])
    assert answer.status_code == 400


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_browser_may_send_from_another_site_is_not_read(roos: Visitor, media_type: str) -> None:
    content = b'{"query": "{ __typename }"}'
    answer = await roos.http.post("/graphql", content=content, headers={"content-type": media_type})
    assert answer.status_code == 400
