"""Who is asking, and what they may do: a verified bearer token gives a `Caller` (RFC 9068, OAuth NL profile).

A caller may do what one of their roles allows, as far as the token was granted it: `scope` in the token narrows the
roles and never widens them. `ROLES` is the whole of it; nothing else in the house knows a role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from joserfc import jws, jwt
from joserfc.errors import JoseError
from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic_core import from_json

from services.acts import act_of
from services.clock import Clock
from services.errors import Forbidden, Unauthenticated
from services.issuer_keys import IssuerKeys
from services.service_tokens import ALGORITHM as SERVICE_ALGORITHM
from services.service_tokens import ISSUER as SERVICES
from services.service_tokens import SUBJECT, ServiceKey, asks_for

ALGORITHMS = ("RS256", "ES256", "Ed25519")
_LEEWAY_SECONDS = 30
_LONGEST_TOKEN = 8192
_ACCESS_TOKEN = "at+jwt"


class Scope(StrEnum):
    """One thing that may or may not be done, `<what>:<verb>`."""

    HOUSEHOLDS_READ = "households:read"
    HOUSEHOLDS_WRITE = "households:write"
    HOUSEHOLDS_IMPORT = "households:import"
    PLANS_READ = "plans:read"
    TASKS_READ = "tasks:read"
    TASKS_WRITE = "tasks:write"
    LEDGER_READ = "ledger:read"
    RUNS_READ = "runs:read"
    RUNS_PROPOSE = "runs:propose"
    RUNS_APPROVE = "runs:approve"
    RUNS_FILE = "runs:file"
    POLICIES_READ = "policies:read"
    POLICIES_WRITE = "policies:write"
    AUDIT_READ = "audit:read"
    ORGANISATION_WRITE = "organisation:write"
    CLOCK_MOVE = "clock:move"
    SUPPLIERS_READ = "suppliers:read"
    SUPPLIERS_WRITE = "suppliers:write"
    ACCOUNTS_WRITE = "accounts:write"
    ACCOUNTS_APPROVE = "accounts:approve"
    MANDATES_READ = "mandates:read"
    MANDATES_WRITE = "mandates:write"
    MANDATES_APPROVE = "mandates:approve"
    HELD_PAYMENTS_WRITE = "held_payments:write"
    ALARMS_READ = "alarms:read"
    ALARMS_WRITE = "alarms:write"
    RELEASES_ASK = "releases:ask"
    STATEMENTS_READ = "statements:read"
    STATEMENTS_WRITE = "statements:write"
    STATEMENTS_APPROVE = "statements:approve"
    BRIDGING_DECIDE = "bridging:decide"
    BRIDGING_APPROVE = "bridging:approve"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    ADDRESSEES_READ = "addressees:read"
    ADDRESSEES_WRITE = "addressees:write"
    ADDRESSEES_ERASE = "addressees:erase"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    SENDER_READ = "sender:read"
    SENDER_WRITE = "sender:write"
    WORDS_READ = "words:read"
    DESK_READ = "desk:read"
    DESK_WRITE = "desk:write"
    DESK_ANSWER = "desk:answer"
    TEAMS_READ = "teams:read"
    SUPPORT_READ = "support:read"
    SUPPORT_WRITE = "support:write"


class Role(StrEnum):
    """What somebody is in their organisation; a person can be several, but never approves what they proposed."""

    CASE_MANAGER = "case_manager"
    REGISSEUR = "regisseur"
    BUDGET_MANAGER = "budget_manager"
    SUPPORTER = "supporter"
    SUPPLIER_DESK = "supplier_desk"
    PROPOSER = "proposer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


_CASE_FILE = {Scope.HOUSEHOLDS_READ, Scope.PLANS_READ, Scope.TASKS_READ, Scope.POLICIES_READ}
_REGISTRY = {Scope.SUPPLIERS_READ, Scope.MANDATES_READ, Scope.ALARMS_READ}
_DESK = {Scope.DESK_READ, Scope.DESK_ANSWER}
_REGISTRY_WORK = {*_REGISTRY, Scope.ACCOUNTS_WRITE, Scope.MANDATES_WRITE, Scope.ALARMS_WRITE}

_CASE_WORK = frozenset(
    {
        *_DESK,
        *_CASE_FILE,
        *_REGISTRY_WORK,
        Scope.HOUSEHOLDS_WRITE,
        Scope.HOUSEHOLDS_IMPORT,
        Scope.TASKS_WRITE,
        Scope.LEDGER_READ,
        Scope.BRIDGING_DECIDE,
        Scope.ADDRESSEES_READ,
        Scope.ADDRESSEES_WRITE,
        Scope.MESSAGES_READ,
        Scope.MESSAGES_WRITE,
        Scope.SENDER_READ,
    }
)

ROLES: Mapping[Role, frozenset[Scope]] = {
    # knows the household: records facts, sees the plan, closes tasks; sees no run of other households
    Role.CASE_MANAGER: _CASE_WORK,
    # the household's fixed contact: a case manager who also decides who pays when a cost is handed back and nobody
    # answers; never about what he asked for himself
    Role.REGISSEUR: _CASE_WORK | {Scope.MANDATES_APPROVE},
    # runs the budgetbeheer: the ledger, what is held and why, and what bridges a gap; proposes and approves no run
    Role.BUDGET_MANAGER: frozenset(
        {
            *_DESK,
            *_CASE_FILE,
            *_REGISTRY,
            Scope.TASKS_WRITE,
            Scope.LEDGER_READ,
            Scope.HELD_PAYMENTS_WRITE,
            Scope.BRIDGING_DECIDE,
            Scope.MESSAGES_READ,
        }
    ),
    # a volunteer or budget coach, no colleague: of the households that the registry names him for the plan and the
    # tasks, and what he hands in; the database shows him no other, whatever the token says
    Role.SUPPORTER: frozenset({Scope.SUPPORT_READ, Scope.SUPPORT_WRITE}),
    # knows the suppliers: keeps their cards, proposes accounts, works the handshakes, lets them be told by webhook
    Role.SUPPLIER_DESK: frozenset(
        {
            *_DESK,
            *_REGISTRY_WORK,
            Scope.SUPPLIERS_WRITE,
            Scope.HOUSEHOLDS_READ,
            Scope.WEBHOOKS_READ,
            Scope.WEBHOOKS_WRITE,
            Scope.WORDS_READ,
        }
    ),
    # puts the month's payments together and hands the approved file to the bank
    Role.PROPOSER: frozenset(
        {
            *_DESK,
            *_CASE_FILE,
            *_REGISTRY,
            Scope.LEDGER_READ,
            Scope.TASKS_WRITE,
            Scope.RUNS_READ,
            Scope.RUNS_PROPOSE,
            Scope.HELD_PAYMENTS_WRITE,
            Scope.RUNS_FILE,
            Scope.STATEMENTS_READ,
            Scope.STATEMENTS_WRITE,
        }
    ),
    # the second pair of eyes; the house refuses the proposer's own run whatever the token says
    Role.APPROVER: frozenset(
        {
            *_DESK,
            *_CASE_FILE,
            *_REGISTRY,
            Scope.LEDGER_READ,
            Scope.RUNS_READ,
            Scope.RUNS_APPROVE,
            Scope.STATEMENTS_READ,
            Scope.STATEMENTS_APPROVE,
            Scope.ACCOUNTS_APPROVE,
            Scope.MANDATES_APPROVE,
            Scope.BRIDGING_APPROVE,
        }
    ),
    # sees everything, changes nothing
    Role.AUDITOR: frozenset(
        {
            Scope.DESK_READ,
            *_CASE_FILE,
            *_REGISTRY,
            Scope.LEDGER_READ,
            Scope.RUNS_READ,
            Scope.STATEMENTS_READ,
            Scope.WEBHOOKS_READ,
            Scope.ADDRESSEES_READ,
            Scope.MESSAGES_READ,
            Scope.SENDER_READ,
            Scope.AUDIT_READ,
        }
    ),
    # decides how the organisation works and whose address is erased, and sees nobody's file
    Role.ADMINISTRATOR: frozenset(
        {
            *_DESK,
            Scope.DESK_WRITE,
            Scope.POLICIES_READ,
            Scope.POLICIES_WRITE,
            Scope.ORGANISATION_WRITE,
            Scope.SENDER_READ,
            Scope.SENDER_WRITE,
            Scope.ADDRESSEES_ERASE,
            Scope.CLOCK_MOVE,
        }
    ),
    # the organisation's own software: hands in and proposes, never approves
    Role.SYSTEM: frozenset(
        {
            Scope.DESK_READ,
            Scope.DESK_WRITE,
            *_CASE_FILE,
            *_REGISTRY_WORK,
            Scope.SUPPLIERS_WRITE,
            Scope.RELEASES_ASK,
            Scope.TEAMS_READ,
            Scope.HOUSEHOLDS_WRITE,
            Scope.HOUSEHOLDS_IMPORT,
            Scope.TASKS_WRITE,
            Scope.LEDGER_READ,
            Scope.RUNS_READ,
            Scope.RUNS_PROPOSE,
            Scope.HELD_PAYMENTS_WRITE,
            Scope.RUNS_FILE,
            Scope.STATEMENTS_READ,
            Scope.STATEMENTS_WRITE,
            Scope.ADDRESSEES_READ,
            Scope.ADDRESSEES_WRITE,
            Scope.MESSAGES_READ,
            Scope.MESSAGES_WRITE,
            Scope.SENDER_READ,
            Scope.CLOCK_MOVE,
            Scope.WORDS_READ,
        }
    ),
}


class TokenRefused(Unauthenticated):
    """This token does not tell who is asking."""


class MayNot(Forbidden):
    """This caller's roles and token do not allow this."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody of one organisation, and what they may do now.

    `subject` is the issuer's own word for the person or system. `municipalities` are the codes (`GM0310`) whose
    households they work for; None is every municipality of the organisation. `is_service` is one of our own services,
    which may tell for whom it speaks; `on_behalf_of` is the subject at whose request it asks, if somebody's it is.
    """

    organisation_id: UUID
    subject: str
    roles: frozenset[Role]
    scopes: frozenset[Scope]
    municipalities: frozenset[str] | None = None
    is_service: bool = False
    on_behalf_of: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether they may do that."""
        return scope in self.scopes

    def works_for(self, municipality: str) -> bool:
        """Whether households of that municipality are theirs to see."""
        return self.municipalities is None or municipality in self.municipalities


