"""Exceptions page by page, and what a household adds: what bridges it, its overlap with COA, its watched months."""

from typing import Any

from tests.gateway.conftest import Schedule
from tests.gateway.test_endpoint import HOUSEHOLD, ID, PATH
from tests.visitors import Visitor

STATEMENT = "019ca6b1-0000-7000-8000-0000000000aa"
AMOUNT = 2**31 + 50


def an_exception(**other: Any) -> dict[str, Any]:
    told = {
        "statementId": STATEMENT,
        "entry": 3,
        "part": 1,
        "oddity": "unknown_credit",
        "sum": {"amount": AMOUNT, "currency": "EUR"},
        "direction": "credit",
        "bookedOn": "2026-03-03",
        "householdId": ID,
        "endToEndId": None,
        "raisedAt": "2026-03-04T08:00:00Z",
        "dueOn": "2026-03-06",
        "daysOpen": 5,
        "daysOverdue": 2,
        "owner": "els",
        "authorisedRefundUntil": None,
        "unauthorisedRefundUntil": None,
        "askedBackOn": None,
        "endedAs": None,
        "closedAt": None,
    }
    return told | other


async def test_exceptions_are_asked_for_page_by_page_and_only_some_of_them(roos: Visitor, schedule: Schedule) -> None:
    schedule.says("GET /v1/bank-exceptions", 200, {"items": [an_exception()], "nextCursor": "next"})
    query = """{ bankExceptions(owner: "els", overdue: true, oddity: UNKNOWN_CREDIT, cursor: "here") {
        items { statementId entry part amount oddity owner daysOverdue endedAs } nextCursor } }"""
    assert (await roos.ask(query))["bankExceptions"] == {
        "items": [
            {
                "statementId": STATEMENT,
                "entry": 3,
                "part": 1,
                "amount": AMOUNT,
                "oddity": "UNKNOWN_CREDIT",
                "owner": "els",
                "daysOverdue": 2,
                "endedAs": None,
            }
        ],
        "nextCursor": "next",
    }
    (asked,) = schedule.asked
    wanted = {"owner": "els", "overdue": "true", "oddity": "unknown_credit", "limit": "200", "cursor": "here"}
    assert dict(asked.url.params) == wanted


async def test_what_has_ended_says_how(roos: Visitor, schedule: Schedule) -> None:
    ended = an_exception(endedAs="sent_back", closedAt="2026-03-05T08:00:00Z", owner=None)
    schedule.says("GET /v1/bank-exceptions", 200, {"items": [ended], "nextCursor": None})
    told = await roos.ask("{ bankExceptions(state: ENDED) { items { endedAs owner } nextCursor } }")
    assert told["bankExceptions"] == {"items": [{"endedAs": "SENT_BACK", "owner": None}], "nextCursor": None}
    assert dict(schedule.asked[0].url.params) == {"state": "ended", "limit": "200"}


FIGURES = {name: {"amount": cents, "currency": "EUR"} for name, cents in (("drawn", 9), ("repaid", 4), ("open", 5))}
QUERY = f"""
query {{
  a: household(id: "{ID}") {{ ... on Household {{ ...more }} }}
  b: household(id: "{ID}") {{ ... on Household {{ ...more }} }}
}}
fragment more on Household {{
  bridging {{ account ledger {{ drawn open }} agrees openAtEnd }}
  coaOverlap {{ days computed agreed {{ from amount repayments {{ on amount }} }} paidTwice {{ amount }} }}
  bankExceptions {{ amount }}
  watchedMonths {{ cost month amount state }}
}}
"""


