"""The public keys of the token issuer: fetched when needed, kept a while, never fetched at a stranger's every word."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.clock import Clock
from services.errors import Unavailable

FetchKeys = Callable[[], Awaitable[Any]]
"""Asks the issuer for its JWKS document (RFC 7517 §5)."""

LIFETIME = timedelta(minutes=15)
"""After this a key that the issuer withdrew is no longer taken."""

PAUSE = timedelta(seconds=30)
"""The least time between two questions to the issuer, so that invented key ids cannot make us ask for each."""

PATIENCE = timedelta(hours=12)
"""How long known keys are used while the issuer does not answer."""

_PUBLIC_KEY_TYPES = ("RSA", "EC", "OKP")
_log = structlog.get_logger(__name__)


class IssuerDoesNotAnswer(Unavailable):
    """The issuer of the tokens does not give its keys now, so nobody can be recognised; try again in a minute."""


class IssuerKeys:
    """A cache of one issuer's keys; safe for many requests at once, of which at most one asks the issuer."""

    def __init__(self, fetch: FetchKeys, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys: KeySet | None = None
        self._fetched_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._asking = asyncio.Lock()

    async def key_set(self, key_id: str | None) -> KeySet:
        """The keys, fetched anew if they are old or lack `key_id`; `IssuerDoesNotAnswer` if there are none to go by."""
        async with self._asking:
            now = self._clock.now()
            if self._is_worth_asking(key_id, now) and not self._asked_within(PAUSE, now):
                await self._ask(now)
            if self._keys is None or self._older_than(PATIENCE, now):
                raise IssuerDoesNotAnswer
            return self._keys

    async def _ask(self, now: datetime) -> None:
        self._asked_at = now
        try:
            self._keys = _public_keys(await self._fetch())
            self._fetched_at = now
        except (httpx.HTTPError, JoseError, KeyError, TypeError, ValueError) as refusal:
            _log.warning("issuer keys not renewed", reason=type(refusal).__name__)

    def _is_worth_asking(self, key_id: str | None, now: datetime) -> bool:
        return self._keys is None or self._older_than(LIFETIME, now) or key_id not in {key.kid for key in self._keys}

    def _older_than(self, age: timedelta, now: datetime) -> bool:
        return self._fetched_at is None or now - self._fetched_at >= age

    def _asked_within(self, pause: timedelta, now: datetime) -> bool:
        return self._asked_at is not None and now - self._asked_at < pause


def keys_over_http(issuer: str, client: httpx.AsyncClient) -> FetchKeys:
    """Fetch the keys by the issuer's own discovery document (OpenID Connect Discovery 1.0 §4)."""

    async def fetch() -> Any:
        discovery = (
            (await client.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")).raise_for_status().json()
        )
        if discovery["issuer"] != issuer:
            raise ValueError("the discovery document is another issuer's")
        return (await client.get(discovery["jwks_uri"])).raise_for_status().json()

    return fetch


def _public_keys(document: Any) -> KeySet:
    """Only keys that verify and cannot sign: a published secret would let anyone who reads it write tokens."""
    return KeySet.import_key_set({"keys": [key for key in document["keys"] if _verifies(key)]})


def _verifies(key: Any) -> bool:
    return isinstance(key, dict) and key.get("kty") in _PUBLIC_KEY_TYPES and key.get("use", "sig") == "sig"