class Tokens:
    """Reads the access tokens that are meant for us: one issuer's, and with `service_key` those of our own services.

    One of these serves all requests. `clock` is the one that the issuer lives by: in a sandbox the machine's, or moving
    time would log everybody out.
    """

    def __init__(
        self, issuer: str, audience: str, keys: IssuerKeys, clock: Clock, service_key: ServiceKey | None = None
    ) -> None:
        self._issuer = issuer
        self._audience = audience
        self._keys = keys
        self._clock = clock
        self._service_key = service_key.jwk() if service_key else None

    async def caller(self, token: str) -> Caller:
        """The caller that a token stands for; `TokenRefused` says what is wrong, and nothing of what is in it."""
        if len(token) > _LONGEST_TOKEN:
            raise TokenRefused(f"A token of more than {_LONGEST_TOKEN} characters is not read.")
        try:
            claims = await self._verified(token)
        except JoseError as refusal:
            raise TokenRefused(f"The token is refused ({refusal.error}).") from None
        except RecursionError:
            raise TokenRefused("The token is nested deeper than anything that says who is asking.") from None
        return _caller(claims)

    async def _verified(self, token: str) -> dict[str, Any]:
        """What a token says, once it is certain whose words these are: each issuer's own key, and nobody else's."""
        said = jws.extract_compact(token.encode())
        if self._service_key is not None and _said_issuer(said.payload) == SERVICES:
            verified = jwt.decode(token, self._service_key, algorithms=[SERVICE_ALGORITHM])
            self._claims_registry(SERVICES).validate(verified.claims)
            _check_service(verified.claims)
        else:
            keys = await self._keys.key_set(_key_id(said.headers()))
            verified = jwt.decode(token, keys, algorithms=ALGORITHMS)
            self._claims_registry(self._issuer).validate(verified.claims)
        if str(verified.header.get("typ", "")).lower().removeprefix("application/") != _ACCESS_TOKEN:
            raise TokenRefused("This is no access token; its typ is to be at+jwt.")
        return verified.claims

    def _claims_registry(self, issuer: str) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self._audience},
            exp={"essential": True},
            nbf={"essential": True},
            sub={"essential": True},
        )


