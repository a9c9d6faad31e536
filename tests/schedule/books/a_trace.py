"""A rent that was paid, came back and waits, as the service tells its way."""

from typing import Any

HOUSEHOLD = "019c7a47-0280-7e99-814f-9dc7944d0dab"
STATEMENT = "019c7a47-0280-7e99-814f-9df0ceb2f946"
RUN = "019c7a47-0280-7e99-814f-9dee39b1f378"
OWN_ID = "2026032e07472802464cd386766a9c"
_AT = "2026-02-20T09:00:00Z"


def euros(whole: int) -> dict[str, Any]:
    return {"amount": whole * 100, "currency": "EUR"}


_BOOKING = {"statementId": STATEMENT, "entry": 6, "part": 1}
TRACE: dict[str, Any] = {
    "householdId": HOUSEHOLD,
    "municipality": "GM0518",
    "purpose": "rent",
    "occasion": "2026-03",
    "expected": None,
    "payments": [
        {
            "endToEndId": OWN_ID,
            "state": "returned",
            "reason": None,
            "detail": None,
            "sum": euros(620),
            "dueOn": "2026-03-01",
            "executeOn": "2026-02-27",
            "route": "we_push",
            "decisions": [
                {
                    "factId": "019c7a47-0280-7e99-814f-9dcfa8891111",
                    "article": "56a",
                    "about": "56a/2026-02-08",
                    "from": "2026-02-08",
                    "until": "2026-08-07",
                    "recordedAt": _AT,
                    "recordedBy": "anna",
                    "correctedSince": False,
                }
            ],
            "plan": {
                "version": 1,
                "id": "019c7a47-0280-7e99-814f-9dcfaf3ebc4a",
                "madeAt": _AT,
                "factSequence": 14,
                "policy": "den-haag",
                "policyMark": "729d8948cbd7f117",
                "normsMark": "2e23b72fc5213410",
            },
            "run": {
                "id": RUN,
                "month": "2026-03",
                "kind": "monthly",
                "number": 1,
                "state": "filed",
                "contentHash": "30" * 32,
                "proposedBy": "piet",
                "proposedAt": _AT,
                "approvedBy": "roos",
                "approvedAt": _AT,
                "filedAt": _AT,
            },
            "emergency": None,
            "file": {
                "number": 1,
                "name": "2026-03-monthly-1-GM0518-1.xml",
                "messageId": "AGOHURYCQB7JTAKPTXXDTMPTPA-1",
                "paymentInformationId": "AGOHURYCQB7JTAKPTXXDTMPTPA-1-2",
                "sha256": "ba" * 32,
                "keptAt": _AT,
            },
            "instruction": None,
            "outcomes": [
                {
                    "outcome": "executed",
                    "toldOn": "2026-02-27",
                    "reasonCode": None,
                    "subject": "rent/2026-03",
                    **_BOOKING,
                    "at": _AT,
                    "takesBack": False,
                },
                {
                    "outcome": "returned",
                    "toldOn": "2026-03-02",
                    "reasonCode": "AC04",
                    "subject": "rent/2026-03",
                    **_BOOKING,
                    "entry": 9,
                    "at": _AT,
                    "takesBack": False,
                },
            ],
            "allocations": [
                {
                    "word": "not_booked",
                    "toldOn": "2026-02-28",
                    "toldBy": "supplier",
                    "bookedOn": None,
                    "sum": None,
                    "onAnotherContract": False,
                    "reason": "reference_unknown",
                    "by": "anna",
                    "at": _AT,
                },
            ],
        }
    ],
    "entries": [
        {
            "bookedOn": "2026-02-20",
            "subject": "rent/2026-03",
            "stage": "pending",
            "debit": "budget",
            "credit": "clearing",
            "sum": euros(620),
            "corrects": None,
        },
        {
            "bookedOn": "2026-03-02",
            "subject": "rent/2026-03/corrected",
            "stage": "posted",
            "debit": "clearing",
            "credit": "budget",
            "sum": euros(620),
            "corrects": "rent/2026-03",
        },
    ],
    "bookings": [
        {
            **_BOOKING,
            "statement": "2026-1",
            "asOf": "2026-02-27",
            "sum": euros(620),
            "direction": "debit",
            "bookedOn": "2026-02-27",
            "rule": "end_to_end_id",
            "outcome": "executed",
            "payments": 1,
            "oddity": None,
            "lookBy": None,
            "explainedAt": None,
            "explainedBy": None,
        }
    ],
    "cameBack": {
        "times": 1,
        "reasonCode": "AC04",
        "cure": "another_account",
        "since": "2026-03-02",
        "decidedBy": None,
        "decidedAt": None,
    },
    "waits": {
        "sum": euros(620),
        "dueOn": "2026-03-01",
        "reason": "came_back",
        "detail": "AC04",
        "heldSince": "2026-03-02",
        "runId": RUN,
    },
    "settled": None,
}
NOTHING_KNOWN: dict[str, Any] = {
    **dict.fromkeys(TRACE),
    "payments": [],
    "entries": [],
    "bookings": [
        {
            **TRACE["bookings"][0],
            "sum": euros(322),
            "direction": "credit",
            "rule": None,
            "outcome": None,
            "payments": 0,
            "oddity": "unknown_credit",
            "lookBy": "2026-03-03",
        }
    ],
}
"""Money that nobody knows."""
