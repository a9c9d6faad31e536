"""How a service shows who it is when it asks another one and no person stands behind the question.

A token of minutes, signed with a key that only the house has; `Tokens` takes it beside those of the issuer. Its bearer
is the organisation's own software (`Role.SYSTEM`) and may do no more than the scopes that it was issued for.
"""

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import OKPKey

from services.clock import Clock
from services.errors import Fault, InvalidInput
from services.ids import secret_bytes

ISSUER = "urn:ontzorg:services"
ALGORITHM = "Ed25519"
SUBJECT = "service:"
"""How the `sub` of a service begins, before its name."""
LIFETIME = timedelta(minutes=2)
_SIZE = 32
_asked_by: ContextVar[str | None] = ContextVar("asked_by", default=None)


@contextmanager
def asked_by_nobody_yet() -> Iterator[None]:
    """While this lasts it is found out who asks, and forgotten afterwards."""
    before = _asked_by.set(None)
    try:
        yield
    finally:
        _asked_by.reset(before)


def asks_for(subject: str | None) -> None:
    """From here on, while this request is answered, what our services ask of each other is asked for that person or
    system; what a worker asks is asked for nobody."""
    _asked_by.set(subject)


@dataclass(frozen=True, slots=True, repr=False)
class ServiceKey:
    """The key of the house: 32 bytes, written in base64; never printed."""

    seed: bytes

    def __post_init__(self) -> None:
        if len(self.seed) != _SIZE:
            raise InvalidInput([Fault("", f"a key of {len(self.seed)} bytes", f"it has {_SIZE}")])

    @classmethod
    def new(cls) -> "ServiceKey":
        """A key that nobody can guess."""
        return cls(secret_bytes(_SIZE))

    @classmethod
    def parse(cls, text: str) -> "ServiceKey":
        """Read the written form; `InvalidInput` if it is none."""
        try:
            return cls(base64.b64decode(text, validate=True))
        except ValueError as refusal:
            if isinstance(refusal, InvalidInput):
                raise
            raise InvalidInput([Fault("", "the key is not base64", "32 random bytes, in base64")]) from None

    def written(self) -> str:
        """The form that a deployment keeps."""
        return base64.b64encode(self.seed).decode()

    def jwk(self) -> OKPKey:
        """The key as a token is signed and verified with it."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return OKPKey.import_key(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    def __repr__(self) -> str:
        return "ServiceKey(…)"


class ServiceTokens:
    """Issues the tokens of this house's services. `clock` is the machine's, in a sandbox too."""

    def __init__(self, key: ServiceKey, clock: Clock, audience: str) -> None:
        self._key = key.jwk()
        self._clock = clock
        self._audience = audience

    def issue(self, organisation_id: UUID, service: str, scopes: Iterable[str], on_behalf_of: str | None = None) -> str:
        """A token for a service that asks on behalf of an organisation, good for these scopes and two minutes.

        It says at whose request it asks (`on_behalf_of`), for the processing log of who is asked: the person that is
        told, or within a request whoever made that.
        """
        now = self._clock.now()
        content = {
            "iss": ISSUER,
            "aud": self._audience,
            "sub": f"{SUBJECT}{service}",
            "iat": int(now.timestamp()),
            "nbf": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "organisation_id": str(organisation_id),
            "roles": ["system"],
            "scope": " ".join(sorted(scopes)),
        }
        if (subject := on_behalf_of or _asked_by.get()) is not None:
            content["on_behalf_of"] = subject
        return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt"}, content, self._key, algorithms=[ALGORITHM])
