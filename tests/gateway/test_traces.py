"""The way of a euro over GraphQL: what the service tells, with money in cents and every refusal as a type."""

from tests.gateway.conftest import Schedule
from tests.schedule.books.a_trace import HOUSEHOLD, OWN_ID, TRACE
from tests.visitors import Visitor

PATH = "GET /v1/traces"
PAYMENT = """
    payments { amount state route decisions { article from until correctedSince } plan { version factSequence }
        run { month kind proposedBy approvedBy } file { messageId paymentInformationId }
        outcomes { outcome toldOn reasonCode entry } instruction { withheld } }
"""
QUERY = f"""{{ trace(endToEndId: "{OWN_ID}") {{ ... on Traces {{ nextCursor items {{
    householdId purpose expected {{ amount }} {PAYMENT}
    entries {{ debit credit amount stage }} bookings {{ amount direction rule oddity }}
    cameBack {{ cure }} waits {{ reason amount }} settled {{ why }}
}} }} }} }}"""


async def test_a_trace_says_what_the_service_says(roos: Visitor, schedule: Schedule) -> None:
    schedule.says(PATH, 200, {"items": [TRACE], "nextCursor": None})
    told = (await roos.ask(QUERY))["trace"]
    assert dict(schedule.asked[-1].url.params) == {"endToEndId": OWN_ID}
    (trace,) = told["items"]
    assert (trace["householdId"], trace["purpose"], trace["expected"]) == (HOUSEHOLD, "rent", None)
    assert trace["payments"] == [
        {
            "amount": 620_00,
            "state": "RETURNED",
            "route": "WE_PUSH",
            "decisions": [
                {"article": "ARTICLE_56A", "from": "2026-02-08", "until": "2026-08-07", "correctedSince": False}
            ],
            "plan": {"version": 1, "factSequence": 14},
            "run": {"month": "2026-03", "kind": "MONTHLY", "proposedBy": "piet", "approvedBy": "roos"},
            "file": {
                "messageId": "AGOHURYCQB7JTAKPTXXDTMPTPA-1",
                "paymentInformationId": "AGOHURYCQB7JTAKPTXXDTMPTPA-1-2",
            },
            "outcomes": [
                {"outcome": "EXECUTED", "toldOn": "2026-02-27", "reasonCode": None, "entry": 6},
                {"outcome": "RETURNED", "toldOn": "2026-03-02", "reasonCode": "AC04", "entry": 9},
            ],
            "instruction": None,
        }
    ]
    assert trace["entries"][0] == {"debit": "BUDGET", "credit": "CLEARING", "amount": 620_00, "stage": "PENDING"}
    assert trace["bookings"] == [{"amount": 620_00, "direction": "DEBIT", "rule": "END_TO_END_ID", "oddity": None}]
    assert (trace["cameBack"], trace["waits"]) == (
        {"cure": "ANOTHER_ACCOUNT"},
        {"reason": "CAME_BACK", "amount": 620_00},
    )


async def test_what_is_nowhere_is_a_type_of_its_own(roos: Visitor, schedule: Schedule) -> None:
    schedule.refuses(PATH, 404, "nothing-to-trace", "There is no payment, income or booking of this name here.")
    told = (await roos.ask('{ trace(endToEndId: "202603") { __typename ... on Problem { code } } }'))["trace"]
    assert told == {"__typename": "NothingToTrace", "code": "nothing-to-trace"}
