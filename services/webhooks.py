"""Signed messages over HTTP, out and in, per Standard Webhooks 1.0.0: an HMAC-SHA256 over `id.timestamp.body`.

The id is the same on every attempt, so a receiver can see that it has had a message; the timestamp is that of the
attempt, so an old one cannot be replayed later. Several secrets sign side by side while one replaces another.
"""

import base64
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.clock import in_utc
from services.errors import Fault, InvalidInput, Unauthenticated
from services.ids import secret_bytes

TOLERANCE = timedelta(minutes=5)
"""How far a sender's clock may be from ours, to either side."""

_PREFIX = "whsec_"
_SCHEME = "v1"
_SECRET_SIZES = range(24, 65)
_MOST_SIGNATURES = 16


class SignatureRefused(Unauthenticated):
    """This message does not carry a signature that we can trust."""


@dataclass(frozen=True, slots=True, repr=False)
class WebhookSecret:
    """The key that sender and receiver share: 24 to 64 bytes, written as `whsec_` and base64; never printed."""

    key: bytes

    def __post_init__(self) -> None:
        if len(self.key) not in _SECRET_SIZES:
            raise InvalidInput([Fault("", f"a secret of {len(self.key)} bytes", "it has 24 to 64")])

    @classmethod
    def new(cls) -> "WebhookSecret":
        """A secret that nobody can guess."""
        return cls(secret_bytes(32))

    @classmethod
    def parse(cls, text: str) -> "WebhookSecret":
        """Read the written form; `InvalidInput` if it is none."""
        try:
            key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
        except ValueError:
            raise InvalidInput([Fault("", "the secret is not base64", f"copy it whole, from {_PREFIX} on")]) from None
        return cls(key)

    def written(self) -> str:
        """The form that is shown once to whoever has to keep it."""
        return _PREFIX + base64.b64encode(self.key).decode()

    def __repr__(self) -> str:
        return "WebhookSecret(…)"


def sign(secrets: Sequence[WebhookSecret], message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The three headers of one attempt at `now`, with one signature for each secret.

    `InvalidInput` without a secret, or for an id with a full stop in it, which would blur where the id ends.
    """
    if not secrets or not re.fullmatch(r"[^.\s]+", message_id):
        raise InvalidInput([Fault("", "a message is signed with a secret and an id without full stops", "name both")])
    second = int(in_utc(now).timestamp())
    signatures = (_signature(secret, message_id, second, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(second),
        "webhook-signature": " ".join(f"{_SCHEME},{base64.b64encode(signature).decode()}" for signature in signatures),
    }


def verify(secrets: Iterable[WebhookSecret], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The id of a message that one of `secrets` signed within `TOLERANCE` of `now`; else `SignatureRefused`.

    `body` is the raw body as received; signatures of schemes that we do not know are passed over.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, second = _header(given, "webhook-id"), _second(_header(given, "webhook-timestamp"))
    if abs(in_utc(now).timestamp() - second) > TOLERANCE.total_seconds():
        raise SignatureRefused("The webhook-timestamp is too far from our clock; sign each attempt anew.")
    signatures = _signatures(_header(given, "webhook-signature"))
    expected = [_signature(secret, message_id, second, body) for secret in secrets]
    matches = [hmac.compare_digest(ours, theirs) for ours in expected for theirs in signatures]
    if not any(matches):
        raise SignatureRefused("No signature in webhook-signature fits this message.")
    return message_id


def _signature(secret: WebhookSecret, message_id: str, second: int, body: bytes) -> bytes:
    return hmac.digest(secret.key, f"{message_id}.{second}.".encode() + body, "sha256")


def _header(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "")
    if not value:
        raise SignatureRefused(f"The header {name} is missing.")
    return value


def _second(text: str) -> int:
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        raise SignatureRefused("The webhook-timestamp is not a number of seconds since 1970.")
    return int(text)


def _signatures(text: str) -> list[bytes]:
    found = []
    for part in text.split(" ")[:_MOST_SIGNATURES]:
        scheme, _, encoded = part.partition(",")
        if scheme != _SCHEME:
            continue
        try:
            found.append(base64.b64decode(encoded, validate=True))
        except ValueError:
            raise SignatureRefused("A signature in webhook-signature is not base64.") from None
    return found
