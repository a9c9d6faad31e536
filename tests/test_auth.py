import base64
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from house.issuer import DevelopmentIssuer
from services.auth import ROLES, Caller, Role, Scope, TokenRefused, Tokens, requires
from services.clock import MovableClock
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORGANISATION = UUID("019ca6b1-0000-7000-8000-000000000001")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return DevelopmentIssuer("https://issuer.test", "ontzorg", clock, SeededIds(1), development=True)


@pytest.fixture
def tokens(issuer: DevelopmentIssuer, clock: MovableClock) -> Tokens:
    return Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock)


async def test_a_token_gives_its_caller(issuer: DevelopmentIssuer, tokens: Tokens) -> None:
    token = issuer.issue(ORGANISATION, [Role.APPROVER], subject="approver-7", municipalities=["GM0310"])
    assert await tokens.caller(token) == Caller(
        organisation_id=ORGANISATION,
        subject="approver-7",
        roles=frozenset({Role.APPROVER}),
        scopes=ROLES[Role.APPROVER],
        municipalities=frozenset({"GM0310"}),
    )


async def test_the_token_narrows_what_the_roles_allow_and_never_widens_it(
    issuer: DevelopmentIssuer, tokens: Tokens
) -> None:
    caller = await tokens.caller(issuer.issue(ORGANISATION, [Role.PROPOSER], scopes=["runs:propose", "runs:approve"]))
    assert caller.scopes == {Scope.RUNS_PROPOSE}
    assert caller.may(Scope.RUNS_PROPOSE)
    assert not caller.may(Scope.RUNS_APPROVE)


async def test_somebody_with_two_roles_may_do_what_either_allows(issuer: DevelopmentIssuer, tokens: Tokens) -> None:
    caller = await tokens.caller(issuer.issue(ORGANISATION, [Role.AUDITOR, Role.CASE_MANAGER]))
    assert caller.scopes == ROLES[Role.AUDITOR] | ROLES[Role.CASE_MANAGER]


async def test_a_role_that_we_do_not_know_allows_nothing(issuer: DevelopmentIssuer, tokens: Tokens) -> None:
    caller = await tokens.caller(issuer.issue(ORGANISATION, [], scopes=list(Scope), claims={"roles": ["emperor"]}))
    assert (caller.roles, caller.scopes) == (frozenset(), frozenset())


async def test_without_municipalities_a_caller_works_for_all_of_them(issuer: DevelopmentIssuer, tokens: Tokens) -> None:
    everywhere = await tokens.caller(issuer.issue(ORGANISATION, [Role.CASE_MANAGER]))
    nowhere = await tokens.caller(issuer.issue(ORGANISATION, [Role.CASE_MANAGER], municipalities=[]))
    assert everywhere.works_for("GM0310")
    assert not nowhere.works_for("GM0310")


async def test_a_token_lasts_until_it_expires(issuer: DevelopmentIssuer, tokens: Tokens, clock: MovableClock) -> None:
    token = issuer.issue(ORGANISATION, [Role.AUDITOR], lifetime=timedelta(minutes=5))
    clock.move_to(START + timedelta(minutes=5, seconds=29))
    assert (await tokens.caller(token)).organisation_id == ORGANISATION
    clock.move_to(START + timedelta(minutes=5, seconds=30))
    with pytest.raises(TokenRefused, match="expired_token"):
        await tokens.caller(token)


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://other.test"}, "invalid_claim"),
        ({"iss": None}, "missing_claim"),
        ({"aud": "another"}, "invalid_claim"),
        ({"aud": None}, "missing_claim"),
        ({"exp": None}, "missing_claim"),
        ({"exp": "never"}, "invalid_claim"),
        ({"nbf": None}, "missing_claim"),
        ({"nbf": int(START.timestamp()) + 60}, "invalid_claim"),
        ({"sub": None}, "missing_claim"),
        ({"sub": ""}, "invalid_claim"),
        ({"organisation_id": "ours"}, "unreadably: organisation_id"),
        ({"roles": "approver"}, "unreadably: roles"),
        ({"scope": ["runs:approve"]}, "unreadably: scope"),
        ({"municipalities": 310, "scope": None}, "unreadably: municipalities, scope"),
    ],
)
async def test_a_token_with_wrong_claims_is_refused(
    claims: dict[str, Any], why: str, issuer: DevelopmentIssuer, tokens: Tokens
) -> None:
    token = issuer.issue(ORGANISATION, [Role.AUDITOR], claims=claims)
    with pytest.raises(TokenRefused, match=why):
        await tokens.caller(token)


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    return header, claims


