import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey

from services import issuer_keys
from services.clock import MovableClock
from services.issuer_keys import (
    LARGEST_ANSWER,
    LIFETIME,
    PATIENCE,
    PAUSE,
    IssuerDoesNotAnswer,
    IssuerKeys,
    keys_over_http,
)

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST = ECKey.generate_key("P-256", {"use": "sig", "kid": "first"})
SECOND = ECKey.generate_key("P-256", {"use": "sig", "kid": "second"})


class Issuer:
    """Answers with `keys`, or not at all, and counts how often it was asked."""

    def __init__(self, *keys: ECKey) -> None:
        self.document: Any = {"keys": [key.as_dict(private=False) for key in keys]}
        self.asked = 0
        self.answers = True

    async def __call__(self) -> Any:
        self.asked += 1
        if not self.answers:
            raise httpx.ConnectError("no route")
        return self.document


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


async def kids(keys: IssuerKeys, wanted: str | None) -> list[str | None]:
    return [key.kid for key in await keys.key_set(wanted)]


async def test_known_keys_are_asked_for_once(clock: MovableClock) -> None:
    issuer = Issuer(FIRST)
    keys = IssuerKeys(issuer, clock)
    assert [await kids(keys, "first") for _ in range(3)] == [["first"]] * 3
    assert issuer.asked == 1


async def test_a_new_key_of_the_issuer_is_found_by_asking_again(clock: MovableClock) -> None:
    issuer = Issuer(FIRST)
    keys = IssuerKeys(issuer, clock)
    await keys.key_set("first")
    issuer.document = Issuer(FIRST, SECOND).document
    clock.move_to(START + PAUSE)
    assert await kids(keys, "second") == ["first", "second"]
    assert issuer.asked == 2


async def test_invented_key_ids_make_us_ask_once_a_pause(clock: MovableClock) -> None:
    issuer = Issuer(FIRST)
    keys = IssuerKeys(issuer, clock)
    for second in range(0, 61):
        clock.move_to(START + timedelta(seconds=second))
        await keys.key_set(f"invented {second}")
    assert issuer.asked == 3


async def test_a_withdrawn_key_is_gone_when_its_time_is_up(clock: MovableClock) -> None:
    issuer = Issuer(FIRST, SECOND)
    keys = IssuerKeys(issuer, clock)
    await keys.key_set("first")
    issuer.document = Issuer(SECOND).document
    clock.move_to(START + LIFETIME - timedelta(seconds=1))
    assert await kids(keys, "first") == ["first", "second"]
    clock.move_to(START + LIFETIME)
    assert await kids(keys, "first") == ["second"]


async def test_known_keys_serve_on_while_the_issuer_is_away_but_not_for_ever(clock: MovableClock) -> None:
    issuer = Issuer(FIRST)
    keys = IssuerKeys(issuer, clock)
    await keys.key_set("first")
    issuer.answers = False
    clock.move_to(START + PATIENCE - timedelta(seconds=1))
    assert await kids(keys, "first") == ["first"]
    clock.move_to(START + PATIENCE)
    with pytest.raises(IssuerDoesNotAnswer):
        await keys.key_set("first")


async def test_without_any_key_nobody_is_recognised_and_the_issuer_is_left_in_peace(clock: MovableClock) -> None:
    issuer = Issuer(FIRST)
    issuer.answers = False
    keys = IssuerKeys(issuer, clock)
    for _ in range(3):
        with pytest.raises(IssuerDoesNotAnswer):
            await keys.key_set("first")
    assert issuer.asked == 1


async def test_a_published_secret_is_not_a_key(clock: MovableClock) -> None:
    issuer = Issuer(FIRST)
    issuer.document["keys"].append(OctKey.generate_key(256, {"kid": "secret"}).as_dict())
    issuer.document["keys"].append(SECOND.as_dict(private=False) | {"use": "enc"})
    assert await kids(IssuerKeys(issuer, clock), "secret") == ["first"]


@pytest.mark.parametrize("document", [{}, {"keys": []}, [], None, {"keys": [{"kty": "EC"}]}, {"keys": ["first"]}])
async def test_an_unreadable_document_is_no_answer(document: Any, clock: MovableClock) -> None:
    issuer = Issuer()
    issuer.document = document
    with pytest.raises(IssuerDoesNotAnswer):
        await IssuerKeys(issuer, clock).key_set("first")


async def test_a_key_that_we_cannot_read_takes_no_other_away(clock: MovableClock) -> None:
    issuer = Issuer(FIRST)
    issuer.document["keys"] += [
        {"kty": "OKP", "crv": "Ed9000", "x": "AA", "kid": "unheard-of"},
        {"kty": "EC", "kid": "half a key"},
        SECOND.as_dict(private=False) | {"key_ops": ["deriveKey"]},
        {"kty": "RSA", "n": "v" * 171, "e": "AQAB", "kid": "1024 bits"},
    ]
    assert await kids(IssuerKeys(issuer, clock), "first") == ["first"]


async def test_a_slow_issuer_holds_nobody_up_whose_key_is_known(
    clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer_keys, "SLOW", 0.01)
    issuer = Issuer(FIRST)
    never = asyncio.Event()

    async def slow() -> Any:
        if issuer.asked:
            await never.wait()
        return await issuer()

    keys = IssuerKeys(slow, clock)
    await keys.key_set("first")
    clock.move_to(START + LIFETIME)
    assert [await kids(keys, "first") for _ in range(3)] == [["first"]] * 3


async def test_an_answer_of_the_issuer_without_end_is_not_read_to_the_end(clock: MovableClock) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield b" " * 10_000

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=endless()))
    fetch = keys_over_http("https://issuer.test", httpx.AsyncClient(transport=transport))
    with pytest.raises(IssuerDoesNotAnswer):
        await IssuerKeys(fetch, clock).key_set("first")
    assert given == LARGEST_ANSWER // 10_000 + 1


def over_http(answers: dict[str, Any], issuer: str = "https://issuer.test") -> Callable[[], Awaitable[Any]]:
    def answer(request: httpx.Request) -> httpx.Response:
        found = answers.get(request.url.path)
        return httpx.Response(200, json=found) if found is not None else httpx.Response(404)

    return keys_over_http(issuer, httpx.AsyncClient(transport=httpx.MockTransport(answer)))


async def test_over_http_the_discovery_document_leads_to_the_keys() -> None:
    document = Issuer(FIRST).document
    fetch = over_http(
        {
            "/.well-known/openid-configuration": {
                "issuer": "https://issuer.test",
                "jwks_uri": "https://issuer.test/here",
            },
            "/here": document,
        }
    )
    assert await fetch() == document


async def test_another_issuers_discovery_document_is_not_followed(clock: MovableClock) -> None:
    fetch = over_http({"/.well-known/openid-configuration": {"issuer": "https://other.test", "jwks_uri": "x"}})
    with pytest.raises(ValueError, match="another issuer's"):
        await fetch()
    with pytest.raises(IssuerDoesNotAnswer):
        await IssuerKeys(fetch, clock).key_set("first")
