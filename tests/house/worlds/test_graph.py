"""The sandbox by GraphQL: a world is made, moved, kept, gone back to and deleted, and refusals have their names."""

from typing import Any

from tests.house.worlds.visiting import Sandbox


async def told(sandbox: Sandbox, query: str, **variables: Any) -> Any:
    answer = await sandbox.http.post("/graphql", json={"query": query, "variables": variables})
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]


async def test_a_world_from_its_first_day_to_its_end(sandbox: Sandbox) -> None:
    make = """mutation { makeWorld(input: {beginsOn: "2026-02-20", scenarios: ["b12-late"]}) {
        ... on NewbornWorld { id today url } } }"""
    world = (await told(sandbox, make))["makeWorld"]
    assert (world["today"], world["url"]) == ("2026-02-20", f"http://sandbox.test/worlds/{world['id']}")

    keep = 'mutation($id: UUID!) { takeSnapshot(worldId: $id, input: {name: "new"}) { ... on Snapshot { name now } } }'
    assert (await told(sandbox, keep, id=world["id"]))["takeSnapshot"]["name"] == "new"

    move = """mutation($id: UUID!, $day: Date!) { moveClock(worldId: $id, input: {toDay: $day}) {
        __typename ... on Move { state } ... on Problem { code } } }"""
    assert (await told(sandbox, move, id=world["id"], day="2026-02-21"))["moveClock"]["state"] == "DONE"
    back = (await told(sandbox, move, id=world["id"], day="2026-02-20"))["moveClock"]
    assert back == {"__typename": "TimeRunsForward", "code": "time-runs-forward"}

    restore = 'mutation($id: UUID!) { restoreSnapshot(worldId: $id, name: "new") { ... on World { today } } }'
    assert (await told(sandbox, restore, id=world["id"]))["restoreSnapshot"] == {"today": "2026-02-20"}

    delete = "mutation($id: UUID!) { deleteWorld(worldId: $id) { __typename ... on Done { done } } }"
    assert (await told(sandbox, delete, id=world["id"]))["deleteWorld"] == {"__typename": "Done", "done": True}
    assert (await told(sandbox, delete, id=world["id"]))["deleteWorld"]["__typename"] == "NoSuchWorld"
    assert (await told(sandbox, "{ worlds { nodes { id } } }"))["worlds"]["nodes"] == []


async def test_the_stories_that_there_are_are_told(sandbox: Sandbox) -> None:
    query = "{ scenarios { ... on Scenarios { items { name happens seen } } } }"
    items = (await told(sandbox, query))["scenarios"]["items"]
    assert "energy-that-nobody-pays" in {one["name"] for one in items}
    assert all(one["happens"] and one["seen"] for one in items)