async def test_a_token_of_another_type_is_no_access_token(issuer: DevelopmentIssuer, clock: MovableClock) -> None:
    key = ECKey.generate_key("P-256", {"use": "sig", "kid": "k"})
    tokens = tokens_signed_with(key, clock)
    _, claims = parts(issuer.issue(ORGANISATION, [Role.AUDITOR]))
    taken = jwt.encode({"alg": "ES256", "typ": "application/at+jwt", "kid": "k"}, claims, key)
    assert (await tokens.caller(taken)).subject == "somebody"
    for header in ({"alg": "ES256", "typ": "JWT", "kid": "k"}, {"alg": "ES256", "kid": "k"}):
        with pytest.raises(TokenRefused, match=r"at\+jwt"):
            await tokens.caller(jwt.encode(header, claims, key))


def tokens_signed_with(key: Any, clock: MovableClock) -> Tokens:
    async def keys() -> Any:
        return {"keys": [key.as_dict(private=False)]}

    return Tokens("https://issuer.test", "ontzorg", IssuerKeys(keys, clock), clock)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("RS256", RSAKey.generate_key(2048, {"use": "sig", "kid": "k"})),
        ("ES256", ECKey.generate_key("P-256", {"use": "sig", "kid": "k"})),
        ("Ed25519", OKPKey.generate_key("Ed25519", {"use": "sig", "kid": "k"})),
    ],
)
async def test_these_algorithms_are_taken(
    algorithm: str, key: Any, issuer: DevelopmentIssuer, clock: MovableClock
) -> None:
    _, claims = parts(issuer.issue(ORGANISATION, [Role.AUDITOR]))
    header = {"alg": algorithm, "typ": "at+jwt", "kid": "k"}
    token = jwt.encode(header, claims, key, algorithms=[algorithm])
    assert (await tokens_signed_with(key, clock).caller(token)).organisation_id == ORGANISATION


async def test_a_token_signed_with_our_public_key_as_a_password_is_refused(
    issuer: DevelopmentIssuer, tokens: Tokens
) -> None:
    header, claims = parts(issuer.issue(ORGANISATION, [Role.ADMINISTRATOR]))
    public = json.dumps((await issuer.keys())["keys"][0]).encode()
    forged = jwt.encode(header | {"alg": "HS256"}, claims, OctKey.import_key(public), algorithms=["HS256"])
    with pytest.raises(TokenRefused):
        await tokens.caller(forged)


async def test_an_unsigned_token_is_refused(issuer: DevelopmentIssuer, tokens: Tokens) -> None:
    header, claims = parts(issuer.issue(ORGANISATION, [Role.ADMINISTRATOR]))
    written = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)]
    unsigned = base64.urlsafe_b64encode(json.dumps(header | {"alg": "none"}).encode()).decode().rstrip("=")
    for token in (f"{written[0]}.{written[1]}.", f"{unsigned}.{written[1]}."):
        with pytest.raises(TokenRefused):
            await tokens.caller(token)


async def test_a_changed_token_is_refused(issuer: DevelopmentIssuer, tokens: Tokens) -> None:
    header, payload, signature = issuer.issue(ORGANISATION, [Role.AUDITOR]).split(".")
    _, other, _ = issuer.issue(ORGANISATION, [Role.APPROVER]).split(".")
    with pytest.raises(TokenRefused, match="bad_signature"):
        await tokens.caller(f"{header}.{other}.{signature}")
    assert (await tokens.caller(f"{header}.{payload}.{signature}")).roles == {Role.AUDITOR}


async def test_a_token_of_another_house_is_refused(tokens: Tokens, clock: MovableClock) -> None:
    stranger = DevelopmentIssuer("https://issuer.test", "ontzorg", clock, SeededIds(2), development=True)
    with pytest.raises(TokenRefused):
        await tokens.caller(stranger.issue(ORGANISATION, [Role.APPROVER]))


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "....", "é.é.é", "x" * 9000, "\u0000.\u0000.\u0000"])
async def test_what_is_no_token_is_refused(token: str, tokens: Tokens) -> None:
    with pytest.raises(TokenRefused):
        await tokens.caller(token)


