"""Pages of a caseload as the schedule service hands them over."""

from typing import Any
from uuid import UUID

from tests.mandates.answers import Raw
from tests.schedule.callers import Caller
from tests.superuser import as_superuser

IMPORT = "019b8d2b-8c00-7000-8000-00000000aaaa"
RENT: Raw = {
    "cost": "rent",
    "name": "Woonstede Verhuur",
    "iban": "NL91ABNA0417164300",
    "reference": {"kind": "free_text", "text": "huur KL-20391"},
    "validFrom": "2026-02-01",
    "customerNumber": "KL-20391",
}
ENERGY: Raw = {
    "cost": "energy",
    "name": "Stroomhuis Energie",
    "iban": "NL69INGB0123456789",
    "reference": {"kind": "betalingskenmerk", "text": "1234567"},
    "validFrom": "2026-02-01",
}
LEEFGELD: Raw = {"cost": "leefgeld", "name": "Y. Proefpersoon", "iban": "NL02ABNA0123456789", "validFrom": "2000-01-01"}
OTHER_LANDLORD: Raw = RENT | {"name": "Huis en Haard", "iban": "NL20INGB0001234567", "validFrom": "2026-05-15"}


def a_told(household: UUID, *payees: Raw, missing: tuple[str, ...] = (), reference: str = "ZAAK-1") -> Raw:
    """A household of Den Haag with these payees."""
    return {
        "id": str(household),
        "reference": reference,
        "municipality": "GM0518",
        "policy": "den-haag",
        "payees": list(payees or (RENT, ENERGY, LEEFGELD)),
        "papersMissing": list(missing),
    }


def a_page(*households: Raw) -> Raw:
    return {"importId": IMPORT, "households": list(households)}


async def taken_over(caller: Caller, *households: Raw) -> Raw:
    answer = await caller.post("/caseload-payees", a_page(*households))
    assert answer.status_code == 200, answer.text
    told: Raw = answer.json()
    assert told.pop("batchId") == IMPORT
    return told


def nothing_new(waiting: int) -> Raw:
    counts: Raw = dict.fromkeys(["households", "suppliers", "accounts", "arrangements", "papers"], 0)
    return counts | {"waiting": waiting}


def rows(admin_url: str, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """What stands in the mandates schema."""
    with as_superuser(admin_url, "mandates") as connection:
        return connection.execute(query, arguments).fetchall()
