"""The one place where HTTP clients are made, with their transport and their patience.

Inside one process a call keeps its form and loses only the network. Its body is handed over whole, so bank files and
streams of events never go that way.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import httpx

_PATIENCE = httpx.Timeout(10.0, connect=3.0)
"""Seconds: longer than any answer takes that a person waits for."""

_App = Callable[
    [
        MutableMapping[str, Any],
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]


def client_within(app: _App) -> httpx.AsyncClient:
    """A client of an application in this process; what breaks there is an answer here, as it would be elsewhere."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://within.invalid", timeout=_PATIENCE)


def client_over_http(url: str = "") -> httpx.AsyncClient:
    """A client of whatever answers at that address; redirects are not followed, for a token must not go elsewhere."""
    return httpx.AsyncClient(base_url=url, timeout=_PATIENCE, follow_redirects=False)