class _Claims(BaseModel):
    iss: str
    sub: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    organisation_id: UUID
    roles: list[str]
    scope: str
    municipalities: list[str] | None = None
    on_behalf_of: str | None = None

    def caller(self) -> Caller:
        roles = frozenset(Role(role) for role in self.roles if role in list(Role))
        allowed = frozenset(scope for role in roles for scope in ROLES[role])
        granted = self.scope.split()
        return Caller(
            organisation_id=self.organisation_id,
            subject=self.sub,
            roles=roles,
            scopes=frozenset(scope for scope in allowed if scope in granted),
            municipalities=None if self.municipalities is None else frozenset(self.municipalities),
            is_service=self.iss == SERVICES,
            on_behalf_of=self.on_behalf_of if self.iss == SERVICES else None,
        )


def _key_id(header: Mapping[str, Any]) -> str | None:
    key_id = header.get("kid")
    return key_id if isinstance(key_id, str) else None


def _said_issuer(payload: bytes) -> str | None:
    """Whose token it says to be, which decides by whose key it is read and proves nothing."""
    try:
        claims = from_json(payload)
    except ValueError:
        return None
    issuer = claims.get("iss") if isinstance(claims, dict) else None
    return issuer if isinstance(issuer, str) else None


def _check_service(claims: Mapping[str, Any]) -> None:
    """The key of the house speaks for software, of a whole organisation, and never for a person."""
    subject = str(claims["sub"])
    if not subject.startswith(SUBJECT) or claims.get("roles") != [Role.SYSTEM] or "municipalities" in claims:
        raise TokenRefused("This is no token of a service of ours.")


