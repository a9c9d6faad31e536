"""Worlds of a sandbox: each a whole Ontzorg, apart from the others, and the same for the same script."""

import re

import httpx
import pytest

from tests.house.worlds.visiting import InWorld, Sandbox


async def paid(world: InWorld) -> tuple[str, str]:
    """A household is taken on and March is paid: the household, and the run."""
    return await world.household(), await world.run("2026-03")


async def live(world: InWorld) -> list[bytes]:
    """A household is taken on, March is paid, a day passes; all that came of it that others get to see."""
    household_id, run_id = await paid(world)
    await world.move(toDay="2026-02-21")
    paths = (
        f"/v1/payment-runs/{run_id}/payments",
        f"/v1/households/{household_id}/plans/latest",
        "/v1/statements",
        "/mandates/v1/alarms",
        "/notify/v1/messages",
    )
    happened = [await world.sandbox.get(f"{world.at}/moves/{one}/happenings?limit=200") for one in range(1, 5)]
    seen = [await world.ask("auditor", path) for path in paths]
    return [await file(world, run_id), *(one.content for one in (*seen, *happened))]


async def file(world: InWorld, run_id: str) -> bytes:
    """What the bank gets."""
    answer = await world.ask("proposer", f"/v1/payment-runs/{run_id}/files/1")
    assert b"<EndToEndId>" in answer.content
    return answer.content


def without_cursors(content: bytes) -> bytes:
    """A cursor names the list that it is of, and so the world."""
    return re.sub(rb'"nextCursor":"[^"]*"', b'"nextCursor":""', content)


async def test_the_same_script_gives_the_same_bytes_and_another_seed_other_ones(sandbox: Sandbox) -> None:
    one, other = await sandbox.world(seed=7), await sandbox.world(seed=7, name="the same again")
    lived = await live(one)
    assert list(map(without_cursors, await live(other))) == list(map(without_cursors, lived))
    await sandbox.http.delete(f"/v1/sandbox{other.at}")
    another = await sandbox.world(seed=8)
    assert await file(another, (await paid(another))[1]) != lived[0]


@pytest.mark.long
async def test_the_bank_executes_what_was_filed_and_says_so_the_next_morning(sandbox: Sandbox) -> None:
    world = await sandbox.world()
    _, run_id = await paid(world)
    assert set((await world.payments(run_id)).values()) == {"submitted"}
    happened = await world.move(toDay="2026-02-28")
    executed = {name for name, state in (await world.payments(run_id)).items() if state == "executed"}
    assert executed == {"leefgeld/advance", "leefgeld/2026-03-01", "rent/2026-03", "health_premium/2026-03"}
    assert {one["at"] for one in happened if one["type"] == "nl.ontzorg.schedule.statement.received"} == {
        "2026-02-21T07:00:00Z",
        "2026-02-28T07:00:00Z",
    }
    assert (await world.told())["today"] == "2026-02-28"


async def test_a_world_knows_nothing_of_another_and_lets_in_none_of_its_people(sandbox: Sandbox) -> None:
    one, other = await sandbox.world(), await sandbox.world()
    household_id = await one.household()
    assert (await other.ask("case_manager", f"/v1/households/{household_id}")).status_code == 404
    strangers = {"Authorization": f"Bearer {one.made['tokens']['case_manager']}"}
    assert one.made["organisationId"] == other.made["organisationId"], "of the same seed"
    there = await sandbox.http.get(f"{other.made['url']}/v1/households", headers=strangers)
    assert there.status_code == 401
    assert (await other.told())["now"] == "2026-02-20T07:00:00Z"


async def test_a_world_that_is_reset_is_as_it_began_and_its_tokens_are_good(sandbox: Sandbox) -> None:
    world = await sandbox.world()
    before = await world.seen("auditor", "/v1/municipalities")
    await world.household()
    await world.move(toDay="2026-02-21")
    reset = await sandbox.post(f"{world.at}/_reset")
    assert (reset.status_code, reset.json()["now"]) == (200, "2026-02-20T07:00:00Z")
    assert (await world.seen("case_manager", "/v1/households"))["items"] == []
    assert await world.seen("auditor", "/v1/municipalities") == before
    assert (await sandbox.get(f"{world.at}/moves/1")).status_code == 404


@pytest.mark.long
async def test_the_next_event_is_the_next_day_on_which_something_happens(sandbox: Sandbox) -> None:
    world = await sandbox.world()
    await paid(world)
    happened = await world.move()
    assert ((await world.told())["today"], {one["at"][:10] for one in happened}) == ("2026-02-21", {"2026-02-21"})


async def test_time_does_not_go_back_and_a_day_too_far_off_is_told_with_its_cure(sandbox: Sandbox) -> None:
    world = await sandbox.world()
    back = await sandbox.post(f"{world.at}/moves", {"toDay": "2026-02-19"})
    assert (back.status_code, back.json()["type"][-17:]) == (422, "time-runs-forward")
    both = await sandbox.post(f"{world.at}/moves", {"toDay": "2026-03-01", "toInstant": "2026-03-01T00:00:00Z"})
    far = await sandbox.post(f"{world.at}/moves", {"toDay": "2035-01-01"})
    assert [(one.status_code, one.json()["errors"][0]["where"]) for one in (both, far)] == [(400, "toDay")] * 2
    assert far.json()["errors"][0]["cure"] == "move there in several steps"
    assert (await world.told())["now"] == "2026-02-20T07:00:00Z"


async def test_there_are_so_many_worlds_and_no_more_until_one_is_deleted(sandbox: Sandbox) -> None:
    first, _ = await sandbox.world(), await sandbox.world(name="second")
    refused = await sandbox.post("/worlds", {})
    assert refused.status_code == 409
    assert "delete one" in refused.json()["detail"]
    assert [one["name"] for one in (await sandbox.get("/worlds")).json()["items"]] == ["world", "second"]
    assert (await sandbox.http.delete(f"/v1/sandbox{first.at}")).status_code == 204
    assert (await sandbox.get(first.at)).status_code == 404
    assert (await sandbox.http.get(f"{first.made['url']}/v1/households")).json()["type"].endswith("no-such-world")
    assert (await sandbox.post("/worlds", {})).status_code == 201


@pytest.mark.parametrize("body", [{"seed": -1}, {"beginsOn": "2019-01-01"}, {"name": ""}, {"nonsense": 1}])
async def test_what_no_world_is_made_of_is_named_with_its_place(sandbox: Sandbox, body: dict[str, object]) -> None:
    refused = await sandbox.post("/worlds", body)
    assert (refused.status_code, [one["where"] for one in refused.json()["errors"]]) == (400, list(body))
    assert (await sandbox.get("/worlds")).json()["items"] == []


async def test_a_page_in_a_browser_gets_nothing(sandbox: Sandbox) -> None:
    answer: httpx.Response = await sandbox.http.post(
        "/v1/sandbox/worlds", json={}, headers={"Origin": "https://elsewhere.example"}
    )
    assert (answer.status_code, answer.json()["title"][:10]) == (403, "A sandbox ")
    assert (await sandbox.get("/worlds")).json()["items"] == []
