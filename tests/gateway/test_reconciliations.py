"""The three ledgers over GraphQL: what the service says, in cents."""

from tests.gateway.conftest import Schedule
from tests.house.test_reconciliation_page import BANK_DAY, HOUSEHOLD, RECONCILIATION
from tests.visitors import Visitor

OF_HOUSEHOLD = f"GET /v1/households/{HOUSEHOLD}/reconciliation"
DAYS = "days { on planned shown isInOrder differences { purpose reason shown } }"
ONE = f"""{{ householdReconciliation(householdId: "{HOUSEHOLD}", from: "2026-03-02", to: "2026-03-02") {{
    __typename ... on HouseholdReconciliation {{ planVersion fault {DAYS} }} ... on Problem {{ code }}
}} }}"""
ALL = f"""{{
    differingHouseholds(on: "2026-03-02") {{ nextCursor items {{ householdId {DAYS} }} }}
    bankDays(from: "2026-03-02", to: "2026-03-02") {{ items {{ closing matched {{ wentOut }} onItsWay isInOrder }} }}
}}"""
RENT = {"purpose": "rent", "reason": "EXCEPTION", "shown": -1}


async def test_a_household_is_told_day_by_day(roos: Visitor, schedule: Schedule) -> None:
    schedule.says(OF_HOUSEHOLD, 200, RECONCILIATION)
    told = (await roos.ask(ONE))["householdReconciliation"]
    assert dict(schedule.asked[-1].url.params) == {"from": "2026-03-02", "to": "2026-03-02"}
    (day,) = told["days"]
    assert (told["planVersion"], told["fault"], day["planned"], day["isInOrder"]) == (1, None, -1_240_00, False)
    assert day["differences"][1] == RENT


async def test_who_differs_and_what_the_bank_shows_are_asked_together(roos: Visitor, schedule: Schedule) -> None:
    schedule.says("GET /v1/household-differences", 200, {"items": [RECONCILIATION], "nextCursor": "more"})
    schedule.says("GET /v1/bank-days", 200, {"items": [BANK_DAY], "nextCursor": None})
    told = await roos.ask(ALL)
    assert (told["differingHouseholds"]["nextCursor"], told["differingHouseholds"]["items"][0]["householdId"]) == (
        "more",
        HOUSEHOLD,
    )
    assert told["bankDays"]["items"] == [
        {"closing": 49_380_00, "matched": {"wentOut": 620_00}, "onItsWay": 110_00, "isInOrder": False}
    ]


async def test_a_household_that_is_not_there_is_a_type_of_its_own(roos: Visitor, schedule: Schedule) -> None:
    schedule.refuses(OF_HOUSEHOLD, 404, "no-such-household", "There is no such household here.")
    assert (await roos.ask(ONE))["householdReconciliation"] == {
        "__typename": "NoSuchHousehold",
        "code": "no-such-household",
    }
