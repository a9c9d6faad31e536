"""A token issuer for development: `up`, `demo` and the tests; an organisation's own issuer takes its place elsewhere.

It does what ours ask of one: discovery and keys (OpenID Connect Discovery 1.0), and access tokens (RFC 9068) for a few
named clients by client credentials (RFC 6749 §4.4). Its key lives as long as the process, and it starts only where
development was asked for in so many words.
"""

import base64
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, unquote_plus
from uuid import UUID

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import ECKey

from services.auth import ROLES, Role
from services.clock import Clock
from services.errors import Refused
from services.ids import Ids

LIFETIME = timedelta(hours=1)
_ALGORITHM = "ES256"
_NO_STORE = {"Cache-Control": "no-store"}


class OnlyInDevelopment(Refused):
    """The development issuer lets in whoever knows a password from the repository; it runs in development only."""


@dataclass(frozen=True, slots=True)
class DevelopmentClient:
    """Somebody who may ask for tokens: a person or a system of an organisation, with a secret that is none."""

    subject: str
    organisation_id: UUID
    roles: frozenset[Role]
    secret: str
    municipalities: frozenset[str] | None = None


class DevelopmentIssuer:
    """Issues tokens at `url`, for `audience`, signed with a key that is made here and known to nobody else."""

    def __init__(
        self,
        url: str,
        audience: str,
        clock: Clock,
        ids: Ids,
        clients: Mapping[str, DevelopmentClient] | None = None,
        *,
        development: bool,
    ) -> None:
        if not development:
            raise OnlyInDevelopment
        self.url = url
        self.audience = audience
        self._clock = clock
        self._ids = ids
        self._clients = dict(clients or {})
        self._key = ECKey.generate_key("P-256", {"alg": _ALGORITHM, "use": "sig"}, auto_kid=True)

    def issue(
        self,
        organisation_id: UUID,
        roles: Iterable[Role],
        *,
        subject: str = "somebody",
        scopes: Iterable[str] | None = None,
        municipalities: Iterable[str] | None = None,
        lifetime: timedelta = LIFETIME,
        claims: Mapping[str, Any] | None = None,
    ) -> str:
        """An access token for `subject`, in this process; without `scopes` it is good for all that the roles allow.

        `claims` replace or add to what would stand in it, for a test of what is refused.
        """
        now = self._clock.now()
        roles = frozenset(roles)
        granted = scopes if scopes is not None else {scope for role in roles for scope in ROLES[role]}
        content: dict[str, Any] = {
            "iss": self.url,
            "aud": self.audience,
            "sub": subject,
            "iat": int(now.timestamp()),
            "nbf": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            "jti": str(self._ids.new_id(now)),
            "client_id": subject,
            "organisation_id": str(organisation_id),
            "roles": sorted(roles),
            "scope": " ".join(sorted(granted)),
        }
        if municipalities is not None:
            content["municipalities"] = sorted(municipalities)
        header = {"alg": _ALGORITHM, "typ": "at+jwt", "kid": self._key.kid}
        return jwt.encode(header, content | dict(claims or {}), self._key, algorithms=[_ALGORITHM])

    async def keys(self) -> dict[str, Any]:
        """The JWKS document; also what `IssuerKeys` may be given to fetch from inside the process."""
        return {"keys": [self._key.as_dict(private=False)]}

    def discovery(self) -> dict[str, Any]:
        """The discovery document."""
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint": f"{self.url}/token",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "response_types_supported": [],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [_ALGORITHM],
            "scopes_supported": sorted({scope for scopes in ROLES.values() for scope in scopes}),
        }

    def client(self, client_id: str, secret: str) -> DevelopmentClient | None:
        """The client with that id, if the secret is its own."""
        known = self._clients.get(client_id)
        is_right = hmac.compare_digest(secret.encode(), (known.secret if known else "").encode())
        return known if is_right else None


def issuer_app(issuer: DevelopmentIssuer) -> FastAPI:
    """The issuer over HTTP."""
    app = FastAPI(title="Development issuer", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/.well-known/openid-configuration")
    async def discovery() -> dict[str, Any]:
        return issuer.discovery()

    @app.get("/jwks")
    async def keys() -> dict[str, Any]:
        return await issuer.keys()

    @app.post("/token")
    async def token(request: Request) -> JSONResponse:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        return _token_response(issuer, form, request.headers.get("authorization", ""))

    return app


def _token_response(issuer: DevelopmentIssuer, form: Mapping[str, str], authorization: str) -> JSONResponse:
    if form.get("grant_type") != "client_credentials":
        return _refusal(HTTPStatus.BAD_REQUEST, "unsupported_grant_type")
    client_id, secret = _credentials(authorization) or (form.get("client_id", ""), form.get("client_secret", ""))
    client = issuer.client(client_id, secret)
    if client is None:
        return _refusal(HTTPStatus.UNAUTHORIZED, "invalid_client")
    wanted = form["scope"].split() if "scope" in form else None
    token = issuer.issue(
        client.organisation_id,
        client.roles,
        subject=client.subject,
        scopes=wanted,
        municipalities=client.municipalities,
    )
    answer = {"access_token": token, "token_type": "Bearer", "expires_in": int(LIFETIME.total_seconds())}
    return JSONResponse(answer, headers=_NO_STORE)


def _credentials(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return None
    return unquote_plus(client_id), unquote_plus(secret)


def _refusal(status: HTTPStatus, error: str) -> JSONResponse:
    return JSONResponse({"error": error}, status_code=status, headers=_NO_STORE)
