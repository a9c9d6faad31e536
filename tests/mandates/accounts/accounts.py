"""Accounts for tests, as a caller says them."""

from tests.mandates.answers import Raw, made
from tests.mandates.suppliers.suppliers import LANDLORD, registered
from tests.schedule.callers import Caller

RENT: Raw = {"name": "Woonstede Verhuur", "iban": "NL91 ABNA 0417 1643 00", "validFrom": "2026-01-01"}
OWN: Raw = {"name": "Y. Proefpersoon", "iban": "NL02ABNA0123456789", "validFrom": "2026-01-01"}
FOREIGN = "DE89370400440532013000"
NOBODY = "019b8d2b-8c00-7000-8000-000000000000"


async def a_supplier(caller: Caller, **said: object) -> str:
    return str((await registered(caller, LANDLORD | said))["id"])


async def proposed(caller: Caller, path: str, account: Raw = RENT) -> Raw:
    """An account of whoever lives at `path`: suppliers/<id> or households/<id>."""
    return made(await caller.post(f"/{path}/accounts", account))


async def approved(caller: Caller, account: Raw, **said: object) -> Raw:
    answer = await caller.post(f"/accounts/{account['id']}/_approve", said)
    assert answer.status_code == 200, answer.text
    told: Raw = answer.json()
    return told
