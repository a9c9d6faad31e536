"""Tasks over HTTP: across the caseload by deadline, with what lateness costs, and closed by hand where no fact can."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import CAPELLE
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.households.test_endpoints import problem, registered
from tests.schedule.rows import everything


async def listed(caller: Caller, **query: Any) -> list[dict[str, Any]]:
    answer = await caller.get("/tasks", limit=200, **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def keys(tasks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["kind"], one["about"]) for one in tasks]


async def test_tasks_come_by_deadline_with_their_household(anna: Caller) -> None:
    household = await registered(anna)
    found = await listed(anna)
    assert [one["dueOn"] for one in found] == sorted(one["dueOn"] for one in found)
    assert {(one["householdId"], one["reference"], one["municipality"]) for one in found} == {
        (household, "Z-1", "GM0518")
    }


async def test_each_day_that_the_b12_is_late_costs_a_days_allowance(anna: Caller, clock: MovableClock) -> None:
    await registered(anna)
    clock.move_to(clock.now() + timedelta(days=44))  # 18 February 2026
    (task,) = await listed(anna, kind="b12_expected")
    assert (task["dueOn"], task["state"], task["costPerDay"], task["costSoFar"]) == (
        "2026-02-15",
        "overdue",
        1000,
        3000,
    )
    assert (task["closedByFact"], task["closesByHand"]) == ("b12_received", False)


async def test_tasks_are_found_by_state_kind_deadline_household_and_municipality(
    anna: Caller, clock: MovableClock
) -> None:
    first = await registered(anna)
    second = await registered(anna, reference="Z-2", municipality=CAPELLE)
    await anna.post(f"/households/{first}/facts", {"facts": [B12]})
    clock.move_to(clock.now() + timedelta(days=44))
    done = [("b12_expected", ""), ("paid_twice", ""), ("plan_falls_short", "below_minstand_cap")]
    assert sorted(keys(await listed(anna, state="done"))) == done, "the B12 that came ends all three"
    overdue = await listed(anna, state="overdue")
    assert ("b12_expected", "") in keys([one for one in overdue if one["householdId"] == second])
    assert ("b12_expected", "") not in keys([one for one in overdue if one["householdId"] == first])
    assert {one["dueOn"] < "2026-02-18" for one in overdue} == {True}
    assert {one["state"] for one in await listed(anna, state="open")} == {"open"}
    assert {one["householdId"] for one in await listed(anna, municipality=CAPELLE)} == {second}
    assert {one["householdId"] for one in await listed(anna, householdId=first)} == {first}
    assert {one["kind"] for one in await listed(anna, dueUntil="2026-02-15", kind="b12_expected")} == {"b12_expected"}


async def test_tasks_come_a_page_at_a_time(anna: Caller) -> None:
    await registered(anna)
    everything_at_once = await listed(anna)
    found, cursor = [], None
    while True:
        page = (await anna.get("/tasks", limit=4, **({"cursor": cursor} if cursor else {}))).json()
        found += page["items"]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert found == everything_at_once


async def a_task(caller: Caller, kind: str, about: str = "") -> dict[str, Any]:
    return next(one for one in await listed(caller, kind=kind) if one["about"] == about)


async def test_what_no_fact_can_say_a_person_closes_with_a_reason(anna: Caller) -> None:
    household = await registered(anna)
    task = await a_task(anna, "payee_missing", "rent")
    path = f"/households/{household}/tasks/{task['id']}"
    answer = await anna.post(f"{path}/closures", {"reason": "the benefit system pays the landlord itself"})
    closed = answer.json()
    assert (answer.status_code, closed["state"], closed["outcome"], closed["closedBy"], closed["reason"]) == (
        201,
        "done",
        "closed",
        "anna",
        "the benefit system pays the landlord itself",
    )
    assert (await anna.get(path)).json() == closed


async def test_what_a_person_closed_stays_closed_when_facts_come(anna: Caller) -> None:
    household = await registered(anna)
    task = await a_task(anna, "payee_missing", "rent")
    await anna.post(f"/households/{household}/tasks/{task['id']}/closures", {"reason": "paid by the benefit system"})
    await anna.post(f"/households/{household}/facts", {"facts": [B12]})
    assert (await a_task(anna, "payee_missing", "rent"))["outcome"] == "closed"


async def test_what_waits_for_a_fact_is_not_closed_by_hand(anna: Caller, admin_url: str) -> None:
    household = await registered(anna)
    task = await a_task(anna, "b12_expected")
    before = everything(admin_url)
    answer = await anna.post(f"/households/{household}/tasks/{task['id']}/closures", {"reason": "it came, I am sure"})
    assert problem(answer) == (422, "fact-closes-this")
    assert answer.json()["detail"] == "Record the fact b12_received; that closes this task."
    assert everything(admin_url) == before


async def test_what_has_ended_is_not_closed_again(anna: Caller, admin_url: str) -> None:
    household = await registered(anna)
    task = await a_task(anna, "payee_missing", "rent")
    path = f"/households/{household}/tasks/{task['id']}/closures"
    await anna.post(path, {"reason": "paid by the benefit system"})
    before = everything(admin_url)
    assert problem(await anna.post(path, {"reason": "once more"})) == (409, "task-is-closed")
    assert everything(admin_url) == before


async def test_a_task_of_another_household_is_not_found(anna: Caller) -> None:
    await registered(anna)
    other = await registered(anna, reference="Z-2", facts=[])
    task = await a_task(anna, "payee_missing", "rent")
    assert problem(await anna.get(f"/households/{other}/tasks/{task['id']}")) == (404, "no-such-task")


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
async def test_who_may_only_read_closes_nothing(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, admin_url: str, role: Role
) -> None:
    household = await registered(anna)
    task = await a_task(anna, "payee_missing", "rent")
    reader = a_caller(app, issuer, organisation, [role])
    before = everything(admin_url)
    path = f"/households/{household}/tasks/{task['id']}/closures"
    assert problem(await reader.post(path, {"reason": "not mine to close"})) == (403, "may-not")
    assert everything(admin_url) == before


async def test_who_works_for_another_municipality_sees_no_task(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller
) -> None:
    household = await registered(anna, facts=PAPERS)
    task = await a_task(anna, "b12_expected")
    bram = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=[CAPELLE])
    assert await listed(bram) == []
    assert (await bram.get(f"/households/{household}/tasks/{task['id']}")).status_code == 404
