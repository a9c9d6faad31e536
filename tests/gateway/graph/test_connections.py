"""Lists as Relay has them, over pages of a service that gives a cursor at the end of each alone."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.graph.connections import Place, asked_page, connection, place, wanted, whole
from services.errors import InvalidInput
from tests.gateway.graphs import ONE, Graph


def told(edges: list[dict[str, str]]) -> list[str]:
    return [edge["node"] for edge in edges]


def test_the_last_of_a_page_has_the_services_own_cursor_and_those_before_it_a_place_on_the_page() -> None:
    found = connection({"items": ["a", "b", "c"], "nextCursor": "after-c"}, Place())
    assert [place(edge["cursor"]) for edge in found["edges"]] == [Place(None, 1), Place(None, 2), Place("after-c", 0)]
    assert found["nodes"] == ["a", "b", "c"]
    assert (found["pageInfo"].has_next_page, found["pageInfo"].end_cursor) == (True, found["edges"][2]["cursor"])


def test_a_list_that_is_over_says_so_and_goes_on_with_nothing() -> None:
    found = connection({"items": ["a", "b"], "nextCursor": None}, Place("x"))
    assert found["pageInfo"].has_next_page is False
    last = place(found["pageInfo"].end_cursor)
    assert last == Place("x", 2)
    assert connection({"items": ["a", "b"], "nextCursor": None}, last)["edges"] == []


def test_a_list_without_anything() -> None:
    found = connection({"items": [], "nextCursor": None}, Place())
    info = found["pageInfo"]
    assert (found["edges"], info.start_cursor, info.end_cursor, info.has_next_page) == ([], None, None, False)


@given(size=st.integers(0, 30), page=st.integers(1, 7), first=st.integers(1, 7), stops=st.data())
def test_whichever_edge_one_goes_on_from_everything_is_told_once_and_in_order(
    size: int, page: int, first: int, stops: st.DataObject
) -> None:
    everything = [f"{number:02}" for number in range(size)]

    def service(cursor: str | None, limit: int) -> dict[str, object]:
        left = [one for one in everything if cursor is None or one > cursor]
        shown = left[: min(limit, 200)]
        return {"items": shown, "nextCursor": shown[-1] if len(left) > len(shown) else None}

    seen, after = [], None
    for _ in range(size + 1):
        at = place(after)
        edges = connection(service(**asked_page(at, first)), at)["edges"][:first]
        if not edges:
            break
        stop = stops.draw(st.integers(1, len(edges)))
        seen += told(edges[:stop])
        after = edges[stop - 1]["cursor"]
    assert seen == everything


@pytest.mark.parametrize("first", [0, -1, 201])
def test_a_length_that_no_page_has(first: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        wanted(first)
    assert [(one.where, one.cure) for one in refused.value.faults] == [
        ("first", "ask for 1 to 200, and go on with `after`")
    ]


@pytest.mark.parametrize(
    "after",
    ["", "x", "é", base64.b64encode(b"[1, 2]").decode(), base64.b64encode(b'["a", -1]').decode(), "W10=" * 900],
)
def test_a_cursor_that_nobody_gave(after: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        place(after)
    assert [one.where for one in refused.value.faults] == ["after"]


async def test_a_page_is_asked_of_the_service_as_long_as_it_is_wanted() -> None:
    graph = Graph()
    graph.services.says("GET /v1/households?limit=2", {"items": [{"id": ONE}], "nextCursor": "c1"})
    page = await graph.ask("{ households(first: 2) { nodes { id } pageInfo { hasNextPage endCursor } } }")
    after = page["households"]["pageInfo"]["endCursor"]
    graph.services.says("GET /v1/households?cursor=c1&limit=50", {"items": [], "nextCursor": None})
    rest = await graph.ask("query($after: String) { households(after: $after) { edges { cursor } } }", after=after)
    assert rest["households"]["edges"] == []


def test_what_is_told_at_once_says_whether_there_is_more() -> None:
    assert whole(["a"], has_more=True)["pageInfo"].has_next_page is True
    assert whole([], has_more=False)["pageInfo"].has_next_page is False
