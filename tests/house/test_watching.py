"""The door for whoever watches a part: it lives, its figures, and nothing else."""

import httpx
from fastapi import APIRouter

from house.serving.server import listening
from house.serving.watching import watched, watching_app
from services.auth import Tokens
from services.clock import MovableClock
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.web import create_app

router = APIRouter()


@router.get("/watched/{number}")
async def answers(number: int) -> int:
    """A number."""
    return number


async def no_keys() -> None:
    raise LookupError


async def test_requests_are_counted_by_their_route_and_never_by_what_was_asked(clock: MovableClock) -> None:
    tokens = Tokens("", "", IssuerKeys(no_keys, clock), clock)
    app = create_app(
        title="t", description="d", version="1.0.0", routers=[router], tokens=tokens, clock=clock, ids=SeededIds("w")
    )
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://part") as caller,
        httpx.AsyncClient(transport=httpx.ASGITransport(watching_app()), base_url="http://part") as watcher,
    ):
        assert (await caller.get("/v1/watched/417164300")).status_code == 200
        told = (await watcher.get("/metrics")).text
    line = 'ontzorg_request_seconds_count{method="GET",route="/watched/{number}",status="200"} 1'
    assert line in told.splitlines()
    assert "417164300" not in told


async def test_whoever_watches_is_answered_at_a_port_of_its_own_while_the_part_is_there() -> None:
    with listening(0) as listener:
        place = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with watched(listener), httpx.AsyncClient(base_url=place) as watcher:
            assert (await watcher.get("/health/live")).text == "live\n"
            assert (await watcher.get("/v1/households")).status_code == 404
            kind = (await watcher.get("/metrics")).headers["content-type"]
    assert kind == "text/plain; version=0.0.4; charset=utf-8"


async def test_without_a_port_nobody_watches() -> None:
    async with watched(None):
        pass
