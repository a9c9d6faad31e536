"""Suppliers for tests, as a caller says them."""

from tests.mandates.answers import Raw, made
from tests.schedule.callers import Caller

LANDLORD: Raw = {
    "kind": "housing_association",
    "name": "Woonstede Verhuur",
    "kvk": "12345678",
    "creditorId": "NL69ZZZ123456780000",
    "referenceScheme": "betalingskenmerk",
    "collectionDays": [28, 1],
    "procedures": ["email", "telephone"],
    "answerDays": 5,
    "deferral": {"days": 60, "instalments": 3},
    "contact": {"name": "Jans Voorbeeld", "telephone": "+31 10 000 00 12", "email": "jans@woonstede.example"},
}
WATER: Raw = {
    "kind": "water",
    "name": "Water van Elders",
    "kvk": "87654321",
    "referenceScheme": "free_text",
    "procedures": ["portal_upload"],
    "answerDays": 3,
}


async def registered(caller: Caller, supplier: Raw = LANDLORD) -> Raw:
    return made(await caller.post("/suppliers", supplier))
