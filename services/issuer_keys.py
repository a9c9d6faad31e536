"""The public keys of the token issuer: fetched when needed, kept a while, never fetched at a stranger's every word."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from services.clock import Clock
from services.errors import Unavailable

FetchKeys = Callable[[], Awaitable[Any]]
"""Asks the issuer for its JWKS document (RFC 7517 §5)."""

LIFETIME = timedelta(minutes=15)
"""After this a key that the issuer withdrew is no longer taken."""

PAUSE = timedelta(seconds=30)
"""The least time between two questions to the issuer, so that invented key ids cannot make us ask for each."""

SLOW = 3.0
"""Seconds that an answer of the issuer is waited for: who asks with a known key is held up no longer than that."""

LARGEST_ANSWER = 256_000
"""Bytes of a document of the issuer's: some hundred keys with their certificates."""

_SHORTEST_RSA = 342
"""Characters of a modulus of 2048 bits, in base64url; shorter keys are not taken (RFC 7518 §3.3)."""

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
            async with asyncio.timeout(SLOW):
                self._keys = _public_keys(await self._fetch())
            self._fetched_at = now
        except (httpx.HTTPError, KeyError, RecursionError, TimeoutError, TypeError, ValueError) as refusal:
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
        discovery = await _document(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if discovery["issuer"] != issuer:
            raise ValueError("the discovery document is another issuer's")
        return await _document(client, discovery["jwks_uri"])

    return fetch


async def _document(client: httpx.AsyncClient, url: str) -> Any:
    """A JSON document, of which no more is read than we take; `ValueError` for one that is longer."""
    content = bytearray()
    async with client.stream("GET", url) as answer:
        answer.raise_for_status()
        async for piece in answer.aiter_bytes():
            content += piece
            if len(content) > LARGEST_ANSWER:
                raise ValueError("the issuer's document is longer than any that holds keys")
    return json.loads(content)


def _public_keys(document: Any) -> KeySet:
    """Only keys that verify and cannot sign: a published secret would let anyone who reads it write tokens.

    A key that we cannot read is passed over, so that a new kind of key takes none of the others away; `ValueError` if
    none is left.
    """
    keys = [key for one in document["keys"] if _verifies(one) for key in _readable(one)]
    if not keys:
        raise ValueError("there is no key in it that we can verify with")
    return KeySet(keys)


def _readable(key: dict[str, Any]) -> Iterator[Key]:
    try:
        found = JWKRegistry.import_key(key)
    except (JoseError, KeyError, TypeError, ValueError) as refusal:
        _log.warning("a key of the issuer is passed over", reason=type(refusal).__name__)
        return
    yield found


def _verifies(key: Any) -> bool:
    return (
        isinstance(key, dict)
        and key.get("kty") in _PUBLIC_KEY_TYPES
        and key.get("use", "sig") == "sig"
        and "verify" in key.get("key_ops", ["verify"])
        and (key["kty"] != "RSA" or len(str(key.get("n", ""))) >= _SHORTEST_RSA)
    )
