"""Callers of the notify service in tests: its app over the test's database, and what they ask of it."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Tokens
from services.clock import MovableClock
from services.database import Database
from services.doors import Lock
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.notify.app import notify_app
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING

HANDSHAKE, ACCOUNT = "nl.ontzorg.mandates.handshake.changed", "nl.ontzorg.mandates.account.changed"
ARREARS, PAYMENT = "nl.ontzorg.schedule.arrears.answered", "nl.ontzorg.notify.payment.changed"
URL = "https://woonstede.example/ontzorg"
SUPPLIER, ANOTHER_SUPPLIER = UUID(int=51), UUID(int=52)


def an_app(
    database: Database,
    issuer: DevelopmentIssuer,
    clock: MovableClock,
    *,
    development: bool = False,
    lock: Lock | None = None,
    seed: str = "app",
) -> FastAPI:
    """The notify service, as in production and with its door shut unless told otherwise."""
    tokens = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock)
    return notify_app(database, tokens, clock, SeededIds(seed), KEYRING, lock, development=development)


def a_wish(**other: Any) -> dict[str, Any]:
    """A subscription to handshakes, as the supplier desk asks for it."""
    return {"supplierId": str(SUPPLIER), "url": URL, "eventTypes": [HANDSHAKE], **other}


async def subscribed(caller: Caller, **other: Any) -> dict[str, Any]:
    """A subscription that was made, with its secret."""
    answer = await caller.post("/subscriptions", a_wish(**other))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


HOUSEHOLD, ANOTHER_HOUSEHOLD = UUID(int=71), UUID(int=72)


def an_addressee(**other: Any) -> dict[str, Any]:
    """How a household is reached, as the back office writes it: by text message first, else by letter."""
    told = {
        "householdId": str(HOUSEHOLD),
        "name": "Selam Voorbeeld",
        "language": "ti",
        "preference": ["sms", "letter"],
        "telephone": "06 12 34 56 78",
        "postalLines": ["Vogelstraat 12", "2511 AB Den Haag"],
    }
    return {**told, **other}


async def recorded(caller: Caller, **other: Any) -> dict[str, Any]:
    """An addressee that was recorded."""
    answer = await caller.post("/addressees", an_addressee(**other))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def a_contact(caller: Caller, name: str = "Mia van de Balie") -> dict[str, Any]:
    """Somebody whom people can call."""
    answer = await caller.post("/contacts", {"name": name, "telephone": "070 123 45 67"})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
