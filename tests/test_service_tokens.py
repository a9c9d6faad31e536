"""Our own services are known by the key of the house, may do what they were given, and for minutes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt

from house.issuer import DevelopmentIssuer
from services.auth import Caller, Role, Scope, TokenRefused, Tokens
from services.clock import MovableClock
from services.errors import InvalidInput
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.service_tokens import ISSUER, ServiceKey, ServiceTokens

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORGANISATION = UUID("019ca6b1-0000-7000-8000-000000000001")
KEY = ServiceKey(bytes(range(32)))


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return DevelopmentIssuer("https://issuer.test", "ontzorg", clock, SeededIds(1), development=True)


@pytest.fixture
def tokens(issuer: DevelopmentIssuer, clock: MovableClock) -> Tokens:
    return Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock, KEY)


@pytest.fixture
def ours(clock: MovableClock) -> ServiceTokens:
    return ServiceTokens(KEY, clock, "ontzorg")


async def refusal(tokens: Tokens, token: str) -> str:
    with pytest.raises(TokenRefused) as refused:
        await tokens.caller(token)
    return refused.value.detail


def with_claims(clock: MovableClock, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A token of the house's key that says otherwise than one of ours."""
    now = int(clock.now().timestamp())
    given = {"iss": ISSUER, "aud": "ontzorg", "sub": "service:schedule", "nbf": now, "exp": now + 60}
    given |= {"organisation_id": str(ORGANISATION), "roles": ["system"], "scope": "releases:ask"}
    return jwt.encode(
        {"alg": "Ed25519", "typ": "at+jwt", **(header or {})}, given | claims, KEY.jwk(), algorithms=["Ed25519"]
    )


async def test_a_service_may_do_what_its_token_was_issued_for(tokens: Tokens, ours: ServiceTokens) -> None:
    token = ours.issue(ORGANISATION, "schedule", [Scope.RELEASES_ASK])
    assert await tokens.caller(token) == Caller(
        organisation_id=ORGANISATION,
        subject="service:schedule",
        roles=frozenset({Role.SYSTEM}),
        scopes=frozenset({Scope.RELEASES_ASK}),
        municipalities=None,
        is_service=True,
    )


async def test_a_service_never_approves(tokens: Tokens, ours: ServiceTokens) -> None:
    caller = await tokens.caller(ours.issue(ORGANISATION, "schedule", [Scope.RUNS_APPROVE, Scope.PLANS_READ]))
    assert caller.scopes == {Scope.PLANS_READ}


async def test_its_token_lasts_two_minutes(tokens: Tokens, ours: ServiceTokens, clock: MovableClock) -> None:
    token = ours.issue(ORGANISATION, "schedule", [Scope.RELEASES_ASK])
    clock.move_to(START + timedelta(minutes=2, seconds=29))
    await tokens.caller(token)
    clock.move_to(START + timedelta(minutes=2, seconds=30))
    assert "expired_token" in await refusal(tokens, token)


async def test_a_token_of_another_key_or_for_others_is_refused(tokens: Tokens, clock: MovableClock) -> None:
    another = ServiceTokens(ServiceKey(bytes(32)), clock, "ontzorg").issue(ORGANISATION, "schedule", [])
    for_others = ServiceTokens(KEY, clock, "elsewhere").issue(ORGANISATION, "schedule", [])
    assert "bad_signature" in await refusal(tokens, another)
    assert "invalid_claim" in await refusal(tokens, for_others)


async def test_the_issuer_of_people_cannot_speak_for_a_service_nor_a_service_for_people(
    tokens: Tokens, issuer: DevelopmentIssuer, clock: MovableClock
) -> None:
    as_service = issuer.issue(ORGANISATION, [Role.SYSTEM], claims={"iss": ISSUER})
    assert "The token is refused" in await refusal(tokens, as_service)
    assert "The token is refused" in await refusal(tokens, with_claims(clock, iss=issuer.url))


@pytest.mark.parametrize(
    "claims", [{"roles": ["approver"], "scope": "runs:approve"}, {"sub": "anna"}, {"municipalities": ["GM0310"]}]
)
async def test_the_key_of_the_house_makes_services_only(
    tokens: Tokens, clock: MovableClock, claims: dict[str, Any]
) -> None:
    assert await refusal(tokens, with_claims(clock, **claims)) == "This is no token of a service of ours."


async def test_only_an_access_token_lets_a_service_in(tokens: Tokens, clock: MovableClock) -> None:
    assert "typ is to be at+jwt" in await refusal(tokens, with_claims(clock, {"typ": "JWT"}))


async def test_where_no_key_of_the_house_is_known_no_service_is(
    issuer: DevelopmentIssuer, ours: ServiceTokens, clock: MovableClock
) -> None:
    without = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock)
    assert "The token is refused" in await refusal(without, ours.issue(ORGANISATION, "schedule", []))


@pytest.mark.parametrize("text", ["", "AAAA", "é", "not base64!", "A" * 43 + "=="])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        ServiceKey.parse(text)


def test_a_key_is_read_as_it_is_written_and_never_printed() -> None:
    assert ServiceKey.parse(KEY.written()) == KEY
    assert KEY.written() not in repr(KEY)
    assert ServiceKey.new() != ServiceKey.new()
