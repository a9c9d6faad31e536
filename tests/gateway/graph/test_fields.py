"""A field for each operation: what it takes, what goes to the service, and what comes back."""

import pytest

from tests.gateway.graphs import ONE, OTHER, Graph

HOUSEHOLD = {
    "id": ONE,
    "reference": "Z-1",
    "state": "gone-away",
    "balance": {"amount": 2**31 + 50, "currency": "EUR"},
    "opened": "2026-03-01",
}
MOVE = f"""mutation Move($input: MoveInput!) {{
  moveHousehold(householdId: "{ONE}", input: $input, idempotencyKey: "key 1") {{
    __typename
    ... on Household {{ reference }}
    ... on Problem {{ code detail }}
    ... on InvalidInput {{ faults {{ where what cure }} }}
  }}
}}"""
INPUT = {"from": "2026-04-01", "costs": 12_50, "state": "GONE_AWAY", "why": {"counted": {"times": 3}}}


@pytest.fixture
def graph() -> Graph:
    return Graph()


async def test_an_answer_with_money_a_choice_and_a_day(graph: Graph) -> None:
    graph.services.says(f"GET /v1/households/{ONE}", HOUSEHOLD)
    told = await graph.ask(f'{{ household(id: "{ONE}") {{ ... on Household {{ reference state balance opened }} }} }}')
    assert told["household"] == {
        "reference": "Z-1",
        "state": "GONE_AWAY",
        "balance": 2**31 + 50,
        "opened": "2026-03-01",
    }


async def test_what_a_service_leaves_out_is_null(graph: Graph) -> None:
    graph.services.says(f"GET /v1/households/{ONE}", {key: HOUSEHOLD[key] for key in HOUSEHOLD if key != "balance"})
    told = await graph.ask(f'{{ household(id: "{ONE}") {{ ... on Household {{ balance }} }} }}')
    assert told["household"] == {"balance": None}


async def test_what_is_asked_twice_is_sent_once(graph: Graph) -> None:
    graph.services.says(f"GET /v1/households/{ONE}", HOUSEHOLD)
    one = f'household(id: "{ONE}") {{ ... on Household {{ id }} }}'
    await graph.ask(f"{{ a: {one} b: {one} }}")
    assert graph.services.asked == [f"GET /v1/households/{ONE}"]


async def test_a_command_goes_on_with_its_key_and_its_input_as_the_service_writes_it(graph: Graph) -> None:
    graph.services.says(f"POST /v1/households/{ONE}/_move", HOUSEHOLD)
    assert (await graph.ask(MOVE, input=INPUT))["moveHousehold"] == {"__typename": "Household", "reference": "Z-1"}
    assert graph.services.keys == ["key 1"]
    assert graph.services.bodies == [
        {
            "from": "2026-04-01",
            "costs": {"amount": 12_50, "currency": "EUR"},
            "state": "gone-away",
            "why": {"kind": "n", "times": 3},
        }
    ]


async def test_what_is_not_given_is_not_sent_and_null_is(graph: Graph) -> None:
    graph.services.says(f"POST /v1/households/{ONE}/_move", HOUSEHOLD)
    await graph.ask(MOVE, input={"from": None, "state": "HERE", "why": {"arrived": {"on": "2026-04-01"}}})
    assert graph.services.bodies == [
        {"from": None, "state": "here", "why": {"kind": "arrived", "on": "2026-04-01"}},
    ]


async def test_null_where_a_service_takes_a_choice_or_money_is_the_services_to_refuse(graph: Graph) -> None:
    faults = [{"where": "costs", "what": "is null", "cure": "leave it out"}]
    graph.services.refuses(f"POST /v1/households/{ONE}/_move", 400, "invalid-input", "Not valid.", errors=faults)
    told = (await graph.ask(MOVE, input={**INPUT, "costs": None}))["moveHousehold"]
    assert told["faults"] == faults
    assert graph.services.bodies[0]["costs"] is None


