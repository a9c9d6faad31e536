"""What came wrongly to the client is claimed at once, agreed on, paid back or waived by two; the plan shows it."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from tests.schedule.callers import Caller, a_caller
from tests.schedule.households.builders import Raw
from tests.schedule.rows import changed, everything
from tests.schedule.toeslagen.builders import HUURTOESLAG
from tests.schedule.toeslagen.test_arriving import BACK_PAY, announced, reach, stands, taken_on, tasks
from tests.superuser import as_superuser

CLAIM = "toeslag-claim"
HALF: Raw = {"back": 60000, "instalment": 30000, "firstOn": "2026-04-28"}
WHY: Raw = {"why": "He paid an old debt with it before anybody told him."}


@pytest.fixture
def rosa(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.APPROVER], subject="rosa")


async def claimed(anna: Caller, clock: MovableClock) -> tuple[str, str]:
    """A household whose back-pay came to the client, for the change was asked a day late; and its claim."""
    household = await taken_on(anna, clock, "2026-04-14")
    at = f"/households/{household}/toeslagen/huurtoeslag"
    assert (await anna.post(f"{at}/account-requests", {"account": "budget"})).status_code == 201
    reach(clock, "2026-04-21")
    assert (await anna.post(f"{at}/arrivals", BACK_PAY)).status_code == 201
    return household, f"{at}/claims/1"


async def flows(anna: Caller, household: str) -> list[tuple[str, str, int]]:
    """Day, account and cents of what the newest plan has come back."""
    plan = (await anna.get(f"/households/{household}/plans/latest")).json()
    entries = [one for one in plan["document"]["entries"] if one["kind"].startswith(f"{HUURTOESLAG}_")]
    return [(one["on"], one["account"], one["amount"]) for one in entries]


async def test_what_came_wrongly_is_claimed_and_somebody_is_to_agree_on_it(
    anna: Caller, clock: MovableClock, admin_url: str
) -> None:
    household, path = await claimed(anna, clock)
    (claim,) = (await anna.get(path.removesuffix("/1"))).json()["items"]
    assert (claim["arrivedOn"], claim["came"]["amount"], claim["state"]) == ("2026-04-20", 112200, "open")
    assert await tasks(anna, household, "toeslag_to_reclaim") == [("huurtoeslag/1", "2026-04-27", None)]
    assert await stands(anna, household) == ("wrong_account", 112200, "2026-04-20")
    assert announced(admin_url, "changed", CLAIM) == [{"arrivedOn": "2026-04-20", "state": "open"}]
    (task,) = (await anna.get("/tasks", householdId=household, kind="toeslag_to_reclaim")).json()["items"]
    closing = await anna.post(f"/households/{household}/tasks/{task['id']}/closures", {"reason": "he kept it"})
    assert closing.status_code == 422


async def test_what_is_agreed_is_in_the_plan_and_comes_back(anna: Caller, clock: MovableClock, admin_url: str) -> None:
    household, path = await claimed(anna, clock)
    agreed = await anna.post(f"{path}/_agree", HALF)
    assert agreed.status_code == 200, agreed.text
    told = agreed.json()
    assert (told["state"], told["back"]["amount"], told["keeps"]["amount"]) == ("agreed", 60000, 52200)
    assert [(one["on"], one["sum"]["amount"]) for one in told["stillToCome"]] == [
        ("2026-04-28", 30000),
        ("2026-05-28", 30000),
    ]
    assert await flows(anna, household) == [
        ("2026-04-28", "budget", 30000),
        ("2026-04-28", "client", -30000),
        ("2026-05-28", "budget", 30000),
        ("2026-05-28", "client", -30000),
    ]
    assert await stands(anna, household) == ("reclaiming", 60000, "2026-04-28")
    assert await tasks(anna, household, "toeslag_to_reclaim") == [("huurtoeslag/1", "2026-04-27", "done")]
    reach(clock, "2026-04-29")
    first = await anna.post(f"{path}/repayments", {"amount": 30000, "on": "2026-04-28"})
    assert (first.status_code, first.json()["repaid"]["amount"]) == (201, 30000)
    assert await stands(anna, household) == ("reclaiming", 30000, "2026-05-28")
    before = everything(admin_url)
    again = await anna.post(f"{path}/repayments", {"amount": 30000, "on": "2026-04-28"})
    assert again.json() == first.json()
    assert set(changed(before, everything(admin_url))) == {"idempotency_key"}
    for other in ({"amount": 1, "on": "2026-04-28"}, {"amount": 30001, "on": "2026-04-29"}):
        assert (await anna.post(f"{path}/repayments", other)).status_code == 409
    last = await anna.post(f"{path}/repayments", {"amount": 30000, "on": "2026-04-29"})
    assert (last.json()["state"], last.json()["stillToCome"]) == ("repaid", [])
    assert (await stands(anna, household))[0] == "arrived"
    assert [one["state"] for one in announced(admin_url, "changed", CLAIM)] == ["open", "agreed", "repaid"]


async def test_nothing_is_agreed_that_leaves_less_than_the_floor(
    anna: Caller, clock: MovableClock, admin_url: str
) -> None:
    _, path = await claimed(anna, clock)
    before = everything(admin_url)
    refused = await anna.post(f"{path}/_agree", {"back": 60000, "instalment": 20000, "firstOn": "2026-04-28"})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:problem-type:ontzorg:below-floor")
    assert "from 2026-06-01 €200.00 too little" in refused.json()["detail"]
    late = await anna.post(f"{path}/_agree", HALF | {"firstOn": "2026-08-01"})
    assert (late.status_code, late.json()["errors"][0]["where"]) == (400, "instalment")
    assert (await anna.post(f"{path}/repayments", {"amount": 1, "on": "2026-04-21"})).status_code == 409
    assert (await anna.post(f"{path.removesuffix('1')}2/_agree", HALF)).status_code == 404
    assert changed(before, everything(admin_url)) == []


async def test_agreed_anew_it_goes_on_with_what_is_still_to_come(anna: Caller, clock: MovableClock) -> None:
    household, path = await claimed(anna, clock)
    await anna.post(f"{path}/_agree", HALF)
    reach(clock, "2026-04-29")
    await anna.post(f"{path}/repayments", {"amount": 30000, "on": "2026-04-28"})
    anew = await anna.post(f"{path}/_agree", {"back": 50000, "instalment": 10000, "firstOn": "2026-04-30"})
    assert anew.status_code == 200, anew.text
    assert [(one["on"], one["sum"]["amount"]) for one in anew.json()["stillToCome"]] == [
        ("2026-04-30", 10000),
        ("2026-05-30", 10000),
    ]
    assert [one for one in await flows(anna, household) if one[1] == "budget"] == [
        ("2026-04-28", "budget", 30000),
        ("2026-04-30", "budget", 10000),
        ("2026-05-30", "budget", 10000),
    ]


async def test_two_persons_waive_what_does_not_have_to_come_back(
    anna: Caller, rosa: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, clock: MovableClock,
    admin_url: str,
) -> None:  # fmt: skip
    household, path = await claimed(anna, clock)
    await anna.post(f"{path}/_agree", HALF)
    assert (await rosa.post(f"{path}/_waive", {})).json()["type"] == "urn:problem-type:ontzorg:nobody-proposed"
    assert (await anna.post(f"{path}/_propose", WHY)).status_code == 200
    own = a_caller(app, issuer, organisation, [Role.APPROVER], subject="anna")
    before = everything(admin_url)
    assert (await own.post(f"{path}/_waive", {})).json()["type"] == "urn:problem-type:ontzorg:own-proposal"
    assert (await anna.post(f"{path}/_waive", {})).status_code == 403
    assert changed(before, everything(admin_url)) == []
    waived = await rosa.post(f"{path}/_waive", {})
    assert waived.status_code == 200, waived.text
    assert (waived.json()["state"], waived.json()["waivedBy"], waived.json()["stillToCome"]) == ("waived", "rosa", [])
    assert await flows(anna, household) == []
    assert (await stands(anna, household))[0] == "arrived"
    assert (await anna.post(f"{path}/_agree", HALF)).status_code == 409
    with as_superuser(admin_url) as connection:
        row = connection.execute("select why_sealed from schedule.toeslag_claim").fetchone()
    assert row is not None
    assert b"debt" not in row[0]