def _caller(claims: dict[str, Any]) -> Caller:
    try:
        return _Claims.model_validate(claims).caller()
    except ValidationError as refusal:
        wrong = ", ".join(sorted({str(error["loc"][0]) for error in refusal.errors(include_input=False)}))
        raise TokenRefused(f"The token lacks what we need to know, or says it unreadably: {wrong}.") from None


_bearer = HTTPBearer(bearerFormat="JWT", scheme_name="accessToken", auto_error=False)


async def current_caller(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Caller:
    """The caller of this request; `TokenRefused` without a good token. The app's `Tokens` stand in its state."""
    if given is None:
        raise TokenRefused("This needs an access token, in the header Authorization: Bearer ….")
    tokens: Tokens = request.app.state.tokens
    caller = await tokens.caller(given.credentials)
    structlog.contextvars.bind_contextvars(organisation_id=str(caller.organisation_id))
    act_of(request).is_by(caller)
    asks_for(caller.on_behalf_of if caller.is_service else caller.subject)
    return caller


CallerDep = Annotated[Caller, Depends(current_caller)]
"""Whoever asks, whatever they may do."""


async def _permitted(needed: SecurityScopes, caller: CallerDep) -> Caller:
    lacking = [scope for scope in needed.scopes if not caller.may(Scope(scope))]
    if lacking:
        raise MayNot(f"This needs {' and '.join(lacking)}; no role of this caller, as far as the token goes, gives it.")
    return caller


def requires(*scopes: str) -> Any:
    """Let in only a caller who may do all of this: `caller: Annotated[Caller, requires("runs:approve")]`.

    Others get `MayNot`; the scopes stand in the API's document. `ValueError` at import for a scope that is none.
    """
    return Security(_permitted, scopes=[Scope(scope).value for scope in scopes])