@pytest.mark.parametrize("why", [{}, {"counted": {"times": 3}, "arrived": {"on": "2026-04-01"}}])
async def test_one_of_several_things_is_given_and_no_more_and_no_less(graph: Graph, why: dict[str, object]) -> None:
    result = await graph.send(MOVE, input={**INPUT, "why": why})
    assert "exactly one" in str(result.errors).lower()
    assert graph.services.asked == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("costs", 12.5, "Cents are a whole number"),
        ("costs", 2**53, "Cents are a whole number"),
        ("from", "1 april", "A date is a text as 2026-03-01"),
        ("from", "2026-02-30", "day"),
    ],
)
async def test_a_value_that_is_none_is_refused_before_anybody_is_asked(
    graph: Graph, field: str, value: object, said: str
) -> None:
    result = await graph.send(MOVE, input={**INPUT, field: value})
    assert said in str(result.errors)
    assert graph.services.asked == []


@pytest.mark.parametrize(
    ("status", "code", "name"),
    [
        (409, "has-moved", "HasMoved"),
        (409, "key-in-flight", "Refused"),
        (422, "same-person", "Refused"),
        (404, "no-such-household", "NotFound"),
        (410, "link-is-over", "NotFound"),
    ],
)
async def test_a_refusal_that_the_document_names_has_a_type_of_its_own_and_others_one_by_kind(
    graph: Graph, status: int, code: str, name: str
) -> None:
    graph.services.refuses(f"POST /v1/households/{ONE}/_move", status, code, "Because.")
    told = (await graph.ask(MOVE, input=INPUT))["moveHousehold"]
    assert told == {"__typename": name, "code": code, "detail": "Because."}


async def test_an_invalid_input_tells_every_fault(graph: Graph) -> None:
    faults = [{"where": "from", "what": "is past", "cure": "give a later day"}, {"where": "", "what": "b", "cure": ""}]
    graph.services.refuses(f"POST /v1/households/{ONE}/_move", 400, "invalid-input", "Not valid.", errors=faults)
    told = (await graph.ask(MOVE, input=INPUT))["moveHousehold"]
    assert (told["__typename"], told["faults"]) == ("InvalidInput", faults)


@pytest.mark.parametrize(("status", "code"), [(403, "may-not"), (401, "token-refused"), (503, "not-ready")])
async def test_what_any_field_can_meet_is_an_error_and_the_rest_is_answered(
    graph: Graph, status: int, code: str
) -> None:
    graph.services.refuses(f"GET /v1/households/{ONE}", status, code, "No.")
    graph.services.says(f"GET /v1/households/{OTHER}", HOUSEHOLD)
    result = await graph.send(
        f'{{ a: household(id: "{ONE}") {{ __typename }} b: household(id: "{OTHER}") {{ __typename }} }}'
    )
    assert result.data == {"a": None, "b": {"__typename": "Household"}}
    assert [(error.path, error.original_error.code) for error in result.errors] == [(["a"], code)]


@pytest.mark.parametrize("key", ["", "x" * 256, "sleutel\n", "ключ"])
async def test_a_key_that_no_header_carries_is_refused_with_its_cure(graph: Graph, key: str) -> None:
    told = await graph.ask(
        MOVE.replace('"key 1"', "$key").replace("$input: M", "$key: String!, $input: M"), input=INPUT, key=key
    )
    assert told["moveHousehold"]["faults"] == [
        {
            "where": "idempotencyKey",
            "what": "cannot be sent as a header",
            "cure": "use 1 to 255 printable ASCII characters",
        }
    ]
    assert graph.services.asked == []


async def test_an_answer_that_is_no_json_is_a_problem_of_its_own(graph: Graph) -> None:
    graph.services.says(f"GET /v1/households/{ONE}", "x")
    graph.services.answers[f"GET /v1/households/{ONE}"]._content = b"<html>"
    result = await graph.send(f'{{ household(id: "{ONE}") {{ __typename }} }}')
    assert [error.original_error.code for error in result.errors] == ["answer-not-understood"]
