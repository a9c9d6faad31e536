"""What goes wrong outside of a world: by its scenarios, and as somebody asked."""

from typing import Any

import pytest

from tests.house.worlds.visiting import InWorld, Sandbox

BEFELL = "nl.ontzorg.sandbox.fault.befell"


async def tasks(world: InWorld) -> dict[tuple[str, str], str]:
    """What there is to do, and by when."""
    told = (await world.seen("auditor", "/v1/tasks?limit=200"))["items"]
    return {(one["kind"], one["about"]): one["dueOn"] for one in told if one["state"] != "done"}


def befell(happened: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["data"]["kind"], one["data"]["about"]) for one in happened if one["type"] == BEFELL]


async def test_a_scenario_and_a_single_fault_happen_as_they_were_asked_for_and_people_see_both(
    sandbox: Sandbox,
) -> None:
    world = await sandbox.world(scenarios=["no-money-for-food"])
    household_id = await world.household(without="b12_received")
    late = {"kind": "b12_late", "householdId": household_id, "days": 8}
    assert (await sandbox.post(f"{world.at}/faults", late)).status_code == 201
    lost = {"kind": "rejected", "about": "energy/2026-03", "code": "AC01"}
    assert (await sandbox.post(f"{world.at}/faults", lost)).json()["number"] == 2, "behind that of the scenario"
    await world.run("2026-03")
    happened = await world.move(toDay="2026-02-24")
    assert sorted(befell(happened)) == [
        ("b12_late", "b12"),
        ("rejected", "energy/2026-03/1"),
        ("returned", "leefgeld/2026-03-01/1"),
        ("returned", "leefgeld/advance/1"),
    ]
    found = await tasks(world)
    assert found["money_came_back", "leefgeld/advance"] == "2026-02-24", "on the day on which it is seen"
    assert ("money_came_back", "energy/2026-03") in found
    facts = (await world.seen("case_manager", f"/v1/households/{household_id}/facts?limit=200"))["items"]
    (b12,) = [one for one in facts if one["fact"]["kind"] == "b12_received"]
    assert b12["fact"]["on"] == "2026-02-23", "on the twelfth day after the departure, and eight more"
    told = (await sandbox.get(f"{world.at}/faults")).json()["items"]
    assert [(one["kind"], one["befell"]) for one in told] == [("b12_late", 1), ("rejected", 1)]


async def test_what_was_kept_of_a_world_comes_back_and_the_same_again_gives_the_same(sandbox: Sandbox) -> None:
    world = await sandbox.world(scenarios=["rent-comes-back"])
    await world.household()
    run_id = await world.run("2026-03")
    assert (await sandbox.post(f"{world.at}/snapshots", {"name": "filed"})).status_code == 201
    lived = await world.move(toDay="2026-02-21"), await world.payments(run_id), await tasks(world)
    assert (await sandbox.post(f"{world.at}/snapshots/filed/_restore")).json()["now"] == "2026-02-20T07:00:00Z"
    assert set((await world.payments(run_id)).values()) == {"submitted"}
    assert (await world.move(toDay="2026-02-21"), await world.payments(run_id), await tasks(world)) == lived
    taken = await sandbox.post(f"{world.at}/snapshots", {"name": "filed"})
    assert (taken.status_code, "choose another name" in taken.json()["detail"]) == (409, True)
    assert (await sandbox.http.delete(f"/v1/sandbox{world.at}/snapshots/filed")).status_code == 204
    assert (await sandbox.post(f"{world.at}/snapshots/filed/_restore")).status_code == 404
    assert (await sandbox.get(f"{world.at}/snapshots")).json() == {"items": []}


@pytest.mark.long
@pytest.mark.parametrize(
    ("scenario", "until", "seen"),
    [
        ("benefit-never-comes", "2026-03-14", ("not_seen", "income/benefit/2026-02")),
        ("files-rejected", "2026-02-25", ("money_came_back", "rent/2026-03")),
        ("paid-and-not-booked", "2026-03-06", ("paid_not_booked", "rent/2026-03")),
        ("rent-comes-back", "2026-03-05", ("money_came_back", "rent/2026-03")),
        ("suppliers-silent", "2026-03-17", ("booking_not_told", "rent")),
        ("toeslagen-astray", "2026-04-03", ("toeslag_account_astray", "huurtoeslag")),
        ("toeslagen-late", "2026-04-03", ("toeslag_missing", "huurtoeslag/2026-03")),
    ],
)
async def test_people_see_of_a_scenario_what_it_says(
    sandbox: Sandbox, scenario: str, until: str, seen: tuple[str, str]
) -> None:
    world = await sandbox.world(scenarios=[scenario])
    await world.household(decided="huurtoeslag")
    await world.run("2026-03")
    await world.move(toDay=until)
    assert seen in await tasks(world)


@pytest.mark.long
async def test_suppliers_say_yes_unless_they_are_made_to_say_nothing(sandbox: Sandbox) -> None:
    world = await sandbox.world()
    household_id = await world.household()
    asked = {cost: await world.handshake(household_id, cost) for cost in ("energy", "water")}
    silent = {"kind": "handshake_never", "householdId": household_id, "about": "water"}
    assert (await sandbox.post(f"{world.at}/faults", silent)).status_code == 201
    happened = await world.move(toDay="2026-02-24")
    assert befell(happened) == [("handshake_never", "water/2026-04")]
    states = {cost: await world.seen("case_manager", f"/mandates/v1/handshakes/{one}") for cost, one in asked.items()}
    assert {cost: one["state"] for cost, one in states.items()} == {"energy": "confirmed", "water": "asked"}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({"kind": "statement_missing", "householdId": "019c79d9-2580-7471-b3c9-ba0cf418b1af"}, "householdId"),
        ({"kind": "returned", "municipality": "GM9001"}, "municipality"),
        ({"kind": "returned", "code": "nonsense"}, "code"),
    ],
)
async def test_a_fault_that_cannot_be_is_named_with_its_place(
    sandbox: Sandbox, body: dict[str, str], where: str
) -> None:
    world = await sandbox.world()
    refused = await sandbox.post(f"{world.at}/faults", body)
    assert (refused.status_code, [one["where"] for one in refused.json()["errors"]]) == (400, [where])
    assert (await sandbox.get(f"{world.at}/faults")).json() == {"items": []}


async def test_nobody_here_is_named_so(sandbox: Sandbox) -> None:
    world = await sandbox.world()
    nobody = {"kind": "returned", "householdId": "019c79d9-2580-7471-b3c9-ba0cf418b1af"}
    nowhere = {"kind": "statement_missing", "municipality": "GM0000"}
    assert [(await sandbox.post(f"{world.at}/faults", one)).status_code for one in (nobody, nowhere)] == [404, 404]


async def test_every_scenario_is_told_with_what_should_be_seen(sandbox: Sandbox) -> None:
    told = {one["name"]: one for one in (await sandbox.get("/scenarios")).json()["items"]}
    assert len(told) >= 12
    assert told["no-money-for-food"]["seen"] == "Task money_came_back, due on the day on which it is seen."
    wrong = await sandbox.post("/worlds", {"scenarios": ["nonsense"], "faults": ["fee", "fie"]})
    assert (wrong.status_code, [one["where"] for one in wrong.json()["errors"]]) == (400, ["faults", "scenarios[0]"])
