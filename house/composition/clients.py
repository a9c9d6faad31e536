"""The one place where HTTP clients are made, with their transport and their patience.

Inside one process a call keeps its form and loses only the network. Its body is handed over whole, so bank files and
streams of events never go that way.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any

import httpx

_PATIENCE = httpx.Timeout(10.0, connect=3.0)
"""Seconds: longer than any answer takes that a person waits for."""

_PATIENCE_WITHIN = httpx.Timeout(30.0)
"""Seconds: who is asked shares this process with all that works in it. Less than the minute of silence after which the
database gives up on whoever asks."""

_App = Callable[
    [
        MutableMapping[str, Any],
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]


class _Within(httpx.ASGITransport):
    """A transport without a network, and so without its timeouts: the whole answer comes in time, or none does."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The application's answer; `httpx.ReadTimeout`, and the application's work on it is cancelled."""
        patience: float | None = request.extensions.get("timeout", {}).get("read")
        try:
            async with asyncio.timeout(patience):
                return await super().handle_async_request(request)
        except TimeoutError:
            raise httpx.ReadTimeout("no answer within this process", request=request) from None


def client_within(app: _App) -> httpx.AsyncClient:
    """A client of an application in this process; what breaks there is an answer here, as it would be elsewhere, and
    what never comes is waited for no longer than elsewhere."""
    transport = _Within(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://within.invalid", timeout=_PATIENCE_WITHIN)


def client_over_http(url: str = "") -> httpx.AsyncClient:
    """A client of whatever answers at that address; redirects are not followed, for a token must not go elsewhere."""
    return httpx.AsyncClient(base_url=url, timeout=_PATIENCE, follow_redirects=False, verify=_trusted())


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that are believed: read once, for reading them takes longer than most answers."""
    return httpx.create_ssl_context()
