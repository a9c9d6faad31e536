"""Whether suppliers booked what we paid, as the service tells it, page by page."""

from typing import Any

from tests.gateway.conftest import Schedule
from tests.gateway.test_endpoint import ID
from tests.visitors import Visitor

RUN = "019ca6b1-0000-7000-8000-0000000000bb"
AMOUNT = 2**31 + 50
ALLOCATION: dict[str, Any] = {
    "householdId": ID,
    "runId": RUN,
    "endToEndId": "2026032e07472802464cd386766a9c",
    "cost": "rent",
    "occasion": "2026-03",
    "month": "2026-03",
    "sum": {"amount": AMOUNT, "currency": "EUR"},
    "paidTo": ID,
    "executedOn": "2026-03-02",
    "answerBy": "2026-03-16",
    "isOverdue": False,
    "state": "booked_otherwise",
    "answer": {
        "word": "booked_otherwise",
        "toldOn": "2026-03-09",
        "toldBy": "supplier",
        "bookedOn": "2026-03-03",
        "sum": {"amount": AMOUNT - 1, "currency": "EUR"},
        "onAnotherContract": False,
        "reason": None,
        "by": "anna",
        "at": "2026-03-09T09:00:00Z",
    },
}


async def test_what_suppliers_booked_is_asked_for_page_by_page_and_only_some_of_it(
    roos: Visitor, schedule: Schedule
) -> None:
    schedule.says("GET /v1/payment-allocations", 200, {"items": [ALLOCATION], "nextCursor": "next"})
    query = f"""{{ paymentAllocations(state: BOOKED_OTHERWISE, runId: "{RUN}", cursor: "here") {{
        items {{ endToEndId amount cost month answerBy isOverdue state
            answer {{ word amount toldBy bookedOn reason }} }} nextCursor }} }}"""
    assert (await roos.ask(query))["paymentAllocations"] == {
        "items": [
            {
                "endToEndId": "2026032e07472802464cd386766a9c",
                "amount": AMOUNT,
                "cost": "rent",
                "month": "2026-03",
                "answerBy": "2026-03-16",
                "isOverdue": False,
                "state": "BOOKED_OTHERWISE",
                "answer": {
                    "word": "BOOKED_OTHERWISE",
                    "amount": AMOUNT - 1,
                    "toldBy": "SUPPLIER",
                    "bookedOn": "2026-03-03",
                    "reason": None,
                },
            }
        ],
        "nextCursor": "next",
    }
    (asked,) = schedule.asked
    wanted = {"state": "booked_otherwise", "runId": RUN, "limit": "200", "cursor": "here"}
    assert dict(asked.url.params) == wanted


async def test_what_nobody_said_anything_of_has_no_answer(roos: Visitor, schedule: Schedule) -> None:
    silent = ALLOCATION | {"state": "asked", "answer": None, "isOverdue": True, "month": None, "paidTo": None}
    schedule.says("GET /v1/payment-allocations", 200, {"items": [silent], "nextCursor": None})
    told = await roos.ask("{ paymentAllocations(overdue: true) { items { state isOverdue answer { word } } } }")
    assert told["paymentAllocations"] == {"items": [{"state": "ASKED", "isOverdue": True, "answer": None}]}
    assert dict(schedule.asked[0].url.params) == {"overdue": "true", "limit": "200"}