async def test_what_a_household_adds_is_fetched_once_whoever_asks(
    roos: Visitor, schedule: Schedule, mandates: Schedule
) -> None:
    home = f"/v1/households/{ID}"
    position = {"account": "minstand", "ledger": FIGURES, "plan": FIGURES, "agrees": True, "openAtEnd": FIGURES["open"]}
    overlap = {
        "householdId": ID,
        "currency": "EUR",
        "b12ReceivedOn": "2026-02-03",
        "days": 7,
        "computed": 301,
        "agreed": {
            "amount": 300,
            "difference": -1,
            "instalment": 100,
            "from": "2026-03-01",
            "repayments": [{"on": "2026-03-20", "amount": 100}],
            "stillOpen": 200,
        },
        "paidTwice": None,
    }
    month = {
        "id": STATEMENT,
        "householdId": ID,
        "cost": "phone",
        "month": "2026-05",
        "dueOn": "2026-05-15",
        "amount": 2000,
        "answerBy": "2026-05-22",
        "state": "to_ask",
        "toldBy": None,
        "answeredOn": None,
    }
    schedule.says(PATH, 200, HOUSEHOLD | {"planVersion": 3})
    schedule.says(
        f"GET {home}/bridgings", 200, {"householdId": ID, "bookedUntil": "2026-03-31", "positions": [position]}
    )
    schedule.says(f"GET {home}/coa-overlap", 200, overlap)
    schedule.says("GET /v1/bank-exceptions", 200, {"items": [an_exception()], "nextCursor": None})
    mandates.says("GET /v1/watched-months", 200, {"items": [month], "nextCursor": None})
    told = await roos.ask(QUERY)
    assert (
        told["a"]
        == told["b"]
        == {
            "bridging": [{"account": "MINSTAND", "ledger": {"drawn": 9, "open": 5}, "agrees": True, "openAtEnd": 5}],
            "coaOverlap": {
                "days": 7,
                "computed": 301,
                "agreed": {"from": "2026-03-01", "amount": 300, "repayments": [{"on": "2026-03-20", "amount": 100}]},
                "paidTwice": None,
            },
            "bankExceptions": [{"amount": AMOUNT}],
            "watchedMonths": [{"cost": "phone", "month": "2026-05", "amount": 2000, "state": "TO_ASK"}],
        }
    )
    assert sorted(schedule.paths) == sorted(
        [PATH, f"GET {home}/bridgings", f"GET {home}/coa-overlap", "GET /v1/bank-exceptions"]
    )
    assert mandates.paths == ["GET /v1/watched-months"]
    assert dict(mandates.asked[0].url.params) == {"householdId": ID, "state": "to_ask", "limit": "200"}


async def test_what_was_over_is_told_month_by_month(roos: Visitor, schedule: Schedule) -> None:
    found = {
        "householdId": ID,
        "month": "2026-05",
        "lookedOn": "2026-05-15",
        "here": {"amount": AMOUNT},
        "lowest": {"amount": 90_00},
        "buffer": {"amount": 40_00},
        "sum": {"amount": 50_00},
        "paysOn": "2026-06-01",
        "endedAs": "released",
    }
    schedule.says(PATH, 200, HOUSEHOLD)
    schedule.says(f"GET /v1/households/{ID}/surpluses", 200, {"items": [found], "nextCursor": None})
    fields = "month lookedOn here lowest buffer amount paysOn endedAs"
    told = await roos.ask(f'{{ household(id: "{ID}") {{ ... on Household {{ surpluses {{ {fields} }} }} }} }}')
    assert told["household"]["surpluses"] == [
        {
            "month": "2026-05",
            "lookedOn": "2026-05-15",
            "here": AMOUNT,
            "lowest": 90_00,
            "buffer": 40_00,
            "amount": 50_00,
            "paysOn": "2026-06-01",
            "endedAs": "RELEASED",
        }
    ]
    assert dict(schedule.asked[-1].url.params) == {"limit": "200"}


async def test_without_a_plan_nothing_is_asked_that_only_a_plan_tells(roos: Visitor, schedule: Schedule) -> None:
    schedule.says(PATH, 200, HOUSEHOLD)
    query = f'{{ household(id: "{ID}") {{ ... on Household {{ bridging {{ agrees }} coaOverlap {{ days }} }} }} }}'
    assert (await roos.ask(query))["household"] == {"bridging": [], "coaOverlap": None}
    assert schedule.paths == [PATH]
