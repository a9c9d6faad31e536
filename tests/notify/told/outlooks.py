"""Outlooks of an invented household, as schedule tells them."""

from datetime import date
from typing import Any
from uuid import UUID

from services.schedule.schemas import LeefgeldState, Outlook

HOUSEHOLD = UUID(int=71)
BEGIN, MARCH_1, END = date(2026, 2, 8), date(2026, 3, 1), date(2026, 8, 7)


def cost(kind: str, month: str, *, ours: bool = True, held: bool = False, amount: int = 650_00) -> dict[str, Any]:
    day = f"{month}-01"
    told = {"cost": kind, "month": month, "amount": amount, "currency": "EUR", "dueOn": day}
    return {**told, "part": False, "paidByUs": ours, "waits": held}


def leefgeld(on: date, state: LeefgeldState = LeefgeldState.ON_ITS_WAY, occasion: str = "") -> dict[str, Any]:
    told = {"occasion": occasion or on.isoformat(), "on": on, "state": state}
    return {**told, "amount": 400_00, "currency": "EUR"}


def came(toeslag: str, amount: int, *, by_mistake: bool = False) -> dict[str, Any]:
    told = {"toeslag": toeslag, "on": MARCH_1, "amount": amount, "currency": "EUR"}
    return {**told, "toClient": by_mistake, "byMistake": by_mistake}


def an_outlook(**other: Any) -> Outlook:
    """In its relief from February to August, with rent and energy paid by us and nothing else."""
    told: dict[str, Any] = {
        "householdId": HOUSEHOLD,
        "fault": None,
        "beginsOn": BEGIN,
        "endsOn": END,
        "rhythm": "monthly",
        "costs": [],
        "leefgeld": [],
        "b12DueOn": None,
        "reviews": [],
        "aftercare": [],
        "arrivals": [],
        "returns": [],
        "refuted": [],
        "approvedMonths": [],
        "balances": [],
    }
    return Outlook.model_validate({**told, **other})
