"""What belongs to a household, of a page of households at once."""

from typing import Any
from uuid import UUID

from tests.gateway.graphs import ONE, OTHER, Graph

LETTERS = "POST /v1/letters/_search"
IDS = [str(UUID(int=number)) for number in range(130)]


def letters(body: Any) -> Any:
    """Two letters of each household, and no more of it."""
    return {
        "items": [
            {
                "householdId": one,
                "items": [{"id": one, "householdId": one, "text": text} for text in ("a", "b")],
                "more": one == ONE,
            }
            for one in body["householdIds"]
        ]
    }


def households(*ids: str) -> dict[str, Any]:
    return {"items": [{"id": one, "reference": one[-1]} for one in ids], "nextCursor": None}


async def test_a_relation_of_a_page_is_one_call_and_each_gets_its_own() -> None:
    graph = Graph()
    graph.services.says("GET /v1/households?limit=50", households(ONE, OTHER))
    graph.services.answers[LETTERS] = letters
    told = await graph.ask("{ households { nodes { letters(first: 1) { nodes { id text } } } } }")
    assert graph.services.asked == ["GET /v1/households?limit=50", LETTERS]
    assert graph.services.bodies[1] == {"householdIds": [ONE, OTHER]}
    nodes = [one["letters"]["nodes"] for one in told["households"]["nodes"]]
    assert nodes == [[{"id": ONE, "text": "a"}], [{"id": OTHER, "text": "a"}]]


async def test_a_list_says_whether_it_goes_on() -> None:
    graph = Graph()
    graph.services.says("GET /v1/households?limit=50", households(ONE, OTHER))
    graph.services.answers[LETTERS] = letters
    told = await graph.ask("{ households { nodes { letters { pageInfo { hasNextPage } } } } }")
    more = [one["letters"]["pageInfo"]["hasNextPage"] for one in told["households"]["nodes"]]
    assert more == [True, False]


async def test_more_than_a_service_tells_at_once_are_asked_in_turn() -> None:
    graph = Graph()
    graph.services.says("GET /v1/households?limit=200", households(*IDS))
    graph.services.answers[LETTERS] = letters
    await graph.ask("{ households(first: 200) { nodes { letters { nodes { id } } } } }")
    assert [len(body["householdIds"]) for body in graph.services.bodies[1:]] == [100, 30]


async def test_a_filter_goes_along_and_another_filter_is_another_call() -> None:
    graph = Graph()
    graph.services.says("GET /v1/households?limit=50", households(ONE))
    graph.services.answers[LETTERS] = letters
    await graph.ask("{ households { nodes { a: letters(state: LOST) { nodes { id } } b: letters { nodes { id } } } } }")
    assert graph.services.bodies[1:] == [{"householdIds": [ONE], "state": "lost"}, {"householdIds": [ONE]}]


async def test_a_household_that_the_service_leaves_out_has_none() -> None:
    graph = Graph()
    graph.services.says("GET /v1/households?limit=50", households(ONE))
    graph.services.says(LETTERS, {"items": []})
    told = await graph.ask("{ households { nodes { letters { nodes { id } } } } }")
    assert told["households"]["nodes"] == [{"letters": None}]


async def test_one_thing_of_each_is_told_or_why_not() -> None:
    graph = Graph()
    graph.services.says("GET /v1/households?limit=50", households(ONE, OTHER))
    found = [
        {"householdId": ONE, "found": {"city": "Delft"}, "fault": None},
        {"householdId": OTHER, "found": None, "fault": "Nobody knows where."},
    ]
    graph.services.says("POST /v1/homes/_search", {"items": found})
    result = await graph.send("{ households { nodes { home { city } } } }")
    assert result.data["households"]["nodes"] == [{"home": {"city": "Delft"}}, {"home": None}]
    assert [(error.path, error.message) for error in result.errors] == [
        (["households", "nodes", 1, "home"], "Nobody knows where.")
    ]


async def test_whatever_says_whose_it_is_leads_to_its_household() -> None:
    graph = Graph()
    graph.services.says("GET /v1/households?limit=50", households(ONE, OTHER))
    graph.services.says("POST /v1/households/_search", households(ONE, OTHER))
    graph.services.answers[LETTERS] = letters
    told = await graph.ask("{ households { nodes { letters { nodes { household { reference } } } } } }")
    assert told["households"]["nodes"][1]["letters"]["nodes"] == [{"household": {"reference": "b"}}] * 2
    assert graph.services.asked[2:] == ["POST /v1/households/_search"]


async def test_a_service_that_is_away_takes_its_relation_with_it_and_nothing_else() -> None:
    graph = Graph()
    graph.services.says("GET /v1/households?limit=50", households(ONE))
    result = await graph.send("{ households { nodes { reference letters { nodes { id } } } } }")
    assert result.data["households"]["nodes"] == [{"reference": "a", "letters": None}]
    assert [error.original_error.code for error in result.errors] == ["does-not-answer"]
