"""Bookings and payments for tests of what they say of each other: of one household, on the account of Den Haag."""

from datetime import date
from typing import Any
from uuid import UUID

from services.months import parse_month
from services.schedule.matching.awaited import Awaited
from services.schedule.matching.booked import Booked
from services.schedule.matching.submitted import Outcome, Submitted
from services.schedule.statements.statement import Direction

ACCOUNT = "NL91ABNA0417164300"
ELSEWHERE = "NL20INGB0001234567"
FATIMA, YUSUF = UUID(int=1), UUID(int=2)
STATEMENT = UUID(int=9)
UMR = b"umr of the rent"
PAID = (Outcome.EXECUTED,)


def debit(euros: int, on: str, **other: Any) -> Booked:
    """Whole euros that left."""
    return _booked(euros, on, Direction.DEBIT, other)


def credit(euros: int, on: str, **other: Any) -> Booked:
    """Whole euros that came in."""
    return _booked(euros, on, Direction.CREDIT, other)


def _booked(euros: int, on: str, direction: Direction, other: dict[str, Any]) -> Booked:
    return Booked(
        STATEMENT,
        other.pop("entry", 1),
        1,
        other.pop("account", ACCOUNT),
        euros * 100,
        direction,
        date.fromisoformat(on),
        **other,
    )


def bill(euros: int, due_on: str, outcomes: tuple[Outcome, ...] = (), **other: Any) -> Submitted:
    """A rent of Fatima that was or will be paid on its due day, whichever way."""
    day = date.fromisoformat(due_on)
    told: dict[str, Any] = {
        "end_to_end_id": f"rent {due_on}",
        "run_id": UUID(int=7),
        "household_id": FATIMA,
        "month": parse_month(due_on[:7]),
        "purpose": "rent",
        "occasion": due_on[:7],
        "amount": euros * 100,
        "account": ACCOUNT,
        "awaited": True,
        "municipality": "GM0518",
        "payee_id": None,
        "due_on": day,
        "execute_on": day,
        "outcomes": outcomes,
    }
    return Submitted(**(told | other))


def awaited(euros: int, on: str, kind: str = "zorgtoeslag", **other: Any) -> Awaited:
    """What Fatima's plan expects on a day, for the month of that day."""
    told: dict[str, Any] = {
        "household_id": FATIMA,
        "month": parse_month(on[:7]),
        "subject": f"{kind}/{on[:7]}",
        "amount": euros * 100,
        "received": 0,
        "expected_on": date.fromisoformat(on),
        "account": ACCOUNT,
    }
    return Awaited(**(told | other))
