"""Suppliers' systems in tests: they sign what they tell and post it to their letterbox."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
from starlette.types import ASGIApp

from services.clock import Clock
from services.webhooks import WebhookSecret, sign
from tests.notify.callers import SUPPLIER
from tests.schedule.callers import Caller

HANDSHAKE_ID = "019b8d2b-8c00-7000-8000-00000000000a"
SUSPENDED = {"handshakeId": HANDSHAKE_ID, "fromMonth": "2026-03"}


async def registered(caller: Caller, **other: Any) -> dict[str, Any]:
    """A source that was registered, with its secret."""
    answer = await caller.post("/sources", {"supplierId": str(SUPPLIER), **other})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def a_word(kind: str = "collection.suspended", data: Mapping[str, Any] = SUSPENDED, **other: Any) -> bytes:
    """What a supplier's system posts."""
    return json.dumps({"type": kind, "timestamp": "2026-01-05T07:59:00Z", "data": data, **other}).encode()


class Teller:
    """The system of a supplier: it knows where to tell us, and its secret."""

    def __init__(self, app: ASGIApp, source: Mapping[str, Any], clock: Clock, prefix: str = "") -> None:
        self.secret, self.path = WebhookSecret.parse(source["secret"]), f"{prefix}{source['path']}"
        self._clock = clock
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ontzorg.test")

    def signed(self, body: bytes, webhook_id: str = "msg_1") -> dict[str, str]:
        """The headers of a message that is told now."""
        return sign([self.secret], webhook_id, body, self._clock.now())

    async def tell(self, body: bytes, webhook_id: str = "msg_1") -> httpx.Response:
        """Post it, signed as it should be."""
        return await self.post(body, self.signed(body, webhook_id))

    async def post(self, body: bytes, headers: Any, path: str | None = None) -> httpx.Response:
        """Post it with headers, or to a place, of whoever pretends to be this system."""
        return await self._client.post(path or self.path, content=body, headers=headers)
