"""Invented people of a world: they come, their runs are paid, and the same seed has the same people."""

import pytest

from tests.house.worlds.visiting import Sandbox


@pytest.mark.long
async def test_an_office_at_work_pays_the_runs_of_its_invented_people(sandbox: Sandbox) -> None:
    world = await sandbox.world(beginsOn="2026-01-19", households=3)
    known = (await world.seen("case_manager", "/v1/households?limit=200"))["items"]
    assert [one["reference"] for one in known] == ["ZAAK-000000", "ZAAK-000001", "ZAAK-000002"]
    assert (await world.seen("auditor", "/mandates/v1/accounts?state=proposed"))["items"] == []
    await world.move(toDay="2026-01-20")
    runs = (await world.seen("auditor", "/v1/payment-runs"))["items"]
    assert [(one["month"], one["kind"], one["number"], one["state"]) for one in runs] == [
        ("2026-02", "monthly", 1, "filed"),
        ("2026-01", "supplementary", 1, "filed"),
    ]
    assert {one["proposedBy"] for one in runs} == {"outside-proposer"}
    assert {one["approvedBy"] for one in runs} == {"outside-approver"}


@pytest.mark.long
async def test_an_office_that_does_not_work_leaves_the_runs_to_whoever_tests_them(sandbox: Sandbox) -> None:
    world = await sandbox.world(beginsOn="2026-01-19", households=3, officeWorks=False)
    await world.move(toDay="2026-01-21")
    assert (await world.seen("auditor", "/v1/payment-runs"))["items"] == []
    other = await sandbox.world(beginsOn="2026-01-19", households=3, officeWorks=False)
    people = [await one.seen("case_manager", "/v1/households?limit=200") for one in (world, other)]
    assert [one["id"] for one in people[0]["items"]] == [one["id"] for one in people[1]["items"]] != []
