from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from house.issuer import DevelopmentClient, DevelopmentIssuer, OnlyInDevelopment, issuer_app
from services.auth import ROLES, Role, Scope, Tokens
from services.clock import MovableClock
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys, keys_over_http

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORGANISATION = UUID("019ca6b1-0000-7000-8000-000000000001")
BACK_OFFICE = DevelopmentClient("back-office", ORGANISATION, frozenset({Role.SYSTEM}), "development-only-1")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    clients = {"back office": BACK_OFFICE}
    return DevelopmentIssuer("http://issuer.test", "ontzorg", clock, SeededIds(1), clients, development=True)


@pytest.fixture
def client(issuer: DevelopmentIssuer) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(issuer_app(issuer)), base_url=issuer.url)


async def test_a_client_gets_a_token_that_the_house_takes(
    issuer: DevelopmentIssuer, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    answer = await client.post(
        "/token", data={"grant_type": "client_credentials"}, auth=("back office", "development-only-1")
    )
    tokens = Tokens(issuer.url, "ontzorg", IssuerKeys(keys_over_http(issuer.url, client), clock), clock)
    caller = await tokens.caller(answer.json()["access_token"])
    assert (answer.status_code, answer.json()["token_type"], answer.json()["expires_in"]) == (200, "Bearer", 3600)
    assert (caller.subject, caller.organisation_id, caller.scopes) == (
        "back-office",
        ORGANISATION,
        ROLES[Role.SYSTEM],
    )
    assert answer.headers["cache-control"] == "no-store"


async def test_a_client_may_ask_for_less_than_its_roles_allow(
    issuer: DevelopmentIssuer, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": "back office",
        "client_secret": "development-only-1",
        "scope": "runs:read runs:approve",
    }
    token = (await client.post("/token", data=form)).json()["access_token"]
    caller = await Tokens(issuer.url, "ontzorg", IssuerKeys(issuer.keys, clock), clock).caller(token)
    assert caller.scopes == {Scope.RUNS_READ}


@pytest.mark.parametrize("auth", [("back office", "wrong"), ("nobody", "development-only-1"), ("nobody", ""), ("", "")])
async def test_a_wrong_secret_gets_nothing(auth: tuple[str, str], client: httpx.AsyncClient) -> None:
    answer = await client.post("/token", data={"grant_type": "client_credentials"}, auth=auth)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


async def test_an_unreadable_authorization_gets_nothing(client: httpx.AsyncClient) -> None:
    headers = {"Authorization": "Basic ***"}
    answer = await client.post("/token", data={"grant_type": "client_credentials"}, headers=headers)
    assert answer.status_code == 401


async def test_no_other_grant_is_given(client: httpx.AsyncClient) -> None:
    answer = await client.post("/token", data={"grant_type": "password"}, auth=("back office", "development-only-1"))
    assert (answer.status_code, answer.json()) == (400, {"error": "unsupported_grant_type"})


async def test_the_published_key_cannot_sign(client: httpx.AsyncClient) -> None:
    (key,) = (await client.get("/jwks")).json()["keys"]
    assert (key["kty"], key["use"], key["alg"], "d" in key) == ("EC", "sig", "ES256", False)


async def test_discovery_leads_to_the_keys_and_the_tokens(client: httpx.AsyncClient) -> None:
    discovery = (await client.get("/.well-known/openid-configuration")).json()
    assert discovery["issuer"] == "http://issuer.test"
    assert (discovery["jwks_uri"], discovery["token_endpoint"]) == (
        "http://issuer.test/jwks",
        "http://issuer.test/token",
    )


def test_outside_development_it_does_not_exist(clock: MovableClock) -> None:
    with pytest.raises(OnlyInDevelopment):
        DevelopmentIssuer("https://issuer.test", "ontzorg", clock, SeededIds(1), development=False)