@pytest.mark.parametrize("header", ["jku", "x5u", "jwk", "x5c"])
async def test_a_key_that_a_token_brings_along_is_not_looked_at(
    header: str, issuer: DevelopmentIssuer, tokens: Tokens
) -> None:
    own = ECKey.generate_key("P-256", {"use": "sig", "kid": "own"})
    _, claims = parts(issuer.issue(ORGANISATION, [Role.ADMINISTRATOR]))
    brought: Any = {"jwk": own.as_dict(private=False), "x5c": ["MIIB"]}.get(header, "https://elsewhere.test/keys")
    for kid in ("own", (await issuer.keys())["keys"][0]["kid"]):
        forged = jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": kid, header: brought}, claims, own)
        with pytest.raises(TokenRefused):
            await tokens.caller(forged)


async def test_a_token_of_another_issuer_with_our_issuers_key_id_is_refused(
    issuer: DevelopmentIssuer, tokens: Tokens, clock: MovableClock
) -> None:
    """Mixed up: an issuer that we do not know, or one of ours for another audience."""
    for url, audience in (("https://other.test", issuer.audience), (issuer.url, "another")):
        other = DevelopmentIssuer(url, audience, clock, SeededIds(1), development=True)
        with pytest.raises(TokenRefused):
            await tokens.caller(other.issue(ORGANISATION, [Role.AUDITOR]))


@pytest.mark.parametrize("place", ["header", "claims"])
async def test_a_token_that_is_nested_deeply_is_refused(place: str, issuer: DevelopmentIssuer, tokens: Tokens) -> None:
    header, claims, signature = issuer.issue(ORGANISATION, [Role.AUDITOR]).split(".")
    nested = base64.urlsafe_b64encode(b"[" * 5000 + b"]" * 500).decode().rstrip("=")
    token = f"{nested}.{claims}.{signature}" if place == "header" else f"{header}.{nested}.{signature}"
    with pytest.raises(TokenRefused):
        await tokens.caller(token)


def test_nobody_may_both_propose_and_approve_by_one_role() -> None:
    both = [role for role, scopes in ROLES.items() if {Scope.RUNS_PROPOSE, Scope.RUNS_APPROVE} <= scopes]
    assert both == []


def test_a_regisseur_is_a_case_manager_who_decides_and_a_budget_manager_touches_no_run() -> None:
    assert ROLES[Role.REGISSEUR] - ROLES[Role.CASE_MANAGER] == {Scope.MANDATES_APPROVE}
    assert ROLES[Role.CASE_MANAGER] < ROLES[Role.REGISSEUR]
    assert not [scope for scope in ROLES[Role.BUDGET_MANAGER] if scope.split(":")[0] in ("runs", "statements")]
    assert not [scope for scope in ROLES[Role.BUDGET_MANAGER] if scope.endswith(":approve")]


def test_an_auditor_only_reads_and_an_administrator_sees_no_file() -> None:
    assert {scope.split(":")[1] for scope in ROLES[Role.AUDITOR]} == {"read"}
    assert Scope.HOUSEHOLDS_READ not in ROLES[Role.ADMINISTRATOR]


def test_every_role_is_in_the_table_and_every_scope_is_somebodys() -> None:
    assert set(ROLES) == set(Role)
    assert {scope for scopes in ROLES.values() for scope in scopes} == set(Scope)


def test_the_page_on_access_has_the_table_that_decides() -> None:
    page = (Path(__file__).parents[1] / "docs" / "access.md").read_text(encoding="utf-8")
    told = {
        scope: set(roles.split(", ")) for scope, roles in re.findall(r"^\| `([a-z_]+:[a-z]+)` \| (.*) \|$", page, re.M)
    }
    assert told == {scope: {role for role in ROLES if scope in ROLES[role]} for scope in Scope}


def test_a_scope_that_is_none_is_found_when_the_endpoint_is_written() -> None:
    with pytest.raises(ValueError, match="runs:aprove"):
        requires("runs:aprove")
